package wasi

import "syscall"

func statTimes(sys *syscall.Stat_t) (access, change syscall.Timespec) {
	return sys.Atimespec, sys.Ctimespec
}
