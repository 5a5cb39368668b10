package p1

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// A guest is a process with a memory that tests fill and read.
type guest struct {
	t       testing.TB
	ctx     context.Context
	p       *Process
	mem     []byte
	byName  map[string]*Func
	out     *bytes.Buffer
	dir     string
	clock   *jumpingClock
	handles map[uint32]wasi.Pollable
	state   *wasi.State
}

// newGuest makes a guest with a directory "/" as descriptor 3, that holds
// a.txt ("hello"), d/b.txt and the link esc to a directory outside with a
// file secret.
func newGuest(t testing.TB, readOnly bool, socks ...Socket) *guest {
	t.Helper()
	base := t.TempDir()
	g := &guest{t: t, ctx: context.Background(), mem: make([]byte, 1<<16), out: new(bytes.Buffer), dir: filepath.Join(base, "root"),
		clock: new(jumpingClock), handles: make(map[uint32]wasi.Pollable), byName: make(map[string]*Func)}
	for path, text := range map[string]string{"outside/secret": "SECRET", "root/a.txt": "hello", "root/d/b.txt": "b"} {
		path = filepath.Join(base, path)
		g.must(os.MkdirAll(filepath.Dir(path), 0o777))
		g.must(os.WriteFile(path, []byte(text), 0o666))
	}
	if runtime.GOOS != "windows" {
		g.must(os.Symlink("../outside", filepath.Join(g.dir, "esc")))
	}
	mount, err := wasi.OpenMount(g.dir, readOnly)
	g.must(err)
	g.state = &wasi.State{
		Args:           []string{"a", "bc"},
		Env:            []wasi.EnvVar{{Name: "k", Value: "v"}, {Name: "e", Value: ""}},
		Stdout:         wasi.WriteNow(g.out),
		Stderr:         wasi.WriteNow(g.out),
		Preopens:       []wasi.Preopen{{Path: "/", Mount: mount}},
		MonotonicClock: g.clock,
		MaxDescriptors: 20,
	}
	g.p, err = New(Options{State: g.state, Sockets: socks, Pollable: func(h uint32) (wasi.Pollable, bool) {
		p, ok := g.handles[h]
		return p, ok
	}})
	g.must(err)
	t.Cleanup(func() {
		g.p.Close()
		mount.Close()
	})
	for i := range module {
		g.byName[module[i].Name] = &module[i]
	}
	return g
}

func (g *guest) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// call calls a function; a string argument is stored in memory and becomes
// its pointer and length.
func (g *guest) call(name string, args ...any) (errno, error) {
	g.t.Helper()
	f := g.byName[name]
	if f == nil {
		g.t.Fatalf("no function %s", name)
	}
	var stack []uint64
	at := 0x8000
	for _, a := range args {
		switch a := a.(type) {
		case string:
			stack = append(stack, uint64(at), uint64(len(a)))
			at += copy(g.mem[at:], a)
		case int:
			stack = append(stack, uint64(a))
		case uint64:
			stack = append(stack, a)
		case errno:
			stack = append(stack, uint64(a))
		default:
			g.t.Fatalf("argument %T", a)
		}
	}
	if len(stack) != len(f.Params) {
		g.t.Fatalf("%s: %d arguments, want %d", name, len(stack), len(f.Params))
	}
	stack = append(stack, 0)
	err := f.Call(g.ctx, g.p, g.mem, stack)
	return errno(stack[0]), err
}

// want calls a function and compares its result.
func (g *guest) want(e errno, name string, args ...any) {
	g.t.Helper()
	if got, err := g.call(name, args...); got != e || err != nil {
		g.t.Errorf("%s%v = %d, %v; want %d", name, args, got, err, e)
	}
}

func (g *guest) u32(at int) uint32 { return le.Uint32(g.mem[at:]) }
func (g *guest) u64(at int) uint64 { return le.Uint64(g.mem[at:]) }

