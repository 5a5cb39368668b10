package component

import (
	"context"
	"fmt"
	"sync"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
)

// An AsyncHostFunc is a host function with the async type in stack form, see
// [HostFunc]. It lifts its arguments from stack and returns the work that takes
// time, or nil if it has stored the result in stack already. Work is done on a
// goroutine of its own while the guest goes on, and uses nothing of the guest;
// what it returns stores the result in stack later, as a HostFunc does, and may
// be nil for a function without one.
//
// The context of the work ends with that of the call into the guest, when the
// guest cancels the call, and when the instance is closed. The guest gets the
// result all the same, if it is still there. A guest that calls the function
// without the async option waits, and the other tasks of its instance with it.
type AsyncHostFunc func(ctx context.Context, c *Call, stack []uint64) Work

// Work is what an [AsyncHostFunc] does beside the guest.
type Work func(ctx context.Context) (result func(c *Call, stack []uint64))

// Await says that an [AsyncHostFunc], which returns nil, ends when p is ready, and
// needs no goroutine for that. Its function has no result. A guest that cancels
// the call does not wait any longer.
func (c *Call) Await(p Pollable) { c.awaited = p }

// call is f for a guest that waits.
func (f AsyncHostFunc) call(ctx context.Context, c *Call, stack []uint64) {
	work := f(ctx, c, stack)
	if p := c.awaited; p != nil {
		c.awaited = nil
		work = func(ctx context.Context) func(*Call, []uint64) {
			newWaker().waitContext(ctx, p)
			return nil
		}
	}
	if work == nil {
		return
	}
	c.Accept()
	parker := c.store.park()
	result := work(ctx)
	c.store.unpark(ctx, parker)
	c.store.checkCancelled()
	if result != nil {
		c.refresh()
		result(c, stack)
	}
}

// An errand is something outside of a store that its guests may wait for.
type errand interface {
	// done is called by who executes the store, after somebody has posted the
	// errand.
	done()
	// abort is called instead if nobody wants to know any more.
	abort()
}

// works are the errands of a store. All but post is for who executes the store's
// code.
type works struct {
	running map[errand]struct{}
	calls   int           // how many of them have a goroutine
	wake    chan struct{} // somebody has posted

	mu     sync.Mutex
	posted []errand
}

func (ws *works) init() {
	if ws.running == nil {
		ws.running, ws.wake = map[errand]struct{}{}, make(chan struct{}, 1)
	}
}

// begin makes e one of the errands, until it is posted or ends.
func (ws *works) begin(e errand) {
	ws.init()
	ws.running[e] = struct{}{}
}

// end takes back begin.
func (ws *works) end(e errand) { delete(ws.running, e) }

// post says that e is done. It is called by any goroutine, once begin has
// returned.
func (ws *works) post(e errand) {
	ws.mu.Lock()
	ws.posted = append(ws.posted, e)
	ws.mu.Unlock()
	ws.poke()
}

// poke makes who waits look again.
func (ws *works) poke() {
	select {
	case ws.wake <- struct{}{}:
	default: // somebody else has, and nobody has looked since
	}
}

// finish has the guests know what is done, and tells whether something was.
func (ws *works) finish() (any bool) {
	if len(ws.running) == 0 {
		return false
	}
	ws.mu.Lock()
	posted := ws.posted
	ws.posted = nil
	ws.mu.Unlock()
	for _, e := range posted {
		if _, ok := ws.running[e]; ok { // else it is not wanted any more, or was posted twice
			delete(ws.running, e)
			e.done()
			any = true
		}
	}
	return any
}

// abort cancels what is running. Its results are not wanted any more.
func (ws *works) abort() {
	for e := range ws.running {
		e.abort()
	}
	clear(ws.running)
	ws.calls = 0
}

// A work is a call of a host function that takes its time.
type work struct {
	works    *works
	caller   *guestCaller
	args     []uint64 // in the form of a synchronous call
	cancel   context.CancelFunc
	result   func(c *Call, stack []uint64)
	panicked any
}

// maxWorks bounds how many calls of host functions an instance may have at once:
// each has a goroutine.
const maxWorks = 1000

// start does w beside the guest.
func (w *work) start(ctx context.Context, do Work) {
	if w.works.calls >= maxWorks {
		panic(&canon.Trap{Kind: canon.TrapTooMany, Msg: fmt.Sprintf("too many calls of host functions at once: %d", maxWorks)})
	}
	w.works.calls++
	w.works.begin(w)
	ctx, w.cancel = context.WithCancel(ctx)
	go func() {
		defer func() {
			w.panicked = recover()
			w.works.post(w)
		}()
		w.result = do(ctx)
	}()
}

