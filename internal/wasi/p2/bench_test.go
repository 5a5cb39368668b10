package p2

import (
	nethttp "net/http"
	"net/http/httptest"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/tests/forward"
)

// A flatCall calls a function with flat arguments, again and again, without
// allocating for it.
type flatCall struct {
	f      *component.Func
	args   []uint64
	result uint64 // the first flat result, or the first number of what is in memory
	params func(c *component.Call, stack []uint64)
	after  func(c *component.Call, stack []uint64)
}

// flat prepares a call; data is put into the guest's memory for it.
func (g *guest) flat(iface, name string, data []byte, args ...uint64) *flatCall {
	b := &flatCall{f: g.Export("wasi:"+iface+"@0.2.12", name), args: args}
	b.params = func(c *component.Call, stack []uint64) {
		m := c.Memory()
		m.PutU32(forward.CellHeap, 0)
		copy(m[forward.Scratch:], data)
		copy(stack, b.args)
	}
	b.after = func(c *component.Call, stack []uint64) {
		if len(stack) == 0 {
			return
		}
		if b.result = stack[0]; b.result == forward.ResultArea {
			b.result = uint64(c.Memory().U32(forward.ResultArea))
		}
	}
	return b
}

func (b *flatCall) call(g *guest) {
	if err := b.f.CallStack(g.ctx, b.params, b.after); err != nil {
		g.t.Fatal(err)
	}
}

func handle(v component.Value) uint64 { return uint64(v.U32()) }

// BenchmarkCalls measures single calls from Go through the guest to the host
// and back; "nothing" is one without work.
func BenchmarkCalls(b *testing.B) {
	page := make([]byte, 4096)
	const at = forward.Scratch
	bench := func(name string, size int64, setup func(g *guest) *flatCall) {
		b.Run(name, func(b *testing.B) {
			g := newGuest(b, &Host{State: &wasi.State{Stdin: endless{}, Stdout: wasi.Discard}})
			c := setup(g)
			b.ReportAllocs()
			b.SetBytes(size)
			for b.Loop() {
				c.call(g)
			}
		})
	}
	bench("nothing", 0, func(g *guest) *flatCall {
		return g.flat("clocks/monotonic-clock", "resolution", nil)
	})
	bench("fields-has", 0, func(g *guest) *flatCall {
		return g.flat("http/types", "[method]fields.has", []byte("x-header"), handle(g.newFields("x-other", "1", "x-header", "2")), at, 8)
	})
	bench("fields-get", 0, func(g *guest) *flatCall {
		return g.flat("http/types", "[method]fields.get", []byte("x-header"), handle(g.newFields("x-other", "1", "x-header", "2")), at, 8)
	})
	bench("fields-entries", 0, func(g *guest) *flatCall {
		return g.flat("http/types", "[method]fields.entries", nil, handle(g.newFields("x-other", "1", "x-header", "2")))
	})
	bench("check-write", 0, func(g *guest) *flatCall {
		return g.flat("io/streams", "[method]output-stream.check-write", nil, handle(g.call("cli/stdout", "get-stdout")))
	})
	bench("write-4k", 4096, func(g *guest) *flatCall {
		return g.flat("io/streams", "[method]output-stream.write", page, handle(g.call("cli/stdout", "get-stdout")), at, 4096)
	})
	bench("read-4k", 4096, func(g *guest) *flatCall {
		return g.flat("io/streams", "[method]input-stream.read", nil, handle(g.call("cli/stdin", "get-stdin")), 4096)
	})
	bench("blocking-read-4k", 4096, func(g *guest) *flatCall {
		return g.flat("io/streams", "[method]input-stream.blocking-read", nil, handle(g.call("cli/stdin", "get-stdin")), 4096)
	})
	bench("ready", 0, func(g *guest) *flatCall {
		in := g.call("cli/stdin", "get-stdin")
		return g.flat("io/poll", "[method]pollable.ready", nil, handle(g.method("io/streams", "input-stream.subscribe", in)))
	})
	bench("poll", 0, func(g *guest) *flatCall {
		in := g.method("io/streams", "input-stream.subscribe", g.call("cli/stdin", "get-stdin"))
		list := []byte{byte(handle(in)), 0, 0, 0}
		return g.flat("io/poll", "poll", list, at, 1)
	})
	bench("random-32", 32, func(g *guest) *flatCall {
		return g.flat("random/random", "get-random-bytes", nil, 32)
	})
	bench("wall-clock-now", 0, func(g *guest) *flatCall {
		return g.flat("clocks/wall-clock", "now", nil)
	})
}

