package component

import (
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strconv"

	wasm "github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A call of the host by a guest takes as long as one of a guest by the host, so
// `task.return` would double what an asynchronous call costs. If all values of its
// type are valid and none needs memory or handles, it is WebAssembly: a function
// that notes the value in a global, provided that the host has said before that
// the task which executes may return by it. The host looks when the guest comes
// back to it, before anything could tell the difference. In any other case the
// function calls that of the host.

// returnsModule is the module name under which rewritten core modules import
// such functions, by the number of their trampolines.
const returnsModule = "r"

// returnPlan says which trampolines of a component are WebAssembly.
type returnPlan struct {
	trampolines []int // in ascending order
	// asks has, for each of them, the permit that it asks for: those that do the
	// same ask for the same. permits has, for each lift, that of its tasks; 0 for
	// none.
	asks, permits []int64
}

// wide is the bit of permits whose values take 64 bits.
const wide = 1 << 32

// planReturns finds the `task.return` of a component that can be WebAssembly, and
// the functions that return by them.
func planReturns(p *plan.Plan, funcs *compiledFuncs) returnPlan {
	r := returnPlan{permits: make([]int64, len(p.Lifts))}
	type kind struct {
		instance int
		encoding wasm.StringEncoding
		result   string
	}
	kinds := map[kind]int64{}
	for i := range p.Trampolines {
		t := &p.Trampolines[i]
		if t.Canon.Op != wasm.CanonTaskReturn || t.Options.Memory >= 0 || !anyBits(t.Canon.Results) {
			continue
		}
		k := kind{t.Instance, t.Options.Encoding, funcs.returns[i]}
		if kinds[k] == 0 {
			kinds[k] = int64(len(kinds) + 1)
			if c := t.Canon.Core.Params; len(c) > 0 && (c[0] == wasm.I64 || c[0] == wasm.F64) {
				kinds[k] |= wide
			}
		}
		r.trampolines, r.asks = append(r.trampolines, i), append(r.asks, kinds[k])
	}
	for i := range p.Lifts {
		if l := &p.Lifts[i]; l.Options.Async && l.Options.Callback >= 0 {
			r.permits[i] = kinds[kind{l.Instance, l.Options.Encoding, funcs.results[i]}]
		}
	}
	return r
}

// has tells whether a trampoline is WebAssembly. A stranger's component may have
// many, and many imports of them.
func (r *returnPlan) has(trampoline int) bool {
	_, ok := slices.BinarySearch(r.trampolines, trampoline)
	return ok
}

// anyBits tells whether t is nil or a type whose values are one number, and any
// number is one.
func anyBits(t wit.Type) bool {
	p, ok := t.(wit.Primitive)
	return t == nil || ok && p != wit.Char && p != wit.String && p != wit.ErrorContext
}

// The exports of the module.
const (
	permitExport = "permit" // who may return, or that somebody has and what
	valueExport  = "value"  // what, if it takes 64 bits
)

// returned is the bit of a permit that was used. The value is below it.
const returned = 1 << 63

// module writes the module.
func (r *returnPlan) module(p *plan.Plan) []byte {
	b := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, n int, content []byte) {
		content = append(binary.AppendUvarint(nil, uint64(n)), content...)
		b = append(b, id)
		b = binary.AppendUvarint(b, uint64(len(content)))
		b = append(b, content...)
	}
	name := func(to []byte, s string) []byte {
		return append(binary.AppendUvarint(to, uint64(len(s))), s...)
	}
	var types, imports, funcs, exports, code []byte
	exports = append(name(exports, permitExport), 3, 0)
	exports = append(name(exports, valueExport), 3, 1)
	n := len(r.trampolines)
	for i, number := range r.trampolines {
		params := p.Trampolines[number].Canon.Core.Params
		types = append(types, 0x60, byte(len(params)))
		for _, v := range params {
			types = append(types, byte(v))
		}
		types = append(types, 0)
		imports = name(name(imports, trampolineModule), strconv.Itoa(number))
		imports = binary.AppendUvarint(append(imports, 0), uint64(i))
		funcs = binary.AppendUvarint(funcs, uint64(i))
		exports = append(name(exports, strconv.Itoa(number)), 0)
		exports = binary.AppendUvarint(exports, uint64(n+i))
		body := r.body(i, params)
		code = append(binary.AppendUvarint(code, uint64(len(body))), body...)
	}
	section(1, n, types)
	section(2, n, imports)
	section(3, n, funcs)
	section(6, 2, []byte{0x7e, 1, 0x42, 0, 0x0b, 0x7e, 1, 0x42, 0, 0x0b})
	section(7, n+2, exports)
	section(10, n, code)
	return b
}

