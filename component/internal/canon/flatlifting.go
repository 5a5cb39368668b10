package canon

import (
	"math"

	"github.com/gyro-wasm/gyro/component/wit"
)

// liftFlat lifts a value of type n from the flat values at the begin of s. The
// coercions of shared slots of a variant need no care: each scalar reads the
// bits that it wants from the low end of its slot.
func (cx *Context) liftFlat(n *node, s []uint64) wit.Value {
	switch n.kind {
	case kindString:
		return wit.StringValue(cx.LoadString(uint32(s[0]), uint32(s[1])))
	case kindList:
		return cx.loadList(n, uint32(s[0]), uint32(s[1]))
	case kindArray:
		return cx.liftFlatArray(n, s)
	case kindRecord:
		vs := make([]wit.Value, len(n.fields))
		for i := range n.fields {
			f := &n.fields[i]
			vs[i] = cx.liftFlat(f.node, s[f.slot:])
		}
		return wit.RecordValue(vs...)
	case kindVariant:
		i := n.checkCase(uint64(uint32(s[0])))
		if n.cases[i] == nil {
			return n.caseValue(i, nil)
		}
		p := cx.liftFlat(n.cases[i], s[1:])
		return n.caseValue(i, &p)
	}
	return cx.liftScalar(n, s[0])
}

func (cx *Context) liftFlatArray(n *node, s []uint64) wit.Value {
	if n.elem.kind == kindU8 {
		b := make([]byte, n.len)
		for i := range b {
			b[i] = byte(s[i])
		}
		return wit.BytesValue(b)
	}
	vs := make([]wit.Value, n.len)
	for i := range vs {
		vs[i] = cx.liftFlat(n.elem, s[i*len(n.elem.flat):])
	}
	return wit.ListValue(vs...)
}

// liftScalar lifts a value of one core value from its bits. Bits that the type
// does not have are ignored.
func (cx *Context) liftScalar(n *node, x uint64) wit.Value {
	switch n.kind {
	case kindBool:
		return wit.BoolValue(uint32(x) != 0)
	case kindS8:
		return wit.S8Value(int8(x))
	case kindU8:
		return wit.U8Value(uint8(x))
	case kindS16:
		return wit.S16Value(int16(x))
	case kindU16:
		return wit.U16Value(uint16(x))
	case kindS32:
		return wit.S32Value(int32(x))
	case kindU32:
		return wit.U32Value(uint32(x))
	case kindS64:
		return wit.S64Value(int64(x))
	case kindU64:
		return wit.U64Value(x)
	case kindF32:
		return wit.F32Value(math.Float32frombits(uint32(x)))
	case kindF64:
		return wit.F64Value(math.Float64frombits(x))
	case kindChar:
		return wit.CharValue(CheckChar(x))
	case kindFlags:
		return wit.FlagsValue(uint32(x) & n.mask)
	case kindOwn:
		return cx.liftOwn(n, uint32(x))
	case kindBorrow:
		return cx.liftBorrow(n, uint32(x))
	}
	if n.kind != kindErrorContext {
		return cx.liftAsync(n, uint32(x))
	}
	notBuilt(n)
	return wit.Value{}
}

// liftOwn moves a resource from the guest to the host.
func (cx *Context) liftOwn(n *node, i uint32) wit.Value {
	t := cx.Resources[n.resource]
	cx.charge(handleSize)
	var rep uint32
	var obj any
	if cx.args {
		rep, obj = cx.LiftLast(i, t)
	} else {
		rep, obj = cx.LiftOwn(i, t)
	}
	return wit.HandleValue(NewHandle(t, rep, obj))
}

// liftBorrow lends a resource of the guest to the host until cx.Subtask ends.
func (cx *Context) liftBorrow(n *node, i uint32) wit.Value {
	t := cx.Resources[n.resource]
	cx.charge(handleSize + lentSize)
	rep, obj := cx.LiftBorrow(i, t)
	h := &Handle{typ: t, rep: rep, obj: obj}
	cx.Subtask.expire(h)
	return wit.HandleValue(h)
}

// notBuilt traps for the types of the asynchronous half.
func notBuilt(n *node) {
	trap(TrapNotBuilt, "%s values are not built yet", n.asyncName())
}

func (n *node) asyncName() string {
	switch n.kind {
	case kindStream:
		return "stream"
	case kindFuture:
		return "future"
	}
	return "error-context"
}
