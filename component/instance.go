package component

import (
	"context"
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/engine"
)

// InstanceConfig configures an [Instance]. The zero value is ready to use.
type InstanceConfig struct {
	// Data is handed to host functions by [Call.Data].
	Data any
	// MaxMemory bounds the linear memories of the instance together, in bytes;
	// 0 leaves the runtime's bound for each. Instances of a pool have the pool's
	// bound instead.
	MaxMemory uint64
	// MaxHandles bounds the handles that each component instance may hold; 0
	// means 1,000,000. A handle costs the host about 60 bytes.
	MaxHandles uint32
	// MaxLift bounds what one call may hand to the host in strings, lists and
	// what else it allocates, in bytes of the host; 0 means 512 MiB.
	MaxLift uint64
	// Fuel bounds what the instance may execute, in units as [Instance.Fuel]
	// counts them; 0 is no bound. A guest that goes on is ended by a trap that
	// wraps [ErrFuel]. Core instances are bounded together; each may use up to
	// half a million units more than is left while another one runs.
	Fuel uint64
	// Meter is told what the instance executes; it may be nil.
	Meter Meter
	// Shared lets several goroutines call functions with the async type at once.
	// The guest executes one at a time, while it waits the others; a trap ends
	// the calls of all. The end of the context of a call ends that alone, and asks
	// the guest to end it too.
	Shared bool
	// Meters finds the meter of a call of a shared instance by the context of the
	// call; Meter is not used then. It may be nil, and return nil. See [Accounter].
	Meters func(ctx context.Context) Meter
}

const defaultMaxHandles = 1_000_000

// An Instance is a component with its own memory and state. It is used by one
// goroutine at a time: a call while another one is under way fails. After a
// trap it is good for nothing but [Instance.Close].
type Instance struct {
	store *store // nil when the instance is closed
	pool  *Pool  // where the store goes back to; nil for nowhere
	first Func   // the first function that somebody asked for
}

// Instantiate makes an instance: it instantiates the core modules and runs
// their start functions. The context ends with the call; later calls bring
// their own. A [Pool] does the same faster.
func (k *Linked) Instantiate(ctx context.Context, c InstanceConfig) (*Instance, error) {
	s := k.newStore(engine.NewGroup(c.MaxMemory))
	s.serve(c)
	if err := s.build(ctx, s.call); err != nil {
		return nil, errors.Join(err, s.close(ctx))
	}
	return &Instance{store: s}, nil
}

// Close ends the instance: host objects that the guest still holds are
// dropped; its memory is released, or cleaned for the next instance of the
// pool. A call that is still running goes on to its end. The end of ctx does not
// keep it from being closed. Close may be called twice.
func (in *Instance) Close(ctx context.Context) error {
	s := in.store
	if s == nil {
		return nil
	}
	in.store = nil
	if in.pool != nil {
		return in.pool.put(ctx, s)
	}
	return s.close(ctx)
}

// live returns the store of an instance that is not closed.
func (in *Instance) live() (*store, error) {
	if in.store == nil {
		return nil, errDeadClosed
	}
	return in.store, nil
}

// ErrBusy is returned for a call of an instance that is in a call already.
var ErrBusy = errors.New("instance is in use by another call")

// ErrDead is returned for calls of an instance that trapped or was closed; it
// wraps the reason.
var ErrDead = errors.New("instance cannot be used any more")

var (
	errClosed     = errors.New("instance is closed")
	errAbandoned  = errors.New("a host function ended the goroutine of a call")
	errDeadClosed = fmt.Errorf("%w: %w", ErrDead, errClosed)
)

// MemoryRefused tells whether a memory could not grow because of
// [InstanceConfig.MaxMemory]. Guests that are refused usually end themselves.
func (in *Instance) MemoryRefused() bool { return in.store != nil && in.store.group.Refused() }

// TableRefused tells whether a table could not grow because of
// [LoadConfig.MaxTableElements], if the runtime meters.
func (in *Instance) TableRefused() bool { return in.store != nil && in.store.tableRefused }
