package rewrite

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// A memoryPart is the module of a memory: the accessors in it, and the data
// segments that they need.
type memoryPart struct {
	accessors []accessor
	number    map[string]int // of an accessor, by its instruction
	needed    map[uint32]bool
}

// An accessor is a function that consists of one instruction.
type accessor struct {
	op   opcode
	code []byte
	slot uint32 // in the table
}

// needs notes that an accessor uses a passive data segment.
func (p *memoryPart) needs(segment uint32) {
	if p.needed == nil {
		p.needed = map[uint32]bool{}
	}
	p.needed[segment] = true
}

// access is the accessFunc of a module with several memories.
func (s *splitter) access(b []byte, memory uint32, op opcode, code []byte) []byte {
	if memory == 0 {
		return append(b, code...)
	}
	p := &s.parts[memory]
	i, ok := p.number[string(code)]
	if !ok {
		if p.number == nil {
			p.number = map[string]int{}
		}
		i = len(p.accessors)
		p.number[string(code)] = i
		p.accessors = append(p.accessors, accessor{op, slices.Clone(code), s.slots})
		s.slots++
	}
	b = appendConst(b, opI32Const, int64(p.accessors[i].slot))
	b = appendIndexed(b, opCallInd, uint32(len(s.types))+s.typeNumber(signature(op)))
	return binary.AppendUvarint(b, uint64(len(s.tables)))
}

// typeNumber returns the number of an added type.
func (s *splitter) typeNumber(t FuncType) uint32 {
	i := slices.IndexFunc(s.added, func(u FuncType) bool {
		return slices.Equal(t.Params, u.Params) && slices.Equal(t.Results, u.Results)
	})
	if i < 0 {
		i = len(s.added)
		s.added = append(s.added, t)
	}
	return uint32(i)
}

// accessed holds the types that loads and stores load and store.
var accessed = [...]ValueType{
	I32, I64, F32, F64, I32, I32, I32, I32, I64, I64, I64, I64, I64, I64, // loads
	I32, I64, F32, F64, I32, I32, I64, I64, I64, // stores
}

const firstStore opcode = 0x36

// signature returns the type of an instruction on memory, or of data.drop.
func signature(op opcode) (t FuncType) {
	value := V128
	if i := int(op - opI32Load); i < len(accessed) {
		value = accessed[i]
	}
	switch {
	case op == opDataDrop:
	case op == opMemSize:
		t.Results = []ValueType{I32}
	case op == opMemGrow:
		t = FuncType{[]ValueType{I32}, []ValueType{I32}}
	case op>>8 == prefixMisc: // init, copy, fill
		t.Params = []ValueType{I32, I32, I32}
	case op < opMemSize && op >= firstStore, op == opV128Store, op >= opStoreLane && op <= opLastLane:
		t.Params = []ValueType{I32, value}
	case op >= opLoadLane && op < opStoreLane:
		t = FuncType{[]ValueType{I32, V128}, []ValueType{V128}}
	default:
		t = FuncType{[]ValueType{I32}, []ValueType{value}}
	}
	return t
}

// onFirst returns an instruction on a memory in the form for memory 0.
func onFirst(op opcode, code []byte) []byte {
	r := reader{b: code}
	r.byte()
	if op > 0xff {
		r.u32()
	}
	out := slices.Clone(code[:r.pos])
	switch op.immediate() {
	case immMemory:
		return append(out, 0)
	case immMemory2:
		return append(out, 0, 0)
	case immSegment:
		return append(binary.AppendUvarint(out, uint64(r.u32())), 0)
	}
	align := r.u32()
	if align >= namesMemory {
		r.u32()
	}
	return append(append(out, byte(align%namesMemory)), code[r.pos:]...)
}

// partSections lists the sections of the module of a memory in their order.
var partSections = [...]byte{
	secType, secImport, secFunction, secMemory, secExport, secStart, secElement, secDataCount, secCode, secData,
}