// iovecs stores a list of vectors at 0x100, pointers and lengths in turn.
func (g *guest) iovecs(v ...uint32) (ptr, n int) {
	for i, x := range v {
		le.PutUint32(g.mem[0x100+4*i:], x)
	}
	return 0x100, len(v) / 2
}

// open opens a file for reading and writing and returns its descriptor.
func (g *guest) open(path string, oflags, fdflags int) int {
	g.t.Helper()
	g.want(errnoSuccess, "path_open", 3, 1, path, oflags, rightFDRead|rightFDWrite, uint64(0), fdflags, 0x40)
	return int(g.u32(0x40))
}

// jumpingClock does not wait: it jumps to the time that is waited for.
type jumpingClock struct{ now uint64 }

func (c *jumpingClock) Now() uint64      { return c.now }
func (*jumpingClock) Resolution() uint64 { return 7 }

func (c *jumpingClock) AfterFunc(at uint64, f func()) (stop func()) {
	c.now = max(c.now, at)
	f()
	return func() {}
}

// TestModule checks the list against the standard: the number of functions,
// and that they return an errno, but for proc_exit.
func TestModule(t *testing.T) {
	if len(module) != 46 {
		t.Errorf("%d functions", len(module))
	}
	names := make(map[string]bool)
	for _, f := range module {
		if names[f.Name] || len(f.Results) != 1 && f.Name != "proc_exit" {
			t.Errorf("%s: a second time, or %d results", f.Name, len(f.Results))
		}
		names[f.Name] = true
	}
}

// TestArgs checks what the strings look like in memory, with '?' around them.
func TestArgs(t *testing.T) {
	for _, c := range []struct {
		name, bytes string
		count       uint32
	}{
		{"args", "a\x00bc\x00", 2},
		{"environ", "k=v\x00e=\x00", 2},
	} {
		g := newGuest(t, false)
		for i := range 100 {
			g.mem[i] = '?'
		}
		g.want(errnoSuccess, c.name+"_sizes_get", 8, 12)
		if g.u32(8) != c.count || g.u32(12) != uint32(len(c.bytes)) {
			t.Errorf("%s: count %d, size %d", c.name, g.u32(8), g.u32(12))
		}
		g.want(errnoSuccess, c.name+"_get", 20, 41)
		if got := string(g.mem[40 : 42+len(c.bytes)]); got != "?"+c.bytes+"?" {
			t.Errorf("%s: %q", c.name, got)
		}
		if second := 41 + strings.IndexByte(c.bytes, 0) + 1; g.u32(20) != 41 || g.u32(24) != uint32(second) || g.mem[28] != '?' {
			t.Errorf("%s: pointers %d, %d", c.name, g.u32(20), g.u32(24))
		}
	}
}

func TestClocks(t *testing.T) {
	g := newGuest(t, false)
	g.clock.now = 12345
	g.want(errnoSuccess, "clock_time_get", clockMonotonic, 0, 8)
	g.want(errnoSuccess, "clock_res_get", clockMonotonic, 16)
	if g.u64(8) != 12345 || g.u64(16) != 7 {
		t.Errorf("time %d, resolution %d", g.u64(8), g.u64(16))
	}
	g.want(errnoSuccess, "clock_time_get", clockRealtime, 0, 8)
	if g.u64(8) < 1.7e18 {
		t.Errorf("real time %d", g.u64(8))
	}
	g.want(errnoSuccess, "clock_res_get", clockRealtime, 16)
	for _, id := range []int{2, 3, 4, 1<<32 - 1} {
		g.want(errnoInval, "clock_time_get", id, 0, 8)
		g.want(errnoInval, "clock_res_get", id, 8)
	}
}

