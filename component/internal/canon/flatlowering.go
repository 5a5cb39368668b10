package canon

import "github.com/gyro-wasm/gyro/component/wit"

// lowerFlat lowers v, which is of type n, to the begin of s. Slots of a variant
// that its case does not use are set to zero.
func (cx *Context) lowerFlat(n *node, v wit.Value, s []uint64) {
	switch n.kind {
	case kindString:
		ptr, units := cx.StoreString(v.Str())
		s[0], s[1] = uint64(ptr), uint64(units)
	case kindList:
		ptr, length := cx.storeList(n.elem, v)
		s[0], s[1] = uint64(ptr), uint64(length)
	case kindArray:
		for i, e := range v.List() {
			cx.lowerFlat(n.elem, e, s[i*len(n.elem.flat):])
		}
	case kindRecord:
		vs := v.Fields()
		for i := range n.fields {
			f := &n.fields[i]
			cx.lowerFlat(f.node, vs[i], s[f.slot:])
		}
	case kindVariant:
		i, payload := n.caseOf(v)
		clear(s[:len(n.flat)])
		s[0] = uint64(i)
		if n.cases[i] != nil {
			cx.lowerFlat(n.cases[i], *payload, s[1:])
		}
	default:
		s[0] = cx.lowerScalar(n, v)
	}
}

// lowerScalar returns the core value of a value of one core value.
func (cx *Context) lowerScalar(n *node, v wit.Value) uint64 {
	switch n.kind {
	case kindOwn:
		return uint64(cx.lowerOwn(n, v))
	case kindBorrow:
		return uint64(cx.lowerBorrow(n, v))
	case kindStream, kindFuture:
		return uint64(cx.lowerAsync(n, v))
	case kindErrorContext:
		notBuilt(n)
	case kindS64, kindU64, kindF64:
		return v.Bits()
	}
	return uint64(uint32(v.Bits()))
}

// lowerOwn moves a resource from the host to the guest. The same handle may
// stand twice among the values of a call, so that its state is looked at here.
func (cx *Context) lowerOwn(n *node, v wit.Value) uint32 {
	t, h := cx.Resources[n.resource], v.Handle().(*Handle)
	if p := h.problem(t, true); p != "" {
		trap(TrapHostValue, "%s was given for an own<%s>", p, t.Name)
	}
	h.state = handleMoved
	return cx.LowerOwn(t, h.rep, h.obj)
}

// lowerBorrow lends a resource of the host to the guest until cx.Subtask ends.
func (cx *Context) lowerBorrow(n *node, v wit.Value) uint32 {
	t, h := cx.Resources[n.resource], v.Handle().(*Handle)
	if p := h.problem(t, false); p != "" {
		trap(TrapHostValue, "%s was given for a borrow<%s>", p, t.Name)
	}
	if cx.Subtask != nil {
		cx.Subtask.lendHost(h)
	}
	return cx.LowerBorrow(t, h.rep, h.obj)
}
