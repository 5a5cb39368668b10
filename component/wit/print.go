package wit

import (
	"fmt"
	"slices"
	"strings"
)

// Format returns packages as a WIT text that parses to the same packages: the
// first as the file's own, the others nested in it.
//
// The form is canonical: texts that mean the same in the same order are equal.
func Format(pkgs ...*Package) string {
	p := &printer{}
	for i, pkg := range pkgs {
		p.pkg(pkg.Name, pkg.Docs, pkg.Interfaces, pkg.Worlds, i == 0)
	}
	return p.String()
}

// FormatWorld returns the text of a world and of all interfaces that it refers
// to. The package of the world comes first; it is root:component where the
// world has none, as worlds of component binaries do.
func FormatWorld(w *World) string {
	root := PackageName{Namespace: "root", Name: "component"}
	docs := ""
	if w.Package != nil {
		root, docs = w.Package.Name, w.Package.Docs
	}
	c := &collector{seen: map[*Interface]bool{}, pkgs: map[PackageName][]*Interface{}}
	for _, items := range [][]WorldItem{w.Imports, w.Exports} {
		for _, it := range items {
			if it.Interface != nil {
				c.add(it.Interface)
			}
			if it.Type != nil {
				if from := usedFrom(it.Type, nil); from != nil {
					c.add(from)
				}
			}
		}
	}
	p := &printer{}
	p.pkg(root, docs, c.pkgs[root], []*World{w}, true)
	for _, name := range c.order {
		if name != root {
			p.pkg(name, "", c.pkgs[name], nil, false)
		}
	}
	return p.String()
}

// A collector gathers interfaces by package, each after those that it uses.
type collector struct {
	seen  map[*Interface]bool
	pkgs  map[PackageName][]*Interface
	order []PackageName
}

func (c *collector) add(i *Interface) {
	if c.seen[i] {
		return
	}
	c.seen[i] = true
	for _, used := range usedInterfaces(i) {
		c.add(used)
	}
	if i.Package == nil {
		return
	}
	name := i.Package.Name
	if c.pkgs[name] == nil {
		c.order = append(c.order, name)
	}
	// A component may name one interface on both sides, as two values.
	if !slices.ContainsFunc(c.pkgs[name], func(j *Interface) bool { return j.Name == i.Name }) {
		c.pkgs[name] = append(c.pkgs[name], i)
	}
}

// A printer writes WIT, indented by two spaces.
type printer struct {
	strings.Builder
	indent int
	pkgNow PackageName // whose interfaces are named without package
}

// line writes an indented line.
func (p *printer) line(format string, args ...any) {
	for range p.indent {
		p.WriteString("  ")
	}
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

func (p *printer) open(format string, args ...any) {
	p.line(format+" {", args...)
	p.indent++
}

func (p *printer) close() {
	p.indent--
	p.line("}")
}

func (p *printer) gap(first *bool) {
	if !*first {
		p.WriteByte('\n')
	}
	*first = false
}

func (p *printer) pkg(name PackageName, docs string, ifaces []*Interface, worlds []*World, root bool) {
	p.pkgNow = name
	first := root
	p.gap(&first)
	p.docs(docs)
	if root {
		p.line("package %s;", packageText(name))
	} else {
		p.open("package %s", packageText(name))
		first = true
	}
	for _, i := range ifaces {
		p.gap(&first)
		p.attrs(i.Docs, i.Gates, "")
		p.open("interface %s", ident(i.Name))
		p.interfaceItems(i)
		p.close()
	}
	for _, w := range worlds {
		p.gap(&first)
		p.attrs(w.Docs, w.Gates, "")
		p.open("world %s", ident(w.Name))
		p.worldItems(w)
		p.close()
	}
	if !root {
		p.close()
	}
}

func packageText(n PackageName) string {
	return ident(n.Namespace) + ":" + ident(n.Name) + n.versionSuffix()
}

// ident escapes a name that is a keyword.
func ident(name string) string {
	if keywords[name] {
		return "%" + name
	}
	return name
}

func (p *printer) docs(text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			p.line("///")
		} else {
			p.line("/// %s", line)
		}
	}
}

func (p *printer) attrs(docs string, g Gates, externalID string) {
	p.docs(docs)
	if g.Since != "" {
		p.line("@since(version = %s)", g.Since)
	}
	if g.Unstable != "" {
		p.line("@unstable(feature = %s)", ident(g.Unstable))
	}
	if g.Deprecated != "" {
		p.line("@deprecated(version = %s)", g.Deprecated)
	}
	if externalID != "" {
		p.line("@external-id(%s)", quote(externalID))
	}
}

