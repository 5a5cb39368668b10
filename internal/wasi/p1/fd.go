package p1

import (
	"context"
	"math"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// The bits of $fdflags.
const (
	fdAppend uint16 = 1 << iota
	fdDsync
	fdNonblock
	fdRsync
	fdSyncFlag
	fdFlags = fdAppend | fdDsync | fdNonblock | fdRsync | fdSyncFlag
)

// The types of descriptors and files ($filetype).
const (
	filetypeUnknown         = 0
	filetypeCharacterDevice = 2
	filetypeSocketStream    = 6
)

var filetypes = [...]byte{
	wasi.TypeUnknown:         filetypeUnknown,
	wasi.TypeBlockDevice:     1,
	wasi.TypeCharacterDevice: filetypeCharacterDevice,
	wasi.TypeDirectory:       3,
	wasi.TypeFIFO:            filetypeUnknown,
	wasi.TypeSymbolicLink:    7,
	wasi.TypeRegularFile:     4,
	wasi.TypeSocket:          filetypeSocketStream,
}

func (f *fd) filetype() byte {
	switch {
	case f.file != nil:
		return filetypes[f.file.Type()]
	case f.listener != nil, f.conn != nil, f.handle:
		return filetypeSocketStream
	case f.terminal:
		return filetypeCharacterDevice
	}
	return filetypeUnknown
}

// file returns the entry of a file or directory, or badf if there is none, or
// other for anything else.
func (p *Process) file(n uint64, other errno) (*fd, errno) {
	f := p.fd(n)
	switch {
	case f == nil:
		return nil, errnoBadf
	case f.file == nil:
		return nil, other
	}
	return f, errnoSuccess
}

// fdAdvise says how a part of a file will be used.
func fdAdvise(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	f, e := p.file(a[0], errnoSpipe)
	if e != errnoSuccess {
		return e
	}
	if uint32(a[3]) > uint32(wasi.AdviceNoReuse) {
		return errnoInval
	}
	return p.fail(ctx, f.file.Advise(a[1], a[2], wasi.Advice(a[3])))
}

// fdAllocate is not supported, as on other hosts: file systems differ too much
// in what it means.
func fdAllocate(_ context.Context, p *Process, _ memory, a []uint64) errno {
	f, e := p.file(a[0], errnoSpipe)
	if e != errnoSuccess {
		return e
	}
	if f.isDir() {
		return errnoBadf
	}
	return errnoNotsup
}

// fdClose closes a descriptor. One that is made from a pollable is only
// forgotten: the guest still owns the handle, or has dropped it before.
func fdClose(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	if uint32(a[0])>>30 == 1 {
		return errnoSuccess
	}
	f := p.fd(a[0])
	if f == nil {
		return errnoBadf
	}
	p.fds[uint32(a[0])] = nil
	return p.fail(ctx, f.close())
}

// fdDatasync waits until the data of a file is on the disk.
func fdDatasync(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	return p.sync(ctx, a[0], true)
}

// fdSync waits until the data and the attributes of a file are on the disk.
func fdSync(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	return p.sync(ctx, a[0], false)
}

func (p *Process) sync(ctx context.Context, n uint64, dataOnly bool) errno {
	f, e := p.file(n, errnoInval)
	if e != errnoSuccess {
		return e
	}
	return p.fail(ctx, f.file.Sync(dataOnly))
}

// fdFdstatGet stores the $fdstat of a descriptor: its type (1 byte, then one
// of padding), flags (2), 4 bytes of padding, its rights (8) and those of what
// is opened through it (8).
func fdFdstatGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	f := p.fd(a[0])
	if f == nil {
		return errnoBadf
	}
	out, ok := m.record(uint32(a[1]), 24, 8)
	if !ok {
		return trap
	}
	base, inheriting := f.rights()
	clear(out)
	out[0] = f.filetype()
	le.PutUint16(out[2:], f.flags)
	le.PutUint64(out[8:], base)
	le.PutUint64(out[16:], inheriting)
	return errnoSuccess
}

// fdFdstatSetFlags changes whether a descriptor appends and blocks. How it
// syncs is fixed when it is opened.
func fdFdstatSetFlags(_ context.Context, p *Process, _ memory, a []uint64) errno {
	f := p.fd(a[0])
	if f == nil {
		return errnoBadf
	}
	const fixed = fdDsync | fdRsync | fdSyncFlag
	flags := uint16(a[1])
	switch {
	case uint32(a[1])&^uint32(fdFlags) != 0:
		return errnoInval
	case flags&fixed != f.flags&fixed:
		return errnoNotsup
	}
	f.flags = flags
	return errnoSuccess
}

// fdFdstatSetRights is not supported, as on other hosts of today.
func fdFdstatSetRights(_ context.Context, p *Process, _ memory, a []uint64) errno {
	if p.fd(a[0]) == nil {
		return errnoBadf
	}
	return errnoNotsup
}

// fdFilestatGet stores the $filestat of a descriptor. Of a stream only the
// type is known.
func fdFilestatGet(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f := p.fd(a[0])
	if f == nil {
		return errnoBadf
	}
	out, ok := m.record(uint32(a[1]), 64, 8)
	if !ok {
		return trap
	}
	if f.file == nil {
		clear(out)
		out[16] = f.filetype()
		return errnoSuccess
	}
	st, err := f.file.Stat()
	if err != nil {
		return p.fail(ctx, err)
	}
	putFilestat(out, &st)
	return errnoSuccess
}

