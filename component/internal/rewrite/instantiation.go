package rewrite

import (
	"encoding/binary"
	"fmt"
)

// The engine skips an active element segment that is out of bounds, and all
// that follow, where the specification has a trap ("Instantiation"). Where a
// segment is not certain to fit, the module therefore gets a function that does
// what instantiation would have done from there on: that segment and the later
// ones become passive, and so do all data segments, which come after them; the
// function applies them in order.

// maxLate is how many segments an added function may have to apply: the engine
// compiles a function as a whole.
const maxLate = 10_000

// startsLate tells whether there is such a function.
func (w *rewriter) startsLate() bool { return w.late >= 0 }

// addStart exports what has to run when everything is in place.
func (w *rewriter) addStart() error {
	if w.startsLate() {
		code, err := w.lateSegments()
		if err != nil {
			return err
		}
		w.addItem(secExport, exportEntry{SegmentsExport, ExternFunc, w.addFunc("segments", FuncType{}, code)}.appendTo(nil))
	}
	if w.hasStart {
		w.addItem(secExport, exportEntry{StartExport, ExternFunc, w.start}.appendTo(nil))
	}
	return nil
}

// lateElements makes the active segments passive that are applied late.
func (w *rewriter) lateElements() []byte {
	r := w.reader(secElement)
	n := r.u32()
	b := binary.AppendUvarint(make([]byte, 0, len(r.b)), uint64(n))
	for i := range int(n) {
		start := r.pos
		if s := r.elementSegment(maxElements); i >= w.late && s.active() {
			b = s.appendPassive(b)
		} else {
			b = append(b, r.b[start:r.pos]...)
		}
	}
	return b
}

// passiveData makes all data segments passive.
func (w *rewriter) passiveData() []byte {
	r := w.reader(secData)
	n := r.u32()
	b := binary.AppendUvarint(nil, uint64(n))
	for range n {
		b = appendPassive(b, r.dataSegment().data)
	}
	return b
}

// lateSegments returns the body of the added function.
func (w *rewriter) lateSegments() ([]byte, error) {
	b, late := []byte{0}, 0 // no locals
	r := w.reader(secElement)
	for i := range r.u32() {
		s := r.elementSegment(maxElements)
		if int(i) < w.late || !s.active() {
			continue
		}
		if err := w.checkOffset(s.offset); err != nil {
			return nil, fmt.Errorf("element segment %d: %w", i, err)
		}
		b = s.appendInit(b, i)
		late++
	}
	b, n, err := w.appendDataInits(b, plainAccess)
	if err != nil {
		return nil, err
	}
	if late += n; late > maxLate {
		return nil, fmt.Errorf("%d active segments must be applied after one that may be out of bounds, at most %d may", late, maxLate)
	}
	return appendOp(b, opEnd), nil
}

// appendDataInits appends the instructions that do what instantiation does with
// the active data segments, and tells how many there are.
func (m *module) appendDataInits(b []byte, access accessFunc) (_ []byte, active int, err error) {
	if m.sections[secData].payload == nil {
		return b, 0, nil
	}
	r := m.reader(secData)
	for i := range r.u32() {
		s := r.dataSegment()
		if !s.active {
			continue
		}
		if err := m.checkOffset(s.offset); err != nil {
			return nil, 0, fmt.Errorf("data segment %d: %w", i, err)
		}
		if active++; active <= maxLate {
			b = s.appendInit(b, i, access)
		}
	}
	return b, active, nil
}

// checkOffset checks that an expression is constant, where it becomes part of
// a function, in which it need not be.
func (m *module) checkOffset(expr []byte) error {
	r := reader{b: expr}
	for r.more() {
		in := r.instr()
		if in.op == opGlobalGet && (uint64(in.index) >= uint64(len(m.globals)) || m.globals[in.index].Mutable) {
			return fmt.Errorf("the offset uses global %d, which is no constant", in.index)
		}
	}
	return nil
}

// plainAccess is the accessFunc of modules with one memory.
func plainAccess(b []byte, _ uint32, _ opcode, code []byte) []byte { return append(b, code...) }
