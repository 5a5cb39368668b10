package canon

import "github.com/gyro-wasm/gyro/component/wit"

// This file is flatten_functype for asynchronous options, of either side, and
// what moves arguments and results between sides that differ in how many values
// they pass flat.

// MaxFlatAsyncParams is MaxFlatParams for asynchronous calls out of an
// instance.
const MaxFlatAsyncParams = 4

// asyncParams returns how many core parameters the caller of an asynchronous call
// passes before the pointer to where the result goes.
func (f *Func) asyncParams() int {
	if n := len(f.params.flat); n <= MaxFlatAsyncParams {
		return n
	}
	return 1
}

// AsyncParams returns how many core parameters an asynchronous call has.
func (f *Func) AsyncParams() int {
	n := f.asyncParams()
	if f.result != nil {
		n++
	}
	return n
}

// LowerAsyncParams returns the core parameters of an asynchronous call, which
// returns an i32.
func (f *Func) LowerAsyncParams() []CoreType {
	params := f.params.flat
	if len(params) > MaxFlatAsyncParams {
		params = []CoreType{CoreI32}
	}
	if f.result != nil {
		params = append(params[:len(params):len(params)], CoreI32)
	}
	return params
}

// TransferAsyncArgs is [Func.TransferArgs] for a call that its caller makes with
// the async option.
func (f *Func) TransferAsyncArgs(from *Context, fromStack []uint64, g *Func, to *Context, toStack []uint64) {
	if len(f.params.flat) <= MaxFlatAsyncParams || f.spillParams {
		f.TransferArgs(from, fromStack, g, to, toStack)
		return
	}
	ptr := uint32(fromStack[0])
	from.Check(ptr, f.params.size, f.params.align)
	var flat [MaxFlatParams]uint64
	from.loadFlat(&f.params, ptr, flat[:])
	t := begin(from, to)
	t.flatFields(&f.params, flat[:], &g.params, toStack)
	t.end()
}

// A Passing says how a side of a call passes results.
type Passing struct {
	// Async tells that it has the async option: the callee passes up to
	// MaxFlatParams flat values to `task.return`, the caller gets all results in
	// memory.
	Async bool
}

// TransferAsyncResult is [Func.TransferResult] for sides that may have the async
// option: how tells it of the callee, f's side, and of the caller.
func (f *Func) TransferAsyncResult(callee Passing, from *Context, fromStack []uint64, g *Func, caller Passing, to *Context, toStack []uint64) {
	if f.result == nil {
		return
	}
	src := f.spillResult
	if callee.Async {
		src = len(f.result.flat) > MaxFlatParams
	}
	dst, slot := g.spillResult, g.returnInSlot
	if caller.Async {
		dst, slot = true, g.asyncParams()
	}
	t := begin(from, to)
	switch {
	case !dst: // one value at most, which nobody passes in memory
		t.flat(f.result, fromStack, g.result, toStack)
	case src:
		from.Check(uint32(fromStack[0]), f.result.size, f.result.align)
		to.Check(uint32(toStack[slot]), g.result.size, g.result.align)
		t.memory(f.result, uint32(fromStack[0]), g.result, uint32(toStack[slot]))
	default:
		to.Check(uint32(toStack[slot]), g.result.size, g.result.align)
		var flat [MaxFlatParams]uint64
		t.flat(f.result, fromStack, g.result, flat[:])
		to.storeFlat(g.result, flat[:], uint32(toStack[slot]))
	}
	t.end()
}

