//go:build profile

package main

import (
	"fmt"
	"os"
	"runtime/pprof"
	"time"
)

// With the build tag profile, gyro writes a CPU profile of its first
// GYRO_PROFILE_FOR to the file GYRO_PROFILE: bench makes default.pgo of some,
// see its flag -profile.
func init() {
	if path := os.Getenv("GYRO_PROFILE"); path != "" {
		if err := profile(path); err != nil {
			fmt.Fprintln(os.Stderr, "gyro: profile:", err)
			os.Exit(1)
		}
	}
}

// profile begins a profile, which is in the file when that has its name.
func profile(path string) error {
	d, err := time.ParseDuration(os.Getenv("GYRO_PROFILE_FOR"))
	if err != nil {
		return err
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	time.AfterFunc(d, func() {
		pprof.StopCPUProfile()
		if f.Close() == nil {
			_ = os.Rename(f.Name(), path) // bench says when it is not there
		}
	})
	return nil
}
