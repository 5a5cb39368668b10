package p1

import (
	"context"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// A readdir is a walk over a directory for fd_readdir. The cookie of an entry
// is its number: "." is 0, ".." is 1, then come those of the stream.
type readdir struct {
	stream *wasi.DirectoryStream
	next   uint64 // cookie of what stream yields next
	// held is the entry that did not fit any more, with cookie next-1: most
	// often the next call asks for it.
	held    wasi.DirectoryEntry
	holding bool
}

func (r *readdir) close() error {
	if r.stream == nil {
		return nil
	}
	s := r.stream
	*r = readdir{}
	return s.Close()
}

// seek makes sure that the next entry of r is the one with the cookie; the end
// of the directory may come before. Cookie 0 starts afresh.
func (r *readdir) seek(dir *wasi.Descriptor, cookie uint64) error {
	if r.stream != nil && cookie != 0 {
		switch {
		case r.holding && cookie == r.next-1:
			return nil
		case cookie >= r.next || cookie < 2 && r.next == 2:
			return r.skipTo(cookie)
		}
	}
	if err := r.close(); err != nil {
		return err
	}
	stream, err := dir.ReadDirectory()
	if err != nil {
		return err
	}
	*r = readdir{stream: stream, next: 2}
	return r.skipTo(cookie)
}

func (r *readdir) skipTo(cookie uint64) error {
	r.holding = false
	for r.next < cookie {
		if _, ok, err := r.stream.Next(); !ok {
			return err
		}
		r.next++
	}
	return nil
}

// entry returns the next entry and its cookie.
func (r *readdir) entry() (e wasi.DirectoryEntry, cookie uint64, ok bool, err error) {
	if r.holding {
		r.holding = false
		return r.held, r.next - 1, true, nil
	}
	e, ok, err = r.stream.Next()
	if ok {
		r.next++
	}
	return e, r.next - 1, ok, err
}

// fdReaddir fills a buffer with the entries of a directory, the last one cut
// off where the buffer ends, and stores the number of bytes: less than the
// buffer has at the end of the directory.
func fdReaddir(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f, e := p.file(a[0], errnoNotdir)
	if e != errnoSuccess {
		return e
	}
	buf, ok := m.view(uint32(a[1]), uint32(a[2]))
	if !ok || !m.ok32(uint32(a[4])) {
		return trap
	}
	used, err := f.readdir(buf, a[3])
	if err != nil {
		return p.fail(ctx, err)
	}
	m.put32(uint32(a[4]), uint32(used))
	return errnoSuccess
}

func (f *fd) readdir(buf []byte, cookie uint64) (used int, err error) {
	if !f.isDir() {
		return 0, wasi.FileErrNotDirectory
	}
	if err := f.dir.seek(f.file, cookie); err != nil {
		return 0, err
	}
	for ; cookie < 2; cookie++ {
		e := wasi.DirectoryEntry{Type: wasi.TypeDirectory, Name: ".."[:cookie+1]}
		if cookie == 0 {
			st, err := f.file.Stat()
			if err != nil {
				return 0, err
			}
			e.Inode = st.Inode
		}
		used += putDirent(buf[used:], &e, cookie)
	}
	for used < len(buf) {
		e, cookie, ok, err := f.dir.entry()
		if !ok {
			if used > 0 {
				err = nil // reported by the next call
			}
			return used, err
		}
		n := putDirent(buf[used:], &e, cookie)
		if used += n; n < direntSize+len(e.Name) {
			f.dir.held, f.dir.holding = e, true
		}
	}
	return used, nil
}

const direntSize = 24

// putDirent stores as much as fits of a $dirent and its name: the cookie of the
// entry behind it (8 bytes), its inode (8), the length of the name (4), its
// type (1, then padding).
func putDirent(buf []byte, e *wasi.DirectoryEntry, cookie uint64) int {
	var head [direntSize]byte
	le.PutUint64(head[0:], cookie+1)
	le.PutUint64(head[8:], e.Inode)
	le.PutUint32(head[16:], uint32(len(e.Name)))
	head[20] = filetypes[e.Type]
	n := copy(buf, head[:])
	return n + copy(buf[n:], e.Name)
}
