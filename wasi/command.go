package wasi

import (
	"context"
	"errors"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	cli2 "github.com/gyro-wasm/gyro/internal/wasi/p2/bind/cli"
	cli3 "github.com/gyro-wasm/gyro/internal/wasi/p3/bind/cli"
)

// Run instantiates a command and runs it to its end: a component that exports
// wasi:cli/run, or a core module that exports _start. It returns the command's
// exit code; the error is not nil if the command did not end by itself, and is
// a [*component.Trap] if it trapped.
func Run(ctx context.Context, l *component.Linked, h *Host) (code int, err error) {
	in, err := l.Instantiate(ctx, component.InstanceConfig{Data: h})
	if err != nil {
		return exitCode(err)
	}
	defer func() { err = errors.Join(err, in.Close(ctx)) }()
	if start, serr := in.Func("_start"); serr == nil {
		return exitCode(start.CallStack(ctx, nil, nil))
	}
	// Of a component that exports both, the newer one is the command: Rust's
	// standard library adds the other by itself.
	var ok bool
	if run, rerr := cli3.NewRun(in); rerr == nil {
		if ok, err = run.Run(ctx); err == nil {
			err = in.Settle(ctx)
		}
	} else if run, rerr := cli2.NewRun(in); rerr == nil {
		ok, err = run.Run(ctx)
	} else {
		return 0, errors.New("not a command: it exports neither wasi:cli/run nor _start")
	}
	if err == nil && !ok {
		return 1, nil
	}
	return exitCode(err)
}

// exitCode tells the exit code of a command that ended with err.
func exitCode(err error) (int, error) {
	var exit *wasi.Exit
	if errors.As(err, &exit) {
		return int(exit.Code), nil
	}
	return 0, err
}
