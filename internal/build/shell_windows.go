package build

import (
	"context"
	"os/exec"
	"syscall"
)

// shell returns a command for the shell. The shell reads its command line
// itself, so it is passed on without quoting.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd.exe")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd.exe /S /C "` + command + `"`}
	return cmd
}