// body writes function i, the host's equivalent of which is import i.
func (r *returnPlan) body(i int, params []wasm.CoreVal) []byte {
	b := []byte{0, 0x23, 0, 0x42} // no locals; global.get permit, i64.const
	b = appendSigned(b, r.asks[i])
	b = append(b, 0x51, 0x04, 0x40) // i64.eq, if
	switch {
	case len(params) == 0:
	case params[0] == wasm.I32:
		b = append(b, 0x20, 0, 0xad) // local.get, i64.extend_i32_u
	case params[0] == wasm.F32:
		b = append(b, 0x20, 0, 0xbc, 0xad) // local.get, i32.reinterpret_f32, i64.extend_i32_u
	case params[0] == wasm.I64:
		b = append(b, 0x20, 0, 0x24, 1) // local.get, global.set value
	default:
		b = append(b, 0x20, 0, 0xbd, 0x24, 1) // local.get, i64.reinterpret_f64, global.set value
	}
	b = append(b, 0x42) // i64.const
	b = appendSigned(b, math.MinInt64)
	if len(params) > 0 && r.asks[i]&wide == 0 {
		b = append(b, 0x84) // i64.or
	}
	b = append(b, 0x24, 0, 0x05) // global.set permit, else
	if len(params) > 0 {
		b = append(b, 0x20, 0)
	}
	b = append(b, 0x10) // call
	b = binary.AppendUvarint(b, uint64(i))
	return append(b, 0x0b, 0x0b)
}

// appendSigned appends v as LEB128.
func appendSigned(b []byte, v int64) []byte {
	for v < -64 || v > 63 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7f)
}

// compileReturns compiles the module, if there is something in it.
func (c *Component) compileReturns(ctx context.Context) (err error) {
	c.returns = planReturns(c.plan, c.funcs)
	if len(c.returns.trampolines) > 0 {
		c.returnsModule, err = c.rt.engine.Compile(ctx, c.returns.module(c.plan))
	}
	return err
}

// returns is what a store has of the module.
type returns struct {
	instance      *engine.Instance // nil if the component has none
	permit, value *engine.Global
	task          *task // that may return, or has and nobody has looked
	flat          [1]uint64
}

// makeReturns instantiates the module.
func (s *store) makeReturns() (err error) {
	c := s.linked.comp
	if c.returnsModule == nil {
		return nil
	}
	r := &s.returns
	if r.instance, err = c.rt.engine.Instantiate(&s.ctx, c.returnsModule, s.provider, engine.InstanceOptions{Group: s.group}); err == nil {
		r.permit, r.value = r.instance.Global(permitExport), r.instance.Global(valueExport)
	}
	return err
}

// allow lets t return without the host, as long as its guest does not call the
// host. It holds no borrow handles then: to drop one takes a call.
func (r *returns) allow(t *task) {
	if r.instance == nil {
		return
	}
	if p := t.store.linked.comp.returns.permits[t.number]; p != 0 && t.call.task.MayReturn() {
		r.permit.Set(uint64(p))
		r.task = t
	}
}

// take ends that. It returns what the task has returned, nil if it has not.
func (r *returns) take() []uint64 {
	t := r.task
	if t == nil {
		return nil
	}
	r.task = nil
	used := r.permit.Get()
	if used&returned == 0 {
		r.permit.Set(0)
		return nil
	}
	if r.flat[0] = used &^ returned; t.store.linked.comp.returns.permits[t.number]&wide != 0 {
		r.flat[0] = r.value.Get()
	}
	return r.flat[:]
}

// look has the task that may return do so if it has; its guest has called the
// host.
func (r *returns) look() {
	t := r.task
	if flat := r.take(); flat != nil {
		t.call.refresh()
		t.giveBack(flat)
		t.returnedInWasm()
	}
}

// returnedInWasm charges what the host's function would have.
func (t *task) returnedInWasm() { t.store.charge(t.call.cx.Lowered) }
