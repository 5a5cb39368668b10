package p3

import (
	"context"
	"errors"
	goio "io"
	"sync"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

// A stream of WASI 0.3 comes with a future that says how it has ended, as a
// result without value and with an error-code E of its interface.

type result[E any] = component.Result[struct{}, E]

// reading returns the stream of what is in s and the future of its end; code
// makes an E of what s has failed with.
func reading[E any](s wasi.InputStream, code func(error) E) component.Tuple2[*component.Stream[byte], *component.Future[result[E]]] {
	f, settle := component.NewFuture[result[E]]()
	src := &source{InputStream: s, ended: func(err error) { settle(resultOf(err, code)) }}
	return component.Tuple2[*component.Stream[byte], *component.Future[result[E]]]{F0: component.NewStream[byte](src), F1: f}
}

func resultOf[E any](err error, code func(error) E) result[E] {
	if err == nil {
		return result[E]{}
	}
	return result[E]{IsErr: true, Err: code(err)}
}

// A source is a [component.Source] that says how it has ended.
type source struct {
	wasi.InputStream
	once  sync.Once
	ended func(error)
}

// Read implements [component.Source].
func (s *source) Read(p []byte) (int, error) {
	n, err := s.InputStream.Read(p)
	if err != nil && err != goio.EOF {
		s.once.Do(func() { s.ended(err) })
	}
	return n, err
}

// Close implements [component.Source].
func (s *source) Close() error {
	err := s.InputStream.Close()
	s.once.Do(func() { s.ended(nil) })
	return err
}

// maxCopies bounds how many streams of the host an instance may have written to
// others at once: nothing else does, since the guest has no handle of either.
const maxCopies = 100

// writing has the elements of in written to s and returns the future of how that
// ends. A stream of the host is written while the host is open.
func writing[E any](h *Host, in *component.Stream[byte], s wasi.OutputStream, code func(error) E) (*component.Future[result[E]], error) {
	f, settle := component.NewFuture[result[E]]()
	to := &sink{OutputStream: s, ended: func(err error) { settle(resultOf(err, code)) }}
	ctx := context.Background()
	if in.Source() != nil {
		if h.copies.Add(1) > maxCopies {
			h.copies.Add(-1)
			in.Drop()
			to.Close(errClosed)
			return nil, &wasi.LimitError{What: "streams of the host that are written to others", Limit: maxCopies}
		}
		ended := to.ended
		to.ended = func(err error) {
			h.copies.Add(-1)
			ended(err)
		}
		ctx = h.started()
	}
	in.To(ctx, to)
	return f, nil
}

// A sink is a [component.Sink] that says how it has ended.
type sink struct {
	wasi.OutputStream
	ended func(error)
}

// errClosed is about an output that takes nothing any more.
var errClosed = errors.New("the output is closed")

// Write implements [component.Sink].
func (s *sink) Write(p []byte) (int, error) {
	n, err := s.CheckWrite()
	if err == nil && n > 0 {
		n = min(n, len(p))
		err = s.OutputStream.Write(p[:n])
	}
	if err == goio.EOF {
		err = errClosed
	}
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Close implements [component.Sink].
func (s *sink) Close(err error) {
	if err != nil {
		s.finish(err)
		return
	}
	if err = s.Flush(); err != nil || s.Ready() {
		s.finish(err)
		return
	}
	go func() { // what was taken is still on its way, and may fail
		s.finish(wasi.Wait(wasi.Beside(context.Background()), s.OutputStream))
	}()
}

// finish closes the output and says how it has ended.
func (s *sink) finish(err error) {
	if err == nil {
		_, err = s.CheckWrite()
	}
	if cerr := s.OutputStream.Close(); err == nil {
		err = cerr
	}
	if err == goio.EOF {
		err = errClosed
	}
	s.ended(err)
}
