package component

import (
	"io"
	"sync"

	"github.com/gyro-wasm/gyro/component/internal/canon"
)

// A Future is the readable end of a future, in the hands of the host: one that
// it has made to give it to a guest, or that a guest has given to it. It has one
// owner, who gives it on, waits for it by [Future.Then], or drops it.
type Future[T any] struct {
	value value[T] // of a future of the host
	elem  *Element[T]
	store *store // of the guest that writes
	end   canon.HostEnd
	twin  bool
}

// A value is one that the host has when it is ready.
type value[T any] interface {
	Pollable
	get() T
	// drop says that nobody wants the value, or has it.
	drop()
}

// NewFuture returns a future and the function that settles it. That may be called
// once, by any goroutine; a guest that waits for a future which is never
// settled waits until it is cancelled.
func NewFuture[T any]() (f *Future[T], settle func(T)) {
	p := &promise[T]{}
	return &Future[T]{value: p}, p.settle
}

// Settled returns a future with a value.
func Settled[T any](v T) *Future[T] {
	return &Future[T]{value: &promise[T]{value: v, settled: true}}
}

// FutureOn returns a future that is settled when p is ready, with what get
// returns then. That is called at most once. If p has a method Close, as
// [io.Closer] has it, that is called when nobody wants the value, or has it.
func FutureOn[T any](p Pollable, get func() T) *Future[T] {
	return &Future[T]{value: &polled[T]{p, get}}
}

type polled[T any] struct {
	Pollable
	getter func() T
}

func (p *polled[T]) get() T { return p.getter() }

func (p *polled[T]) drop() {
	if c, ok := p.Pollable.(io.Closer); ok {
		_ = c.Close() // nobody to tell
	}
}

// A promise is a value that the host will have.
type promise[T any] struct {
	mu      sync.Mutex
	value   T
	settled bool
	wakes   wakes
	then    func(T, error)
}

func (p *promise[T]) settle(v T) {
	p.mu.Lock()
	if p.settled {
		p.mu.Unlock()
		panic("component: a future is settled twice")
	}
	p.value, p.settled = v, true
	wake, then := p.wakes.take(), p.then
	p.mu.Unlock()
	wake()
	if then != nil {
		then(v, nil)
	}
}

// later has do called by who settles p; it reports false if that is over.
func (p *promise[T]) later(do func(T, error)) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.settled {
		return false
	}
	p.then = do
	return true
}

// Ready implements [Pollable].
func (p *promise[T]) Ready() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settled
}

// Subscribe implements [Pollable].
func (p *promise[T]) Subscribe(wake func()) (cancel func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.settled {
		wake()
		return func() {}
	}
	return p.wakes.add(&p.mu, wake)
}

func (p *promise[T]) get() T { return p.value }
func (p *promise[T]) drop()  {}

// LowerFuture gives f to a guest and returns the handle that stands for it.
func LowerFuture[T any](c *Call, f *Future[T], e *Element[T]) uint32 {
	end := f.end
	switch {
	case f.value != nil:
		end = canon.NewHostEnd(true, e.Shape)
		c.store.attach(end, &settling[T]{value: f.value, elem: e, twin: c.twin})
	case !end.Valid():
		c.Trap(errMoved)
	case f.store != c.store:
		c.Trap(errForeign)
	}
	f.value, f.end = nil, canon.HostEnd{}
	return c.cx.LowerEnd(end)
}

// LiftFuture takes a future from a guest, given the handle that stands for it.
func LiftFuture[T any](c *Call, handle uint32, e *Element[T]) *Future[T] {
	return futureOf(c, c.cx.LiftEnd(handle, true, e.Shape), e)
}

func futureOf[T any](c *Call, end canon.HostEnd, e *Element[T]) *Future[T] {
	if h, ok := end.Peer().(*hostEnd); ok {
		if m, ok := h.mover.(*settling[T]); ok {
			h.end.Detach()
			h.unlink()
			return &Future[T]{value: m.value}
		}
	}
	return &Future[T]{elem: e, store: c.store, end: end, twin: c.twin}
}

// Then has do called once, with the value or with why there will be none: the
// guest has dropped the future without a value, or [ErrEnded]. The caller is who
// executes the guest, as is that of Then; for a future that the host has made it
// is Then itself, who settles the future, or another goroutine.
func (f *Future[T]) Then(do func(v T, err error)) {
	value, end := f.value, f.end
	f.value, f.end = nil, canon.HostEnd{}
	switch {
	case value != nil && value.Ready():
		do(taken(value), nil)
	case value != nil:
		if p, ok := value.(*promise[T]); !ok || !p.later(do) {
			go func() {
				newWaker().wait(value)
				do(taken(value), nil)
			}()
		}
	case !end.Valid():
		var zero T
		do(zero, errMoved)
	default:
		f.store.attach(end, &awaiting[T]{elem: f.elem, then: do, twin: f.twin})
	}
}

// taken takes what value has.
func taken[T any](value value[T]) T {
	v := value.get()
	value.drop()
	return v
}

// On returns what [FutureOn] was given, if the future is one of the host that
// was made so: it may have been in the hands of a guest, who has passed it on.
// Else it returns nil.
func (f *Future[T]) On() Pollable {
	if p, ok := f.value.(*polled[T]); ok {
		return p.Pollable
	}
	return nil
}

// Drop says that nobody waits for the future.
func (f *Future[T]) Drop() {
	value, end := f.value, f.end
	f.value, f.end = nil, canon.HostEnd{}
	switch {
	case value != nil:
		value.drop()
	case end.Valid():
		end.Drop()
	}
}

// settling gives a value to a guest.
type settling[T any] struct {
	value[T]
	elem *Element[T]
	twin bool
}

func (m *settling[T]) close(error) { m.drop() }

func (m *settling[T]) move(c *Call, ptr, _ uint32) (moved uint32, done bool, err error) {
	if !m.Ready() {
		return 0, false, nil
	}
	if m.elem.Store != nil {
		c.twin = m.twin
		c.cx.Begin()
		m.elem.Store(c, ptr, m.get())
		c.store.charge(c.cx.Lowered + uint64(m.elem.Size))
	}
	return 1, true, nil
}

// awaiting takes the value of a future from a guest.
type awaiting[T any] struct {
	elem *Element[T]
	then func(T, error) // nil once it was called
	twin bool
}

// Ready implements [Pollable].
func (m *awaiting[T]) Ready() bool { return true }

// Subscribe implements [Pollable].
func (m *awaiting[T]) Subscribe(wake func()) (cancel func()) {
	wake()
	return func() {}
}

func (m *awaiting[T]) move(c *Call, ptr, _ uint32) (moved uint32, done bool, err error) {
	var v T
	if m.elem.Load != nil {
		c.twin = m.twin
		c.cx.Begin()
		v = m.elem.Load(c, ptr)
		c.Accept()
		c.store.charge(c.cx.Lifted + uint64(m.elem.Size))
	}
	m.call(v, nil)
	return 1, true, nil
}

func (m *awaiting[T]) close(err error) {
	if err == nil {
		err = errNoValue
	}
	var zero T
	m.call(zero, err)
}

func (m *awaiting[T]) call(v T, err error) {
	if then := m.then; then != nil {
		m.then = nil
		then(v, err)
	}
}
