package canon

// A transfer is one direction of a call between two component instances:
// lifting from one and lowering to the other in one step, without a value of
// the host in between. It walks two nodes at a time, which have the same shape
// and differ in their resource indices.
type transfer struct{ from, to *Context }

// maxMoved bounds the bytes that one direction of a call moves. No call that
// allocates honestly comes near, as everything must fit the receiver's memory;
// one whose realloc returns the same memory again and again would not end.
const maxMoved = 1 << 33

// TransferArgs moves the arguments of a call from its caller to its callee. f
// is the function type as the caller knows it, g as the callee does; they are
// equal but for the indices of their resources. The spaces of the two stacks
// must not overlap.
func (f *Func) TransferArgs(from *Context, fromStack []uint64, g *Func, to *Context, toStack []uint64) {
	t := begin(from, to)
	if f.spillParams {
		src := uint32(fromStack[0])
		from.Check(src, f.params.size, f.params.align)
		dst := t.alloc(g.params.size, g.params.align)
		t.memory(&f.params, src, &g.params, dst)
		toStack[0] = uint64(dst)
	} else {
		t.flatFields(&f.params, fromStack, &g.params, toStack)
	}
	t.end()
}

// TransferResult moves the result of a call from its callee to its caller. f is
// the function type as the callee knows it, g as the caller does. toStack holds
// the caller's arguments, of which the last is the return pointer if the
// result travels in memory, and receives the result otherwise.
func (f *Func) TransferResult(from *Context, fromStack []uint64, g *Func, to *Context, toStack []uint64) {
	if f.result == nil {
		return
	}
	t := begin(from, to)
	if f.spillResult {
		src, dst := uint32(fromStack[0]), uint32(toStack[g.returnInSlot])
		from.Check(src, f.result.size, f.result.align)
		to.Check(dst, g.result.size, g.result.align)
		t.memory(f.result, src, g.result, dst)
	} else {
		t.flat(f.result, fromStack, g.result, toStack)
	}
	t.end()
}

func begin(from, to *Context) transfer {
	from.peer, to.peer, to.moved = true, true, 0
	return transfer{from, to}
}

func (t transfer) end() { t.from.peer, t.to.peer = false, false }

// alloc is Alloc for the receiver; it may move the memory of both.
func (t transfer) alloc(size, align uint32) uint32 {
	ptr := t.to.Alloc(size, align)
	t.from.refresh()
	return ptr
}

// count traps once the call has moved too much.
func (t transfer) count(bytes uint64) {
	if t.to.moved += bytes; t.to.moved > maxMoved {
		trap(TrapLimit, "too much data in one call: more than %d bytes", uint64(maxMoved))
	}
}

// memory moves the value at src to dst; both places have been checked.
func (t transfer) memory(f *node, src uint32, g *node, dst uint32) {
	if f.plain {
		copy(t.to.Mem[dst:][:f.size], t.from.Mem[src:])
		return
	}
	switch f.kind {
	case kindString:
		ptr, units := t.text(t.from.loadPair(src))
		t.to.storePair(dst, ptr, units)
	case kindList:
		ptr, length := t.from.loadPair(src)
		ptr = t.list(f, ptr, length, g)
		t.to.storePair(dst, ptr, length)
	case kindArray:
		t.elems(f.elem, src, f.len, g.elem, dst)
	case kindRecord:
		for i := range f.fields {
			ff, gf := &f.fields[i], &g.fields[i]
			t.memory(ff.node, src+ff.offset, gf.node, dst+gf.offset)
		}
	case kindVariant:
		i := f.checkCase(t.from.loadInt(src, f.discSize))
		t.to.storeInt(dst, f.discSize, uint64(i))
		if f.cases[i] != nil {
			t.memory(f.cases[i], src+f.payload, g.cases[i], dst+g.payload)
		}
	default:
		t.to.storeInt(dst, f.size, t.scalar(f, t.from.loadInt(src, f.size), g))
	}
}

