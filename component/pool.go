package component

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// PoolConfig configures a [Pool]. The zero value is ready to use.
type PoolConfig struct {
	// Template returns the configuration of an instance that is made to take
	// the image of: where initialisation calls host functions, they get its
	// Data. It is called up to twice while the pool is made; nil is for guests
	// whose initialisation calls nothing that needs Data.
	Template func() (InstanceConfig, error)
	// MaxMemory bounds the linear memories of an instance together, in bytes; 0
	// leaves the runtime's bound for each.
	MaxMemory uint64
	// Snapshot takes the image after initialisation even if that called host
	// functions which may answer differently each time, such as clocks and
	// random numbers: all instances then share what they answered once. It has
	// no effect on modules of standard Go that cannot draw their random numbers
	// anew, see [Pool.Initialized].
	Snapshot bool
	// Kept says what initialisation, which had data as its Data, has left there
	// and other instances would not have; "" for nothing. The image is then
	// taken before that. Nil is for Data that keep nothing.
	Kept func(data any) string
	// NoReuse makes every instance from nothing, as [Linked.Instantiate] does.
	NoReuse bool
	// IdleMemory bounds what the instances that wait for their next use hold,
	// in bytes; 0 leaves the runtime's bound, which is for all pools together.
	IdleMemory uint64
}

// A Pool makes instances of one component that are as good as new, in
// microseconds. It may be used by many goroutines at once.
//
// It makes one instance as a template, and takes an image of its memories and
// globals. Further instances begin with that image, whose pages they share as
// long as they do not write to them; when one is closed, it is put back into
// the state of the image and serves again. Nothing that it did is left: what it
// wrote to memories and globals is undone, handles are dropped, and it does not
// serve again if it trapped or if it could have changed anything else. The
// instance that was used last is the first to be used again; those that have
// waited for long are freed, and so are the oldest ones when all that wait hold
// too much memory, see [Config].
//
// The image is taken after initialisation (start functions, and _initialize of
// core modules) if that calls host functions which are [Linker.Repeatable] only
// and leaves no handles; else before the first function that does not keep to
// that, and every instance runs that one and what follows for itself.
type Pool struct {
	linked *Linked
	config PoolConfig
	image  *engine.Image // nil if every instance is made from nothing
	why    string        // why so
	early  string        // why the image was taken before initialisation had ended
	// done is how many initialising functions the image includes, and left what
	// they left beside it.
	done int
	left leftovers

	mu     sync.Mutex
	idle   []*store // the one used last is the last
	held   uint64   // bytes that idle holds
	closed bool
	stores int // that came from the image and are not closed

	idler *idler
}

// NewPool makes the template. It fails if an instance cannot be made.
func (k *Linked) NewPool(ctx context.Context, c PoolConfig) (*Pool, error) {
	p := &Pool{linked: k, config: c, idler: k.comp.rt.idler}
	if p.why = p.obstacle(); p.why != "" {
		return p, nil
	}
	if err := p.capture(ctx); err != nil {
		return nil, err
	}
	p.idler.add(p)
	return p, nil
}

// obstacle says why instances cannot serve again, before one was made.
func (p *Pool) obstacle() string {
	if p.config.NoReuse {
		return "it is turned off"
	}
	if why := engine.CannotReset(); why != "" {
		return why
	}
	for i, m := range p.linked.comp.reuse {
		if m.obstacle != "" {
			return fmt.Sprintf("core module %d: %s", i, m.obstacle)
		}
	}
	return ""
}

// Reuse tells whether instances serve again, and if not, why.
func (p *Pool) Reuse() (ok bool, why string) { return p.image != nil, p.why }

// Initialized tells whether the image was taken after initialisation, and if
// not, why.
//
// A module of standard Go keeps random numbers from its start, which would be
// the same in all instances. It is imaged after initialisation only if it
// exports a function gyro_reseed that draws them anew; gyro build adds it. The
// pool calls that in each instance before anything else, in modules of other
// languages as well.
func (p *Pool) Initialized() (ok bool, why string) {
	if p.image == nil {
		return false, p.why
	}
	return p.early == "", p.early
}

