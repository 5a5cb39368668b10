package p2

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/cli"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
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

// InitialCwd implements wasi:cli/environment.
func (h *Host) InitialCwd(context.Context) (component.Option[string], error) {
	if h.State.InitialCwd == "" {
		return component.Option[string]{}, nil
	}
	return component.Some(h.State.InitialCwd), nil
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

// GetStdin implements wasi:cli/stdin. Each call gives a handle of its own to
// the one stream.
func (h *Host) GetStdin(context.Context) (io.InputStream, error) {
	return h.input(wasi.KeepOpen(h.State.Input()), nil), nil
}

// GetStdout implements wasi:cli/stdout.
func (h *Host) GetStdout(context.Context) (io.OutputStream, error) {
	return h.output(wasi.KeepOpenOutput(h.State.Output()), nil), nil
}

// GetStderr implements wasi:cli/stderr.
func (h *Host) GetStderr(context.Context) (io.OutputStream, error) {
	return h.output(wasi.KeepOpenOutput(h.State.ErrorOutput()), nil), nil
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