// done implements [errand].
func (w *work) done() {
	w.works.calls--
	w.cancel()
	if w.panicked != nil {
		panic(w.panicked)
	}
	w.caller.finish(w)
}

// abort implements [errand].
func (w *work) abort() { w.cancel() }

// finish hands the result of w to the guest.
func (g *guestCaller) finish(w *work) {
	c := g.call
	c.refresh()
	if w.result != nil {
		w.result(c, w.args)
	}
	g.fn.AsyncResult(&c.cx, w.args, g.flat)
	g.ended(false)
	c.store.charge(c.cx.Lowered)
}

// A pending is a call of a host function that ends when something is ready, see
// [Call.Await].
type pending struct {
	works     *works
	caller    *guestCaller
	awaited   Pollable
	cancel    func() // ends the subscription
	cancelled bool   // by the guest
}

// start waits beside the guest.
func (p *pending) start() {
	p.works.begin(p)
	p.cancel = p.awaited.Subscribe(func() { p.works.post(p) })
}

// done implements [errand].
func (p *pending) done() {
	p.cancel()
	if !p.cancelled && !p.awaited.Ready() {
		p.start()
		return
	}
	p.caller.ended(false)
}

// abort implements [errand].
func (p *pending) abort() { p.cancel() }

// A Parker is a [Meter] that wants to know when a guest waits for the host
// rather than executes: Park is called before a wait and does not block, Unpark
// after it, and returns when the guest may go on. Its error ends the guest.
type Parker interface {
	Meter
	Park()
	Unpark(ctx context.Context) error
}

// park is called before a wait, and unpark after it, with what park has returned.
func (s *store) park() Parker {
	p, ok := s.meter().(Parker)
	if !ok {
		return nil
	}
	p.Park()
	return p
}

func (s *store) unpark(ctx context.Context, p Parker) {
	if p == nil {
		return
	}
	if err := p.Unpark(ctx); err != nil && s.shared == nil {
		panic(&hostError{TrapHost, err})
	}
}

// wait waits until something that the host does is done.
func (s *store) wait() {
	parker := s.park()
	ctx := s.ctx.Context
	if s.shared != nil {
		ctx = s.shared.leader.ctx
		s.shared.executing.Store(false)
		defer s.shared.executing.Store(true)
	}
	select {
	case <-s.async.works.wake:
	case <-ctx.Done():
		s.checkCancelled()
	}
	s.unpark(ctx, parker)
}

// meter returns the meter of the goroutine that executes.
func (s *store) meter() Meter {
	if s.shared != nil {
		return s.shared.leader.meter
	}
	return s.gauge.meter
}

// lowerHostAsync returns the core function for an asynchronous call of an
// [AsyncHostFunc].
//
//go:noinline
func (k *Linked) lowerHostAsync(caller *canon.Func, t *plan.Trampoline, b *binding) engine.HostFunc {
	fn, twin := k.asyncImports[t.Import], k.imported[t.Import].twin
	l := &asyncLower{fn: caller, bound: b, how: canon.Passing{Async: true}, params: caller.AsyncParams()}
	n := max(len(caller.LowerParams), len(caller.LowerResults))
	return func(ctx context.Context, stack []uint64) {
		s := storeOf(ctx)
		in := s.insts[t.Instance]
		in.CheckLeave()
		s.checkCancelled()
		if s.watch != nil {
			s.watch.called(k.imported[t.Import])
		}
		g := s.newCaller(l, stack[:l.params])
		c := g.call
		c.twin = twin
		w := &work{works: &s.async.works, caller: g, args: make([]uint64, n)}
		caller.SyncArgs(&c.cx, g.flat, w.args)
		do := fn(s.ctx.Context, c, w.args)
		awaited := c.awaited
		c.awaited = nil
		c.Accept()
		c.subtask.Started(0)
		if awaited != nil && !awaited.Ready() {
			g.index, stack[0] = c.subtask.Share(in)
			p := &pending{works: &s.async.works, caller: g, awaited: awaited}
			p.start()
			c.subtask.OnCancel = func(*canon.Instance) {
				p.cancelled = true
				p.works.post(p)
			}
		} else if do == nil {
			caller.AsyncResult(&c.cx, w.args, g.flat)
			c.subtask.Ended(0, false)
			c.subtask.Deliver()
			stack[0] = uint64(canon.SubtaskReturned)
			s.freeCaller(g)
		} else {
			g.index, stack[0] = c.subtask.Share(in)
			w.start(s.ctx.Context, do)
			c.subtask.OnCancel = func(*canon.Instance) { w.cancel() }
		}
		s.charge(c.cx.Lifted + c.cx.Lowered)
	}
}
