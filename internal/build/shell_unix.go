//go:build unix

package build

import (
	"context"
	"os/exec"
	"syscall"
)

// shell returns a command for the shell. It runs in a process group of its own,
// which is stopped as a whole when ctx ends.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	return cmd
}
