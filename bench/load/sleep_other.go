//go:build !linux

package load

import "time"

// sleep pauses the goroutine, perhaps for a millisecond more.
func sleep(d time.Duration) { time.Sleep(d) }
