package encode

import (
	"fmt"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Denial says what becomes of an interface that a component may not use.
type Denial struct {
	// Reason is what the trap says when a function is called.
	Reason string
	// Empty makes functions without parameters that return lists, strings or
	// options return those that are empty instead of trapping.
	Empty bool
}

// DeniedModule is the name, in backtraces, of the core module whose functions
// stand for denied ones. Each has as its name the interface, "#", the function,
// ": " and the reason.
const DeniedModule = "denied"

// Deny returns the component p with some of the interfaces that it imports
// replaced: their functions are there, and trap when they are called. deny
// tells of an interface whether that is so, by returning something. What it
// denies has all types that the interface has, resources as well, which the
// result no longer shares with others that import the interface. So an interface
// that uses types of a denied one is denied, too, for the same reason.
//
// It also returns the names of the interfaces that are denied, in the order of
// the imports; if there are none, p comes back as it is.
func Deny(p Part, deny func(iface string) *Denial) (wasm []byte, denied []string, err error) {
	c, err := newComposition([]Part{p})
	if err != nil {
		return nil, nil, err
	}
	d := &denier{reasons: map[string]*Denial{}, flat: binary.NewFlattener()}
	d.choose(c.parts[0].world, deny)
	if len(d.world.Exports) == 0 {
		return p.Wasm, nil, nil
	}
	module, err := d.module()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", p.Name, err)
	}
	stand, err := Component(module, Options{World: &d.world})
	if err != nil {
		return nil, nil, fmt.Errorf("%s: what stands for denied interfaces: %w", p.Name, err)
	}
	for _, w := range d.world.Exports {
		denied = append(denied, w.Name)
	}
	wasm, err = Compose(p, Part{Name: DeniedModule, Wasm: stand, Only: denied})
	return wasm, denied, err
}

// A denier writes the component that stands for denied interfaces.
type denier struct {
	world   wit.World
	reasons map[string]*Denial // by import
	flat    *binary.Flattener
}

// choose makes the world that imports what is not denied and exports what is.
func (d *denier) choose(w *wit.World, deny func(iface string) *Denial) {
	byInterface := map[string]*Denial{} // those that are denied
	for _, i := range w.Imports {
		if i.Interface == nil {
			continue
		}
		if reason := deny(i.Name); reason != nil {
			d.reasons[i.Name] = reason
			byInterface[interfaceName(i.Interface)] = reason
		}
	}
	// Interfaces come after those that they use.
	for _, i := range w.Imports {
		if reason := byInterface[usedOf(i.Interface, byInterface)]; reason != nil && d.reasons[i.Name] == nil {
			d.reasons[i.Name] = reason
			byInterface[interfaceName(i.Interface)] = reason
		}
		if d.reasons[i.Name] != nil {
			d.world.Exports = append(d.world.Exports, i)
		} else {
			d.world.Imports = append(d.world.Imports, i)
		}
	}
}

// usedOf returns one of the interfaces that an interface uses types of.
func usedOf(i *wit.Interface, of map[string]*Denial) string {
	if i == nil {
		return ""
	}
	for _, t := range i.Types {
		for next, ok := t.Type.(*wit.TypeDef); ok; next, ok = next.Type.(*wit.TypeDef) {
			if name := nameOf(next).iface; of[name] != nil {
				return name
			}
		}
	}
	return ""
}

// nothing is where empty results are: in memory that nobody writes to.
const nothing = 8

// module returns the core module. Every function of the world is one that
// executes unreachable, and whose name says why.
func (d *denier) module() ([]byte, error) {
	var types coreTypes
	var declared, exports, bodies [][]byte
	var names buffer
	add := func(export, name string, f *binary.CoreFunc, code ...byte) {
		n := uint32(len(declared))
		var t, e, body buffer
		t.u32(types.of(f))
		declared = append(declared, t)
		e.name(export)
		e.put(0x00)
		e.u32(n)
		exports = append(exports, e)
		body.bytes(slices.Concat([]byte{0x00}, code, []byte{0x0b})) // no locals, …, end
		bodies = append(bodies, body)
		names.u32(n)
		names.name(name)
	}
	for _, w := range d.world.Exports {
		reason := d.reasons[w.Name]
		for _, f := range w.Interface.Funcs {
			sig, err := d.flat.Func(f, true, false)
			if err != nil {
				return nil, fmt.Errorf("%s#%s: %w", w.Name, f.Name, err)
			}
			name := w.Name + "#" + f.Name
			code := []byte{0x00} // unreachable
			if reason.Empty && len(f.Params) == 0 && sig.Memory {
				code = []byte{0x41, nothing} // i32.const
			}
			add(name, name+": "+reason.Reason, sig.Core, code...)
		}
	}
	add(reallocExport, reallocExport, reallocType, reallocCode...)
	memory := buffer{}
	memory.name(memoryExport)
	memory.put(0x02, 0x00)
	exports = append(exports, memory)

	w := buffer(append([]byte{}, modulePreamble...))
	w.section(coreType, types.items...)
	w.section(coreFunction, declared...)
	w.section(coreMemory, []byte{0x00, 0x01}) // one page, and as many as there may be
	w.section(coreExport, exports...)
	w.section(coreCode, bodies...)
	w.put(0x00)
	w.bytes(nameSection(DeniedModule, len(declared), names))
	return w, nil
}

// What is lowered to a function must have room, so that it is the function that
// traps: cabi_realloc takes new pages each time.
var (
	reallocType = &binary.CoreFunc{Params: []binary.CoreVal{binary.I32, binary.I32, binary.I32, binary.I32}, Results: i32}
	reallocCode = []byte{
		0x20, 0x03, 0x41, 0x10, 0x76, 0x41, 0x01, 0x6a, // local.get 3, i32.const 16, i32.shr_u, i32.const 1, i32.add
		0x40, 0x00, 0x22, 0x00, // memory.grow, local.tee 0
		0x41, 0x7f, 0x46, 0x04, 0x40, 0x00, 0x0b, // i32.const -1, i32.eq, if, unreachable, end
		0x20, 0x00, 0x41, 0x10, 0x74, // local.get 0, i32.const 16, i32.shl
	}
)

// nameSection returns the custom section with the names of a module and of its
// n functions, which names has as index and name each.
func nameSection(module string, n int, names buffer) []byte {
	var w, m, f buffer
	w.name("name")
	m.name(module)
	w.put(0x00)
	w.bytes(m)
	f.u32(uint32(n))
	f.put(names...)
	w.put(0x01)
	w.bytes(f)
	return w
}