// putFilestat stores a $filestat: device, inode, type (1 byte, then padding),
// links, size, and the times of access, modification and change, 8 bytes each.
func putFilestat(out []byte, st *wasi.DescriptorStat) {
	for i, v := range [8]uint64{
		st.Device, st.Inode, uint64(filetypes[st.Type]), st.LinkCount, st.Size,
		st.Access.Nanos(), st.Modification.Nanos(), st.StatusChange.Nanos(),
	} {
		le.PutUint64(out[8*i:], v)
	}
}

// fdFilestatSetSize truncates or extends a file.
func fdFilestatSetSize(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	f, e := p.file(a[0], errnoInval)
	if e != errnoSuccess {
		return e
	}
	return p.fail(ctx, f.file.SetSize(a[1]))
}

// fdFilestatSetTimes sets the times of a file or directory.
func fdFilestatSetTimes(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	f, e := p.file(a[0], errnoInval)
	if e != errnoSuccess {
		return e
	}
	access, modification, ok := newTimes(a[1], a[2], uint32(a[3]))
	if !ok {
		return errnoInval
	}
	return p.fail(ctx, f.file.SetTimes(access, modification))
}

// newTimes decodes $fstflags: a bit each for a given and for the present time
// of access, then the same of modification.
func newTimes(access, modification uint64, flags uint32) (at, mt wasi.NewTimestamp, ok bool) {
	if flags > 15 {
		return at, mt, false
	}
	at, ok = newTime(access, flags&3)
	if !ok {
		return at, mt, false
	}
	mt, ok = newTime(modification, flags>>2)
	return at, mt, ok
}

func newTime(ns uint64, flags uint32) (t wasi.NewTimestamp, ok bool) {
	switch flags {
	case 0:
		return t, true
	case 1:
		return wasi.NewTimestamp{Kind: wasi.TimestampAt, At: wasi.DatetimeOfNanos(ns)}, true
	case 2:
		return wasi.NewTimestamp{Kind: wasi.TimestampNow}, true
	}
	return t, false // both
}

// fdPrestatGet stores the $prestat of a preopened directory: 0 for a directory
// (1 byte, then padding) and the length of its name (4).
func fdPrestatGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	f := p.fd(a[0])
	if f == nil || f.preopen == nil {
		return errnoBadf
	}
	out, ok := m.record(uint32(a[1]), 8, 4)
	if !ok {
		return trap
	}
	clear(out)
	le.PutUint32(out[4:], uint32(len(f.preopen.Path)))
	return errnoSuccess
}

// fdPrestatDirName stores the name of a preopened directory, without a NUL.
func fdPrestatDirName(_ context.Context, p *Process, m memory, a []uint64) errno {
	f := p.fd(a[0])
	if f == nil || f.preopen == nil {
		return errnoBadf
	}
	if uint64(uint32(a[2])) < uint64(len(f.preopen.Path)) {
		return errnoNametoolong
	}
	out, ok := m.view(uint32(a[1]), uint32(len(f.preopen.Path)))
	if !ok {
		return trap
	}
	copy(out, f.preopen.Path)
	return errnoSuccess
}

// fdRenumber moves a descriptor to the number of another one, which is closed.
func fdRenumber(ctx context.Context, p *Process, _ memory, a []uint64) errno {
	from, to := p.fd(a[0]), p.fd(a[1])
	switch {
	case from == nil || to == nil || from.handle || to.handle:
		return errnoBadf
	case from == to:
		return errnoSuccess
	}
	p.fds[uint32(a[1])] = from
	p.fds[uint32(a[0])] = nil
	return p.fail(ctx, to.close())
}

// fdSeek moves the offset of a file and stores where it is then.
func fdSeek(ctx context.Context, p *Process, m memory, a []uint64) errno {
	f, e := p.seekable(a[0])
	if e != errnoSuccess {
		return e
	}
	if !m.ok64(uint32(a[3])) {
		return trap
	}
	var base uint64
	switch uint32(a[2]) {
	case 0: // set
	case 1: // cur
		base = f.pos
	case 2: // end
		st, err := f.file.Stat()
		if err != nil {
			return p.fail(ctx, err)
		}
		base = st.Size
	default:
		return errnoInval
	}
	delta := int64(a[1])
	pos := base + uint64(delta)
	if delta < 0 && uint64(-delta) > base || delta >= 0 && pos > math.MaxInt64 {
		return errnoInval
	}
	f.pos = pos
	m.put64(uint32(a[3]), pos)
	return errnoSuccess
}

// fdTell stores the offset of a file.
func fdTell(_ context.Context, p *Process, m memory, a []uint64) errno {
	f, e := p.seekable(a[0])
	if e != errnoSuccess {
		return e
	}
	return store64(m, uint32(a[1]), f.pos)
}

// seekable returns a file that has an offset.
func (p *Process) seekable(n uint64) (*fd, errno) {
	f, e := p.file(n, errnoSpipe)
	if e != errnoSuccess {
		return nil, e
	}
	switch f.file.Type() {
	case wasi.TypeDirectory:
		return nil, errnoBadf
	case wasi.TypeRegularFile, wasi.TypeBlockDevice:
		return f, errnoSuccess
	}
	return nil, errnoSpipe
}
