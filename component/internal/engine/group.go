package engine

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"

	"github.com/tetratelabs/wazero/api"
)

// ErrClosed is returned by calls into an instance whose group is closed.
var ErrClosed = errors.New("the instance is closed")

// A Group owns instances that live and die together, as the core instances of
// a component do: they may share memories, tables and function references, none
// of which may outlive any of them.
//
// Adding to a group, calling into its instances and reading their memories is
// for one goroutine at a time; Close may be called at any time by any.
//
// A group that was made from an [Image] can be put back into that state.
type Group struct {
	image *Image // nil if there is none
	// budget bounds the memories together, in bytes; refused tells that it was
	// why a memory could not grow.
	budget, allocated uint64
	refused           bool

	// state counts the running calls, but for those that run within others;
	// Close adds closedState to it.
	state    atomic.Int64
	depth    int // of calls within calls, of the one goroutine that may call
	release  sync.Once
	mu       sync.Mutex // guards the fields below
	memories []*linear
	globals  [][]api.MutableGlobal // of each instance that shows them
	closers  []func(context.Context) error
}

const closedState = math.MinInt64

// NewGroup returns an empty group, whose memories may have so many bytes
// together; 0 is no bound.
func NewGroup(maxMemory uint64) *Group {
	g := &Group{budget: maxMemory}
	if maxMemory == 0 {
		g.budget = math.MaxUint64
	}
	return g
}

// Refused tells whether a memory could not grow because of the bound for all
// memories of the group, since it was made or put back.
func (g *Group) Refused() bool { return g.refused }

// allocate accounts for a memory that changes its size, and tells whether it
// may.
func (g *Group) allocate(from, to uint64) bool {
	if to > from && to-from > g.budget-g.allocated {
		g.refused = true
		return false
	}
	g.allocated += to - from
	return true
}

// Close closes the instances and releases their memories. Calls that are still
// running end undisturbed, and the last one releases; later calls fail with
// [ErrClosed]. No slice from [Memory.Bytes] may be in use by then.
func (g *Group) Close(ctx context.Context) error {
	for {
		s := g.state.Load()
		if s < 0 {
			return nil
		}
		if g.state.CompareAndSwap(s, s+closedState) {
			if s == 0 {
				return g.free(ctx)
			}
			return nil
		}
	}
}

// enter registers a call, and tells whether the group is still open.
func (g *Group) enter() bool {
	if g.state.Add(1) > 0 {
		return true
	}
	g.leave()
	return false
}

func (g *Group) leave() {
	if g.state.Add(-1) == closedState {
		_ = g.free(context.Background())
	}
}

// nest is enter for a call of guest code, of which there is one goroutine at a
// time: only the outermost call has to be counted.
func (g *Group) nest() bool {
	if g.depth == 0 && !g.enter() {
		return false
	}
	g.depth++
	return true
}

func (g *Group) unnest() {
	if g.depth--; g.depth == 0 {
		g.leave()
	}
}

func (g *Group) free(ctx context.Context) (err error) {
	g.release.Do(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		var errs []error
		for _, c := range g.closers {
			errs = append(errs, c(ctx))
		}
		for _, m := range g.memories {
			errs = append(errs, m.release())
		}
		g.closers, g.memories = nil, nil
		err = errors.Join(errs...)
	})
	return err
}

// addMemory adds a memory, once it is made.
func (g *Group) addMemory(m *linear) {
	g.mu.Lock()
	g.memories = append(g.memories, m)
	g.mu.Unlock()
}

func (g *Group) addGlobals(globals []api.MutableGlobal) {
	g.mu.Lock()
	g.globals = append(g.globals, globals)
	g.mu.Unlock()
}

func (g *Group) addCloser(c func(context.Context) error) {
	g.mu.Lock()
	g.closers = append(g.closers, c)
	g.mu.Unlock()
}
