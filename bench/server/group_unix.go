//go:build unix

package server

import (
	"os/exec"
	"syscall"
)

// ownGroup puts the process into a group of its own: Ctrl-C reaches it
// through us only, and its children can be ended with it.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// Errors of both mean that the process has ended already.
func terminate(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
func kill(cmd *exec.Cmd)      { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