// allDone stands for all initialising functions.
const allDone = int(^uint(0) >> 1)

// capture makes the template and takes the image.
func (p *Pool) capture(ctx context.Context) error {
	repeats := p.linked.comp.repeats()
	w := &watch{allow: p.config.Snapshot && repeats == "", first: allDone, stop: allDone}
	if err := p.template(ctx, w); err != nil {
		return err
	}
	if w.first == allDone {
		return nil
	}
	stop, late := w.first, w.late
	if p.linked.comp.reseeds() {
		// Nobody could tell when to call what draws random numbers anew if
		// some of the modules were initialised and others not.
		stop, late = 0, w.mixed
	}
	if late {
		p.why = w.reason + ", before all core modules are instantiated"
		return nil
	}
	p.early = cmp.Or(repeats, w.reason)
	if err := p.template(ctx, &watch{allow: true, first: allDone, stop: stop}); err != nil {
		return err
	}
	if p.image == nil {
		p.why = "initialisation does not do the same each time"
	}
	return nil
}

// template makes an instance and takes the image of it, unless w finds that
// this is too late.
func (p *Pool) template(ctx context.Context, w *watch) (err error) {
	var c InstanceConfig
	if p.config.Template != nil {
		if c, err = p.config.Template(); err != nil {
			return err
		}
	}
	s := p.linked.newStore(engine.NewGroup(p.config.MaxMemory))
	s.serve(c)
	s.watch = w
	w.kept = p.config.Kept
	defer func() { err = errors.Join(err, s.close(ctx)) }()
	if err := s.build(ctx, s.watched); err != nil {
		return err
	}
	if w.first == allDone && w.stop == allDone {
		if err := s.run(ctx, s.prepares(), s.watched); err != nil {
			return err
		}
	}
	if w.first != allDone {
		return nil
	}
	p.done, p.left = w.stop, s.leftovers()
	p.image, err = s.group.Capture()
	return err
}

// Instantiate makes an instance, like [Linked.Instantiate]. When it is closed,
// it goes back to the pool.
func (p *Pool) Instantiate(ctx context.Context, c InstanceConfig) (*Instance, error) {
	if p.image == nil {
		if p.isClosed() {
			return nil, ErrPoolClosed
		}
		c.MaxMemory = p.config.MaxMemory
		return p.linked.Instantiate(ctx, c)
	}
	s, err := p.get(ctx)
	if err != nil {
		return nil, err
	}
	s.serve(c)
	if err := s.run(ctx, s.inits, s.call); err != nil {
		return nil, errors.Join(err, p.put(ctx, s))
	}
	return &Instance{store: s, pool: p}, nil
}

// ErrPoolClosed is returned for instances of a pool that is closed.
var ErrPoolClosed = errors.New("the pool of instances is closed")

// get returns a store in the state of the image.
func (p *Pool) get(ctx context.Context) (*store, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, ErrPoolClosed
	}
	if n := len(p.idle) - 1; n >= 0 {
		s := p.idle[n]
		p.idle[n] = nil
		p.idle = p.idle[:n]
		p.leaves(s)
		p.mu.Unlock()
		return s, nil
	}
	p.stores++
	p.mu.Unlock()
	return p.make(ctx)
}

// make makes a store from the image. What initialises is not called but kept
// for later.
func (p *Pool) make(ctx context.Context) (*store, error) {
	s := p.linked.newStore(p.image.NewGroup(p.config.MaxMemory))
	err := s.build(ctx, func(f *engine.Func) { s.inits = append(s.inits, f) })
	if p.done < allDone {
		s.inits = s.inits[min(p.done, len(s.inits)):]
	} else if err == nil {
		s.inits = s.reseeds()
	}
	if err == nil && !p.reset(s) {
		err = errors.New("internal error: a new instance cannot be put into the state of the image")
	}
	if err != nil {
		return nil, errors.Join(err, p.drop(ctx, s))
	}
	return s, nil
}

