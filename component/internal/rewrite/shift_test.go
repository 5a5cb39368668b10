package rewrite

import (
	"encoding/binary"
	"slices"
)

// ShiftMemory gives a module that has one memory another one before it. It
// returns modules unchanged that it cannot parse or that have no memory.
func ShiftMemory(wasm []byte) []byte {
	m, err := parse(wasm, 1)
	if err != nil || len(m.memories) != 1 {
		return wasm
	}
	empty := []byte{0, 0}
	out := slices.Clone(m.header)
	for _, id := range []byte{secType, secImport, secFunction, secTable, secMemory, secGlobal, secExport, secStart, secElement, secDataCount, secCode, secData} {
		p := m.sections[id].payload
		switch {
		case id == secMemory && p != nil:
			p = slices.Concat([]byte{2}, empty, p[1:])
		case id == secImport && p != nil && m.sections[secMemory].payload == nil:
			imports := slices.Clone(m.imports)
			i := slices.IndexFunc(imports, func(i importEntry) bool { return i.typ.Kind == ExternMemory })
			first := importEntry{Import{"spectest", "memory"}, ExternType{}, []byte{byte(ExternMemory), 0, 0}}
			imports = slices.Insert(imports, i, first)
			p = vector(len(imports), func(b []byte, i int) []byte { return imports[i].appendTo(b) })
		case id == secExport && p != nil:
			p = vector(len(m.exports), func(b []byte, i int) []byte {
				e := m.exports[i]
				if e.kind == ExternMemory {
					e.index++
				}
				return e.appendTo(b)
			})
		case id == secCode && p != nil:
			p = vector(len(m.bodies), func(b []byte, i int) []byte { return appendSized(b, shiftBody(m.bodies[i])) })
		case id == secData && p != nil:
			r := m.reader(secData)
			p = vector(int(r.u32()), func(b []byte, _ int) []byte {
				if s := r.dataSegment(); !s.active {
					return appendPassive(b, s.data)
				} else {
					return appendSized(append(append(b, 2, 1), s.offset...), s.data)
				}
			})
		}
		out = appendSection(out, id, p)
	}
	for _, c := range m.customs {
		out = appendSection(out, secCustom, append(appendName(nil, c.Name), c.Data...))
	}
	return out
}

// shiftBody adds one to each memory index.
func shiftBody(b body) []byte {
	out := slices.Clone(b.code[:b.exprPos])
	r := reader{b: b.code, pos: b.exprPos}
	for r.more() {
		in := r.instr()
		code := b.code[in.start:r.pos]
		args := reader{b: code}
		if args.byte(); in.op > 0xff {
			args.u32()
		}
		opcode := code[:args.pos]
		switch in.op.immediate() {
		case immMemory:
			code = slices.Concat(opcode, []byte{1})
		case immMemory2:
			code = slices.Concat(opcode, []byte{1, 1})
		case immSegment:
			code = append(binary.AppendUvarint(slices.Clone(opcode), uint64(in.index)), 1)
		case immAccess, immAccessLn:
			align := args.u32()
			code = slices.Concat(opcode, []byte{byte(align | namesMemory), 1}, code[args.pos:])
		}
		out = append(out, code...)
	}
	return out
}
