package binary

import (
	"github.com/gyro-wasm/gyro/component/wit"
)

// Opcodes of component-level types.
const (
	typeResource  = 0x3f
	typeFunc      = 0x40
	typeComponent = 0x41
	typeInstance  = 0x42
	typeAsyncFunc = 0x43
)

// typeDef decodes a type definition, see Binary.md, "Type Definitions", and
// adds it to the type index space.
func (d *decoder) typeDef() *TypeDef {
	def := &TypeDef{}
	switch b := d.peek(); b {
	case typeFunc, typeAsyncFunc:
		d.pos++
		def.Func = d.funcType(b == typeAsyncFunc)
	case typeComponent:
		d.pos++
		def.Component = d.componentType()
	case typeInstance:
		d.pos++
		def.Instance = d.instanceType()
	case typeResource:
		d.pos++
		def.Resource = d.resourceType()
		def.Value = &wit.TypeDef{Resource: def.Resource.Type}
	default:
		def.Value = d.defValType()
	}
	d.scope.types = append(d.scope.types, def)
	return def
}

var primitives = [...]wit.Primitive{
	0x64: wit.ErrorContext, 0x73: wit.String, 0x74: wit.Char, 0x75: wit.F64, 0x76: wit.F32,
	0x77: wit.U64, 0x78: wit.S64, 0x79: wit.U32, 0x7a: wit.S32, 0x7b: wit.U16,
	0x7c: wit.S16, 0x7d: wit.U8, 0x7e: wit.S8, 0x7f: wit.Bool,
}

// primitive returns the primitive type with opcode b, or 0.
func (d *decoder) primitive(b uint32) wit.Primitive {
	if b >= uint32(len(primitives)) {
		return 0
	}
	if primitives[b] == wit.ErrorContext {
		d.gate("error-context")
	}
	return primitives[b]
}

// valType decodes a valtype: an index or a primitive type.
func (d *decoder) valType() wit.Type {
	v, isIndex := d.typeCode()
	if isIndex {
		return d.valueTypeAt(v)
	}
	if p := d.primitive(v); p != 0 {
		return p
	}
	d.pos--
	d.fail("unknown value type 0x%02x", v)
	return nil
}

// optValType decodes an optional valtype; nil stands for none.
func (d *decoder) optValType() wit.Type {
	if d.flag("presence of a type") {
		return d.valType()
	}
	return nil
}

// defValType decodes a defvaltype.
func (d *decoder) defValType() wit.Type {
	b := d.byte()
	if p := d.primitive(uint32(b)); p != 0 {
		return p
	}
	t := d.constructedType(b)
	d.info(t)
	return t
}

func (d *decoder) constructedType(b byte) wit.Type {
	switch b {
	case 0x72:
		return &wit.Record{Fields: d.fields("record field")}
	case 0x71:
		return d.variantType()
	case 0x70:
		return &wit.List{Elem: d.valType()}
	case 0x67:
		return d.fixedList()
	case 0x6f:
		return d.tupleType()
	case 0x6e:
		return d.flagsType()
	case 0x6d:
		return &wit.Enum{Cases: d.labels("enum tag")}
	case 0x6b:
		return &wit.Option{Elem: d.valType()}
	case 0x6a:
		return &wit.Result{OK: d.optValType(), Err: d.optValType()}
	case 0x69, 0x68:
		return d.handleType(b == 0x68)
	case 0x66:
		return d.streamType()
	case 0x65:
		elem := d.optValType()
		d.noBorrow(elem, "`future` payload")
		return &wit.Future{Elem: elem}
	case 0x63:
		return d.mapType()
	}
	d.pos--
	d.fail("unknown type 0x%02x", b)
	return nil
}

// fields decodes the fields of a record, of which there is at least one.
func (d *decoder) fields(what string) []wit.Field {
	n := d.count(2)
	if n == 0 {
		d.fail("record type must have at least one field")
	}
	return d.labelledTypes(n, what)
}

func (d *decoder) labelledTypes(n int, what string) []wit.Field {
	fields := make([]wit.Field, n)
	var seen names
	for i := range fields {
		fields[i].Name = d.label(&seen, what)
		fields[i].Type = d.valType()
	}
	return fields
}

func (d *decoder) variantType() *wit.Variant {
	n := d.count(3)
	if n == 0 {
		d.fail("variant type must have at least one case")
	}
	cases := make([]wit.Case, n)
	var seen names
	for i := range cases {
		cases[i].Name = d.label(&seen, "variant case")
		cases[i].Type = d.optValType()
		d.expect(0x00, "last byte of a variant case")
	}
	return &wit.Variant{Cases: cases}
}

