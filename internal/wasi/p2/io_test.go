package p2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	goio "io"
	"math"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

// The cases of stream-error.
const (
	lastOperationFailed = iota
	closed
)

// broken is a stream that fails with the same error for ever.
type broken struct{ err error }

func (b broken) Ready() bool                  { return true }
func (b broken) Subscribe(wake func()) func() { wake(); return func() {} }
func (b broken) Read([]byte) (int, error)     { return 0, b.err }
func (b broken) CheckWrite() (int, error)     { return 0, b.err }
func (b broken) Write([]byte) error           { return b.err }
func (b broken) Flush() error                 { return b.err }
func (b broken) Close() error                 { return nil }

// stuck is a stream on which nothing ever happens.
type stuck struct{ broken }

func (stuck) Ready() bool             { return false }
func (stuck) Subscribe(func()) func() { return func() {} }

// reads and writes are the functions of streams with arguments that are fine.
var (
	reads = map[string][]component.Value{
		"read": {wit.U64Value(9)}, "blocking-read": {wit.U64Value(9)}, "skip": {wit.U64Value(9)}, "blocking-skip": {wit.U64Value(9)},
	}
	writes = map[string][]component.Value{
		"check-write": nil, "write": {wit.BytesValue([]byte("x"))}, "blocking-write-and-flush": {wit.BytesValue([]byte("x"))},
		"flush": nil, "blocking-flush": nil, "write-zeroes": {wit.U64Value(9)}, "blocking-write-zeroes-and-flush": {wit.U64Value(9)},
	}
)

// TestStreamErrors checks what guests see of an error of a stream, by every
// function, and what the error's handle tells.
func TestStreamErrors(t *testing.T) {
	size := uint64(7)
	tests := []struct {
		err        error
		closed     bool
		http, file string // what the two error-code functions say
	}{
		{err: goio.EOF, closed: true},
		{err: errors.New("out of luck"), http: "none", file: "none"},
		{err: &wasi.HTTPError{Code: wasi.HTTPRequestBodySize, Number: &size}, http: "some(variant:17(some(7)))", file: "none"},
		{err: fmt.Errorf("writing: %w", wasi.FileErrCrossDevice), http: "none", file: "some(enum:36)"},
		{err: wasi.SocketConnectionReset, http: "none", file: "none"},
	}
	for _, tt := range tests {
		g := newGuest(t, &Host{State: &wasi.State{Stdin: broken{tt.err}, Stdout: broken{tt.err}}})
		check := func(name string, got component.Value) {
			t.Helper()
			c, p := got.Variant()
			switch {
			case tt.closed && c == closed && p == nil:
				return
			case tt.closed || c != lastOperationFailed:
				t.Errorf("%s fails with %v for %v", name, got, tt.err)
				return
			}
			if s := g.method("io/error", "error.to-debug-string", *p).Str(); s != tt.err.Error() {
				t.Errorf("%s: %q", name, s)
			}
			if s := g.call("http/types", "http-error-code", *p).String(); s != tt.http {
				t.Errorf("%s: http-error-code is %s, want %s", name, s, tt.http)
			}
			if s := g.call("filesystem/types", "filesystem-error-code", *p).String(); s != tt.file {
				t.Errorf("%s: filesystem-error-code is %s, want %s", name, s, tt.file)
			}
			g.drop("io/error", "error", *p)
		}
		in, out := g.call("cli/stdin", "get-stdin"), g.call("cli/stdout", "get-stdout")
		for name, args := range reads {
			check(name, g.fails("io/streams", "[method]input-stream."+name, append([]component.Value{in}, args...)...))
		}
		for name, args := range writes {
			check(name, g.fails("io/streams", "[method]output-stream."+name, append([]component.Value{out}, args...)...))
		}
		for _, name := range []string{"splice", "blocking-splice"} {
			check(name, g.fails("io/streams", "[method]output-stream."+name, out, in, wit.U64Value(1)))
		}
	}
}

