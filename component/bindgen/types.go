package bindgen

import (
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component/wit"
)

// origin follows `use` to the interface in which a type is declared.
func origin(d *wit.TypeDef) *wit.TypeDef {
	for {
		to, ok := d.Type.(*wit.TypeDef)
		if !ok || to.Interface == d.Interface {
			return d
		}
		d = to
	}
}

// isUse reports whether d is only a use of another interface's type.
func isUse(d *wit.TypeDef) bool { return origin(d) != d }

// definition follows uses and aliases to the definition of a resource.
func definition(d *wit.TypeDef) *wit.TypeDef {
	return wit.Underlying(d).(*wit.TypeDef)
}

// typeName returns the Go name of a type declared in d's interface; the
// interface's name comes first if two of a package declare the same name.
func typeName(d *wit.TypeDef) string {
	for _, i := range d.Interface.Package.Interfaces {
		if other := i.Type(d.Name); i != d.Interface && other != nil && !isUse(other) {
			return goName(d.Interface.Name) + goName(d.Name)
		}
	}
	return goName(d.Name)
}

// qualify returns an identifier of the Go package that has d's bindings.
func (f *file) qualify(d *wit.TypeDef, ident string) string {
	pkg := d.Interface.Package.Name.String()
	p, ok := f.Paths[pkg]
	switch {
	case !ok:
		f.fail("no import path is known for package %s, which declares %s", pkg, d.Name)
		return ident
	case p == f.self:
		return ident
	}
	return f.use(p) + "." + ident
}

// named returns the Go type of a named type.
func (f *file) named(d *wit.TypeDef) string {
	d = origin(d)
	return f.qualify(d, typeName(d))
}

// resourceVar returns the component.ResourceType of a resource.
func (f *file) resourceVar(d *wit.TypeDef) string {
	d = definition(d)
	return f.qualify(d, typeName(d)+"Resource")
}

var primitiveTypes = map[wit.Primitive]string{
	wit.Bool: "bool", wit.S8: "int8", wit.U8: "uint8", wit.S16: "int16", wit.U16: "uint16",
	wit.S32: "int32", wit.U32: "uint32", wit.S64: "int64", wit.U64: "uint64",
	wit.F32: "float32", wit.F64: "float64", wit.Char: "rune", wit.String: "string",
}

// goType returns the Go type of t; nil, the absent part of a result, is
// struct{}.
func (f *file) goType(t wit.Type) string {
	switch t := t.(type) {
	case nil:
		return "struct{}"
	case wit.Primitive:
		if s, ok := primitiveTypes[t]; ok {
			return s
		}
	case *wit.TypeDef:
		return f.named(t)
	case *wit.Own:
		return f.named(t.Def)
	case *wit.Borrow:
		return f.named(t.Def)
	case *wit.List:
		if t.Len == 0 && isBytes(t) {
			return "[]byte"
		}
		if t.Len == 0 {
			return "[]" + f.goType(t.Elem)
		}
	case *wit.Map:
		return "map[" + f.goType(t.Key) + "]" + f.goType(t.Value)
	case *wit.Option:
		return f.generic("Option", t.Elem)
	case *wit.Result:
		return f.generic("Result", t.OK, t.Err)
	case *wit.Stream:
		return "*" + f.generic("Stream", t.Elem)
	case *wit.Future:
		return "*" + f.generic("Future", t.Elem)
	case *wit.Tuple:
		if len(t.Types) <= 8 {
			return f.generic(fmt.Sprintf("Tuple%d", len(t.Types)), t.Types...)
		}
	}
	f.fail("%T has no Go form yet", t)
	return "any"
}

func (f *file) generic(name string, args ...wit.Type) string {
	types := make([]string, len(args))
	for i, a := range args {
		types[i] = f.goType(a)
	}
	return f.use(componentPath) + "." + name + "[" + strings.Join(types, ", ") + "]"
}

// isError reports whether t is a type whose Go form implements error: a named
// record, variant, enum or flags.
func isError(t wit.Type) bool {
	if _, ok := t.(*wit.TypeDef); !ok {
		return false
	}
	switch wit.Underlying(t).(type) {
	case *wit.Record, *wit.Variant, *wit.Enum, *wit.Flags:
		return true
	}
	return false
}

