package binary

// Opcodes of core composite types.
const (
	coreFunc     = 0x60
	coreStruct   = 0x5f
	coreArray    = 0x5e
	coreSub      = 0x50 // also the opcode of module types
	coreSubFinal = 0x4f
	coreRec      = 0x4e
)

// coreTypeDef decodes a definition of the core type section.
func (d *decoder) coreTypeDef() *CoreType {
	if d.peek() == coreSub {
		d.pos++
		t := &CoreType{Module: d.moduleType()}
		d.scope.coreTypes = append(d.scope.coreTypes, t)
		return t
	}
	if d.peek() == 0x00 { // a non-final sub type
		d.pos++
		if d.peek() != coreSub {
			d.fail("0x00 must be followed by a sub type")
		}
	}
	var cx coreContext
	cx.types = d.scope.coreTypes
	first := len(cx.types)
	d.recType(&cx)
	d.scope.coreTypes = cx.types
	if first == len(cx.types) {
		return &CoreType{}
	}
	return cx.types[first]
}

// A coreContext is the type index space of a core module or module type, and
// what its types use that the engine cannot run.
type coreContext struct {
	types       []*CoreType
	unsupported []string
}

func (cx *coreContext) lacks(feature string) {
	for _, f := range cx.unsupported {
		if f == feature {
			return
		}
	}
	cx.unsupported = append(cx.unsupported, feature)
}

// funcAt returns the function type with index i.
func (cx *coreContext) funcAt(d *decoder, i uint32) *CoreFunc {
	t := at(d, cx.types, i, "type")
	if t.Func == nil {
		d.fail("core type index %d is not a function type", i)
	}
	return t.Func
}

const gcTypes = "garbage-collected types"

// recType decodes a core:rectype and appends its members to cx.
func (d *decoder) recType(cx *coreContext) {
	if d.peek() != coreRec {
		cx.types = append(cx.types, &CoreType{})
		cx.types[len(cx.types)-1] = d.subType(cx)
		return
	}
	d.pos++
	cx.lacks(gcTypes)
	n := d.count(2)
	first := len(cx.types)
	for range n {
		cx.types = append(cx.types, &CoreType{})
	}
	for i := range n {
		cx.types[first+i] = d.subType(cx)
	}
}

func (d *decoder) subType(cx *coreContext) *CoreType {
	if b := d.peek(); b == coreSub || b == coreSubFinal {
		d.pos++
		cx.lacks(gcTypes)
		for range d.count(1) {
			at(d, cx.types, d.u32(), "type")
		}
	}
	switch b := d.byte(); b {
	case coreFunc:
		return &CoreType{Func: &CoreFunc{Params: d.coreVals(cx), Results: d.coreVals(cx)}}
	case coreStruct:
		cx.lacks(gcTypes)
		for range d.count(2) {
			d.storageType(cx)
		}
	case coreArray:
		cx.lacks(gcTypes)
		d.storageType(cx)
	default:
		d.pos--
		d.fail("unknown core type 0x%02x", b)
	}
	return &CoreType{}
}

// storageType decodes a field of a struct or array type.
func (d *decoder) storageType(cx *coreContext) {
	const i8, i16 = 0x78, 0x77
	if b := d.peek(); b == i8 || b == i16 {
		d.pos++
	} else {
		d.coreVal(cx)
	}
	d.flag("mutability")
}

func (d *decoder) coreVals(cx *coreContext) []CoreVal {
	n := d.count(1)
	if n == 0 {
		return nil
	}
	vs := make([]CoreVal, n)
	for i := range vs {
		vs[i] = d.coreVal(cx)
	}
	return vs
}

// coreVal decodes a core:valtype. cx may be nil where only number types are
// of use.
func (d *decoder) coreVal(cx *coreContext) CoreVal {
	const ref, refNull = 0x64, 0x63
	b := d.byte()
	switch CoreVal(b) {
	case I32, I64, F32, F64, V128, FuncRef, ExternRef:
		return CoreVal(b)
	}
	abstract := b >= 0x68 && b <= 0x75 // abbreviations such as anyref
	if cx == nil || !abstract && b != ref && b != refNull {
		d.pos--
		d.fail("unknown core value type 0x%02x", b)
	}
	if b == ref || b == refNull {
		heap, isIndex := d.typeCode()
		if isIndex {
			if at(d, cx.types, heap, "type").Module != nil {
				d.fail("type index %d is a module type", heap)
			}
		} else if v := CoreVal(heap); b == refNull && (v == FuncRef || v == ExternRef) {
			return v
		}
	}
	if CoreVal(b) == ExnRef {
		cx.lacks("exceptions")
	} else {
		cx.lacks(gcTypes)
	}
	return CoreVal(b)
}

// coreExternType decodes a core:externtype, as imports and module types use.
func (d *decoder) coreExternType(cx *coreContext) CoreExternType {
	switch b := d.byte(); b {
	case 0x00:
		return CoreExternType{Sort: SortCoreFunc, Func: cx.funcAt(d, d.u32())}
	case 0x01:
		return d.coreTableType(cx)
	case 0x02:
		return d.coreMemoryType(cx)
	case 0x03:
		return d.coreGlobalType(cx)
	case 0x04:
		return d.coreTagType(cx)
	default:
		d.pos--
		d.fail("unknown kind of core item 0x%02x", b)
	}
	return CoreExternType{}
}

