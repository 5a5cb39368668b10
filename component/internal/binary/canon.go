package binary

import (
	"github.com/gyro-wasm/gyro/component/wit"
)

// canon decodes a canonical definition, see Binary.md, "Canonical Definitions".
func (d *decoder) canon() *Canon {
	op := d.byte()
	c := &Canon{Op: CanonOp(op), Opcode: op}
	switch {
	case c.Op == CanonLift:
		d.lift(c)
		d.scope.funcs = append(d.scope.funcs, c.Type)
		return c
	case c.Op == CanonLower:
		d.lower(c)
	case int(op) < len(builtins) && builtins[op].decode != nil:
		b := &builtins[op]
		if b.gate != "" {
			d.gate(b.gate)
		}
		if op > byte(CanonThreadOther) {
			c.Op = CanonThreadOther
		}
		c.Core = &CoreFunc{Params: b.params, Results: b.results}
		b.decode(d, c, b.name)
	default:
		d.pos--
		d.fail("unknown canonical definition 0x%02x", op)
	}
	d.scope.coreFuncs = append(d.scope.coreFuncs, c.Core)
	return c
}

func (d *decoder) lift(c *Canon) {
	d.expect(0x00, "sort of a lifted function")
	c.Func = d.u32()
	d.canonOptions(c)
	c.Type = d.funcTypeAt(d.u32())
	d.checkLift(c)
}

func (d *decoder) lower(c *Canon) {
	d.expect(0x00, "sort of a lowered function")
	c.Func = d.u32()
	d.canonOptions(c)
	c.Type = d.funcAt(c.Func)
	d.checkLower(c)
}

// A builtin describes a canonical built-in: its name, the feature that gates
// it, how its immediates are decoded, and the type of its core function. An
// immediate may still change that type.
type builtin struct {
	name    string
	gate    string
	decode  func(d *decoder, c *Canon, name string)
	params  []CoreVal
	results []CoreVal
}

const threads = "threads"

var (
	i32x1 = []CoreVal{I32}
	i32x2 = []CoreVal{I32, I32}
	i32x3 = []CoreVal{I32, I32, I32}
)

// builtins are indexed by opcode, see Explainer.md, "Canonical Built-ins".
var builtins = [...]builtin{
	0x02: {"resource.new", "", (*decoder).localResource, nil, i32x1},
	0x03: {"resource.drop", "", (*decoder).anyResource, i32x1, nil},
	0x04: {"resource.rep", "", (*decoder).localResource, i32x1, nil},
	0x05: {"task.cancel", "", (*decoder).noImmediate, nil, nil},
	0x06: {"subtask.cancel", "", (*decoder).asyncImmediate, i32x1, i32x1},
	0x09: {"task.return", "", (*decoder).taskReturn, nil, nil},
	0x0a: {"context.get", "", (*decoder).context, nil, nil},
	0x0b: {"context.set", "", (*decoder).context, nil, nil},
	0x0c: {"thread.yield", "", (*decoder).cancellable, nil, i32x1},
	0x0d: {"subtask.drop", "", (*decoder).noImmediate, i32x1, nil},
	0x0e: {"stream.new", "", (*decoder).streamImmediate, nil, []CoreVal{I64}},
	0x0f: {"stream.read", "", (*decoder).streamCopy, i32x3, i32x1},
	0x10: {"stream.write", "", (*decoder).streamCopy, i32x3, i32x1},
	0x11: {"stream.cancel-read", "", (*decoder).streamCancel, i32x1, i32x1},
	0x12: {"stream.cancel-write", "", (*decoder).streamCancel, i32x1, i32x1},
	0x13: {"stream.drop-readable", "", (*decoder).streamImmediate, i32x1, nil},
	0x14: {"stream.drop-writable", "", (*decoder).streamImmediate, i32x1, nil},
	0x15: {"future.new", "", (*decoder).futureImmediate, nil, []CoreVal{I64}},
	0x16: {"future.read", "", (*decoder).futureCopy, i32x2, i32x1},
	0x17: {"future.write", "", (*decoder).futureCopy, i32x2, i32x1},
	0x18: {"future.cancel-read", "", (*decoder).futureCancel, i32x1, i32x1},
	0x19: {"future.cancel-write", "", (*decoder).futureCancel, i32x1, i32x1},
	0x1a: {"future.drop-readable", "", (*decoder).futureImmediate, i32x1, nil},
	0x1b: {"future.drop-writable", "", (*decoder).futureImmediate, i32x1, nil},
	0x1c: {"error-context.new", "error-context", (*decoder).errorContext, i32x2, i32x1},
	0x1d: {"error-context.debug-message", "error-context", (*decoder).errorContext, i32x2, nil},
	0x1e: {"error-context.drop", "error-context", (*decoder).noImmediate, i32x1, nil},
	0x1f: {"waitable-set.new", "", (*decoder).noImmediate, nil, i32x1},
	0x20: {"waitable-set.wait", "", (*decoder).waitableSet, i32x2, i32x1},
	0x21: {"waitable-set.poll", "", (*decoder).waitableSet, i32x2, i32x1},
	0x22: {"waitable-set.drop", "", (*decoder).noImmediate, i32x1, nil},
	0x23: {"waitable.join", "", (*decoder).noImmediate, i32x2, nil},
	0x24: {"backpressure.inc", "", (*decoder).noImmediate, nil, nil},
	0x25: {"backpressure.dec", "", (*decoder).noImmediate, nil, nil},
	0x26: {"thread.index", threads, (*decoder).noImmediate, nil, i32x1},
	0x27: {"thread.new-indirect", threads, (*decoder).threadIndirect, i32x2, i32x1},
	0x28: {"thread.resume-later", threads, (*decoder).noImmediate, i32x1, nil},
	0x29: {"thread.suspend", threads, (*decoder).cancellable, nil, i32x1},
	0x2a: {"thread.suspend-then-resume", threads, (*decoder).cancellable, i32x1, i32x1},
	0x2b: {"thread.yield-then-resume", threads, (*decoder).cancellable, i32x1, i32x1},
	0x2c: {"thread.suspend-then-promote", threads, (*decoder).cancellable, i32x1, i32x1},
	0x2d: {"thread.yield-then-promote", threads, (*decoder).cancellable, i32x1, i32x1},
	0x40: {"thread.spawn-ref", threads, (*decoder).threadSpawnRef, nil, i32x1},
	0x41: {"thread.spawn-indirect", threads, (*decoder).threadSpawnIndirect, i32x2, i32x1},
	0x42: {"thread.available-parallelism", threads, (*decoder).sharedImmediate, nil, i32x1},
}

