package p2

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/filesystem"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
)

// The enumerations and flags of package wasi have the standard's order and
// bits, so that they are converted as numbers.

// fileError returns err as error-code; errors that are none trap.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	if code, ok := wasi.FileErrorOf(err); ok {
		return filesystem.ErrorCode(code)
	}
	return err
}

// descriptor is a wasi:filesystem/types descriptor.
type descriptor struct {
	h *Host
	d *wasi.Descriptor
}

// GetDirectories implements wasi:filesystem/preopens.
func (h *Host) GetDirectories(context.Context) ([]component.Tuple2[filesystem.Descriptor, string], error) {
	ds, err := h.State.OpenPreopens()
	if err != nil {
		return nil, err
	}
	out := make([]component.Tuple2[filesystem.Descriptor, string], len(ds))
	for i, d := range ds {
		out[i] = component.Tuple2[filesystem.Descriptor, string]{F0: hold(h, &descriptor{h, d}), F1: h.State.Preopens[i].Path}
	}
	return out, nil
}

// FilesystemErrorCode implements wasi:filesystem/types.
func (h *Host) FilesystemErrorCode(_ context.Context, e io.Error) (component.Option[filesystem.ErrorCode], error) {
	code, ok := wasi.FileErrorOf(e.(*ioError).err)
	return component.Option[filesystem.ErrorCode]{Value: filesystem.ErrorCode(code), Some: ok}, nil
}

// ReadViaStream implements [filesystem.Descriptor].
func (d *descriptor) ReadViaStream(_ context.Context, off uint64) (io.InputStream, error) {
	s, err := d.d.ReadStream(off)
	if err != nil {
		return nil, fileError(err)
	}
	return hold(d.h, d.h.input(s, nil)), nil
}

// WriteViaStream implements [filesystem.Descriptor].
func (d *descriptor) WriteViaStream(_ context.Context, off uint64) (io.OutputStream, error) {
	s, err := d.d.WriteStream(off)
	if err != nil {
		return nil, fileError(err)
	}
	return hold(d.h, d.h.output(s, nil)), nil
}

// AppendViaStream implements [filesystem.Descriptor].
func (d *descriptor) AppendViaStream(context.Context) (io.OutputStream, error) {
	s, err := d.d.AppendStream()
	if err != nil {
		return nil, fileError(err)
	}
	return hold(d.h, d.h.output(s, nil)), nil
}

// Advise implements [filesystem.Descriptor].
func (d *descriptor) Advise(_ context.Context, off, n uint64, a filesystem.Advice) error {
	return fileError(d.d.Advise(off, n, wasi.Advice(a)))
}

// SyncData implements [filesystem.Descriptor].
func (d *descriptor) SyncData(context.Context) error { return fileError(d.d.Sync(true)) }

// Sync implements [filesystem.Descriptor].
func (d *descriptor) Sync(context.Context) error { return fileError(d.d.Sync(false)) }

// GetFlags implements [filesystem.Descriptor].
func (d *descriptor) GetFlags(context.Context) (filesystem.DescriptorFlags, error) {
	return filesystem.DescriptorFlags(d.d.Flags()), nil
}

// GetType implements [filesystem.Descriptor].
func (d *descriptor) GetType(context.Context) (filesystem.DescriptorType, error) {
	return filesystem.DescriptorType(d.d.Type()), nil
}

// SetSize implements [filesystem.Descriptor].
func (d *descriptor) SetSize(_ context.Context, size uint64) error {
	return fileError(d.d.SetSize(size))
}

// SetTimes implements [filesystem.Descriptor].
func (d *descriptor) SetTimes(_ context.Context, access, modification filesystem.NewTimestamp) error {
	return fileError(d.d.SetTimes(timestamp(access), timestamp(modification)))
}

// SetTimesAt implements [filesystem.Descriptor].
func (d *descriptor) SetTimesAt(_ context.Context, pf filesystem.PathFlags, path string, access, modification filesystem.NewTimestamp) error {
	return fileError(d.d.SetTimesAt(wasi.PathFlags(pf), path, timestamp(access), timestamp(modification)))
}

func timestamp(t filesystem.NewTimestamp) wasi.NewTimestamp {
	out := wasi.NewTimestamp{Kind: wasi.TimestampKind(t.Tag)}
	if at, ok := t.AsTimestamp(); ok {
		out.At = wasi.Datetime{Seconds: int64(min(at.Seconds, 1<<63-1)), Nanoseconds: at.Nanoseconds}
	}
	return out
}

// Read implements [filesystem.Descriptor].
func (d *descriptor) Read(_ context.Context, n, off uint64) (component.Tuple2[[]byte, bool], error) {
	p := d.h.buffer(n)
	got, err := d.d.ReadAt(p, off)
	end := err == nil && got == 0 && n > 0
	return component.Tuple2[[]byte, bool]{F0: p[:got], F1: end}, fileError(err)
}

// Write implements [filesystem.Descriptor].
func (d *descriptor) Write(_ context.Context, p []byte, off uint64) (uint64, error) {
	n, err := d.d.WriteAt(p, off)
	if n > 0 {
		err = nil // what could be written was; the next write tells why no more
	}
	return uint64(n), fileError(err)
}

// directory is a wasi:filesystem/types directory-entry-stream.
type directory struct {
	h *Host
	s *wasi.DirectoryStream
}

