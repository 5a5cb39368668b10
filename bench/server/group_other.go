//go:build !unix

package server

import "os/exec"

func ownGroup(*exec.Cmd) {}

// Errors of both mean that the process has ended already.
func terminate(cmd *exec.Cmd) { _ = cmd.Process.Kill() }
func kill(cmd *exec.Cmd)      { _ = cmd.Process.Kill() }