// BuiltinName returns the name of the built-in with this opcode, such as
// "stream.read", or "" if it is none.
func BuiltinName(opcode byte) string {
	if int(opcode) < len(builtins) {
		return builtins[opcode].name
	}
	return ""
}

func (d *decoder) noImmediate(*Canon, string) {}

func (d *decoder) anyResource(c *Canon, _ string) {
	c.Resource = wit.ResourceOf(d.resourceAt(d.u32()))
}

// localResource decodes a resource type that this component defines.
func (d *decoder) localResource(c *Canon, name string) {
	i := d.u32()
	c.Resource = wit.ResourceOf(d.resourceAt(i))
	if !d.scope.local[c.Resource] {
		d.fail("type index %d is not a local resource, as `%s` needs", i, name)
	}
	rep := []CoreVal{c.Resource.Def.(*ResourceDef).Rep}
	if c.Op == CanonResourceNew {
		c.Core.Params = rep
	} else {
		c.Core.Results = rep
	}
}

func (d *decoder) asyncImmediate(c *Canon, name string) {
	if c.Async = d.flag("async immediate"); c.Async {
		d.gate("async `" + name + "`")
	}
}

func (d *decoder) cancellable(c *Canon, _ string) {
	c.Async = d.flag("cancellable immediate")
}

func (d *decoder) sharedImmediate(*Canon, string) { d.flag("shared immediate") }

// context decodes the immediates of context.get and context.set.
func (d *decoder) context(c *Canon, name string) {
	t := d.coreVal(nil)
	switch {
	case t == I64:
		d.gate("64-bit `" + name + "`")
	case t != I32:
		d.fail("`%s` only supports `i32` or `i64`", name)
	}
	if s := d.scope; s.contextType == 0 {
		s.contextType = t
	} else if s.contextType != t {
		d.fail("`%s` type must match the one of other context built-ins", name)
	}
	if c.Imm = d.u32(); c.Imm > 1 {
		d.fail("`%s` immediate must be zero or one: %d", name, c.Imm)
	}
	if c.Op == CanonContextGet {
		c.Core.Results = []CoreVal{t}
	} else {
		c.Core.Params = []CoreVal{t}
	}
}

func (d *decoder) taskReturn(c *Canon, name string) {
	c.Results = d.resultList()
	d.noBorrow(c.Results, "`task.return` result")
	ptr := d.canonOptions(c)
	o := &c.Options
	if o.HasRealloc || o.HasPostReturn || o.HasCallback || o.Async {
		d.fail("`%s` allows no options but `memory` and `string-encoding`", name)
	}
	f := &wit.Func{}
	if c.Results != nil {
		f.Params = []wit.Field{{Type: c.Results}}
	}
	d.needMemory(o, d.paramsSpill(f, ptr, maxFlatParams) || d.anyPointer(f.Params))
	c.Core = d.flattenFunc(f, o, ptr, false)
}

