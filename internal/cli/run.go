package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// runFlags are the flags of `gyro run`.
type runFlags struct {
	dirs         []string
	env          []string
	allowNet     bool
	allowMissing bool
}

func (p *Program) runCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run FILE.wasm [flags] [-- ARGS]",
		Short: "Run a command",
		Long: `Run runs a program to its end: a component that exports wasi:cli/run, or a
module with a _start function. gyro ends with the program's exit code.

The program sees the folders and environment variables that are named, and no
network unless it is allowed.`,
		Example: `  gyro run tool.wasm --dir .::/data --env LANG -- --verbose /data/in.txt`,
		Args:    arguments(1, -1, "FILE.wasm"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.run(cmd.Context(), args[0], args[1:], f)
		},
	}
	cmd.Flags().StringArrayVar(&f.dirs, "dir", nil, "let the program use a folder `HOST::GUEST`, or HOST under its own path (repeatable)")
	cmd.Flags().StringArrayVar(&f.env, "env", nil, "set an environment variable `NAME=VALUE`, or pass NAME on (repeatable)")
	cmd.Flags().BoolVar(&f.allowNet, "allow-net", false, "let the program use the network")
	cmd.Flags().BoolVar(&f.allowMissing, "allow-missing", false, "start even if imports are missing; calling one fails")
	return cmd
}

func (p *Program) run(ctx context.Context, file string, args []string, f runFlags) error {
	dirs, err := parseDirs(f.dirs)
	if err != nil {
		return err
	}
	env, err := parseEnv(f.env)
	if err != nil {
		return err
	}
	wasm, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the program: %w", err)
	}
	if p.Hooks.Run == nil {
		return notLinked("run programs")
	}
	code, err := p.Hooks.Run(ctx, RunOptions{
		File: file, Wasm: wasm, Args: args, Env: env, Dirs: dirs,
		AllowNet: f.allowNet, AllowMissing: f.allowMissing,
		Stdin: p.Stdin, Stdout: p.Stdout, Stderr: p.Stderr,
	})
	switch {
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return err
	case code != 0:
		return exitCode(code)
	}
	return nil
}

// parseDirs reads HOST::GUEST, or HOST for a folder that keeps its path.
func parseDirs(args []string) ([]Dir, error) {
	var dirs []Dir
	for _, arg := range args {
		host, guest, named := strings.Cut(arg, "::")
		if !named {
			guest = host
		}
		if host == "" || guest == "" {
			return nil, usagef("--dir takes HOST::GUEST, not %q", arg)
		}
		if info, err := os.Stat(host); err != nil {
			return nil, fmt.Errorf("--dir: %w", err)
		} else if !info.IsDir() {
			return nil, fmt.Errorf("--dir: %s is not a folder", host)
		}
		dirs = append(dirs, Dir{host, guest})
	}
	return dirs, nil
}

// parseEnv reads NAME=VALUE, or NAME for a variable that is passed on if it is
// set.
func parseEnv(args []string) ([]string, error) {
	var env []string
	for _, arg := range args {
		name, _, assigned := strings.Cut(arg, "=")
		if name == "" {
			return nil, usagef("--env takes NAME=VALUE or NAME, not %q", arg)
		}
		if !assigned {
			value, ok := os.LookupEnv(name)
			if !ok {
				continue
			}
			arg = name + "=" + value
		}
		env = append(env, arg)
	}
	return env, nil
}
