package p3

import (
	"context"
	"errors"
	"syscall"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/cli"
)

// GetEnvironment implements wasi:cli/environment.
func (h *Host) GetEnvironment(context.Context) ([]component.Tuple2[string, string], error) {
	out := make([]component.Tuple2[string, string], len(h.State.Env))
	for i, v := range h.State.Env {
		out[i] = component.Tuple2[string, string]{F0: v.Name, F1: v.Value}
	}
	return out, nil
}

// GetArguments implements wasi:cli/environment.
func (h *Host) GetArguments(context.Context) ([]string, error) { return h.State.Args, nil }

// GetInitialCwd implements wasi:cli/environment.
func (h *Host) GetInitialCwd(context.Context) (component.Option[string], error) {
	return option(h.State.InitialCwd, h.State.InitialCwd != ""), nil
}

// Exit implements wasi:cli/exit: it ends the guest.
func (h *Host) Exit(_ context.Context, status component.Result[struct{}, struct{}]) error {
	if status.IsErr {
		return &wasi.Exit{Code: 1}
	}
	return &wasi.Exit{}
}

// ExitWithCode implements wasi:cli/exit.
func (h *Host) ExitWithCode(_ context.Context, code uint8) error {
	return &wasi.Exit{Code: uint32(code)}
}

// cliError returns what a standard stream has failed with as error-code.
func cliError(err error) cli.ErrorCode {
	if errors.Is(err, errClosed) || errors.Is(err, syscall.EPIPE) {
		return cli.ErrorCodePipe
	}
	return cli.ErrorCodeIO
}

// stdin implements wasi:cli/stdin.
type stdin struct{ h *Host }

// ReadViaStream implements [cli.StdinHost]. Each call gives a stream of its own
// of the one input.
func (s stdin) ReadViaStream(context.Context) (component.Tuple2[*component.Stream[byte], *component.Future[result[cli.ErrorCode]]], error) {
	return reading(wasi.KeepOpen(s.h.State.Input()), cliError), nil
}

// output implements wasi:cli/stdout and stderr.
type output struct {
	h *Host
	s wasi.OutputStream
}

// WriteViaStream implements [cli.StdoutHost] and [cli.StderrHost].
func (o output) WriteViaStream(_ context.Context, data *component.Stream[byte]) (*component.Future[result[cli.ErrorCode]], error) {
	return writing(o.h, data, wasi.KeepOpenOutput(o.s), cliError)
}

// A terminal stands for the fact that a stream is one.
type terminal struct{}

// Drop implements the terminal resources.
func (terminal) Drop(context.Context) {}

// GetTerminalStdin implements wasi:cli/terminal-stdin.
func (h *Host) GetTerminalStdin(context.Context) (component.Option[cli.TerminalInput], error) {
	return component.Option[cli.TerminalInput]{Value: terminal{}, Some: h.State.StdinTerminal}, nil
}

// GetTerminalStdout implements wasi:cli/terminal-stdout.
func (h *Host) GetTerminalStdout(context.Context) (component.Option[cli.TerminalOutput], error) {
	return component.Option[cli.TerminalOutput]{Value: terminal{}, Some: h.State.StdoutTerminal}, nil
}

// GetTerminalStderr implements wasi:cli/terminal-stderr.
func (h *Host) GetTerminalStderr(context.Context) (component.Option[cli.TerminalOutput], error) {
	return component.Option[cli.TerminalOutput]{Value: terminal{}, Some: h.State.StderrTerminal}, nil
}
