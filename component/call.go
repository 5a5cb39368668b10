package component

import (
	"context"
	"unsafe"

	"github.com/gyro-wasm/gyro/component/internal/canon"
)

// A Call is one call between the host and a guest, seen from the host: the
// guest's memory, its allocator, its string encoding and its handles, as the
// canonical options of the called function name them. Adapters, generated or
// by hand, use it to lift and lower.
//
// It is valid until the host function returns. Its methods trap the guest when
// a pointer, a handle or a value is not what the Canonical ABI asks for; a
// trap does not return.
type Call struct {
	cx      canon.Context
	bound   *binding // what cx is for
	store   *store
	task    canon.Task    // of the callee
	subtask canon.Subtask // of the caller

	thread  *canon.Thread // of a synchronous function, if it had to wait for something
	async   *task         // that the call is one of, nil for synchronous functions
	lift    bool          // the call is one into the guest
	twin    bool          // resource types are those of a twin
	storage [2]uint64     // of context.get and context.set

	stack []uint64  // flat parameters and results of a lifted function
	post  [1]uint64 // its flat result, for post-return

	args []Value // of a DynamicFunc

	awaited Pollable // see Call.Await; nil for nothing
}

// begin makes c a call into the guest.
func (c *Call) begin() { c.lift, c.storage, c.thread = true, [2]uint64{}, nil }

// enter makes c a call into the guest, with room for the flat parameters and
// results of f.
func (c *Call) enter(f *canon.Func) {
	c.begin()
	n := max(len(f.LiftParams), len(f.LiftResults))
	if cap(c.stack) < n {
		c.stack = make([]uint64, n)
	}
	c.stack = c.stack[:n]
}

// refresh re-reads the memory, which guest code may have grown.
func (c *Call) refresh() {
	if c.cx.Current != nil {
		c.cx.Mem = *c.cx.Current
	}
}

// Data returns what the instance was made with, see [InstanceConfig].
func (c *Call) Data() any { return c.store.data }

// Check traps unless the size bytes at ptr lie in memory and ptr is a multiple
// of align.
func (c *Call) Check(ptr, size, align uint32) { c.cx.Check(ptr, size, align) }

// Memory returns the guest's memory as it is now. Allocations in the guest may
// move it: call Memory again after them.
func (c *Call) Memory() Memory { return Memory(c.cx.Mem) }

// Moved tells that the host function has moved n bytes between the guest's
// memory and elsewhere by [Call.Memory]. They cost fuel as others do.
func (c *Call) Moved(n uint64) { c.cx.Lowered += n }

// Alloc allocates in the guest by its realloc function.
func (c *Call) Alloc(size, align uint32) uint32 { return c.cx.Alloc(size, align) }

// LoadString lifts a string of units code units (CanonicalABI.md, "Loading",
// load_string_from_range).
func (c *Call) LoadString(ptr, units uint32) string { return c.cx.LoadString(ptr, units) }

// StoreString allocates in the guest and lowers s in the guest's encoding.
func (c *Call) StoreString(s string) (ptr, units uint32) { return c.cx.StoreString(s) }

// LoadBytes lifts a list<u8>. The result is a view of the guest's memory: it
// is valid until the host function returns or allocates in the guest.
func (c *Call) LoadBytes(ptr, n uint32) []byte { return c.cx.Bytes(ptr, n) }

// StoreBytes allocates in the guest and copies b there.
func (c *Call) StoreBytes(b []byte) (ptr, n uint32) { return c.cx.StoreBytes(b) }

// CheckList traps unless n elements of elemSize bytes at ptr lie in memory,
// aligned, and take no more bytes than a list may.
func (c *Call) CheckList(ptr, n, elemSize, align uint32) { c.cx.CheckList(ptr, n, elemSize, align) }

// AllocList allocates in the guest for n elements of elemSize bytes.
func (c *Call) AllocList(n int, elemSize, align uint32) uint32 {
	return c.cx.AllocList(n, elemSize, align)
}