// quote writes a string literal of the core text format.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r >= 0x7f:
			fmt.Fprintf(&b, "\\u{%x}", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func (p *printer) interfaceItems(i *Interface) {
	first := true
	p.types(i.Types, i, &first)
	for _, f := range i.Funcs {
		if strings.HasPrefix(f.Name, "[") {
			continue // stands in its resource
		}
		p.gap(&first)
		p.attrs(f.Docs, f.Gates, f.ExternalID)
		p.line("%s: %s;", ident(f.Name), funcType(f, f.Params))
	}
}

// types writes the types of an interface or, where in is nil, of a world.
func (p *printer) types(types []*TypeDef, in *Interface, first *bool) {
	for len(types) > 0 {
		t := types[0]
		from := usedFrom(t, in)
		if from == nil {
			p.gap(first)
			p.typeDef(t)
			types = types[1:]
			continue
		}
		// Neighbours from the same interface share a use.
		n := 1
		for n < len(types) && usedFrom(types[n], in) == from && types[n].Gates == t.Gates && types[n].Docs == t.Docs {
			n++
		}
		names := make([]string, n)
		for i, u := range types[:n] {
			names[i] = ident(u.Type.(*TypeDef).Name)
			if as := ident(u.Name); as != names[i] {
				names[i] += " as " + as
			}
		}
		*first = false
		p.attrs(t.Docs, t.Gates, "")
		p.line("use %s.{%s};", p.path(from), strings.Join(names, ", "))
		types = types[n:]
	}
}

// path returns the use-path of an interface.
func (p *printer) path(i *Interface) string {
	if i.Package == nil || i.Package.Name == p.pkgNow {
		return ident(i.Name)
	}
	n := i.Package.Name
	return ident(n.Namespace) + ":" + ident(n.Name) + "/" + ident(i.Name) + n.versionSuffix()
}

func (p *printer) typeDef(t *TypeDef) {
	p.attrs(t.Docs, t.Gates, t.ExternalID)
	name := ident(t.Name)
	switch u := t.Type.(type) {
	case nil:
		p.resource(t)
	case *Record:
		p.open("record %s", name)
		for _, f := range u.Fields {
			p.docs(f.Docs)
			p.line("%s: %s,", ident(f.Name), TypeString(f.Type))
		}
		p.close()
	case *Variant:
		p.open("variant %s", name)
		for _, c := range u.Cases {
			p.docs(c.Docs)
			if c.Type == nil {
				p.line("%s,", ident(c.Name))
			} else {
				p.line("%s(%s),", ident(c.Name), TypeString(c.Type))
			}
		}
		p.close()
	case *Enum:
		p.labels("enum", name, u.Cases)
	case *Flags:
		p.labels("flags", name, u.Flags)
	case *Own:
		// The name alone would make an alias of the resource.
		p.line("type %s = own<%s>;", name, TypeString(u))
	default:
		p.line("type %s = %s;", name, TypeString(t.Type))
	}
}

func (p *printer) labels(kind, name string, labels []Label) {
	p.open("%s %s", kind, name)
	for _, l := range labels {
		p.docs(l.Docs)
		p.line("%s,", ident(l.Name))
	}
	p.close()
}

func (p *printer) resource(t *TypeDef) {
	if len(t.Methods) == 0 {
		p.line("resource %s;", ident(t.Name))
		return
	}
	p.open("resource %s", ident(t.Name))
	for _, f := range t.Methods {
		p.attrs(f.Docs, f.Gates, f.ExternalID)
		p.method(f)
	}
	p.close()
}

func (p *printer) method(f *Func) {
	annotation, rest, _ := strings.Cut(f.Name, "]")
	_, name, _ := strings.Cut(rest, ".")
	switch annotation {
	case "[constructor":
		plain := *f
		if _, ok := f.Result.(*Own); ok {
			plain.Result = nil // implied
		}
		p.line("constructor%s;", strings.TrimPrefix(funcType(&plain, f.Params), "func"))
	case "[static":
		p.line("%s: static %s;", ident(name), funcType(f, f.Params))
	default:
		p.line("%s: %s;", ident(name), funcType(f, f.Params[min(1, len(f.Params)):]))
	}
}

func funcType(f *Func, params []Field) string {
	list := make([]string, len(params))
	for i, p := range params {
		list[i] = ident(p.Name) + ": " + TypeString(p.Type)
	}
	s := "func(" + strings.Join(list, ", ") + ")"
	if f.Async {
		s = "async " + s
	}
	if f.Result != nil {
		s += " -> " + TypeString(f.Result)
	}
	return s
}

// worldItems writes a world: interfaces, types with their methods, functions.
func (p *printer) worldItems(w *World) {
	first := true
	p.externs("import", w.Imports, &first, func(it WorldItem) bool { return it.Interface != nil })
	if types := worldTypes(w); len(types) > 0 {
		if usedFrom(types[0], nil) != nil {
			p.gap(&first)
		}
		p.types(types, nil, &first)
	}
	p.externs("import", w.Imports, &first, func(it WorldItem) bool {
		return it.Func != nil && !strings.HasPrefix(it.Name, "[") // methods stand in their resource
	})
	p.externs("export", w.Exports, &first, func(it WorldItem) bool { return it.Type == nil })
}

// externs writes a group of imports or exports.
func (p *printer) externs(dir string, items []WorldItem, first *bool, in func(WorldItem) bool) {
	any := false
	for _, it := range items {
		if !in(it) {
			continue
		}
		if !any {
			p.gap(first)
			any = true
		}
		p.extern(dir, it)
	}
}

// worldTypes returns the types that a world imports.
func worldTypes(w *World) []*TypeDef {
	var types []*TypeDef
	for _, it := range w.Imports {
		if it.Type != nil {
			types = append(types, it.Type)
		}
	}
	return types
}

func (p *printer) extern(dir string, it WorldItem) {
	p.attrs(it.Docs, it.Gates, it.ExternalID)
	name := ident(it.Name)
	switch {
	case it.Func != nil:
		p.line("%s %s: %s;", dir, name, funcType(it.Func, it.Func.Params))
	case isInterfaceName(it.Name):
		p.line("%s %s;", dir, p.path(it.Interface))
	case it.Interface.Package != nil:
		p.line("%s %s: %s;", dir, name, p.path(it.Interface))
	default:
		p.open("%s %s: interface", dir, name)
		p.interfaceItems(it.Interface)
		p.close()
	}
}
