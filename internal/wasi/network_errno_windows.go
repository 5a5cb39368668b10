package wasi

import (
	"errors"
	"syscall"

	"golang.org/x/sys/windows"
)

// winsock are the numbers by which Windows calls the errors of sockets.
var winsock = map[syscall.Errno]syscall.Errno{
	syscall.EACCES:          windows.WSAEACCES,
	syscall.EOPNOTSUPP:      windows.WSAEOPNOTSUPP,
	syscall.ENOPROTOOPT:     windows.WSAENOPROTOOPT,
	syscall.EPFNOSUPPORT:    windows.WSAEPFNOSUPPORT,
	syscall.EPROTONOSUPPORT: windows.WSAEPROTONOSUPPORT,
	syscall.ESOCKTNOSUPPORT: windows.WSAESOCKTNOSUPPORT,
	syscall.EINVAL:          windows.WSAEINVAL,
	syscall.EDESTADDRREQ:    windows.WSAEDESTADDRREQ,
	syscall.EAFNOSUPPORT:    windows.WSAEAFNOSUPPORT,
	syscall.ENOBUFS:         windows.WSAENOBUFS,
	syscall.ETIMEDOUT:       windows.WSAETIMEDOUT,
	syscall.EMFILE:          windows.WSAEMFILE,
	syscall.EADDRNOTAVAIL:   windows.WSAEADDRNOTAVAIL,
	syscall.EADDRINUSE:      windows.WSAEADDRINUSE,
	syscall.EHOSTUNREACH:    windows.WSAEHOSTUNREACH,
	syscall.EHOSTDOWN:       windows.WSAEHOSTDOWN,
	syscall.ENETDOWN:        windows.WSAENETDOWN,
	syscall.ENETUNREACH:     windows.WSAENETUNREACH,
	syscall.ECONNREFUSED:    windows.WSAECONNREFUSED,
	syscall.ECONNRESET:      windows.WSAECONNRESET,
	syscall.ECONNABORTED:    windows.WSAECONNABORTED,
	syscall.EMSGSIZE:        windows.WSAEMSGSIZE,
	syscall.ENOTCONN:        windows.WSAENOTCONN,
	syscall.EISCONN:         windows.WSAEISCONN,
	syscall.EPIPE:           windows.WSAESHUTDOWN,
}

// errnoIs reports whether err comes from the system error e.
func errnoIs(err error, e syscall.Errno) bool {
	return errors.Is(err, e) || winsock[e] != 0 && errors.Is(err, winsock[e])
}