func (d *decoder) fixedList() *wit.List {
	d.gate("fixed-length lists")
	t := &wit.List{Elem: d.valType(), Len: d.u32()}
	if t.Len == 0 {
		d.fail("fixed-length lists must have more than zero elements")
	}
	return t
}

func (d *decoder) tupleType() *wit.Tuple {
	n := d.count(1)
	if n == 0 {
		d.fail("tuple type must have at least one type")
	}
	types := make([]wit.Type, n)
	for i := range types {
		types[i] = d.valType()
	}
	return &wit.Tuple{Types: types}
}

func (d *decoder) flagsType() *wit.Flags {
	t := &wit.Flags{Flags: d.labels("flag")}
	if len(t.Flags) > 32 {
		d.fail("cannot have more than 32 flags")
	}
	return t
}

// labels decodes the labels of an enum or of flags, at least one.
func (d *decoder) labels(what string) []wit.Label {
	n := d.count(1)
	if n == 0 {
		d.fail("type must have at least one %s", what)
	}
	labels := make([]wit.Label, n)
	var seen names
	for i := range labels {
		labels[i].Name = d.label(&seen, what)
	}
	return labels
}

func (d *decoder) handleType(borrow bool) wit.Type {
	def := d.resourceAt(d.u32())
	if borrow {
		return &wit.Borrow{Resource: wit.ResourceOf(def), Def: def}
	}
	return &wit.Own{Resource: wit.ResourceOf(def), Def: def}
}

func (d *decoder) streamType() *wit.Stream {
	elem := d.optValType()
	if elem != nil && wit.Underlying(elem) == wit.Char {
		d.fail("`stream<char>` is not valid at this time")
	}
	d.noBorrow(elem, "`stream` payload")
	return &wit.Stream{Elem: elem}
}

func (d *decoder) mapType() *wit.Map {
	t := &wit.Map{Key: d.valType(), Value: d.valType()}
	switch wit.Underlying(t.Key) {
	case wit.Bool, wit.S8, wit.U8, wit.S16, wit.U16, wit.S32, wit.U32, wit.S64, wit.U64, wit.Char, wit.String:
		return t
	}
	d.fail("invalid map key type: neither an integer nor bool, char or string")
	return nil
}

// noBorrow refuses a borrow anywhere in t, which may be nil.
func (d *decoder) noBorrow(t wit.Type, what string) {
	if t != nil && d.info(t).borrow {
		d.fail("%s cannot contain a `borrow` type", what)
	}
}

// funcType decodes a functype after its opcode.
func (d *decoder) funcType(async bool) *wit.Func {
	f := &wit.Func{Async: async}
	n := d.count(2)
	if n > maxParams {
		d.fail("function has %d parameters, more than %d", n, maxParams)
	}
	f.Params = d.labelledTypes(n, "function parameter")
	f.Result = d.resultList()
	d.noBorrow(f.Result, "function result")
	d.funcNodes(f)
	return f
}

// resultList decodes a resultlist; nil stands for no result.
func (d *decoder) resultList() wit.Type {
	switch b := d.byte(); b {
	case 0x00:
		return d.valType()
	case 0x01:
		d.expect(0x00, "number of named results")
	default:
		d.pos--
		d.fail("unknown result list 0x%02x", b)
	}
	return nil
}

// resourceType decodes a resourcetype after its opcode.
func (d *decoder) resourceType() *ResourceDef {
	if d.scope.kind != scopeComponent {
		d.fail("resources can only be defined within a concrete component")
	}
	r := &ResourceDef{}
	rep := d.coreVal(nil)
	switch rep {
	case I32:
	case I64:
		d.gate("64-bit resource representations")
	default:
		d.fail("resources can only be represented by `i32`")
	}
	r.Rep = rep
	if r.HasDtor = d.flag("presence of a destructor"); r.HasDtor {
		r.Dtor = d.u32()
		if f := d.coreFuncAt(r.Dtor); !f.is([]CoreVal{rep}, nil) {
			d.fail("core function %d has the wrong signature for a destructor", r.Dtor)
		}
	}
	r.Type = &wit.Resource{Def: r}
	s := d.scope
	s.defined = append(s.defined, r.Type)
	if s.local == nil {
		s.local = map[*wit.Resource]bool{}
	}
	s.local[r.Type] = true
	return r
}
