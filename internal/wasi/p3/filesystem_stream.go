package p3

import (
	"context"
	goio "io"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/filesystem"
)

// The streams of a descriptor and the futures of how they end.
type (
	fileFuture = component.Future[result[filesystem.ErrorCode]]
	fileInput  = component.Tuple2[*component.Stream[byte], *fileFuture]
	entryInput = component.Tuple2[*component.Stream[filesystem.DirectoryEntry], *fileFuture]
)

// ReadViaStream implements [filesystem.Descriptor].
func (d *descriptor) ReadViaStream(_ context.Context, off uint64) (fileInput, error) {
	s, err := d.d.ReadStream(off)
	if err != nil {
		return fileInput{F0: component.NewStream[byte](wasi.Empty), F1: failed(err)}, nil
	}
	return reading(s, fileCode), nil
}

// WriteViaStream implements [filesystem.Descriptor].
func (d *descriptor) WriteViaStream(_ context.Context, data *component.Stream[byte], off uint64) (*fileFuture, error) {
	s, err := d.d.WriteStream(off)
	return d.written(data, s, err)
}

// AppendViaStream implements [filesystem.Descriptor].
func (d *descriptor) AppendViaStream(_ context.Context, data *component.Stream[byte]) (*fileFuture, error) {
	s, err := d.d.AppendStream()
	return d.written(data, s, err)
}

func (d *descriptor) written(data *component.Stream[byte], s wasi.OutputStream, err error) (*fileFuture, error) {
	if err != nil {
		data.Drop()
		return failed(err), nil
	}
	return writing(d.h, data, s, fileCode)
}

// failed is the future of a stream that there is not.
func failed(err error) *fileFuture { return component.Settled(resultOf(err, fileCode)) }

// ReadDirectory implements [filesystem.Descriptor].
func (d *descriptor) ReadDirectory(context.Context) (entryInput, error) {
	s, err := d.d.ReadDirectory()
	f, settle := component.NewFuture[result[filesystem.ErrorCode]]()
	src := &directory{s: s, err: err, settle: settle}
	return entryInput{F0: component.NewStream[filesystem.DirectoryEntry](src), F1: f}, nil
}

// directory is the source of the entries of a directory. The future is settled
// when it is closed.
//
// A name that is no UTF-8 cannot be an entry, and is no reason to keep the others
// from the guest: it is left out, and the future says illegal-byte-sequence when
// the end was reached. That is what a guest sees of WASI 0.2 that goes on after
// the error.
type directory struct {
	s       *wasi.DirectoryStream // nil if it could not be opened
	err     error                 // what it has failed with
	skipped error                 // why an entry was left out
	settle  func(result[filesystem.ErrorCode])
}

// Ready implements [component.Source]: reading waits for the disk.
func (*directory) Ready() bool { return true }

// Subscribe implements [component.Source].
func (*directory) Subscribe(wake func()) (cancel func()) { return wasi.Always.Subscribe(wake) }

// Read implements [component.Source].
func (d *directory) Read(p []filesystem.DirectoryEntry) (n int, err error) {
	for n < len(p) {
		if d.err != nil {
			return n, d.err
		}
		e, ok, err := d.s.Next()
		switch {
		case err == wasi.FileErrIllegalByteSequence:
			d.skipped = err
		case err != nil:
			d.err = err
		case !ok:
			d.err = d.skipped
			return n, goio.EOF
		default:
			p[n] = filesystem.DirectoryEntry{Type: fileType(e.Type), Name: e.Name}
			n++
		}
	}
	return n, nil
}

// Close implements [component.Source].
func (d *directory) Close() error {
	if d.s != nil {
		_ = d.s.Close() // nobody to tell
	}
	d.settle(resultOf(d.err, fileCode))
	return nil
}
