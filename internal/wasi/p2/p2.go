// Package p2 provides WASI 0.2 to components: thin adapters between the
// generated bindings below it and the behaviour in package wasi. Its files are
// named like the interfaces.
//
// Start from [Link]. The functions of all 0.2 releases are served, by the
// newest one's interfaces; what a component does not import costs nothing.
package p2

import (
	"context"
	"errors"
	nethttp "net/http"
	"sync/atomic"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/cli"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/filesystem"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/http"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/random"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/sockets"
)

// A Host is what the WASI functions of one instance work on. It is used by one
// goroutine at a time, like the instance; Close ends it.
type Host struct {
	State *wasi.State
	HTTP  *wasi.HTTP
	// Network is wasi:sockets; its zero value refuses everything.
	Network *wasi.Network

	request  incomingRequest  // the first one that the guest answers
	serves   atomic.Bool      // request is in use
	response outgoingResponse // the first one that the guest makes
	responds bool             // response is in use

	// life is the context of what a guest starts and lives on between its
	// calls, such as outgoing requests; nil if it has started nothing.
	life context.Context
	end  context.CancelFunc

	buf    *[maxRead]byte       // what reads return until the next one
	polled []wasi.Pollable      // arguments of poll
	ready  []uint32             // and its result, until the next one
	list   []wasi.Field         // room for the argument of from-list
	open   map[dropper]struct{} // what holds files of the system
}

// A dropper is a resource.
type dropper interface{ Drop(context.Context) }

// hold remembers a resource that holds a file until it is dropped. A guest may
// trap when it is about to be given the handle, and then only [Host.Close]
// drops it.
func hold[R dropper](h *Host, r R) R {
	if h.open == nil {
		h.open = map[dropper]struct{}{}
	}
	h.open[r] = struct{}{}
	return r
}

func (h *Host) forget(r dropper) {
	if h.open != nil { // to look for r in nothing takes as long as in something
		delete(h.open, r)
	}
}

// Close closes the files that are still open, and ends what else the guest has
// started. The instance must be closed before. HTTP and Network are left to who
// made them.
func (h *Host) Close() {
	if h.end != nil {
		h.end()
	}
	if h.buf != nil {
		buffers.Put(h.buf)
		h.buf = nil
	}
	for r := range h.open {
		r.Drop(context.Background())
	}
}

// Reset makes a closed host ready for another instance. It reports false if
// that is not possible, because the guest has started something that may not
// have come to its end. HTTP and Network are left to who made them.
func (h *Host) Reset() bool {
	if h.life != nil {
		return false
	}
	if max(cap(h.polled), cap(h.ready)) > keptPolled {
		h.polled, h.ready = nil, nil
	}
	if cap(h.list) > keptFields {
		h.list = nil
	}
	h.request = incomingRequest{}
	h.serves.Store(false)
	if h.responds {
		h.response, h.responds = outgoingResponse{}, false
	}
	return true
}

// keptPolled and keptFields are for how many pollables of one poll and for how
// many fields of one list the memory is kept.
const (
	keptPolled = 256
	keptFields = 64
)

// started returns the context of something that the guest starts.
func (h *Host) started() context.Context {
	if h.life == nil {
		h.life, h.end = context.WithCancel(context.Background())
	}
	return h.life
}

// ServeHTTP answers a request of net/http by a guest's incoming-handler; see
// [wasi.HTTP.Serve]. The error is a [*wasi.ResponseError].
func (h *Host) ServeHTTP(ctx context.Context, w nethttp.ResponseWriter, r *nethttp.Request, more wasi.MoreFields, guest *http.IncomingHandler) error {
	return h.HTTP.Serve(ctx, w, r, more, func(ctx context.Context, in *wasi.IncomingRequest, out *wasi.ResponseOutparam) error {
		return guest.Handle(ctx, h.newRequest(in), (*responseOutparam)(out))
	})
}

// Link adds WASI 0.2 to l. of finds the host of the instance that calls.
func Link(l *component.Linker, of func(*component.Call) *Host) error {
	return errors.Join(
		io.LinkError(l),
		io.LinkPoll(l, func(c *component.Call) io.PollHost { return of(c) }),
		io.LinkStreams(l),

		cli.LinkEnvironment(l, func(c *component.Call) cli.EnvironmentHost { return of(c) }),
		cli.LinkExit(l, func(c *component.Call) cli.ExitHost { return of(c) }),
		cli.LinkStdin(l, func(c *component.Call) cli.StdinHost { return of(c) }),
		cli.LinkStdout(l, func(c *component.Call) cli.StdoutHost { return of(c) }),
		cli.LinkStderr(l, func(c *component.Call) cli.StderrHost { return of(c) }),
		cli.LinkTerminalInput(l),
		cli.LinkTerminalOutput(l),
		cli.LinkTerminalStdin(l, func(c *component.Call) cli.TerminalStdinHost { return of(c) }),
		cli.LinkTerminalStdout(l, func(c *component.Call) cli.TerminalStdoutHost { return of(c) }),
		cli.LinkTerminalStderr(l, func(c *component.Call) cli.TerminalStderrHost { return of(c) }),

		clocks.LinkMonotonicClock(l, func(c *component.Call) clocks.MonotonicClockHost { return monotonic{of(c)} }),
		clocks.LinkWallClock(l, func(c *component.Call) clocks.WallClockHost { return wall{of(c)} }),

		sockets.LinkNetwork(l),
		sockets.LinkInstanceNetwork(l, func(c *component.Call) sockets.InstanceNetworkHost { return of(c) }),
		sockets.LinkTCP(l),
		sockets.LinkTCPCreateSocket(l, func(c *component.Call) sockets.TCPCreateSocketHost { return of(c) }),
		sockets.LinkUDP(l),
		sockets.LinkUDPCreateSocket(l, func(c *component.Call) sockets.UDPCreateSocketHost { return of(c) }),
		sockets.LinkIPNameLookup(l, func(c *component.Call) sockets.IPNameLookupHost { return of(c) }),

		random.LinkRandom(l, func(c *component.Call) random.RandomHost { return of(c) }),
		random.LinkInsecure(l, func(c *component.Call) random.InsecureHost { return of(c) }),
		filesystem.LinkPreopens(l, func(c *component.Call) filesystem.PreopensHost { return of(c) }),
		filesystem.LinkTypes(l, func(c *component.Call) filesystem.TypesHost { return of(c) }),

		http.LinkTypes(l, func(c *component.Call) http.TypesHost { return httpHost{of(c)} }),
		http.LinkOutgoingHandler(l, func(c *component.Call) http.OutgoingHandlerHost { return httpHost{of(c)} }),
		http.DefineIncomingHandler(l),
		cli.DefineRun(l),

		random.LinkInsecureSeed(l, func(c *component.Call) random.InsecureSeedHost { return of(c) }),
	)
}
