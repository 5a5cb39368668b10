package rewrite

import (
	"encoding/binary"
	"slices"
)

// addImport gives the module one more import, a function, after those that it
// has. The functions that the module defines get the next number each, which
// changes everything that refers to them: see funcIndex for code.
func (w *rewriter) addImport(imp Import, typ uint32) {
	m := w.module
	desc := binary.AppendUvarint([]byte{byte(ExternFunc)}, uint64(typ))
	entry := importEntry{imp, ExternType{Kind: ExternFunc, Func: m.types[typ]}, desc}
	m.imports = append(m.imports, entry)
	if w.options.Imports != nil {
		w.options.Imports = append(slices.Clip(w.options.Imports), imp)
	}
	w.addItem(secImport, entry.appendTo(nil))
	m.funcs = slices.Insert(m.funcs, m.importedFuncs, typ)
	m.importedFuncs++
	m.start = w.funcIndex(m.start)
	w.renumberExports()
	w.renumberSection(secTable, (*reader).copyTable)
	w.renumberSection(secGlobal, (*reader).copyGlobal)
	w.renumberSection(secElement, (*reader).copyElements)
}

// funcIndex returns the index of the function that was number i in the module
// as it was.
func (w *rewriter) funcIndex(i uint32) uint32 {
	if w.meter != nil && i >= w.meter.host {
		return i + 1
	}
	return i
}

func (w *rewriter) renumberExports() {
	if len(w.exports) == 0 {
		return
	}
	w.sections[secExport].payload = vector(len(w.exports), func(b []byte, i int) []byte {
		if e := &w.exports[i]; e.kind == ExternFunc {
			e.index = w.funcIndex(e.index)
		}
		return w.exports[i].appendTo(b)
	})
}

// renumberSection rewrites a section whose items item copies with the functions
// in them renumbered.
func (w *rewriter) renumberSection(id byte, item func(r *reader, out []byte, number func(uint32) uint32) []byte) {
	if w.sections[id].payload == nil {
		return
	}
	r := w.reader(id)
	n := r.u32()
	out := binary.AppendUvarint(make([]byte, 0, len(r.b)+len(r.b)/8), uint64(n))
	for range n {
		out = item(&r, out, w.funcIndex)
	}
	w.sections[id].payload = out
}

func (r *reader) copyTable(out []byte, number func(uint32) uint32) []byte {
	start := r.pos
	initialised := r.b[r.pos] == 0x40
	if initialised {
		r.pos += 2
	}
	r.tableType()
	out = append(out, r.b[start:r.pos]...)
	if initialised {
		out = r.copyExpr(out, number)
	}
	return out
}

func (r *reader) copyGlobal(out []byte, number func(uint32) uint32) []byte {
	start := r.pos
	r.globalType()
	return r.copyExpr(append(out, r.b[start:r.pos]...), number)
}

// copyElements copies an element segment. Its offset is a number, in which no
// function can occur.
func (r *reader) copyElements(out []byte, number func(uint32) uint32) []byte {
	start := r.pos
	s := r.elementSegment(maxElements)
	out = append(out, r.b[start:r.pos-len(s.rest)]...)
	rest := reader{b: s.rest}
	if s.form&3 != 0 {
		out = append(out, rest.byte()) // kind or type
	}
	n := rest.u32()
	out = binary.AppendUvarint(out, uint64(n))
	for range n {
		if s.form&4 != 0 {
			out = rest.copyExpr(out, number)
		} else {
			out = binary.AppendUvarint(out, uint64(number(rest.u32())))
		}
	}
	return out
}

// copyExpr copies a constant expression.
func (r *reader) copyExpr(out []byte, number func(uint32) uint32) []byte {
	copied := r.pos
	for r.err == nil {
		switch in := r.instr(); in.op {
		case opRefFunc:
			out = append(out, r.b[copied:in.start]...)
			out = appendIndexed(out, opRefFunc, number(in.index))
			copied = r.pos
		case opEnd:
			return append(out, r.b[copied:r.pos]...)
		}
	}
	return out
}

// The subsections of the name section that are kept.
const (
	namesModule    = 0
	namesFunctions = 1
)

// renumberNames returns the name section with the functions renumbered and those
// added that are new. Names of anything else, which nobody reads, are dropped. A
// section that cannot be read is left out, as custom sections may be.
func (w *rewriter) renumberNames(data []byte) []byte {
	out := appendName(nil, "name")
	r := reader{b: data}
	for r.more() {
		id := r.byte()
		sub := r.sub(r.u32())
		switch id {
		case namesModule:
			out = appendSized(append(out, id), sub.b)
		case namesFunctions:
			names := w.functionNames(&sub)
			out = appendSized(append(out, id), names)
		}
		if r.err != nil || sub.err != nil {
			return nil
		}
	}
	return out
}

// functionNames returns the new contents of the subsection with the names of
// functions.
func (w *rewriter) functionNames(r *reader) []byte {
	n := r.count("names", 2, maxFuncs)
	out := binary.AppendUvarint(make([]byte, 0, len(r.b)+len(r.b)/8), uint64(n+len(w.added)))
	for range n {
		out = binary.AppendUvarint(out, uint64(w.funcIndex(r.u32())))
		out = appendSized(out, r.bytes(r.u32()))
	}
	for i, f := range w.added {
		out = binary.AppendUvarint(out, uint64(len(w.funcs)+i))
		out = appendName(out, AddedPrefix+f.name)
	}
	r.end("names")
	return out
}