// MakeList returns a slice for n elements of T that are about to be lifted from
// ptr, where each takes elemSize bytes. It traps as [Call.CheckList] does, and
// when the call lifts more than the host allows: the elements count with the
// size that they have here.
func MakeList[T any](c *Call, ptr, n, elemSize, align uint32) []T {
	c.cx.CheckList(ptr, n, elemSize, align)
	var zero T
	c.cx.Charge(uint64(n) * uint64(unsafe.Sizeof(zero)))
	return make([]T, n)
}

// MakeMap is [MakeList] for a map.
func MakeMap[K comparable, V any](c *Call, ptr, n, elemSize, align uint32) map[K]V {
	c.cx.CheckList(ptr, n, elemSize, align)
	var pair Tuple2[K, V]
	c.cx.Charge(uint64(n) * uint64(2*unsafe.Sizeof(pair))) // maps are half empty at worst
	return make(map[K]V, n)
}

// Box returns v, the payload of a variant that was lifted; its size counts as
// that of the elements of [MakeList] does.
func Box[T any](c *Call, v T) any {
	c.cx.Charge(uint64(unsafe.Sizeof(v)))
	return v
}

// LoadChar lifts a char; it traps on surrogates and beyond U+10FFFF.
func (c *Call) LoadChar(v uint64) rune { return canon.CheckChar(v) }

// Own lifts own<t>: the handle leaves the guest's table. Its object belongs to
// the caller from the next [Call.Accept] on; if the call traps before, it is
// dropped when the instance is closed. A [Parent] that has children traps,
// unless it is a result of the guest.
func (c *Call) Own(h uint32, t *ResourceType) any {
	var obj any
	if c.lift {
		_, obj = c.cx.LiftOwn(h, c.typeOf(t))
	} else {
		_, obj = c.cx.LiftLast(h, c.typeOf(t))
	}
	return obj
}

// Accept ends the lifting of arguments: the objects that [Call.Own] has
// returned belong to the host function from here on. It is called for
// functions that return without having called it.
func (c *Call) Accept() { c.cx.Inst.Accept() }

// Borrow lifts borrow<t>: the object is lent until the call ends.
func (c *Call) Borrow(h uint32, t *ResourceType) any {
	_, obj := c.cx.LiftBorrow(h, c.typeOf(t))
	return obj
}

// Peek returns the object behind a handle to a resource of type t, without
// lending it, or nil if the guest has no such handle.
func (c *Call) Peek(h uint32, t *ResourceType) any { return c.cx.Inst.Peek(h, c.typeOf(t)) }

// NewOwn lowers own<t>: it puts obj into the guest's table and returns the
// handle.
func (c *Call) NewOwn(t *ResourceType, obj any) uint32 {
	return c.cx.LowerOwn(c.typeOf(t), 0, obj)
}

// NewBorrow lowers borrow<t>, for the parameters of a guest's export: the
// guest must drop it before it returns.
func (c *Call) NewBorrow(t *ResourceType, obj any) uint32 {
	return c.cx.LowerBorrow(c.typeOf(t), 0, obj)
}

// callContext is the context of guest code. It carries the store, since a core
// function that the guest calls gets nothing else, and no other value: the
// engine asks for some with each call. Host functions get the context in it,
// which they may keep longer than the call.
type callContext struct {
	context.Context
	store *store
}

type storeKey struct{}

// Value implements [context.Context].
func (c *callContext) Value(key any) any {
	if _, ok := key.(storeKey); ok {
		return c.store
	}
	return nil
}

// storeOf returns the store of the guest that calls, which has done what it did
// before: see [returns].
func storeOf(ctx context.Context) *store {
	c, ok := ctx.(*callContext)
	if !ok {
		c = &callContext{store: ctx.Value(storeKey{}).(*store)}
	}
	if c.store.returns.task != nil {
		c.store.returns.look()
	}
	return c.store
}
