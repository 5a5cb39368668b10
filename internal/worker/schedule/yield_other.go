//go:build !linux

package schedule

import "runtime"

// yield lets other goroutines run.
func yield() { runtime.Gosched() }