func (d *decoder) streamImmediate(c *Canon, name string) { d.streamElem(c, name) }
func (d *decoder) futureImmediate(c *Canon, name string) { d.futureElem(c, name) }

// streamElem decodes a stream type and returns its element type.
func (d *decoder) streamElem(c *Canon, name string) wit.Type {
	c.Elem = d.valueTypeAt(d.u32())
	t, ok := wit.Underlying(c.Elem).(*wit.Stream)
	if !ok {
		d.fail("`%s` requires a stream type", name)
	}
	return t.Elem
}

func (d *decoder) futureElem(c *Canon, name string) wit.Type {
	c.Elem = d.valueTypeAt(d.u32())
	t, ok := wit.Underlying(c.Elem).(*wit.Future)
	if !ok {
		d.fail("`%s` requires a future type", name)
	}
	return t.Elem
}

func (d *decoder) streamCancel(c *Canon, name string) {
	d.streamElem(c, name)
	d.asyncImmediate(c, name)
}

func (d *decoder) futureCancel(c *Canon, name string) {
	d.futureElem(c, name)
	d.asyncImmediate(c, name)
}

func (d *decoder) streamCopy(c *Canon, name string) {
	ptr := d.copyOptions(c, name, d.streamElem(c, name), c.Op == CanonStreamRead)
	c.Core = &CoreFunc{Params: []CoreVal{I32, ptr, ptr}, Results: []CoreVal{ptr}}
}

func (d *decoder) futureCopy(c *Canon, name string) {
	ptr := d.copyOptions(c, name, d.futureElem(c, name), c.Op == CanonFutureRead)
	c.Core = &CoreFunc{Params: []CoreVal{I32, ptr}, Results: i32x1}
}

// copyOptions decodes the options of a stream or future read or write.
func (d *decoder) copyOptions(c *Canon, name string, elem wit.Type, read bool) (ptr CoreVal) {
	ptr = d.canonOptions(c)
	o := &c.Options
	if o.HasPostReturn || o.HasCallback {
		d.fail("`%s` allows neither `post-return` nor `callback`", name)
	}
	if !o.Async {
		d.gate("synchronous `" + name + "`")
	}
	d.needMemory(o, elem != nil)
	d.needRealloc(o, read && elem != nil && d.info(elem).pointer)
	return ptr
}

func (d *decoder) errorContext(c *Canon, name string) {
	ptr := d.canonOptions(c)
	o := &c.Options
	if o.HasPostReturn || o.HasCallback || o.Async {
		d.fail("`%s` allows none of `async`, `post-return` and `callback`", name)
	}
	d.needMemory(o, true)
	if c.Op == CanonErrorContextNew {
		c.Core.Params = []CoreVal{ptr, ptr}
		return
	}
	d.needRealloc(o, true)
	c.Core.Params = []CoreVal{I32, ptr}
}

func (d *decoder) waitableSet(c *Canon, _ string) {
	c.Async = d.flag("cancellable immediate")
	c.Memory = d.u32()
	c.Core.Params = []CoreVal{I32, d.pointerTo(c.Memory)}
}

// threadIndirect decodes the function type and table of a thread that starts
// at a table entry.
func (d *decoder) threadIndirect(c *Canon, _ string) {
	closure := d.threadFunc()
	t := d.coreTableAt(d.u32())
	if t.Val != FuncRef {
		d.fail("table of thread functions must have element type `funcref`")
	}
	index := I32
	if t.Limits.Is64 {
		index = I64
	}
	c.Core.Params = []CoreVal{index, closure}
}

func (d *decoder) threadSpawnIndirect(c *Canon, name string) {
	d.flag("shared immediate")
	d.threadIndirect(c, name)
}

func (d *decoder) threadSpawnRef(c *Canon, _ string) {
	d.flag("shared immediate")
	c.Core.Params = []CoreVal{FuncRef, d.threadFunc()}
}

// threadFunc decodes the type of a thread's function and returns the type of
// its one parameter.
func (d *decoder) threadFunc() CoreVal {
	f := d.coreTypeAt(d.u32()).Func
	if f == nil {
		d.fail("start type must be a core function type")
	}
	if !f.is(i32x1, nil) && !f.is([]CoreVal{I64}, nil) {
		d.fail("start function must take a single `i32` argument and return nothing")
	}
	return f.Params[0]
}