// endless is an input that never ends.
type endless struct{ stuck }

func (endless) Ready() bool                { return true }
func (endless) Read(p []byte) (int, error) { return min(len(p), 4096), nil }

// BenchmarkFirstRead reads a short input, of which the guest asks for all, by
// a host that is new.
func BenchmarkFirstRead(b *testing.B) {
	g := newGuest(b, &Host{State: &wasi.State{Stdin: endless{}}})
	read := g.flat("io/streams", "[method]input-stream.read", nil, handle(g.call("cli/stdin", "get-stdin")), 1<<63)
	b.ReportAllocs()
	for b.Loop() {
		read.call(g)
		g.host.Close()
	}
}

// BenchmarkFieldsAppend makes fields, appends one, and drops them.
func BenchmarkFieldsAppend(b *testing.B) {
	g := newGuest(b, &Host{})
	create := g.flat("http/types", "[constructor]fields", nil)
	text := []byte("x-headervalue")
	add := g.flat("http/types", "[method]fields.append", text, 0, forward.Scratch, 8, forward.Scratch+8, 5)
	drop := g.flat("http/types", forward.DropPrefix+"fields", nil, 0)
	b.ReportAllocs()
	for b.Loop() {
		create.call(g)
		add.args[0], drop.args[0] = create.result, create.result
		add.call(g)
		drop.call(g)
	}
}

// BenchmarkHello answers a request with a header and a short body, as a
// guest does that was compiled from a handler in C.
func BenchmarkHello(b *testing.B) {
	g := newGuest(b, &Host{})
	r := httptest.NewRequest("GET", "/hello", nil)
	r.Header.Set("User-Agent", "curl")
	h := newHello(g)
	w := &responseSink{header: nethttp.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		if err := g.serve(w, r, h.answer); err != nil {
			b.Fatal(err)
		}
	}
}

// hello are the calls of an answer.
type hello struct {
	path, fields, appendTo, response, body, set, write, text, dropStream, finish, dropRequest *flatCall
}

func newHello(g *guest) *hello {
	const at = forward.Scratch
	return &hello{
		path:        g.flat(types, "[method]incoming-request.path-with-query", nil, 0),
		fields:      g.flat(types, "[constructor]fields", nil),
		appendTo:    g.flat(types, "[method]fields.append", []byte("content-typetext/plain"), 0, at, 12, at+12, 10),
		response:    g.flat(types, "[constructor]outgoing-response", nil, 0),
		body:        g.flat(types, "[method]outgoing-response.body", nil, 0),
		set:         g.flat(types, "[static]response-outparam.set", nil, 0, 0, 0, 0, 0, 0, 0, 0),
		write:       g.flat(types, "[method]outgoing-body.write", nil, 0),
		text:        g.flat("io/streams", "[method]output-stream.blocking-write-and-flush", []byte("hello, world\n"), 0, at, 13),
		dropStream:  g.flat("io/streams", forward.DropPrefix+"output-stream", nil, 0),
		finish:      g.flat(types, "[static]outgoing-body.finish", nil, 0, 0, 0),
		dropRequest: g.flat(types, forward.DropPrefix+"incoming-request", nil, 0),
	}
}

func (h *hello) answer(g *guest, request, outparam component.Value) {
	with := func(c *flatCall, args ...uint64) uint64 {
		copy(c.args, args)
		c.call(g)
		return c.result
	}
	own := func(c *flatCall, args ...uint64) uint64 { // of a result<own<r>>
		var payload uint64
		after := c.after
		c.after = func(call *component.Call, stack []uint64) {
			payload = uint64(call.Memory().U32(forward.ResultArea + 4))
		}
		with(c, args...)
		c.after = after
		return payload
	}
	with(h.path, handle(request))
	f := with(h.fields)
	with(h.appendTo, f)
	r := with(h.response, f)
	b := own(h.body, r)
	with(h.set, handle(outparam), 0, r)
	s := own(h.write, b)
	with(h.text, s)
	with(h.dropStream, s)
	with(h.finish, b, 0, 0)
	with(h.dropRequest, handle(request))
}

// responseSink is a response that nobody reads.
type responseSink struct{ header nethttp.Header }

func (w *responseSink) Header() nethttp.Header      { return w.header }
func (w *responseSink) Write(p []byte) (int, error) { return len(p), nil }
func (w *responseSink) WriteHeader(int)             {}
func (w *responseSink) Flush()                      {}
