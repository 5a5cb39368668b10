package load

import (
	"syscall"
	"time"
)

// sleep blocks the thread. Go's timers wake up to a millisecond late.
func sleep(d time.Duration) {
	t := syscall.NsecToTimespec(int64(d))
	_ = syscall.Nanosleep(&t, nil) // the caller looks at the clock
}
