//go:build !windows

package wasi

import (
	"errors"
	"syscall"
)

// errnoIs reports whether err comes from the system error e.
func errnoIs(err error, e syscall.Errno) bool { return errors.Is(err, e) }