// flat moves the flat values at the begin of src to those of dst.
func (t transfer) flat(f *node, src []uint64, g *node, dst []uint64) {
	switch f.kind {
	case kindString:
		ptr, units := t.text(uint32(src[0]), uint32(src[1]))
		dst[0], dst[1] = uint64(ptr), uint64(units)
	case kindList:
		length := uint32(src[1])
		dst[0], dst[1] = uint64(t.list(f, uint32(src[0]), length, g)), uint64(length)
	case kindArray:
		for i, step := 0, len(f.elem.flat); i < int(f.len); i++ {
			t.flat(f.elem, src[i*step:], g.elem, dst[i*step:])
		}
	case kindRecord:
		t.flatFields(f, src, g, dst)
	case kindVariant:
		i := f.checkCase(uint64(uint32(src[0])))
		clear(dst[:len(f.flat)])
		dst[0] = uint64(i)
		if f.cases[i] != nil {
			t.flat(f.cases[i], src[1:], g.cases[i], dst[1:])
		}
	default:
		dst[0] = t.scalar(f, src[0], g)
	}
}

// flatFields does so with the fields of a record.
func (t transfer) flatFields(f *node, src []uint64, g *node, dst []uint64) {
	for i := range f.fields {
		ff, gf := &f.fields[i], &g.fields[i]
		t.flat(ff.node, src[ff.slot:], gf.node, dst[gf.slot:])
	}
}

// text moves a string.
func (t transfer) text(ptr, units uint32) (uint32, uint32) {
	s := t.from.liftText(ptr, units)
	t.count(uint64(s.size))
	return t.to.lowerText(&s)
}

// list moves a list and returns where it is now.
func (t transfer) list(f *node, src, length uint32, g *node) uint32 {
	t.from.checkList(src, length, f.elem.size, f.elem.align)
	t.count(uint64(length) * uint64(f.elem.size))
	dst := t.alloc(length*g.elem.size, g.elem.align)
	t.elems(f.elem, src, length, g.elem, dst)
	return dst
}

// elems moves elements that lie side by side, all at once if they are plain.
func (t transfer) elems(f *node, src, length uint32, g *node, dst uint32) {
	if f.plain {
		copy(t.to.Mem[dst:][:length*f.size], t.from.Mem[src:])
		return
	}
	for range length {
		t.memory(f, src, g, dst)
		src += f.size
		dst += g.size
	}
}

// own moves the own handle i from table to table.
func (t transfer) own(f *node, i uint32, g *node) uint32 {
	in := t.from.Inst
	e := in.removeOwn(i, in.take(i, t.from.Resources[f.resource]))
	return t.to.LowerOwn(t.to.Resources[g.resource], e.rep, e.obj)
}

// scalar returns the core value for the receiver of a value of one core value.
func (t transfer) scalar(f *node, x uint64, g *node) uint64 {
	switch f.kind {
	case kindBool:
		if uint32(x) != 0 {
			return 1
		}
		return 0
	case kindS8:
		return uint64(uint32(int8(x)))
	case kindU8:
		return uint64(uint8(x))
	case kindS16:
		return uint64(uint32(int16(x)))
	case kindU16:
		return uint64(uint16(x))
	case kindS64, kindU64, kindF64:
		return x
	case kindChar:
		return uint64(CheckChar(x))
	case kindFlags:
		return x & uint64(f.mask)
	case kindOwn:
		return uint64(t.own(f, uint32(x), g))
	case kindBorrow:
		rep, obj := t.from.LiftBorrow(uint32(x), t.from.Resources[f.resource])
		return uint64(t.to.LowerBorrow(t.to.Resources[g.resource], rep, obj))
	case kindStream, kindFuture:
		return uint64(t.to.lowerEnd(t.from.liftEnd(f, uint32(x))))
	case kindErrorContext:
		notBuilt(f)
	}
	return uint64(uint32(x))
}