func (d *decoder) coreTableType(cx *coreContext) CoreExternType {
	t := CoreExternType{Sort: SortCoreTable, Val: d.coreVal(cx)}
	if t.Val >= V128 {
		d.fail("table element type must be a reference")
	}
	t.Limits = d.limits(cx, 0x07)
	if !t.Limits.Is64 && t.Limits.Max > 1<<32-1 {
		d.fail("table size must be at most 2^32-1")
	}
	if t.Limits.Is64 {
		cx.lacks("64-bit tables")
	}
	if t.Limits.Shared {
		cx.lacks("shared tables")
	}
	return t
}

func (d *decoder) coreMemoryType(cx *coreContext) CoreExternType {
	t := CoreExternType{Sort: SortCoreMemory, Limits: d.limits(cx, 0x0f)}
	l := &t.Limits
	width := uint8(32)
	if l.Is64 {
		width = 64
		cx.lacks("64-bit memories")
	}
	if most := uint64(1) << (width - l.PageLog2); l.PageLog2 > 0 && (l.Min > most || l.HasMax && l.Max > most) {
		d.fail("memory size must be at most %d pages", most)
	}
	if l.Shared {
		if !l.HasMax {
			d.fail("shared memory must have a maximum size")
		}
		cx.lacks("shared memories")
	}
	if l.PageLog2 != 16 {
		cx.lacks("custom page sizes")
	}
	return t
}

// limits decodes core:limits whose flags are among allowed: 1 maximum,
// 2 shared, 4 64-bit, 8 custom page size.
func (d *decoder) limits(cx *coreContext, allowed byte) Limits {
	flags := d.byte()
	if flags&^allowed != 0 {
		d.pos--
		d.fail("malformed limits flags 0x%02x", flags)
	}
	l := Limits{HasMax: flags&1 != 0, Shared: flags&2 != 0, Is64: flags&4 != 0, PageLog2: 16}
	bits := uint(32)
	if l.Is64 {
		bits = 64
	}
	l.Min = d.uleb(bits)
	if l.HasMax {
		if l.Max = d.uleb(bits); l.Max < l.Min {
			d.fail("size minimum %d is larger than the maximum %d", l.Min, l.Max)
		}
	}
	if flags&8 != 0 {
		p := d.u32()
		if p != 0 && p != 16 {
			d.fail("invalid custom page size 2^%d", p)
		}
		l.PageLog2 = uint8(p)
	}
	return l
}

func (d *decoder) coreGlobalType(cx *coreContext) CoreExternType {
	t := CoreExternType{Sort: SortCoreGlobal, Val: d.coreVal(cx)}
	b := d.byte()
	if b > 3 {
		d.pos--
		d.fail("malformed mutability 0x%02x", b)
	}
	if b&2 != 0 {
		cx.lacks("shared globals")
	}
	t.Mut = b&1 != 0
	return t
}

func (d *decoder) coreTagType(cx *coreContext) CoreExternType {
	d.expect(0x00, "tag attribute")
	cx.lacks("exceptions")
	return CoreExternType{Sort: SortCoreTag, Func: cx.funcAt(d, d.u32())}
}

// moduleType decodes a core:moduletype after its opcode. It is validated with
// an empty type index space of its own.
func (d *decoder) moduleType() *ModuleType {
	var cx coreContext
	t := &ModuleType{exports: map[string]CoreExternType{}}
	seen := map[[2]string]bool{}
	for range d.count(2) {
		switch b := d.byte(); b {
		case 0x00:
			d.coreImport(&cx, t, seen)
		case 0x01:
			d.recType(&cx)
		case 0x02:
			d.coreOuterAlias(&cx)
		case 0x03:
			name := d.name()
			d.coreExport(t, name, d.coreExternType(&cx))
		default:
			d.pos--
			d.fail("unknown module type declarator 0x%02x", b)
		}
	}
	t.unsupported = cx.unsupported
	return t
}

func (d *decoder) coreImport(cx *coreContext, t *ModuleType, seen map[[2]string]bool) {
	i := CoreImport{Module: d.name(), Name: d.name()}
	i.Type = d.coreExternType(cx)
	if key := [2]string{i.Module, i.Name}; seen[key] && !d.alone {
		d.fail("duplicate import name `%s:%s`", i.Module, i.Name)
	} else {
		seen[key] = true
	}
	t.Imports = append(t.Imports, i)
}

func (d *decoder) coreExport(t *ModuleType, name string, et CoreExternType) {
	if _, dup := t.exports[name]; dup {
		d.fail("export name `%s` already defined", name)
	}
	t.exports[name] = et
	t.Exports = append(t.Exports, CoreExtern{Name: name, Type: et})
}

// coreOuterAlias decodes a core:alias, which names a core type of an enclosing
// scope; the module type itself counts as scope 0.
func (d *decoder) coreOuterAlias(cx *coreContext) {
	d.expect(0x10, "sort of an alias in a module type")
	d.expect(0x01, "target of an alias in a module type")
	count, index := d.u32(), d.u32()
	if count == 0 {
		cx.types = append(cx.types, at(d, cx.types, index, "core type"))
		return
	}
	s, _ := d.outerScope(count - 1)
	ct := at(d, s.coreTypes, index, "core type")
	if ct.Module != nil {
		d.fail("a module type cannot refer to module types")
	}
	cx.types = append(cx.types, ct)
}
