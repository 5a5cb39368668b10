package wasi

import (
	"errors"
	"syscall"

	"golang.org/x/sys/windows"
)

// winsock are the numbers by which Windows calls the errors of sockets.
var winsock = map[syscall.Errno]syscall.Errno{
	syscall.ECONNREFUSED:  windows.WSAECONNREFUSED,
	syscall.ECONNRESET:    windows.WSAECONNRESET,
	syscall.ECONNABORTED:  windows.WSAECONNABORTED,
	syscall.EHOSTUNREACH:  windows.WSAEHOSTUNREACH,
	syscall.ENETUNREACH:   windows.WSAENETUNREACH,
	syscall.EADDRNOTAVAIL: windows.WSAEADDRNOTAVAIL,
}

// errnoIs reports whether err comes from the system error e.
func errnoIs(err error, e syscall.Errno) bool {
	return errors.Is(err, e) || winsock[e] != 0 && errors.Is(err, winsock[e])
}