func TestProc(t *testing.T) {
	g := newGuest(t, false)
	var exit *wasi.Exit
	if _, err := g.call("proc_exit", 33); !errors.As(err, &exit) || exit.Code != 33 {
		t.Errorf("proc_exit: %v", err)
	}
	g.want(errnoNotsup, "proc_raise", 9)
	g.want(errnoSuccess, "sched_yield")
	g.want(errnoSuccess, "random_get", 0x200, 0x100)
	if bytes.Equal(g.mem[0x200:0x280], make([]byte, 0x80)) || g.mem[0x1ff] != 0 || g.mem[0x300] != 0 {
		t.Error("random_get did not fill just its buffer")
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("gone")
	cancel(cause)
	g.ctx = ctx
	for _, name := range []string{"sched_yield", "random_get"} {
		args := []any{0, 8}[:len(g.byName[name].Params)]
		if _, err := g.call(name, args...); err != cause {
			t.Errorf("%s after the end of its context: %v", name, err)
		}
	}
}

// TestFault passes pointers that leave memory or are misaligned to every
// function that takes one.
func TestFault(t *testing.T) {
	for _, c := range []struct {
		name string
		args []any
	}{
		{"args_get", []any{1, 0}},
		{"args_get", []any{1<<16 - 4, 0}},
		{"args_get", []any{0, 1<<16 - 4}},
		{"args_sizes_get", []any{0, 1 << 16}},
		{"args_sizes_get", []any{2, 0}},
		{"environ_get", []any{0, 1<<32 - 1}},
		{"environ_sizes_get", []any{1<<32 - 4, 0}},
		{"clock_res_get", []any{0, 4}},
		{"clock_time_get", []any{0, 0, 1<<16 - 7}},
		{"fd_fdstat_get", []any{3, 1<<16 - 16}},
		{"fd_filestat_get", []any{3, 4}},
		{"fd_pread", []any{3, 1 << 16, 1, 0, 0}},
		{"fd_pread", []any{3, 0, 1<<32 - 1, 0, 0}},
		{"fd_prestat_get", []any{3, 1<<16 - 4}},
		{"fd_prestat_dir_name", []any{3, 1 << 16, 1}},
		{"fd_pwrite", []any{3, 4, 1 << 30, 0, 0}},
		{"fd_read", []any{0, 0, 0, 1 << 16}},
		{"fd_readdir", []any{3, 0, 1<<32 - 1, 0, 0}},
		{"fd_readdir", []any{3, 0, 8, 0, 2}},
		{"fd_write", []any{1, 2, 1, 0}},
		{"path_create_directory", []any{3, 1 << 16, 1}},
		{"path_filestat_get", []any{3, 0, "a.txt", 1}},
		{"path_filestat_set_times", []any{3, 0, 1<<32 - 1, 1<<32 - 1, 0, 0, 0}},
		{"path_link", []any{3, 0, "a.txt", 3, 1 << 16, 1}},
		{"path_open", []any{3, 0, "a.txt", 0, 0, 0, 0, 1 << 16}},
		{"path_open", []any{3, 0, "a.txt", 0, 0, 0, 0, 1}},
		{"path_readlink", []any{3, "a.txt", 1 << 16, 1, 0}},
		{"path_remove_directory", []any{3, 0xffff, 2}},
		{"path_rename", []any{3, "a.txt", 3, 1 << 16, 1}},
		{"path_symlink", []any{1 << 16, 1, 3, "x"}},
		{"path_unlink_file", []any{3, 1 << 16, 1}},
		{"poll_oneoff", []any{0, 0, 1 << 31, 0}},
		{"poll_oneoff", []any{4, 0, 1, 0}},
		{"poll_oneoff", []any{0, 1<<16 - 8, 1, 0}},
		{"random_get", []any{1, 1<<32 - 1}},
	} {
		g := newGuest(t, false)
		if e, err := g.call(c.name, c.args...); !errors.Is(err, ErrFault) {
			t.Errorf("%s%v = %d, %v; want a trap", c.name, c.args, e, err)
		}
	}
}

// values are what the fuzzer passes: descriptors, flags, pointers to paths and
// lists, and wild numbers.
var values = [...]uint64{
	0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 48, 64, 100, 255, 256, 0x100, 0x108, 0x200, 0x400, 0x1000, 0x1010, 0x1020, 0x1030,
	0x2000, 0x8000, 0xfff8, 0xffff, 0x10000, 1<<30 | 1, 1<<30 | 9, 1 << 31, 1<<32 - 1, 1<<63 - 1, 1 << 63, 1<<64 - 1,
}

// FuzzCalls calls functions with arguments from values: a byte for the function
// and one for each of its parameters.
func FuzzCalls(f *testing.F) {
	for i, fn := range module {
		f.Add(append([]byte{byte(i)}, make([]byte, len(fn.Params))...))
		f.Add(append([]byte{byte(i), 3}, bytes.Repeat([]byte{22}, len(fn.Params))...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g := newGuest(t, false)
		g.handles[1] = wasi.Always
		for i, path := range []string{"a.txt", "d", "esc/secret", "../outside/secret", "new", "d/../a.txt"} {
			copy(g.mem[0x1000+0x10*i:], path)
		}
		g.iovecs(0x2000, 100, 0x3000, 4, 0xfff0, 16)
		for range 64 {
			if len(data) == 0 {
				break
			}
			fn := &module[int(data[0])%len(module)]
			data = data[1:]
			stack := make([]uint64, len(fn.Params)+1)
			for i := range fn.Params {
				if i < len(data) {
					stack[i] = values[int(data[i])%len(values)]
				}
			}
			data = data[min(len(data), len(fn.Params)):]
			err := fn.Call(g.ctx, g.p, g.mem, stack)
			if err == nil && stack[0] > 76 {
				t.Fatalf("%s: errno %d", fn.Name, stack[0])
			}
			var exit *wasi.Exit
			if err != nil && !errors.Is(err, ErrFault) && !errors.As(err, &exit) {
				t.Fatalf("%s: %v", fn.Name, err)
			}
		}
		if bytes.Contains(g.mem, []byte("SECRET")) {
			t.Fatal("the guest read what is outside")
		}
		if len(g.p.fds) > 3+g.state.MaxDescriptors+1 {
			t.Fatalf("%d descriptors", len(g.p.fds))
		}
	})
}

func BenchmarkCalls(b *testing.B) {
	g := newGuest(b, false)
	g.iovecs(0x2000, 16, 0x3000, 4)
	fd := uint64(g.open("a.txt", 0, 0))
	le.PutUint64(g.mem[0x400:], 1)
	g.mem[0x408] = eventFDRead
	le.PutUint32(g.mem[0x410:], uint32(fd))
	for _, c := range []struct {
		name string
		args []uint64
	}{
		{"clock_time_get", []uint64{1, 0, 8}},
		{"fd_write", []uint64{1, 0x100, 2, 8}},
		{"fd_pread", []uint64{fd, 0x100, 1, 0, 8}},
		{"fd_fdstat_get", []uint64{fd, 8}},
		{"path_filestat_get", []uint64{3, 0, 0x1000, 5, 0x40}},
		{"poll_oneoff", []uint64{0x400, 0x500, 1, 8}},
		{"random_get", []uint64{0x600, 32}},
	} {
		copy(g.mem[0x1000:], "a.txt")
		b.Run(c.name, func(b *testing.B) {
			f, stack := g.byName[c.name], make([]uint64, 9)
			b.ReportAllocs()
			for b.Loop() {
				g.out.Reset()
				copy(stack, c.args)
				if err := f.Call(g.ctx, g.p, g.mem, stack); err != nil || stack[0] != 0 {
					b.Fatal(stack[0], err)
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	g := newGuest(b, false)
	b.ReportAllocs()
	for b.Loop() {
		p, err := New(Options{State: g.state})
		if err != nil {
			b.Fatal(err)
		}
		p.Close()
	}
}