// usedAsError reports whether a function of the package fails with d.
func (g *generator) usedAsError(d *wit.TypeDef) bool {
	for _, i := range g.Package.Interfaces {
		for _, fn := range i.Funcs {
			r, ok := fn.Result.(*wit.Result)
			if ok && isError(r.Err) && wit.Underlying(r.Err) == wit.Underlying(d) {
				return true
			}
		}
	}
	return false
}

// types declares the types of an interface, resources included.
func (f *file) types(i *wit.Interface) {
	for _, d := range i.Types {
		if isUse(d) {
			continue
		}
		name := f.declare(typeName(d), i.ExternalName()+"."+d.Name)
		switch t := d.Type.(type) {
		case nil:
			f.resource(d, name)
		case *wit.Record:
			f.record(d, name, t)
		case *wit.Variant:
			f.variant(d, name, t)
		case *wit.Enum:
			f.enum(d, name, t)
		case *wit.Flags:
			f.flags(d, name, t)
		default:
			f.doc(d.Docs, fmt.Sprintf("%s is the type %s of %s.", name, d.Name, i.ExternalName()))
			f.p("type %s = %s\n", name, f.goType(t))
		}
	}
}

func (f *file) record(d *wit.TypeDef, name string, t *wit.Record) {
	f.doc(d.Docs, fmt.Sprintf("%s is the record %s of %s.", name, d.Name, d.Interface.ExternalName()))
	f.p("type %s struct {", name)
	for _, m := range t.Fields {
		f.p("%s %s", goName(m.Name), f.goType(m.Type))
	}
	f.p("}\n")
	if f.usedAsError(d) {
		f.use("fmt")
		f.p("// Error implements error.")
		f.p("func (e %s) Error() string { return %q + fmt.Sprintf(\"%%+v\", struct{ %s }(e)) }\n", name, d.Name+" ", f.fieldList(t))
	}
}

// fieldList returns the fields of a record in one line.
func (f *file) fieldList(t *wit.Record) string {
	fields := make([]string, len(t.Fields))
	for i, m := range t.Fields {
		fields[i] = goName(m.Name) + " " + f.goType(m.Type)
	}
	return strings.Join(fields, "; ")
}

// intType returns the unsigned integer type of a number of bytes.
func intType(size int) string { return fmt.Sprintf("uint%d", size*8) }

// constants declares the constants of an enum-like type and its String.
func (f *file) constants(name, prefix, first string, labels []wit.Label) {
	f.p("// The values of %s.", name)
	f.p("const (")
	for i, l := range labels {
		ident := f.declare(prefix+goName(l.Name), name+" value "+l.Name)
		if i == 0 {
			f.p("%s %s = %s", ident, name, first)
		} else {
			f.p("%s", ident)
		}
	}
	f.p(")\n")
}

func (f *file) names(name string, labels []wit.Label) {
	quoted := make([]string, len(labels))
	for i, l := range labels {
		quoted[i] = fmt.Sprintf("%q", l.Name)
	}
	table := "names" + name
	f.p("var %s = [...]string{%s}\n", table, strings.Join(quoted, ", "))
	f.use("strconv")
	f.p("// String returns the name that the value has in WIT.")
	f.p("func (e %s) String() string {", name)
	f.p("if int(e) < len(%s) {\nreturn %s[e]\n}", table, table)
	f.p("return \"%s(\" + strconv.Itoa(int(e)) + \")\"\n}\n", name)
}

func (f *file) enum(d *wit.TypeDef, name string, t *wit.Enum) {
	f.doc(d.Docs, fmt.Sprintf("%s is the enum %s of %s.", name, d.Name, d.Interface.ExternalName()))
	f.p("type %s %s\n", name, intType(discSize(len(t.Cases))))
	f.constants(name, name, "iota", t.Cases)
	f.names(name, t.Cases)
	if f.usedAsError(d) {
		f.p("// Error implements error.")
		f.p("func (e %s) Error() string { return e.String() }\n", name)
	}
}

