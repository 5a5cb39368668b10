// Package wasi provides WASI to components that run on package component:
// WASI 0.2 (every release of it) and 0.3 (the release and the candidate
// 0.3.0-rc-2026-03-15) to components, preview1 to core modules.
//
// [AddTo] adds the interfaces to a linker, once. A [Host] is what one instance
// sees of the outside: arguments, environment, files, standard streams, the
// network; by default there is nothing but clocks and random numbers.
//
//	err := wasi.AddTo(linker)
//	linked, err := linker.Link(c)
//	host, err := wasi.NewHost(wasi.Config{Args: []string{"hello"}, Stdout: os.Stdout})
//	defer host.Close()
//	code, err := wasi.Run(ctx, linked, host)
//
// [Run] runs commands, [NewHandler] serves components that answer HTTP. For
// other uses give the host to [component.InstanceConfig] as Data, alone or
// inside a struct of your own that has a method WASI.
package wasi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p1"
	"github.com/gyro-wasm/gyro/internal/wasi/p2"
	"github.com/gyro-wasm/gyro/internal/wasi/p3"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// A Config says what a [Host] gives to its guest. The zero value gives
// nothing.
type Config struct {
	// Args are the arguments, the program's name first.
	Args []string
	// Env is the environment, "NAME=value" each.
	Env []string
	// Stdin is read when the guest reads; nil is an empty input. Stdout and
	// Stderr get what the guest writes; nil drops it. Their Write is called
	// while the guest waits.
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// StdinTerminal and the others tell the guest that a stream is a terminal.
	StdinTerminal, StdoutTerminal, StderrTerminal bool
	// Dirs are the directories that the guest may use.
	Dirs []*Dir
	// Now is the wall clock, Monotonic the clock that only goes forward; nil
	// is the machine's. They are called by several goroutines.
	Now       func() time.Time
	Monotonic MonotonicClock
	// Random gives the numbers for secrets, InsecureRandom all others; nil is
	// the machine's generator.
	Random, InsecureRandom io.Reader
	// HTTP allows outgoing requests; nil denies them.
	HTTP *HTTPClient
	// Sockets allow TCP, UDP and the lookup of names; nil denies them.
	Sockets *Sockets
	// MaxConnections bounds the outgoing requests and sockets that there are at
	// once, together: a request from when it is sent until the body of its
	// response ends. 0 means 128 of each. The guest is told that there may be no
	// more; see [Host.ConnectionRefused].
	MaxConnections int
	// MaxBuffers bounds what is held for wasi:http outside of the guest's memory,
	// in bytes: headers and what waits of bodies. 0 means 40 MiB. A guest that
	// wants more traps with [ErrBuffers].
	MaxBuffers int
}

// ErrBuffers is the cause of the trap of a guest that wants more than
// [Config.MaxBuffers].
var ErrBuffers = wasi.ErrBuffers

// A MonotonicClock tells a time that never goes back, in nanoseconds since
// some moment that has no meaning. It is used by several goroutines.
type MonotonicClock interface {
	Now() uint64
	Resolution() uint64
	// AfterFunc calls f, in any goroutine, when Now has passed at; stop frees
	// the timer.
	AfterFunc(at uint64, f func()) (stop func())
}

// wallClock is a wall clock made of a function.
type wallClock func() time.Time

// Now implements [wasi.WallClock].
func (c wallClock) Now() wasi.Datetime { return wasi.DatetimeOf(c()) }

// Resolution implements [wasi.WallClock].
func (c wallClock) Resolution() wasi.Datetime { return wasi.Datetime{Nanoseconds: 1} }

// Sockets say what a guest may do with sockets. One serves any number of hosts
// and goroutines.
type Sockets struct {
	// Allow decides about each address before it is used; proto is "tcp" or
	// "udp", bind tells a local address from a peer's. An error refuses it. Nil
	// allows all.
	Allow func(proto string, addr netip.AddrPort, bind bool) error
	// AllowLookup decides about names before they are looked up; nil allows
	// all.
	AllowLookup func(name string) error
}

func (s *Sockets) apply(n *wasi.Network) {
	n.Allow = func(use wasi.SocketUse, addr netip.AddrPort) error {
		if s.Allow == nil {
			return nil
		}
		switch use {
		case wasi.TCPConnect, wasi.TCPBind:
			return s.Allow("tcp", addr, use == wasi.TCPBind)
		}
		return s.Allow("udp", addr, use == wasi.UDPBind)
	}
	n.AllowLookup = s.AllowLookup
	if n.AllowLookup == nil {
		n.AllowLookup = func(string) error { return nil }
	}
}

// A Dir is a directory of the host, opened for guests. No path leads out of
// it. One Dir serves any number of hosts and goroutines.
type Dir struct{ preopen wasi.Preopen }

// OpenDir opens the host's directory path, which guests see as name, such as
// "/" or "/data". Of a read-only one they can change nothing.
func OpenDir(path, name string, readOnly bool) (*Dir, error) {
	m, err := wasi.OpenMount(path, readOnly)
	if err != nil {
		return nil, err
	}
	return &Dir{wasi.Preopen{Path: name, Mount: m}}, nil
}

// Close closes the directory. What guests have open in it stays usable.
func (d *Dir) Close() error { return d.preopen.Mount.Close() }

// An Instantiator makes the instances that answer: a [*component.Pool], or a
// [*component.Linked], which takes longer.
type Instantiator interface {
	Instantiate(context.Context, component.InstanceConfig) (*component.Instance, error)
}

// A Host is what one instance of a guest sees of the outside. It serves one
// instance, and one goroutine at a time; Close ends it.
type Host struct {
	p2    p2.Host
	p3    p3.Host
	state wasi.State
	http  wasi.HTTP
	net   wasi.Network
	conns wasi.Connections
	proc  *p1.Process
	call  *component.Call // of the preview1 function that runs
	newer atomic.Bool     // the guest before answered by WASI 0.3 alone
}

