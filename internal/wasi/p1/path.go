package p1

import (
	"context"
	"unicode/utf8"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// maxPath is the longest path that is copied out of the guest, in bytes.
const maxPath = 4096

// path returns the directory and the path that a function is given.
func (p *Process) path(m memory, dir, ptr, n uint64) (d *wasi.Descriptor, path string, e errno) {
	path, e = m.path(ptr, n)
	if e != errnoSuccess {
		return nil, "", e
	}
	f, e := p.file(dir, errnoNotdir)
	if e != errnoSuccess {
		return nil, "", e
	}
	return f.file, path, errnoSuccess
}

func (m memory) path(ptr, n uint64) (string, errno) {
	b, ok := m.view(uint32(ptr), uint32(n))
	switch {
	case !ok:
		return "", trap
	case len(b) > maxPath:
		return "", errnoNametoolong
	case !utf8.Valid(b):
		return "", errnoIlseq
	}
	return string(b), errnoSuccess
}

// lookup decodes $lookupflags.
func lookup(flags uint64) (pf wasi.PathFlags, ok bool) {
	return wasi.PathFlags(flags & 1), uint32(flags) <= 1
}

// pathCreateDirectory makes a directory.
func pathCreateDirectory(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[1], a[2])
	if e != errnoSuccess {
		return e
	}
	return p.fail(ctx, d.CreateDirectoryAt(path))
}

// pathFilestatGet stores the $filestat of a path.
func pathFilestatGet(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[2], a[3])
	if e != errnoSuccess {
		return e
	}
	out, ok := m.record(uint32(a[4]), 64, 8)
	if !ok {
		return trap
	}
	pf, ok := lookup(a[1])
	if !ok {
		return errnoInval
	}
	st, err := d.StatAt(pf, path)
	if err != nil {
		return p.fail(ctx, err)
	}
	putFilestat(out, &st)
	return errnoSuccess
}

// pathFilestatSetTimes sets the times of a path.
func pathFilestatSetTimes(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[2], a[3])
	if e != errnoSuccess {
		return e
	}
	pf, ok := lookup(a[1])
	access, modification, ok2 := newTimes(a[4], a[5], uint32(a[6]))
	if !ok || !ok2 {
		return errnoInval
	}
	return p.fail(ctx, d.SetTimesAt(pf, path, access, modification))
}

// pathLink makes a hard link.
func pathLink(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[2], a[3])
	if e != errnoSuccess {
		return e
	}
	to, toPath, e := p.path(m, a[4], a[5], a[6])
	if e != errnoSuccess {
		return e
	}
	pf, ok := lookup(a[1])
	if !ok {
		return errnoInval
	}
	return p.fail(ctx, d.LinkAt(pf, path, to, toPath))
}

// pathOpen opens a file or directory and stores its descriptor. Of the rights
// only those to read and to write matter.
func pathOpen(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[2], a[3])
	if e != errnoSuccess {
		return e
	}
	if !m.ok32(uint32(a[8])) {
		return trap
	}
	pf, ok := lookup(a[1])
	oflags, rights, flags := uint32(a[4]), a[5], uint16(a[7])
	if !ok || oflags > 15 || uint32(a[7])&^uint32(fdFlags) != 0 {
		return errnoInval
	}
	file, err := d.OpenAt(pf, path, wasi.OpenFlags(oflags), descriptorFlags(rights, flags))
	if err != nil {
		return p.fail(ctx, err)
	}
	f := &fd{file: file, flags: flags}
	if f.isDir() {
		f.flags = 0
	}
	n, ok := p.add(f)
	if !ok {
		_ = f.close() // the table is full: that is what the guest hears
		return errnoMfile
	}
	m.put32(uint32(a[8]), n)
	return errnoSuccess
}

func descriptorFlags(rights uint64, flags uint16) (df wasi.DescriptorFlags) {
	for _, f := range [...]struct {
		set  bool
		flag wasi.DescriptorFlags
	}{
		{rights&rightFDRead != 0, wasi.DescriptorRead},
		{rights&rightFDWrite != 0, wasi.DescriptorWrite},
		{flags&fdDsync != 0, wasi.DataIntegritySync},
		{flags&fdSyncFlag != 0, wasi.FileIntegritySync},
		{flags&fdRsync != 0, wasi.RequestedWriteSync},
	} {
		if f.set {
			df |= f.flag
		}
	}
	return df
}

// pathReadlink stores what a symbolic link contains, cut off at the end of the
// buffer, and the number of bytes.
func pathReadlink(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[1], a[2])
	if e != errnoSuccess {
		return e
	}
	buf, ok := m.view(uint32(a[3]), uint32(a[4]))
	if !ok || !m.ok32(uint32(a[5])) {
		return trap
	}
	target, err := d.ReadlinkAt(path)
	if err != nil {
		return p.fail(ctx, err)
	}
	m.put32(uint32(a[5]), uint32(copy(buf, target)))
	return errnoSuccess
}

// pathRemoveDirectory removes an empty directory.
func pathRemoveDirectory(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[1], a[2])
	if e != errnoSuccess {
		return e
	}
	return p.fail(ctx, d.RemoveDirectoryAt(path))
}

// pathRename renames a file or directory.
func pathRename(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[1], a[2])
	if e != errnoSuccess {
		return e
	}
	to, toPath, e := p.path(m, a[3], a[4], a[5])
	if e != errnoSuccess {
		return e
	}
	return p.fail(ctx, d.RenameAt(path, to, toPath))
}

// pathSymlink makes a symbolic link.
func pathSymlink(ctx context.Context, p *Process, m memory, a []uint64) errno {
	target, e := m.path(a[0], a[1])
	if e != errnoSuccess {
		return e
	}
	d, path, e := p.path(m, a[2], a[3], a[4])
	if e != errnoSuccess {
		return e
	}
	return p.fail(ctx, d.SymlinkAt(target, path))
}

// pathUnlinkFile removes anything but a directory.
func pathUnlinkFile(ctx context.Context, p *Process, m memory, a []uint64) errno {
	d, path, e := p.path(m, a[0], a[1], a[2])
	if e != errnoSuccess {
		return e
	}
	return p.fail(ctx, d.UnlinkFileAt(path))
}