// loadFlat reads the value of type n at ptr as the flat values that stand for
// it, without lifting what they point to.
func (cx *Context) loadFlat(n *node, ptr uint32, flat []uint64) {
	switch n.kind {
	case kindString, kindList:
		begin, length := cx.loadPair(ptr)
		flat[0], flat[1] = uint64(begin), uint64(length)
	case kindArray:
		for i, step := uint32(0), len(n.elem.flat); i < n.len; i++ {
			cx.loadFlat(n.elem, ptr+i*n.elem.size, flat[int(i)*step:])
		}
	case kindRecord:
		for i := range n.fields {
			f := &n.fields[i]
			cx.loadFlat(f.node, ptr+f.offset, flat[f.slot:])
		}
	case kindVariant:
		i := n.checkCase(cx.loadInt(ptr, n.discSize))
		clear(flat[:len(n.flat)])
		flat[0] = uint64(i)
		if n.cases[i] != nil {
			cx.loadFlat(n.cases[i], ptr+n.payload, flat[1:])
		}
	default:
		flat[0] = cx.loadInt(ptr, n.size)
	}
}

// storeFlat is the inverse of loadFlat.
func (cx *Context) storeFlat(n *node, flat []uint64, ptr uint32) {
	switch n.kind {
	case kindString, kindList:
		cx.storePair(ptr, uint32(flat[0]), uint32(flat[1]))
	case kindArray:
		for i, step := uint32(0), len(n.elem.flat); i < n.len; i++ {
			cx.storeFlat(n.elem, flat[int(i)*step:], ptr+i*n.elem.size)
		}
	case kindRecord:
		for i := range n.fields {
			f := &n.fields[i]
			cx.storeFlat(f.node, flat[f.slot:], ptr+f.offset)
		}
	case kindVariant:
		i := uint32(flat[0])
		cx.storeInt(ptr, n.discSize, uint64(i))
		if n.cases[i] != nil {
			cx.storeFlat(n.cases[i], flat[1:], ptr+n.payload)
		}
	default:
		cx.storeInt(ptr, n.size, flat[0])
	}
}

// LiftAsyncResult is [Func.LiftResult] for what `task.return` was given.
func (f *Func) LiftAsyncResult(cx *Context, stack []uint64) wit.Value {
	cx.Lifted, cx.args = 0, false
	switch {
	case f.result == nil:
		return wit.Value{}
	case len(f.result.flat) > MaxFlatParams:
		ptr := uint32(stack[0])
		cx.Check(ptr, f.result.size, f.result.align)
		return cx.load(f.result, ptr)
	}
	return cx.liftFlat(f.result, stack)
}

// SyncArgs makes the arguments of an asynchronous call those of a synchronous
// one, which a host function takes.
func (f *Func) SyncArgs(cx *Context, async, sync []uint64) {
	switch n := len(f.params.flat); {
	case f.spillParams:
		sync[0] = async[0]
	case n <= MaxFlatAsyncParams:
		copy(sync, async[:n])
	default:
		ptr := uint32(async[0])
		cx.Check(ptr, f.params.size, f.params.align)
		cx.loadFlat(&f.params, ptr, sync)
	}
	if f.spillResult {
		sync[f.returnInSlot] = async[f.asyncParams()]
	}
}

// AsyncResult stores the result of a synchronous call where that of an
// asynchronous one is expected.
func (f *Func) AsyncResult(cx *Context, sync, async []uint64) {
	if f.result == nil || f.spillResult {
		return
	}
	cx.refresh()
	ptr := uint32(async[f.asyncParams()])
	cx.Check(ptr, f.result.size, f.result.align)
	cx.storeFlat(f.result, sync, ptr)
}

// FlatResult returns the result of a call to an export as `task.return` is given
// it: up to MaxFlatParams flat values, or a pointer. async tells that stack is
// that already, else it is what a synchronous function has returned.
func (f *Func) FlatResult(cx *Context, stack []uint64, async bool) []uint64 {
	if async || f.result == nil || !f.spillResult || len(f.result.flat) > MaxFlatParams {
		return stack
	}
	ptr := uint32(stack[0])
	cx.Check(ptr, f.result.size, f.result.align)
	flat := make([]uint64, len(f.result.flat))
	cx.loadFlat(f.result, ptr, flat)
	return flat
}