// Data is implemented by what [component.InstanceConfig] has as Data: a
// [*Host], or a type of your own around one.
type Data interface{ WASI() *Host }

// WASI implements [Data].
func (h *Host) WASI() *Host { return h }

// NewHost returns a host.
func NewHost(c Config) (*Host, error) {
	h := &Host{}
	if err := h.init(c); err != nil {
		return nil, err
	}
	return h, nil
}

func (h *Host) init(c Config) error {
	s := &h.state
	s.Args = c.Args
	s.StdinTerminal, s.StdoutTerminal, s.StderrTerminal = c.StdinTerminal, c.StdoutTerminal, c.StderrTerminal
	for i, e := range c.Env {
		name, value, ok := strings.Cut(e, "=")
		if !ok || name == "" {
			return fmt.Errorf("Config.Env[%d] is not NAME=value", i) // not what it is: that may be secret
		}
		s.Env = append(s.Env, wasi.EnvVar{Name: name, Value: value})
	}
	for _, d := range c.Dirs {
		s.Preopens = append(s.Preopens, d.preopen)
	}
	if c.Now != nil {
		s.WallClock = wallClock(c.Now)
	}
	s.MonotonicClock = c.Monotonic
	s.SecureRandom, s.InsecureRandom = c.Random, c.InsecureRandom
	if c.Stdin != nil {
		s.Stdin = wasi.NewReaderStream(c.Stdin)
	}
	if c.Stdout != nil {
		s.Stdout = wasi.WriteNow(c.Stdout)
	}
	if c.Stderr != nil {
		s.Stderr = wasi.WriteNow(c.Stderr)
	}
	h.conns.Limit = c.MaxConnections
	h.http.Limits.Requests, h.http.Connections = c.MaxConnections, &h.conns
	h.net.MaxSockets, h.net.Connections = c.MaxConnections, &h.conns
	if c.MaxBuffers != 0 {
		h.http.Limits.Bound(c.MaxBuffers)
	}
	if c.HTTP != nil {
		c.HTTP.apply(&h.http)
	}
	if c.Sockets != nil {
		c.Sockets.apply(&h.net)
	}
	h.p2.State, h.p2.HTTP, h.p2.Network = s, &h.http, &h.net
	h.p3.State, h.p3.HTTP, h.p3.Network = s, &h.http, &h.net
	return nil
}

// Close ends what the guest left behind, such as outgoing requests. The
// instance must be closed before.
func (h *Host) Close() error {
	err := h.end()
	h.net.Close()
	return err
}

// end is Close for all but the network.
func (h *Host) end() (err error) {
	h.p2.Close()
	h.p3.Close()
	if h.proc != nil {
		err = h.proc.Reset()
	}
	return err
}

// Reset ends what the guest left behind, as Close does, and makes the host as
// new, for another instance: nothing in it tells of the last one. If that is not
// possible, as after outgoing requests or with a standard input, the host is
// closed and reusable is false. The instance must be closed before.
func (h *Host) Reset() (reusable bool, err error) {
	err = h.end()
	h.call = nil
	s := &h.state
	if err == nil && s.Idle() && s.Stdin == nil && works(s.Stdout) && works(s.Stderr) &&
		!h.net.Used() && h.p2.Reset() && h.p3.Reset() && h.http.Reset() {
		h.conns.Reset()
		return true, nil
	}
	h.net.Close()
	return false, err
}

// ConnectionRefused tells whether the guest wanted more outgoing requests and
// sockets than [Config.MaxConnections] at once.
func (h *Host) ConnectionRefused() bool { return h.conns.Refused() }

// works tells whether an output is as good as new.
func works(o wasi.OutputStream) bool {
	if o == nil {
		return true
	}
	_, err := o.CheckWrite()
	return err == nil
}

// AddTo adds WASI to a linker. The instances of what it links must have a
// [Data] as their data. The hosts of instances of one [component.Pool] should
// have the same arguments, environment and directories, since a guest may ask
// for them while it is initialised, once for all instances.
func AddTo(l *component.Linker) error {
	go witfiles.Packages() // takes as long as to load a small component, and can be done meanwhile
	l.Repeatable("wasi:cli/environment@0.2.0", "get-environment", "get-arguments", "initial-cwd")
	l.Repeatable("wasi:cli/environment@0.3.0", "get-environment", "get-arguments", "get-initial-cwd")
	for _, name := range []string{"stdin", "stdout", "stderr"} {
		for _, version := range []string{"0.2.0", "0.3.0"} {
			l.Repeatable("wasi:cli/terminal-"+name+"@"+version, "get-terminal-"+name)
		}
	}
	l.Repeatable(p1.ModuleName, "args_get", "args_sizes_get", "environ_get", "environ_sizes_get",
		"fd_prestat_get", "fd_prestat_dir_name", "clock_res_get", "sched_yield")
	err := errors.Join(
		p2.Link(l, func(c *component.Call) *p2.Host { return &hostOf(c).p2 }),
		p3.Link(l, func(c *component.Call) *p3.Host { return &hostOf(c).p3 }),
		addPreview1(l),
	)
	l.TwinVersion(candidate, "0.3.0")
	return err
}

// candidate is the release candidate of WASI 0.3.0 that Spin's SDKs import,
// beside the release.
const candidate = "0.3.0-rc-2026-03-15"

func hostOf(c *component.Call) *Host {
	d, ok := c.Data().(Data)
	if !ok {
		c.Trap(fmt.Errorf("the instance has no wasi.Host: its data is a %T", c.Data()))
	}
	return d.WASI()
}