// put takes back the store of an instance that is closed.
func (p *Pool) put(ctx context.Context, s *store) error {
	if !s.busy.CompareAndSwap(false, true) || s.dead != nil {
		return p.drop(ctx, s)
	}
	if !s.async.quiet() {
		s.async.abort()
		return p.drop(ctx, s)
	}
	s.releaseHandles(ctx)
	if !p.reset(s) {
		return p.drop(ctx, s)
	}
	s.busy.Store(false)
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return p.drop(ctx, s)
	}
	p.idle = append(p.idle, s)
	p.arrives(s)
	first, full := len(p.idle) == 1, p.config.IdleMemory != 0 && p.held > p.config.IdleMemory
	p.mu.Unlock()
	if full {
		return p.dropIdle(ctx, func(*store) bool { return p.held > p.config.IdleMemory })
	}
	return p.idler.waits(ctx, first)
}

func (p *Pool) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

// reset puts a store back into the state of the image. It reports whether it
// can serve again.
func (p *Pool) reset(s *store) (ok bool) {
	s.reset(&p.left)
	s.resident, ok = s.group.Reset()
	return ok
}

// drop frees a store, and with the last one of a closed pool the image.
func (p *Pool) drop(ctx context.Context, s *store) error {
	err := s.close(ctx)
	p.mu.Lock()
	p.stores--
	last := p.closed && p.stores == 0
	p.mu.Unlock()
	if last {
		err = errors.Join(err, p.image.Close())
	}
	return err
}

// Close frees the pool. Instances that are still in use go on and are freed
// when they are closed.
func (p *Pool) Close(ctx context.Context) error {
	p.mu.Lock()
	if p.closed || p.image == nil {
		p.closed = true
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	idle := p.idle
	p.idle = nil
	for _, s := range idle {
		p.leaves(s)
	}
	p.stores++ // keeps the image until all of idle is dropped
	p.mu.Unlock()
	p.idler.remove(p)
	var errs []error
	for _, s := range idle {
		errs = append(errs, p.drop(ctx, s))
	}
	p.mu.Lock()
	p.stores--
	last := p.stores == 0
	p.mu.Unlock()
	if last {
		errs = append(errs, p.image.Close())
	}
	return errors.Join(errs...)
}

// moduleState is what has to be known of a core module for its instances to be
// used again.
type moduleState struct {
	segments []engine.Segment
	globals  []string
	obstacle string

	standardGo, prepares, reseeds bool
}

// newModuleState copies what it needs: r refers to the bytes of the component,
// which are let go.
func newModuleState(r *rewrite.Reusable) moduleState {
	m := moduleState{
		globals: r.Globals, obstacle: r.Obstacle, segments: make([]engine.Segment, len(r.Data)),
		standardGo: r.StandardGo, prepares: r.Prepares, reseeds: r.Reseeds,
	}
	size := 0
	for _, d := range r.Data {
		size += len(d.Bytes)
	}
	bytes := make([]byte, 0, size)
	for i, d := range r.Data {
		start := len(bytes)
		bytes = append(bytes, d.Bytes...)
		m.segments[i] = engine.Segment{Offset: d.Offset, Bytes: bytes[start:]}
	}
	return m
}

// PoolStats are what a pool holds at a moment.
type PoolStats struct {
	// Used and Idle are how many instances are in use and how many wait.
	Used, Idle int
	// IdleMemory is about what the ones that wait hold, in bytes.
	IdleMemory uint64
}

// Stats returns what the pool holds. It says nothing of instances that do not
// serve again.
func (p *Pool) Stats() PoolStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return PoolStats{Used: p.stores - len(p.idle), Idle: len(p.idle), IdleMemory: p.held}
}