func (f *file) flags(d *wit.TypeDef, name string, t *wit.Flags) {
	f.doc(d.Docs, fmt.Sprintf("%s are the flags %s of %s.", name, d.Name, d.Interface.ExternalName()))
	f.p("type %s %s\n", name, intType(flagsSize(t)))
	f.constants(name, name, "1 << iota", t.Flags)
	if f.usedAsError(d) {
		f.use("strconv")
		f.p("// Error implements error.")
		f.p("func (e %s) Error() string { return \"%s(0x\" + strconv.FormatUint(uint64(e), 16) + \")\" }\n", name, d.Name)
	}
}

func (f *file) variant(d *wit.TypeDef, name string, t *wit.Variant) {
	tag := f.declare(name+"Tag", "the tag of "+d.Name)
	f.doc(d.Docs, fmt.Sprintf("%s is the variant %s of %s. Value is what its case carries, see the constructors.", name, d.Name, d.Interface.ExternalName()))
	f.p("type %s struct {\nTag %s\nValue any\n}\n", name, tag)
	f.p("// %s tells the case of a [%s].", tag, name)
	f.p("type %s %s\n", tag, intType(discSize(len(t.Cases))))
	labels := make([]wit.Label, len(t.Cases))
	for i, c := range t.Cases {
		labels[i] = wit.Label{Name: c.Name}
	}
	f.constants(tag, tag, "iota", labels)
	f.names(tag, labels)
	for _, c := range t.Cases {
		f.variantCase(d, name, tag, c)
	}
	method := "String returns the case and what it carries."
	ident := "String"
	if f.usedAsError(d) {
		method, ident = "Error implements error.", "Error"
	}
	f.use("fmt")
	f.p("// %s", method)
	f.p("func (v %s) %s() string {", name, ident)
	f.p("if v.Value == nil {\nreturn v.Tag.String()\n}")
	f.p("return fmt.Sprintf(\"%%s: %%v\", v.Tag, v.Value)\n}\n")
}

// variantCase declares the constructor and the accessor of a case.
func (f *file) variantCase(d *wit.TypeDef, name, tag string, c wit.Case) {
	ident := goName(c.Name)
	newName := f.declare("New"+name+ident, "the constructor of case "+c.Name+" of "+d.Name)
	f.doc(c.Docs, fmt.Sprintf("%s returns the case %s.", newName, c.Name))
	if c.Type == nil {
		f.p("func %s() %s { return %s{Tag: %s%s} }\n", newName, name, name, tag, ident)
		return
	}
	typ := f.goType(c.Type)
	f.p("func %s(v %s) %s { return %s{Tag: %s%s, Value: v} }\n", newName, typ, name, name, tag, ident)
	f.p("// As%s returns what the case %s carries; ok is false for other cases.", ident, c.Name)
	f.p("func (v %s) As%s() (value %s, ok bool) {", name, ident, typ)
	f.p("if v.Tag != %s%s {\nreturn value, false\n}", tag, ident)
	f.p("value, ok = v.Value.(%s)\nreturn value, ok\n}\n", typ)
}

// resource declares a resource's interface and its component.ResourceType.
func (f *file) resource(d *wit.TypeDef, name string) {
	iface := d.Interface.ExternalName()
	f.use("context")
	f.doc(d.Docs, fmt.Sprintf("%s is the resource %s of %s.", name, d.Name, iface))
	f.p("type %s interface {", name)
	for _, m := range d.Methods {
		if kind, _, _ := splitName(m); kind == method {
			f.signature(d.Interface, m, m.Params[1:])
		}
	}
	f.p("// Drop is called once, when the owning handle is dropped.")
	f.p("Drop(ctx context.Context)")
	f.p("}\n")
	v := f.declare(name+"Resource", "the resource type of "+d.Name)
	f.p("// %s is the type of handles to [%s].", v, name)
	f.p("var %s = %s.NewResourceType(%q, func(ctx context.Context, obj any) { obj.(%s).Drop(ctx) })\n",
		v, f.use(componentPath), d.Name, name)
}
