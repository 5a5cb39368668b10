//go:build unix

package engine

import (
	"fmt"
	"os"
	"syscall"
)

// checkPrivate refuses a directory that somebody else can write to: its files
// are executed.
func checkPrivate(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("look at the directory of compiled code: %w", err)
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("the directory of compiled code %s can be written by others (mode %v); run chmod go-w on it or choose another", dir, info.Mode().Perm())
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 && int(stat.Uid) != os.Getuid() {
		return fmt.Errorf("the directory of compiled code %s belongs to user %d; choose one of your own", dir, stat.Uid)
	}
	return nil
}
