package rewrite

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// A Reusable is a rewritten module whose instances can be put back into an
// earlier state from outside: memory by its contents, globals through exports.
type Reusable struct {
	Wasm []byte
	// Data are the active data segments. The module does not have them any
	// more: whoever instantiates it writes them, in order, unless the memory has
	// the contents already. They fit into the memory and alias the input.
	Data []Data
	// Globals are the exports that show the mutable globals which the module
	// defines.
	Globals []string
	// Obstacle says what the module may change and nobody can put back; "" if
	// there is nothing.
	Obstacle string
	// StandardGo tells that the module was made by Go's own compiler, Prepares
	// and Reseeds that it has the functions at [PrepareExport] and
	// [ReseedExport].
	StandardGo, Prepares, Reseeds bool
}

// Data are bytes at an offset of the memory that a module defines.
type Data struct {
	Offset uint32
	Bytes  []byte

	at int // where the bytes are in the module they come from
}

// globalExport begins the names of the exports in [Reusable.Globals].
const globalExport = "gyro:global:"

// Reuse is [Module] for a module whose instances are used again.
func Reuse(wasm []byte, o Options) (*Reusable, error) {
	out := &Reusable{}
	var err error
	out.Wasm, err = rewrite(wasm, o, out)
	return out, err
}

// reuseState finds out what instances of the module change while they run.
func (w *rewriter) reuseState() {
	w.reuse.StandardGo = w.standardGo()
	w.reuse.Prepares, w.reuse.Reseeds = w.hasProcedure(PrepareExport), w.hasProcedure(ReseedExport)
	imported := len(w.globals) - w.definedGlobals
	for i, g := range w.globals[imported:] {
		if !g.Mutable {
			continue
		}
		switch g.Value {
		case I32, I64, F32, F64:
			w.reuse.Globals = append(w.reuse.Globals, globalExport+strconv.Itoa(imported+i))
		default:
			w.reuse.Obstacle = fmt.Sprintf("global %d is a mutable vector or reference", imported+i)
		}
	}
	var used uses
	for _, b := range w.bodies {
		used |= b.uses
	}
	switch {
	case used&usesTableWrite != 0:
		w.reuse.Obstacle = "code changes a table"
	case used&usesDrop != 0:
		w.reuse.Obstacle = "code drops a segment"
	}
	if used&usesSegment == 0 && !w.startsLate() {
		w.reuse.Data = w.constantData()
	}
}

// exportGlobals exports the mutable globals.
func (w *rewriter) exportGlobals() {
	for _, name := range w.reuse.Globals {
		index, _ := strconv.Atoi(name[len(globalExport):])
		w.addItem(secExport, exportEntry{name, ExternGlobal, uint32(index)}.appendTo(nil))
	}
}

// constantData returns the active data segments if all segments are active,
// have constant offsets, and fit into the memory that the module defines; nil
// if not.
func (w *rewriter) constantData() []Data {
	if w.sections[secData].payload == nil || w.sections[secMemory].payload == nil {
		return nil
	}
	size := uint64(w.memories[0].Min) << 16
	r := w.reader(secData)
	data := make([]Data, r.u32())
	for i := range data {
		s := r.dataSegment()
		offset, ok := constantOffset(s.offset)
		if !s.active || !ok || uint64(offset)+uint64(len(s.data)) > size {
			return nil
		}
		data[i] = Data{offset, s.data, r.base + r.pos - len(s.data)}
	}
	return data
}

// constantOffset returns the value of an expression that is one i32.const.
func constantOffset(expr []byte) (offset uint32, ok bool) {
	if len(expr) == 0 {
		return 0, false
	}
	r := reader{b: expr}
	if opcode(r.byte()) != opI32Const {
		return 0, false
	}
	offset = uint32(r.leb(32, true))
	return offset, opcode(r.byte()) == opEnd && r.err == nil
}

// noData are the data sections of a module whose data are [Reusable.Data].
func (w *rewriter) noData(id byte) []byte {
	if id == secDataCount && w.sections[secDataCount].payload != nil {
		return binary.AppendUvarint(nil, 0)
	}
	return nil
}