// TestBlockingEnds checks that what waits ends with the call's context.
func TestBlockingEnds(t *testing.T) {
	calls := map[string][]component.Value{
		"[method]input-stream.blocking-read": {wit.U64Value(1)}, "[method]input-stream.blocking-skip": {wit.U64Value(1)},
		"[method]output-stream.blocking-write-and-flush":        {wit.BytesValue([]byte("x"))},
		"[method]output-stream.blocking-write-zeroes-and-flush": {wit.U64Value(1)},
		"[method]output-stream.blocking-flush":                  nil,
		"[method]output-stream.blocking-splice":                 {wit.U32Value(1), wit.U64Value(1)},
		"[method]pollable.block":                                nil,
		"poll":                                                  nil,
	}
	cause := errors.New("the client has gone")
	for name, args := range calls {
		g := newGuest(t, &Host{State: &wasi.State{Stdin: stuck{}, Stdout: stuck{}}})
		self := g.call("cli/stdin", "get-stdin")
		iface := "io/streams"
		switch {
		case strings.Contains(name, "output"):
			self = g.call("cli/stdout", "get-stdout")
		case name == "poll":
			self = wit.ListValue(g.method(iface, "input-stream.subscribe", self))
			iface = "io/poll"
		case strings.Contains(name, "pollable"):
			self = g.method(iface, "input-stream.subscribe", self)
			iface = "io/poll"
		}
		ctx, cancel := context.WithCancelCause(t.Context())
		g.ctx = ctx
		go cancel(cause)
		trap := g.trap(iface, name, append([]component.Value{self}, args...)...)
		if !errors.Is(trap, cause) {
			t.Errorf("%s: %v, want %v", name, trap, cause)
		}
	}
}

func TestReadLengths(t *testing.T) {
	const text = "some input"
	for _, n := range []uint64{0, 1, uint64(len(text)), maxRead, maxRead + 1, 1 << 32, math.MaxUint64} {
		for _, name := range []string{"read", "blocking-read"} {
			r, w := wasi.Pipe(0)
			if err := errors.Join(w.Write([]byte(text)), w.Close()); err != nil {
				t.Fatal(err)
			}
			g := newGuest(t, &Host{State: &wasi.State{Stdin: r}})
			in := g.call("cli/stdin", "get-stdin")
			got := g.ok("io/streams", "[method]input-stream."+name, in, wit.U64Value(n)).Bytes()
			if want := text[:min(n, uint64(len(text)))]; string(got) != want {
				t.Errorf("%s(%d) = %q, want %q", name, n, got, want)
			}
		}
	}
}

// TestReadMuch reads more than the host gives at a time.
func TestReadMuch(t *testing.T) {
	r, w := wasi.Pipe(3 * maxRead)
	if err := w.Write(bytes.Repeat([]byte("x"), 3*maxRead)); err != nil {
		t.Fatal(err)
	}
	g := newGuest(t, &Host{State: &wasi.State{Stdin: r}})
	in := g.call("cli/stdin", "get-stdin")
	if n := len(g.ok("io/streams", "[method]input-stream.read", in, wit.U64Value(math.MaxUint64)).Bytes()); n != maxRead {
		t.Errorf("read of everything gives %d bytes, want %d", n, maxRead)
	}
}

// TestPermits checks what a guest may write after check-write.
func TestPermits(t *testing.T) {
	tests := []struct {
		name string
		args []component.Value
		trap bool
	}{
		{"write", []component.Value{wit.BytesValue(make([]byte, 100))}, false},
		{"write", []component.Value{wit.BytesValue(make([]byte, 101))}, true},
		{"write", []component.Value{wit.BytesValue(nil)}, false},
		{"write-zeroes", []component.Value{wit.U64Value(100)}, false},
		{"write-zeroes", []component.Value{wit.U64Value(101)}, true},
		{"write-zeroes", []component.Value{wit.U64Value(math.MaxUint64)}, true},
		{"blocking-write-and-flush", []component.Value{wit.BytesValue(make([]byte, wasi.MaxBlockingWrite+1))}, true},
		{"blocking-write-zeroes-and-flush", []component.Value{wit.U64Value(wasi.MaxBlockingWrite + 1)}, true},
		{"blocking-write-zeroes-and-flush", []component.Value{wit.U64Value(math.MaxUint64)}, true},
	}
	for _, tt := range tests {
		_, w := wasi.Pipe(100)
		g := newGuest(t, &Host{State: &wasi.State{Stdout: w}})
		out := g.call("cli/stdout", "get-stdout")
		if n := g.ok("io/streams", "[method]output-stream.check-write", out).U64(); n != 100 {
			t.Fatalf("check-write gives %d", n)
		}
		args := append([]component.Value{out}, tt.args...)
		if !tt.trap {
			g.ok("io/streams", "[method]output-stream."+tt.name, args...)
			continue
		}
		if trap := g.trap("io/streams", "[method]output-stream."+tt.name, args...); !errors.Is(trap, wasi.ErrPermit) {
			t.Errorf("%s: %v", tt.name, trap)
		}
	}
}

