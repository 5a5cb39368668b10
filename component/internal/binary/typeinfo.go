package binary

import "github.com/gyro-wasm/gyro/component/wit"

// A typeInfo is what validation needs to know of a value type, computed once.
type typeInfo struct {
	nodes uint32 // size of the type written out in full
	depth uint16 // constructors within each other
	names uint16 // names on the longest path

	borrow  bool // contains a borrow
	pointer bool // contains a list or string
	named   bool // contains a name or a resource, so substitution may change it

	// Canonical ABI size and alignment with 64-bit pointers.
	size  uint64
	align uint64
}

// maxElemSize bounds the Canonical ABI size of value types, see
// CanonicalABI.md, "Element Size".
const maxElemSize = 1 << 28

var primitiveInfos = [...]typeInfo{
	wit.Bool: scalar(1), wit.S8: scalar(1), wit.U8: scalar(1), wit.S16: scalar(2), wit.U16: scalar(2),
	wit.S32: scalar(4), wit.U32: scalar(4), wit.S64: scalar(8), wit.U64: scalar(8),
	wit.F32: scalar(4), wit.F64: scalar(8), wit.Char: scalar(4),
	wit.String:       {nodes: 1, depth: 1, pointer: true, size: 16, align: 8},
	wit.ErrorContext: scalar(4),
}

func scalar(size uint64) typeInfo {
	return typeInfo{nodes: 1, depth: 1, size: size, align: size}
}

// info returns what is known of t, and fails if t exceeds a limit.
func (d *decoder) info(t wit.Type) *typeInfo {
	if p, ok := t.(wit.Primitive); ok {
		return &primitiveInfos[p]
	}
	if i := d.infos[t]; i != nil {
		return i
	}
	i := d.computeInfo(t)
	switch {
	case i.depth > maxTypeDepth:
		d.fail("types are nested more than %d deep", maxTypeDepth)
	case i.names > maxTypeNames:
		d.fail("more than %d names for one type", maxTypeNames)
	case i.nodes > maxTypeNodes:
		d.fail("type is too large: more than %d parts", maxTypeNodes)
	case i.size >= maxElemSize:
		d.fail("type exceeds maximum byte size: %d is not below 2^28", i.size)
	}
	d.infos[t] = i
	return i
}

func (d *decoder) computeInfo(t wit.Type) *typeInfo {
	i := &typeInfo{nodes: 1, align: 1}
	switch t := t.(type) {
	case *wit.TypeDef:
		d.nameInfo(i, t)
		return i
	case *wit.List:
		d.listInfo(i, t)
	case *wit.Map:
		i.add(d.info(t.Key))
		i.add(d.info(t.Value))
		d.checkEntry(t)
		i.pointer, i.size, i.align = true, 16, 8
	case *wit.Tuple:
		for _, e := range t.Types {
			i.addField(d.info(e))
		}
		i.size = alignTo(i.size, i.align)
	case *wit.Record:
		for _, f := range t.Fields {
			i.addField(d.info(f.Type))
		}
		i.size = alignTo(i.size, i.align)
	case *wit.Flags:
		i.size = flagsSize(len(t.Flags))
		i.align = i.size
	case *wit.Own:
		i.handle(false)
	case *wit.Borrow:
		i.handle(true)
	case *wit.Stream:
		d.asyncInfo(i, t.Elem)
	case *wit.Future:
		d.asyncInfo(i, t.Elem)
	default:
		d.variantInfo(i, casesOf(t))
	}
	i.depth++
	return i
}

// nameInfo sets i for a name, which has no depth or size of its own.
func (d *decoder) nameInfo(i *typeInfo, t *wit.TypeDef) {
	if t.Type != nil {
		*i = *d.info(t.Type)
	}
	i.names++
	i.named = true
}

func (d *decoder) listInfo(i *typeInfo, t *wit.List) {
	e := d.info(t.Elem)
	i.add(e)
	if t.Len == 0 {
		i.pointer, i.size, i.align = true, 16, 8
		return
	}
	i.pointer, i.size, i.align = e.pointer, uint64(t.Len)*e.size, e.align
}

// checkEntry checks the size of the key and value pairs that a map consists of.
func (d *decoder) checkEntry(t *wit.Map) {
	var pair typeInfo
	pair.addField(d.info(t.Key))
	pair.addField(d.info(t.Value))
}

func (d *decoder) asyncInfo(i *typeInfo, elem wit.Type) {
	if elem != nil {
		i.add(d.info(elem))
	}
	i.pointer, i.size, i.align = false, 4, 4
}

func (d *decoder) variantInfo(i *typeInfo, cases []wit.Type) {
	disc := discriminantSize(len(cases))
	i.align = disc
	var payload uint64
	for _, c := range cases {
		if c == nil {
			i.nodes++
			continue
		}
		ci := d.info(c)
		i.add(ci)
		i.pointer = i.pointer || ci.pointer
		i.align = max(i.align, ci.align)
		payload = max(payload, ci.size)
	}
	i.size = alignTo(alignTo(disc, i.align)+payload, i.align)
}

// add accounts for a part p of the type.
func (i *typeInfo) add(p *typeInfo) {
	i.nodes = min(i.nodes+p.nodes, maxTypeNodes+1)
	i.depth = max(i.depth, p.depth)
	i.names = max(i.names, p.names)
	i.borrow = i.borrow || p.borrow
	i.named = i.named || p.named
}

// addField adds p as a field laid out after those before it.
func (i *typeInfo) addField(p *typeInfo) {
	i.add(p)
	i.pointer = i.pointer || p.pointer
	i.align = max(i.align, p.align)
	i.size = alignTo(i.size, p.align) + p.size
}

func (i *typeInfo) handle(borrow bool) {
	i.borrow, i.named = borrow, true
	i.size, i.align = 4, 4
}

func alignTo(n, align uint64) uint64 { return (n + align - 1) / align * align }

func flagsSize(n int) uint64 {
	switch {
	case n <= 8:
		return 1
	case n <= 16:
		return 2
	}
	return 4
}

// discriminantSize returns the size of the discriminant of n cases.
func discriminantSize(n int) uint64 {
	switch {
	case n <= 1<<8:
		return 1
	case n <= 1<<16:
		return 2
	}
	return 4
}

// casesOf returns the payload types of a variant or of a type that stands for
// one, nil for cases without payload.
func casesOf(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case *wit.Option:
		return []wit.Type{nil, t.Elem}
	case *wit.Result:
		return []wit.Type{t.OK, t.Err}
	case *wit.Enum:
		return make([]wit.Type, len(t.Cases))
	case *wit.Variant:
		cases := make([]wit.Type, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = c.Type
		}
		return cases
	}
	return nil
}
