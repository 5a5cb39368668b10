// Package p3 provides WASI 0.3 to components: thin adapters between the
// generated bindings below it and the behaviour in package wasi. Its files are
// named like the interfaces.
//
// Start from [Link].
package p3

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/cli"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/filesystem"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/random"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
)

// A Host is what the WASI functions of one instance work on. It is used by one
// goroutine at a time, like the instance; Close ends it.
type Host struct {
	State *wasi.State
	HTTP  *wasi.HTTP
	// Network is wasi:sockets; its zero value refuses everything.
	Network *wasi.Network

	request request     // the first one that the guest answers
	serves  atomic.Bool // request is in use

	// life is the context of what a guest starts and lives on between its
	// calls, such as outgoing requests; nil if it has started nothing.
	life context.Context
	end  context.CancelFunc

	seed component.Option[component.Tuple2[uint64, uint64]] // see GetInsecureSeed

	open    map[*descriptor]struct{} // that the guest has not dropped
	arrived arrivals
	copies  atomic.Int32 // see writing

	list []wasi.Field // room for the argument of from-list
}

// Close closes the files that are still open, and ends what else the guest has
// started. The instance must be closed before.
// HTTP and Network are left to who made them.
func (h *Host) Close() {
	if h.end != nil {
		h.end()
		h.arrived.end()
	}
	for d := range h.open {
		d.Drop(context.Background())
	}
}

// Reset makes a closed host ready for another instance. It reports false if
// that is not possible, because the guest has started something that may not
// have come to its end. HTTP and Network are left to who made them.
func (h *Host) Reset() bool {
	if h.life != nil {
		return false
	}
	if cap(h.list) > keptFields {
		h.list = nil
	}
	h.seed.Some = false
	if h.serves.Load() {
		h.request = request{}
		h.serves.Store(false)
	}
	return true
}

// keptFields is for how many fields of one list the memory is kept.
const keptFields = 64

// started returns the context of something that the guest starts.
func (h *Host) started() context.Context {
	if h.life == nil {
		h.life, h.end = context.WithCancel(context.Background())
	}
	return h.life
}

// Link adds WASI 0.3 to l. of finds the host of the instance that calls.
func Link(l *component.Linker, of func(*component.Call) *Host) error {
	return errors.Join(
		cli.LinkEnvironment(l, func(c *component.Call) cli.EnvironmentHost { return of(c) }),
		cli.LinkExit(l, func(c *component.Call) cli.ExitHost { return of(c) }),
		cli.LinkTypes(l),
		cli.LinkStdin(l, func(c *component.Call) cli.StdinHost { return stdin{of(c)} }),
		cli.LinkStdout(l, func(c *component.Call) cli.StdoutHost { return output{of(c), of(c).State.Output()} }),
		cli.LinkStderr(l, func(c *component.Call) cli.StderrHost { return output{of(c), of(c).State.ErrorOutput()} }),
		cli.LinkTerminalInput(l),
		cli.LinkTerminalOutput(l),
		cli.LinkTerminalStdin(l, func(c *component.Call) cli.TerminalStdinHost { return of(c) }),
		cli.LinkTerminalStdout(l, func(c *component.Call) cli.TerminalStdoutHost { return of(c) }),
		cli.LinkTerminalStderr(l, func(c *component.Call) cli.TerminalStderrHost { return of(c) }),
		cli.DefineRun(l),

		clocks.LinkTypes(l),
		linkMonotonic(l, of),
		clocks.LinkSystemClock(l, func(c *component.Call) clocks.SystemClockHost { return system{of(c)} }),

		random.LinkRandom(l, func(c *component.Call) random.RandomHost { return of(c) }),
		random.LinkInsecure(l, func(c *component.Call) random.InsecureHost { return of(c) }),
		random.LinkInsecureSeed(l, func(c *component.Call) random.InsecureSeedHost { return of(c) }),

		filesystem.LinkPreopens(l, func(c *component.Call) filesystem.PreopensHost { return of(c) }),
		filesystem.LinkTypes(l),

		sockets.LinkTypes(l, func(c *component.Call) sockets.TypesHost { return socketsHost{of(c)} }),
		sockets.LinkIPNameLookup(l, func(c *component.Call) sockets.IPNameLookupHost { return of(c) }),

		http.LinkTypes(l, func(c *component.Call) http.TypesHost { return httpHost{of(c)} }),
		http.LinkClient(l, func(c *component.Call) http.ClientHost { return httpHost{of(c)} }),
		http.DefineHandler(l),
	)
}
