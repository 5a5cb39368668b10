package schedule

import (
	"runtime"
	"syscall"
)

// yield lets other goroutines run, and other threads that the kernel keeps
// waiting for this processor: one of them may be the one that polls.
func yield() {
	_, _, _ = syscall.Syscall(syscall.SYS_SCHED_YIELD, 0, 0, 0) // cannot fail
	runtime.Gosched()
}
