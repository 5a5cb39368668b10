package component

import (
	"context"
	"errors"
	"io"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/wit"
)

// An Element says how the elements of a stream or of a future are lifted from
// memory and lowered to it. It is immutable.
type Element[T any] struct {
	// Shape is the [wit.Shape] of the element type.
	Shape string
	// Size and Align are those of an element of a list, in bytes
	// (CanonicalABI.md, "Element Size").
	Size, Align uint32
	// Load lifts the element at p, Store lowers one to p. Both are nil if there
	// is no element type.
	Load  func(c *Call, p uint32) T
	Store func(c *Call, p uint32, v T)
}

// Bytes are the elements of a stream<u8>.
var Bytes = &Element[byte]{
	Shape: wit.Shape(wit.U8), Size: 1, Align: 1,
	Load:  func(c *Call, p uint32) byte { return c.Memory().U8(p) },
	Store: func(c *Call, p uint32, v byte) { c.Memory().PutU8(p, v) },
}

// NoElement are those of a stream or a future without element type.
var NoElement = &Element[struct{}]{Shape: wit.Shape(nil), Align: 1}

// A Source is where the elements of a stream come from that the host gives to a
// guest. It has one user at a time.
type Source[T any] interface {
	Pollable
	// Read reads what is there, up to len(p) elements, and does not block: 0, nil
	// means that nothing is there yet. An error, io.EOF or another, ends the
	// stream after the elements; guests cannot tell the one from the other. p
	// may be memory of the guest, which Read does not keep.
	Read(p []T) (int, error)
	// Close frees what the source holds. It is called once, when nobody reads
	// any more, and does not block.
	Close() error
}

// A Sink is where the elements go of a stream that a guest has given to the
// host. It has one user at a time.
type Sink[T any] interface {
	Pollable
	// Write takes some of p, which it does not keep unless the elements are its
	// own, and does not block: 0, nil means none yet. An error ends the stream:
	// the guest is told that nobody reads it.
	Write(p []T) (int, error)
	// Close is called once. err is nil if the guest has written all that it
	// wanted to, what Write has returned, [ErrEnded] if the instance has ended
	// first, or the cause if the context of [Stream.To] has.
	Close(err error)
}

// A Stream is the readable end of a stream, in the hands of the host: one that
// it has made to give it to a guest, or that a guest has given to it. It has one
// owner, who gives it on, reads it by [Stream.To] or [Stream.Reader], or drops
// it.
type Stream[T any] struct {
	src   Source[T] // of a stream of the host
	elem  *Element[T]
	store *store // of the guest that writes
	end   canon.HostEnd
	twin  bool
}

// NewStream returns a stream whose elements are those of src.
func NewStream[T any](src Source[T]) *Stream[T] { return &Stream[T]{src: src} }

// Source returns what [NewStream] was given, if the stream is one of the host:
// it may have been in the hands of a guest, who has passed it on. Else it
// returns nil.
func (s *Stream[T]) Source() Source[T] { return s.src }

// LowerStream gives s to a guest and returns the handle that stands for it.
func LowerStream[T any](c *Call, s *Stream[T], e *Element[T]) uint32 {
	end := s.end
	switch {
	case s.src != nil:
		end = canon.NewHostEnd(false, e.Shape)
		m := &reading[T]{elem: e, src: s.src, twin: c.twin}
		m.bytes, _ = any(s.src).(Source[byte])
		c.store.attach(end, m)
	case !end.Valid():
		c.Trap(errMoved)
	case s.store != c.store:
		// The stream is that of another instance, which has to be driven for
		// itself.
		c.Trap(errForeign)
	}
	s.src, s.end = nil, canon.HostEnd{}
	return c.cx.LowerEnd(end)
}

// errMoved is about a stream or future that is somewhere else.
var errMoved = errors.New("the stream or future was given away or read already")

// errNoValue is about a future that a guest has dropped.
var errNoValue = errors.New("the future was dropped without a value")

// LiftStream takes a stream from a guest, given the handle that stands for it.
func LiftStream[T any](c *Call, handle uint32, e *Element[T]) *Stream[T] {
	end := c.cx.LiftEnd(handle, false, e.Shape)
	return streamOf(c, end, e)
}

func streamOf[T any](c *Call, end canon.HostEnd, e *Element[T]) *Stream[T] {
	if h, ok := end.Peer().(*hostEnd); ok {
		if r, ok := h.mover.(*reading[T]); ok {
			h.end.Detach()
			h.unlink()
			return NewStream(r.src)
		}
	}
	return &Stream[T]{elem: e, store: c.store, end: end, twin: c.twin}
}

