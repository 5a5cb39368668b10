package p1

import (
	"io"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// Options is what a [Process] is made of.
type Options struct {
	// State is what the instance was given. It may be shared with other
	// versions of WASI in the same instance.
	State *wasi.State
	// Sockets become the file descriptors after the preopened directories.
	// The process closes them.
	Sockets []Socket
	// Pollable returns the wasi:io pollable that the guest holds under a
	// handle. Nil: the instance has none.
	Pollable func(handle uint32) (p wasi.Pollable, ok bool)
}

// A Process is what preview1 knows of one instance: its file descriptors. It
// is used by one goroutine at a time.
type Process struct {
	state    *wasi.State
	pollable func(handle uint32) (wasi.Pollable, bool)
	fds      []*fd // nil entries are free; nil before the first is needed
	given    []fd  // those that there are from the start
	poll     pollScratch
	cause    error // of the trap that a function returns
	moved    uint64

	// handle is the entry that fd returns for a descriptor that is made from a
	// pollable.
	handle      fd
	handleInput handleInput
}

// TakeMoved returns how many bytes the functions have moved to and from the
// guest's memory since the last call of TakeMoved.
func (p *Process) TakeMoved() uint64 {
	n := p.moved
	p.moved = 0
	return n
}

// New makes a process. Its descriptors are 0 to 2 for the standard streams,
// then the directories of o.State.Preopens, then o.Sockets. Without sockets
// they are made when the first function needs them: most requests ask for
// nothing but the time and random numbers.
func New(o Options) (*Process, error) {
	p := &Process{state: o.State, pollable: o.Pollable}
	if len(o.Sockets) > 0 {
		if err := p.open(o.Sockets); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// open makes the descriptors.
func (p *Process) open(sockets []Socket) error {
	s := p.state
	dirs, err := s.OpenPreopens()
	if err != nil {
		return err
	}
	n := 3 + len(dirs) + len(sockets)
	entries := make([]fd, 0, n) // in one piece: a process is made per request
	entries = append(entries,
		fd{in: s.Input(), terminal: s.StdinTerminal, standard: true},
		fd{out: s.Output(), terminal: s.StdoutTerminal, standard: true},
		fd{out: s.ErrorOutput(), terminal: s.StderrTerminal, standard: true})
	for i, d := range dirs {
		entries = append(entries, fd{file: d, preopen: &s.Preopens[i]})
	}
	for _, sock := range sockets {
		entry, e := socketFD(sock)
		err = first(err, e)
		entries = append(entries, entry)
	}
	p.fds, p.given = make([]*fd, n), entries
	for i := range entries {
		p.fds[i] = &entries[i]
	}
	if err != nil {
		p.Close()
	}
	return err
}

// Changed tells whether the guest has opened, closed or moved descriptors and
// left it at that. Flags do not count: standard Go begins by making the standard
// streams nonblocking, and where that is lost, a read of the input has all
// goroutines wait and nothing else.
func (p *Process) Changed() bool {
	for i, f := range p.fds {
		if i < len(p.given) {
			if f != &p.given[i] {
				return true
			}
		} else if f != nil {
			return true
		}
	}
	return false
}

// Close closes all descriptors. No function may be called after it.
func (p *Process) Close() error {
	var err error
	for _, f := range p.fds {
		if f != nil {
			err = first(err, f.close())
		}
	}
	p.fds = nil
	return err
}

// Reset closes all descriptors and makes p, which was made without sockets, as
// new. Nothing that it did is left.
func (p *Process) Reset() error {
	err := p.Close()
	*p = Process{state: p.state, pollable: p.pollable}
	return err
}

// An fd is an entry of the table of file descriptors: a file or directory, a
// listening socket, or one or two streams.
type fd struct {
	file     *wasi.Descriptor
	listener Listener
	conn     *Conn
	in       wasi.InputStream
	out      wasi.OutputStream

	standard bool          // a stream that belongs to the State: not closed
	terminal bool          // a stream that is one
	handle   bool          // made from a pollable
	preopen  *wasi.Preopen // a directory that the guest finds by its name
	flags    uint16        // fdflags
	pos      uint64        // of a file
	dir      readdir       // of a directory
}

func (f *fd) close() error {
	err := f.dir.close()
	if f.file != nil {
		err = first(err, f.file.Close())
	}
	if f.listener != nil {
		err = first(err, f.listener.Close())
	}
	if f.standard {
		if f.out != nil {
			err = first(err, f.out.Flush())
		}
		return err
	}
	if f.in != nil {
		err = first(err, f.in.Close())
	}
	if f.out != nil {
		err = first(err, f.out.Close())
	}
	return err
}

// first returns the first error that is one. That a stream was closed before,
// by its other end or by a shutdown, is none here.
func first(a, b error) error {
	if a == nil && b != io.EOF {
		return b
	}
	return a
}

// isDir tells whether f is a directory.
func (f *fd) isDir() bool { return f.file != nil && f.file.Type() == wasi.TypeDirectory }

// fd returns the entry of a descriptor, nil if there is none. That of a
// pollable is good until the next call of fd.
func (p *Process) fd(n uint64) *fd {
	if n := uint32(n); uint64(n) < uint64(len(p.fds)) {
		return p.fds[n]
	}
	if pollable, ok := p.pollableOf(n); ok {
		p.handleInput.Pollable = pollable
		p.handle = fd{in: &p.handleInput, handle: true, flags: fdNonblock}
		return &p.handle
	}
	return nil
}

// maxFDs bounds the table; files are bounded by their State besides.
const maxFDs = 1 << 16

// add puts f into the lowest free place of the table.
func (p *Process) add(f *fd) (n uint32, ok bool) {
	for i, old := range p.fds {
		if old == nil {
			p.fds[i] = f
			return uint32(i), true
		}
	}
	if len(p.fds) >= maxFDs {
		return 0, false
	}
	p.fds = append(p.fds, f)
	return uint32(len(p.fds) - 1), true
}

// pollableBit marks the descriptors that are made from wasi:io pollables: the
// bit and the handle of the pollable. They exist as long as the guest holds
// the handle; no call of preview1 makes or drops one. A guest registers such a
// descriptor with its own poller, and so waits for wasi:io things and for
// files at one place.
const pollableBit = 1 << 30

// handleInput reads a pollable: nothing until it is ready, then its end.
type handleInput struct{ wasi.Pollable }

func (h *handleInput) Read([]byte) (int, error) {
	if h.Ready() {
		return 0, io.EOF
	}
	return 0, nil
}

func (h *handleInput) Close() error { return nil }

// pollableOf returns the pollable behind a descriptor of that kind.
func (p *Process) pollableOf(n uint64) (wasi.Pollable, bool) {
	if uint32(n)&pollableBit == 0 || uint32(n)>>31 != 0 || p.pollable == nil {
		return nil, false
	}
	return p.pollable(uint32(n) &^ pollableBit)
}
