package p3

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/filesystem"
)

// The enumerations and flags of package wasi have the standard's order and
// bits, so that most are converted as numbers.

// fileCode returns what an operation on files has failed with as error-code. The
// standard's is that of package wasi without would-block.
func fileCode(err error) filesystem.ErrorCode {
	code, ok := wasi.FileErrorOf(err)
	switch {
	case !ok:
		return filesystem.NewErrorCodeOther(component.Option[string]{})
	case code == wasi.FileErrWouldBlock:
		return filesystem.NewErrorCodeOther(component.Some(code.String()))
	case code > wasi.FileErrWouldBlock:
		code--
	}
	return filesystem.ErrorCode{Tag: filesystem.ErrorCodeTag(code)}
}

// fileError returns err as an error-code that is an error; nil stays nil. Errors
// that are none of the file system trap.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := wasi.FileErrorOf(err); !ok {
		return err
	}
	return fileCode(err)
}

// fileType returns t as the standard has it, where what is unknown comes last.
func fileType(t wasi.DescriptorType) filesystem.DescriptorType {
	if t == wasi.TypeUnknown {
		return filesystem.NewDescriptorTypeOther(component.Option[string]{})
	}
	return filesystem.DescriptorType{Tag: filesystem.DescriptorTypeTag(t - 1)}
}

// descriptor is a wasi:filesystem/types descriptor.
type descriptor struct {
	h *Host
	d *wasi.Descriptor
}

// hold returns d as a resource, which [Host.Close] drops if the guest traps when
// it is about to be given the handle.
func (h *Host) hold(d *wasi.Descriptor) filesystem.Descriptor {
	r := &descriptor{h, d}
	if h.open == nil {
		h.open = map[*descriptor]struct{}{}
	}
	h.open[r] = struct{}{}
	return r
}

// Drop implements [filesystem.Descriptor]. Streams go on.
func (d *descriptor) Drop(context.Context) {
	delete(d.h.open, d)
	_ = d.d.Close() // nobody to tell
}

// GetDirectories implements wasi:filesystem/preopens.
func (h *Host) GetDirectories(context.Context) ([]component.Tuple2[filesystem.Descriptor, string], error) {
	ds, err := h.State.OpenPreopens()
	if err != nil {
		return nil, err
	}
	out := make([]component.Tuple2[filesystem.Descriptor, string], len(ds))
	for i, d := range ds {
		out[i] = component.Tuple2[filesystem.Descriptor, string]{F0: h.hold(d), F1: h.State.Preopens[i].Path}
	}
	return out, nil
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
	return fileType(d.d.Type()), nil
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
		out.At = wasi.Datetime{Seconds: at.Seconds, Nanoseconds: at.Nanoseconds}
	}
	return out
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
		Type: fileType(st.Type), LinkCount: st.LinkCount, Size: st.Size,
		DataAccessTimestamp:       fileTime(st.Access),
		DataModificationTimestamp: component.Some(instant(st.Modification)), // every host knows it, 1970 is one
		StatusChangeTimestamp:     fileTime(st.StatusChange),
	}
}

// fileTime returns a time that some hosts do not know.
func fileTime(d wasi.Datetime) component.Option[clocks.Instant] {
	if d == (wasi.Datetime{}) {
		return component.Option[clocks.Instant]{}
	}
	return component.Some(instant(d))
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
	return d.h.hold(n), nil
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