// To has the elements written to a sink, while the guest executes. It is called
// by who executes the guest, as host functions are. Those of a stream of the host
// are written beside the guest, and after its end, until ctx ends.
func (s *Stream[T]) To(ctx context.Context, sink Sink[T]) {
	end, src := s.end, s.src
	s.end, s.src = canon.HostEnd{}, nil
	switch {
	case src != nil:
		go splice(ctx, src, sink)
	case !end.Valid():
		sink.Close(errMoved)
	default:
		m := &writing[T]{elem: s.elem, sink: sink, twin: s.twin}
		m.bytes, _ = any(sink).(Sink[byte])
		s.store.attach(end, m)
	}
}

// Drop ends a stream that nobody wants to read.
func (s *Stream[T]) Drop() {
	end, src := s.end, s.src
	s.end, s.src = canon.HostEnd{}, nil
	switch {
	case src != nil:
		_ = src.Close() // nobody to tell
	case end.Valid():
		end.Drop()
	}
}

// fewElements is how many elements are moved at once where they are not bytes.
const fewElements = 64

// reading moves elements from a source to a guest.
type reading[T any] struct {
	elem  *Element[T]
	src   Source[T]
	bytes Source[byte] // is src
	twin  bool
}

func (r *reading[T]) Ready() bool                           { return r.src.Ready() }
func (r *reading[T]) Subscribe(wake func()) (cancel func()) { return r.src.Subscribe(wake) }
func (r *reading[T]) close(error)                           { _ = r.src.Close() } // nobody to tell

func (r *reading[T]) move(c *Call, ptr, n uint32) (moved uint32, done bool, err error) {
	var got int
	if r.bytes != nil {
		got, err = r.bytes.Read(c.cx.Mem[ptr:][:n])
		c.store.charge(uint64(got))
	} else {
		var few [fewElements]T
		got, err = r.src.Read(few[:min(n, fewElements)])
		if r.elem.Store != nil {
			c.twin = r.twin
			c.cx.Begin()
			for i := range few[:got] {
				r.elem.Store(c, ptr, few[i])
				ptr += r.elem.Size
			}
			c.store.charge(c.cx.Lowered + uint64(got)*uint64(r.elem.Size))
		}
	}
	if err == io.EOF {
		return uint32(got), true, nil
	}
	return uint32(got), err != nil, err
}

// writing moves elements from a guest to a sink.
type writing[T any] struct {
	elem  *Element[T]
	sink  Sink[T]
	bytes Sink[byte] // is sink
	twin  bool
}

func (w *writing[T]) Ready() bool                           { return w.sink.Ready() }
func (w *writing[T]) Subscribe(wake func()) (cancel func()) { return w.sink.Subscribe(wake) }
func (w *writing[T]) close(err error)                       { w.sink.Close(err) }

func (w *writing[T]) move(c *Call, ptr, n uint32) (moved uint32, done bool, err error) {
	var took int
	if w.bytes != nil {
		took, err = w.bytes.Write(c.cx.Mem[ptr:][:n])
		c.store.charge(uint64(took))
		return uint32(took), false, err
	}
	// Elements are lifted once: what the sink does not take now would be lost.
	if !w.sink.Ready() {
		return 0, false, nil
	}
	few := make([]T, 1, fewElements)
	if w.elem.Load != nil {
		c.twin = w.twin
		c.cx.Begin()
		few[0] = w.elem.Load(c, ptr)
		c.Accept()
		c.store.charge(c.cx.Lifted + uint64(w.elem.Size))
	}
	took, err = w.sink.Write(few)
	if took == 0 && err == nil {
		err = errNotTaken
	}
	return uint32(took), false, err
}

var errNotTaken = errors.New("a sink that was ready took nothing")

// splice moves all of src to sink, with no guest between, until ctx ends.
func splice[T any](ctx context.Context, src Source[T], sink Sink[T]) {
	var err error
	buf := make([]T, spliceBuffer)
	w := newWaker()
	for err == nil {
		var n int
		if n, err = src.Read(buf); n == 0 && err == nil {
			w.waitContext(ctx, src)
		}
		for p := buf[:n]; len(p) > 0 && ctx.Err() == nil; {
			took, werr := sink.Write(p)
			if p = p[took:]; werr != nil {
				_ = src.Close()
				sink.Close(werr)
				return
			}
			if took == 0 {
				w.waitContext(ctx, sink)
			}
		}
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
	}
	_ = src.Close()
	if err == io.EOF {
		err = nil
	}
	sink.Close(err)
}

// spliceBuffer is how many elements are spliced at once.
const spliceBuffer = 32 << 10

// A waker waits for Pollables, one at a time.
type waker chan struct{}

func newWaker() waker { return make(chan struct{}, 1) }

func (w waker) wake() {
	select {
	case w <- struct{}{}:
	default: // it will look anyway
	}
}

// waitContext is wait that ends with ctx.
func (w waker) waitContext(ctx context.Context, p Pollable) {
	for !p.Ready() {
		cancel := p.Subscribe(w.wake)
		select {
		case <-w:
		case <-ctx.Done():
			cancel()
			return
		}
		cancel()
	}
}

func (w waker) wait(p Pollable) { w.waitContext(context.Background(), p) }
