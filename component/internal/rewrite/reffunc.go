package rewrite

import (
	"fmt"
	"slices"
)

// Each ref.func that the engine executes makes a new reference, which lives as
// long as the instance: a guest in a loop would use up the memory. So modules
// with ref.func in their code get one more table that holds each function they
// refer to, made once, and ref.func becomes table.get.

// findHidden collects the functions that code refers to.
func (w *rewriter) findHidden() error {
	w.codeReferences(func(index uint32) { w.hidden = append(w.hidden, w.funcIndex(index)) })
	slices.Sort(w.hidden)
	w.hidden = slices.Compact(w.hidden)
	if len(w.hidden) == 0 {
		return nil
	}
	declared := w.declared()
	for _, f := range w.hidden {
		if _, ok := declared[f]; !ok {
			return fmt.Errorf("code refers to function %d, which is not declared for that", f)
		}
	}
	return nil
}

// declared returns the functions that ref.func may name: those that occur in
// the module outside of its code. In the hidden table all would be valid.
func (w *rewriter) declared() map[uint32]struct{} {
	set := map[uint32]struct{}{}
	add := func(index uint32) { set[index] = struct{}{} }
	for _, e := range w.exports {
		if e.kind == ExternFunc {
			add(e.index)
		}
	}
	w.outerReferences(add)
	return set
}

// outerReferences calls add for each function that the module refers to outside
// of its code, other than in exports.
func (m *module) outerReferences(add func(index uint32)) {
	again := &module{types: m.types, tables: slices.Clip(m.tables)}
	for _, id := range []byte{secTable, secGlobal, secElement} {
		if m.sections[id].payload == nil {
			continue
		}
		r := m.reader(id)
		r.refs = add
		again.section(id, &r)
	}
}

// references calls add for each function that the module refers to other than in
// exports.
func (m *module) references(add func(index uint32)) {
	m.outerReferences(add)
	m.codeReferences(add)
}

// codeReferences calls add for each function that code refers to.
func (m *module) codeReferences(add func(index uint32)) {
	for _, b := range m.bodies {
		if b.uses&usesRefFunc == 0 {
			continue
		}
		r := reader{b: b.code, pos: b.exprPos}
		for r.more() {
			if in := r.instr(); in.op == opRefFunc {
				add(in.index)
			}
		}
	}
}

// hiddenSegment fills the hidden table, which is the last one.
func (w *rewriter) hiddenSegment() []byte {
	return fill(uint32(len(w.tables)), 0, w.hidden...)
}

func (w *rewriter) appendRefFunc(b []byte, f uint32) []byte {
	slot, _ := slices.BinarySearch(w.hidden, f)
	b = appendConst(b, opI32Const, int64(slot))
	return appendIndexed(b, opTableGet, uint32(len(w.tables)))
}