func TestSplice(t *testing.T) {
	in, w := wasi.Pipe(0)
	r, out := wasi.Pipe(8)
	if err := errors.Join(w.Write([]byte("0123456789")), w.Close()); err != nil {
		t.Fatal(err)
	}
	g := newGuest(t, &Host{State: &wasi.State{Stdin: in, Stdout: out}})
	src, dst := g.call("cli/stdin", "get-stdin"), g.call("cli/stdout", "get-stdout")
	splice := func(n uint64) component.Value {
		return g.call("io/streams", "[method]output-stream.splice", dst, src, wit.U64Value(n))
	}
	steps := []struct {
		n    uint64
		want string
	}{
		{0, "ok(0)"}, {3, "ok(3)"}, {math.MaxUint64, "ok(5)"}, {1, "ok(0)"}, // the permit is used up
	}
	for _, s := range steps {
		if got := splice(s.n).String(); got != s.want {
			t.Errorf("splice(%d) = %s, want %s", s.n, got, s.want)
		}
	}
	p := make([]byte, 20)
	if n, err := r.Read(p); err != nil || string(p[:n]) != "01234567" {
		t.Errorf("%q, %v", p[:n], err)
	}
	for i, want := range []string{"ok(2)", "err(variant:1)", "err(variant:1)"} {
		if got := splice(9).String(); got != want {
			t.Errorf("splice %d = %s, want %s", i, got, want)
		}
	}
}

func TestPoll(t *testing.T) {
	g := newGuest(t, &Host{State: &wasi.State{Stdin: stuck{}}})
	never := g.method("io/streams", "input-stream.subscribe", g.call("cli/stdin", "get-stdin"))
	now := g.call("clocks/monotonic-clock", "subscribe-duration", wit.U64Value(0))
	past := g.call("clocks/monotonic-clock", "subscribe-instant", wit.U64Value(0))
	far := g.call("clocks/monotonic-clock", "subscribe-duration", wit.U64Value(math.MaxUint64))
	tests := []struct {
		in   []component.Value
		want string
	}{
		{[]component.Value{now}, "[0]"},
		{[]component.Value{never, now, far, past}, "[1, 3]"},
		{[]component.Value{past, past, never}, "[0, 1]"},
	}
	for _, tt := range tests {
		if got := g.call("io/poll", "poll", wit.ListValue(tt.in...)).String(); got != tt.want {
			t.Errorf("poll(%v) = %s, want %s", tt.in, got, tt.want)
		}
	}
	for _, p := range []struct {
		of   component.Value
		want bool
	}{{never, false}, {now, true}, {past, true}, {far, false}} {
		if got := g.method("io/poll", "pollable.ready", p.of).Bool(); got != p.want {
			t.Errorf("ready(%v) = %v", p.of, got)
		}
	}
	if trap := g.trap("io/poll", "poll", wit.ListValue()); !errors.Is(trap, wasi.ErrNothingToPoll) {
		t.Errorf("poll of nothing: %v", trap)
	}
}

// TestPollTooMany polls more than an instance can have.
func TestPollTooMany(t *testing.T) {
	g := newGuest(t, &Host{})
	p := g.call("clocks/monotonic-clock", "subscribe-duration", wit.U64Value(1<<62)).U32()
	params := func(c *component.Call, stack []uint64) {
		list := c.Alloc(4*(maxPollables+1), 4)
		for i := range uint32(maxPollables + 1) {
			c.Memory().PutU32(list+4*i, p)
		}
		stack[0], stack[1] = uint64(list), maxPollables+1
	}
	err := g.Export("wasi:io/poll@0.2.12", "poll").CallStack(t.Context(), params, nil)
	if limit := new(wasi.LimitError); !errors.As(err, &limit) {
		t.Errorf("%v, want a trap with a limit", err)
	}
}
