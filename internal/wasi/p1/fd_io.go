package p1

import (
	"context"
	"io"
	"math"
	"sync"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// maxVectors is how many vectors of one call are used. More are allowed, and
// make a short read or write.
const maxVectors = 1024

// vectors are the buffers of a scatter or gather call ($iovec_array): a list
// of pointers and lengths, 4 bytes each.
type vectors struct {
	m    memory
	list []byte
}

// vectors checks the list and every buffer in it.
func (m memory) vectors(ptr, count uint64) (v vectors, ok bool) {
	list, ok := m.list(uint32(ptr), uint32(count), 8, 4)
	if !ok {
		return v, false
	}
	v = vectors{m, list[:min(len(list), 8*maxVectors)]}
	for i := range v.len() {
		if _, ok := m.view(le.Uint32(list[8*i:]), le.Uint32(list[8*i+4:])); !ok {
			return v, false
		}
	}
	return v, true
}

func (v vectors) len() int { return len(v.list) / 8 }

// at returns buffer i.
func (v vectors) at(i int) []byte {
	b, _ := v.m.view(le.Uint32(v.list[8*i:]), le.Uint32(v.list[8*i+4:]))
	return b
}

// first returns the first buffer that is not empty, nil if all are.
func (v vectors) first() []byte {
	for i := range v.len() {
		if b := v.at(i); len(b) > 0 {
			return b
		}
	}
	return nil
}

// each calls do for the buffers, with the bytes done before, until one is not
// done completely; the total stays within 32 bits.
func (v vectors) each(do func(b []byte, done uint64) (int, error)) (done uint64, err error) {
	for i := range v.len() {
		b := v.at(i)
		b = b[:min(uint64(len(b)), math.MaxUint32-done)]
		if len(b) == 0 {
			continue
		}
		n, err := do(b, done)
		done += uint64(n)
		if err != nil || n < len(b) {
			return done, err
		}
	}
	return done, nil
}

// gathered are buffers in which several vectors become one write.
var gathered = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// gather calls write with the contents of the vectors: in one piece if that is
// small, so that a line that a guest writes in pieces stays a line.
func (v vectors) gather(write func(b []byte, done uint64) (int, error)) (done uint64, err error) {
	if v.len() == 1 {
		return v.each(write)
	}
	buf := gathered.Get().(*[32 << 10]byte)
	defer gathered.Put(buf)
	n := 0
	for i := range v.len() {
		b := v.at(i)
		if len(b) > len(buf)-n {
			return v.each(write)
		}
		n += copy(buf[n:], b)
	}
	if n == 0 {
		return 0, nil
	}
	k, err := write(buf[:n], 0)
	return uint64(k), err
}

// transferred stores how many bytes were moved. An error counts only if none
// were: it comes again.
func (p *Process) transferred(ctx context.Context, m memory, ptr uint64, n uint64, err error) errno {
	p.moved += n
	if n == 0 && err != nil || ctx.Err() != nil && err != nil {
		return p.fail(ctx, err)
	}
	m.put32(uint32(ptr), uint32(n))
	return errnoSuccess
}

// fdRead reads from where the descriptor is. A stream waits for the first byte
// unless it is nonblocking.
func fdRead(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f := p.fd(a[0])
	if f == nil {
		return errnoBadf
	}
	v, ok := m.vectors(a[1], a[2])
	if !ok || !m.ok32(uint32(a[3])) {
		return trap
	}
	if f.file == nil {
		n, e := p.receive(ctx, f, v.first())
		if e == errnoSuccess {
			m.put32(uint32(a[3]), uint32(n))
		}
		return e
	}
	n, err := readFile(f, v, f.pos)
	f.pos += n
	return p.transferred(ctx, m, a[3], n, err)
}

// readFile reads into the vectors from offset off on.
func readFile(f *fd, v vectors, off uint64) (uint64, error) {
	if v.first() == nil {
		_, err := f.file.ReadAt(nil, off) // may it be read at all?
		return 0, err
	}
	return v.each(func(b []byte, done uint64) (int, error) { return f.file.ReadAt(b, off+done) })
}

// receive reads once from a stream; 0 bytes are its end.
func (p *Process) receive(ctx context.Context, f *fd, b []byte) (n int, e errno) {
	if f.in == nil {
		return 0, errnoBadf
	}
	if len(b) == 0 {
		return 0, errnoSuccess
	}
	var err error
	if f.flags&fdNonblock == 0 {
		n, err = wasi.BlockingRead(ctx, f.in, b)
	} else if n, err = f.in.Read(b); n == 0 && err == nil {
		return 0, errnoAgain
	}
	if err == io.EOF || n > 0 {
		err = nil
	}
	p.moved += uint64(n)
	return n, p.fail(ctx, err)
}

// fdPread reads from an offset, and leaves the descriptor's own as it is.
func fdPread(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f, e := p.file(a[0], errnoSpipe)
	if e != errnoSuccess {
		return e
	}
	v, ok := m.vectors(a[1], a[2])
	if !ok || !m.ok32(uint32(a[4])) {
		return trap
	}
	n, err := readFile(f, v, a[3])
	return p.transferred(ctx, m, a[4], n, err)
}

// fdWrite writes where the descriptor is, or at the end of a file that
// appends.
func fdWrite(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f := p.fd(a[0])
	if f == nil {
		return errnoBadf
	}
	v, ok := m.vectors(a[1], a[2])
	if !ok || !m.ok32(uint32(a[3])) {
		return trap
	}
	if f.file == nil {
		n, e := p.send(ctx, f, v)
		p.moved += n
		if e == errnoSuccess {
			m.put32(uint32(a[3]), uint32(n))
		}
		return e
	}
	if f.flags&fdAppend == 0 {
		n, err := writeFile(f, v, f.pos)
		f.pos += n
		return p.transferred(ctx, m, a[3], n, err)
	}
	n, err := v.gather(func(b []byte, _ uint64) (int, error) { return f.file.Append(b) })
	if st, err := f.file.Stat(); err == nil {
		f.pos = st.Size
	}
	return p.transferred(ctx, m, a[3], n, err)
}

// writeFile writes the vectors to offset off and on.
func writeFile(f *fd, v vectors, off uint64) (uint64, error) {
	if v.first() == nil {
		_, err := f.file.WriteAt(nil, off) // may it be written at all?
		return 0, err
	}
	return v.gather(func(b []byte, done uint64) (int, error) { return f.file.WriteAt(b, off+done) })
}

// fdPwrite writes to an offset, and leaves the descriptor's own as it is.
func fdPwrite(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f, e := p.file(a[0], errnoSpipe)
	if e != errnoSuccess {
		return e
	}
	v, ok := m.vectors(a[1], a[2])
	if !ok || !m.ok32(uint32(a[4])) {
		return trap
	}
	n, err := writeFile(f, v, a[3])
	return p.transferred(ctx, m, a[4], n, err)
}

// send writes the vectors to a stream: all of them and on to where they go, or
// what it takes at once if it is nonblocking.
func (p *Process) send(ctx context.Context, f *fd, v vectors) (n uint64, e errno) {
	if f.out == nil {
		return 0, errnoBadf
	}
	if f.flags&fdNonblock != 0 {
		return p.sendNow(ctx, f, v)
	}
	n, err := v.gather(func(b []byte, _ uint64) (int, error) {
		if err := wasi.BlockingWrite(ctx, f.out, b); err != nil {
			return 0, err
		}
		return len(b), nil
	})
	if err == nil && n > 0 {
		err = p.flush(ctx, f)
	}
	return n, p.fail(ctx, err)
}

// flush passes on what was written. The standard streams wait for that, so
// that what a guest writes to both comes in its order.
func (p *Process) flush(ctx context.Context, f *fd) error {
	if f.conn != nil {
		return f.out.Flush()
	}
	return wasi.BlockingFlush(ctx, f.out)
}

func (p *Process) sendNow(ctx context.Context, f *fd, v vectors) (n uint64, e errno) {
	n, err := v.each(func(b []byte, _ uint64) (int, error) {
		permit, err := f.out.CheckWrite()
		if err != nil {
			return 0, err
		}
		b = b[:min(len(b), permit)]
		return len(b), f.out.Write(b)
	})
	switch {
	case n > 0:
		return n, p.fail(ctx, f.out.Flush())
	case err == nil && v.first() != nil:
		return 0, errnoAgain
	}
	return n, p.fail(ctx, err)
}
