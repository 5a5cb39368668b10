package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

// machine describes what the figures depend on, without names or paths.
func (b *bench) machine(ctx context.Context) []string {
	lines := []string{
		fmt.Sprintf("%d processors%s, %s/%s", runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH),
		runtime.Version(),
	}
	if kernel, err := exec.CommandContext(ctx, "uname", "-r").Output(); err == nil {
		lines = append(lines, "kernel "+strings.TrimSpace(string(kernel)))
	}
	if b.options.gyro != "" {
		return append(lines, "a gyro that was built elsewhere")
	}
	if commit, err := exec.CommandContext(ctx, "git", "describe", "--always", "--dirty", "--abbrev=10").Output(); err == nil {
		lines = append(lines, "gyro "+strings.TrimSpace(string(commit)))
	}
	return lines
}

// processor returns the processor's model as far as the system tells it.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	if m := regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`).FindSubmatch(text); m != nil {
		return fmt.Sprintf(" (%s)", m[1])
	}
	return ""
}