// ReadDirectory implements [filesystem.Descriptor].
func (d *descriptor) ReadDirectory(context.Context) (filesystem.DirectoryEntryStream, error) {
	s, err := d.d.ReadDirectory()
	if err != nil {
		return nil, fileError(err)
	}
	return hold(d.h, &directory{d.h, s}), nil
}

// ReadDirectoryEntry implements [filesystem.DirectoryEntryStream].
func (d *directory) ReadDirectoryEntry(context.Context) (component.Option[filesystem.DirectoryEntry], error) {
	e, ok, err := d.s.Next()
	entry := filesystem.DirectoryEntry{Type: filesystem.DescriptorType(e.Type), Name: e.Name}
	return component.Option[filesystem.DirectoryEntry]{Value: entry, Some: ok}, fileError(err)
}

// Drop implements [filesystem.DirectoryEntryStream].
func (d *directory) Drop(context.Context) {
	d.h.forget(d)
	_ = d.s.Close()
}

// CreateDirectoryAt implements [filesystem.Descriptor].
func (d *descriptor) CreateDirectoryAt(_ context.Context, path string) error {
	return fileError(d.d.CreateDirectoryAt(path))
}

// Stat implements [filesystem.Descriptor].
func (d *descriptor) Stat(context.Context) (filesystem.DescriptorStat, error) {
	st, err := d.d.Stat()
	return stat(st), fileError(err)
}

// StatAt implements [filesystem.Descriptor].
func (d *descriptor) StatAt(_ context.Context, pf filesystem.PathFlags, path string) (filesystem.DescriptorStat, error) {
	st, err := d.d.StatAt(wasi.PathFlags(pf), path)
	return stat(st), fileError(err)
}

func stat(st wasi.DescriptorStat) filesystem.DescriptorStat {
	return filesystem.DescriptorStat{
		Type: filesystem.DescriptorType(st.Type), LinkCount: st.LinkCount, Size: st.Size,
		DataAccessTimestamp:       fileTime(st.Access),
		DataModificationTimestamp: component.Some(datetime(st.Modification)), // every host knows it, 1970 is one
		StatusChangeTimestamp:     fileTime(st.StatusChange),
	}
}

// fileTime returns a time that some hosts do not know.
func fileTime(d wasi.Datetime) component.Option[clocks.Datetime] {
	if d == (wasi.Datetime{}) {
		return component.Option[clocks.Datetime]{}
	}
	return component.Some(datetime(d))
}

// LinkAt implements [filesystem.Descriptor].
func (d *descriptor) LinkAt(_ context.Context, pf filesystem.PathFlags, path string, to filesystem.Descriptor, toPath string) error {
	return fileError(d.d.LinkAt(wasi.PathFlags(pf), path, to.(*descriptor).d, toPath))
}

// OpenAt implements [filesystem.Descriptor].
func (d *descriptor) OpenAt(_ context.Context, pf filesystem.PathFlags, path string, of filesystem.OpenFlags, df filesystem.DescriptorFlags) (filesystem.Descriptor, error) {
	n, err := d.d.OpenAt(wasi.PathFlags(pf), path, wasi.OpenFlags(of), wasi.DescriptorFlags(df))
	if err != nil {
		return nil, fileError(err)
	}
	return hold(d.h, &descriptor{d.h, n}), nil
}

// ReadlinkAt implements [filesystem.Descriptor].
func (d *descriptor) ReadlinkAt(_ context.Context, path string) (string, error) {
	target, err := d.d.ReadlinkAt(path)
	return target, fileError(err)
}

// RemoveDirectoryAt implements [filesystem.Descriptor].
func (d *descriptor) RemoveDirectoryAt(_ context.Context, path string) error {
	return fileError(d.d.RemoveDirectoryAt(path))
}

// RenameAt implements [filesystem.Descriptor].
func (d *descriptor) RenameAt(_ context.Context, path string, to filesystem.Descriptor, toPath string) error {
	return fileError(d.d.RenameAt(path, to.(*descriptor).d, toPath))
}

// SymlinkAt implements [filesystem.Descriptor].
func (d *descriptor) SymlinkAt(_ context.Context, target, path string) error {
	return fileError(d.d.SymlinkAt(target, path))
}

// UnlinkFileAt implements [filesystem.Descriptor].
func (d *descriptor) UnlinkFileAt(_ context.Context, path string) error {
	return fileError(d.d.UnlinkFileAt(path))
}

// IsSameObject implements [filesystem.Descriptor].
func (d *descriptor) IsSameObject(_ context.Context, other filesystem.Descriptor) (bool, error) {
	return d.d.IsSameObject(other.(*descriptor).d), nil
}

// MetadataHash implements [filesystem.Descriptor].
func (d *descriptor) MetadataHash(context.Context) (filesystem.MetadataHashValue, error) {
	h, err := d.d.MetadataHash()
	return filesystem.MetadataHashValue(h), fileError(err)
}

// MetadataHashAt implements [filesystem.Descriptor].
func (d *descriptor) MetadataHashAt(_ context.Context, pf filesystem.PathFlags, path string) (filesystem.MetadataHashValue, error) {
	h, err := d.d.MetadataHashAt(wasi.PathFlags(pf), path)
	return filesystem.MetadataHashValue(h), fileError(err)
}

// Drop implements [filesystem.Descriptor].
func (d *descriptor) Drop(context.Context) {
	d.h.forget(d)
	_ = d.d.Close()
}
