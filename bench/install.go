package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// workerdVersion is the version of the npm package that is installed.
const workerdVersion = "1.20261117.1"

// installAll installs what the scenarios need: what guests are built with, and
// the guests; wrk; workerd. For Debian's packages one has to be root. Examples
// are built where they are measured, with the same tools.
func (b *bench) installAll(ctx context.Context) error {
	build := []string{"run", module + "/tests/guests/build", "-install", "c-http-core"}
	for _, name := range list(b.guests) {
		if !strings.HasPrefix(name, example) {
			build = append(build, name)
		}
	}
	if err := b.command(ctx, "go", build...); err != nil {
		return err
	}
	for program, pkg := range map[string]string{"wrk": "wrk", "taskset": "util-linux"} {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		if err := b.command(ctx, "apt-get", "update"); err != nil {
			return err
		}
		if err := b.command(ctx, "apt-get", "install", "-y", "--no-install-recommends", pkg); err != nil {
			return err
		}
	}
	path, err := workerdPath()
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	dir := filepath.Dir(filepath.Dir(filepath.Dir(path)))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return b.command(ctx, "npm", "install", "--prefix", dir, "--no-audit", "--no-fund", "--loglevel=error", "workerd@"+workerdVersion)
}

// workerdPath returns where workerd is, once it is installed.
func workerdPath() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", skip(fmt.Sprintf("workerd has no place: %v", err))
	}
	return filepath.Join(base, "gyro", "bench", "workerd-"+workerdVersion, "node_modules", ".bin", "workerd"), nil
}

// command runs a program that tells on standard error what it does.
func (b *bench) command(ctx context.Context, name string, args ...string) error {
	b.say("%s %s", name, strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