// memoryModule writes the module of a memory.
func (s *splitter) memoryModule(memory int, table string) Part {
	limits := binary.AppendUvarint([]byte{byte(ExternTable), byte(FuncRef), 1}, uint64(s.slots))
	limits = binary.AppendUvarint(limits, uint64(s.slots))
	imports := []importEntry{{Import: Import{"main", table}, desc: limits}}
	p := Part{Wasm: slices.Clone(s.header), Imports: []int{TableImport}}
	if memory < len(s.imported) {
		p.Imports = append(p.Imports, s.imported[memory])
		imports = append(imports, s.imports[s.imported[memory]])
	}
	for _, id := range partSections {
		if id == secImport {
			p.Wasm = appendSection(p.Wasm, id, vector(len(imports), func(b []byte, i int) []byte { return imports[i].appendTo(b) }))
		} else {
			p.Wasm = appendSection(p.Wasm, id, s.partPayload(id, memory))
		}
	}
	p.Wasm = appendSection(p.Wasm, secCustom, moduleName(fmt.Sprintf("memory %d", memory)))
	return p
}

// partPayload returns the contents of a section of the module of a memory, nil
// if there is none. The function of its start section comes after the accessors.
func (s *splitter) partPayload(id byte, memory int) []byte {
	accessors := s.parts[memory].accessors
	starts := s.init && memory == len(s.parts)-1
	switch id {
	case secType:
		return vector(len(s.added), func(b []byte, i int) []byte { return appendFuncType(b, s.added[i]) })
	case secFunction:
		funcs := vector(len(accessors), func(b []byte, i int) []byte {
			return binary.AppendUvarint(b, uint64(s.typeNumber(signature(accessors[i].op))))
		})
		if starts {
			funcs = appendItem(funcs, binary.AppendUvarint(nil, uint64(s.typeNumber(FuncType{}))))
		}
		return funcs
	case secMemory:
		if memory >= len(s.imported) {
			return appendLimits([]byte{1}, s.memories[memory])
		}
	case secExport:
		return exportEntry{MemoryExport, ExternMemory, 0}.appendTo([]byte{1})
	case secStart:
		if starts {
			return binary.AppendUvarint(nil, uint64(len(accessors)))
		}
	case secElement:
		return vector(len(accessors), func(b []byte, i int) []byte {
			return append(b, fill(0, accessors[i].slot, uint32(i))...)
		})
	case secDataCount:
		if r := s.reader(secData); r.more() {
			return binary.AppendUvarint(nil, uint64(r.u32()))
		}
	case secCode:
		bodies := vector(len(accessors), func(b []byte, i int) []byte { return appendSized(b, accessors[i].body()) })
		if starts {
			bodies = appendItem(bodies, appendSized(nil, startBody(s.typeNumber(FuncType{}))))
		}
		return bodies
	case secData:
		return s.data(uint32(memory))
	}
	return nil
}

// body returns the function body: parameters, instruction.
func (a accessor) body() []byte {
	b := []byte{0} // no locals
	for i := range signature(a.op).Params {
		b = appendGets(b, uint32(i))
	}
	return appendOp(append(b, a.code...), opEnd)
}

// startBody returns the body of a function that calls the one in slot 0 of table
// 0, whose type is t.
func startBody(t uint32) []byte {
	b := appendConst([]byte{0}, opI32Const, 0)
	b = appendIndexed(b, opCallInd, t)
	return append(b, 0, byte(opEnd))
}

// moduleName returns a name section with nothing but the module's name.
func moduleName(name string) []byte {
	return appendSized(append(appendName(nil, "name"), 0), appendName(nil, name))
}

func appendFuncType(b []byte, t FuncType) []byte {
	b = append(b, 0x60)
	for _, ts := range [][]ValueType{t.Params, t.Results} {
		b = binary.AppendUvarint(b, uint64(len(ts)))
		for _, v := range ts {
			b = append(b, byte(v))
		}
	}
	return b
}

func appendLimits(b []byte, l Limits) []byte {
	if !l.HasMax {
		return binary.AppendUvarint(append(b, 0), uint64(l.Min))
	}
	b = binary.AppendUvarint(append(b, 1), uint64(l.Min))
	return binary.AppendUvarint(b, uint64(l.Max))
}
