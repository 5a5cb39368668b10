package wit

import (
	"slices"
	"strings"
)

// Bounds on what hostile texts can make of a few bytes.
const (
	maxDepth      = 1000    // of interfaces that use each other and worlds that include each other
	maxWorldItems = 200_000 // imports and exports of all worlds together
)

// A resolver turns units into packages (WIT.md, "Name resolution").
type resolver struct {
	features map[string]bool
	all      bool

	pkgs       map[PackageName]*pkgScope
	order      []*pkgScope
	depth      int
	worldItems int
}

// A pkgScope holds the names of a package.
type pkgScope struct {
	pkg   *Package
	pos   pos
	group string
	units []*unit
	items map[string]*item // by name
	list  []*item
	taken map[string]string
}

// An item is an interface or a world.
type item struct {
	name  name
	pkg   *pkgScope
	off   string // the feature whose absence leaves the item out
	state state
	depth int // 1 + that of what it refers to

	idecl *ifaceDecl
	iface *Interface
	types *typeScope

	wdecl *worldDecl
	world *World
	raw   worldItems // before elaboration
}

// A state tells how far the resolution of something has come.
type state uint8

const (
	unresolved state = iota
	resolving
	resolved
)

// declareGroup enters the packages of g and the names of their items.
func (r *resolver) declareGroup(g group) error {
	root := groupName([]group{g})
	var scopes []*pkgScope
	for _, u := range g.units {
		if u.pkg == nil {
			if root == nil {
				if n := len(u.ifaces) + len(u.worlds); n == 0 {
					continue
				}
				return pos{src: u.src}.errorf("no package is named; start the file with `package namespace:name;`")
			}
			u.pkg = root
		} else if !u.nested && *u.pkg != *root {
			return u.pos.errorf("package %s differs from %s, which another file of the same directory names", u.pkg, root)
		}
		i := slices.IndexFunc(scopes, func(p *pkgScope) bool { return p.pkg.Name == *u.pkg })
		if i < 0 {
			i = len(scopes)
			scopes = append(scopes, &pkgScope{pkg: &Package{Name: *u.pkg}, pos: u.pos, group: g.name, items: map[string]*item{}, taken: map[string]string{}})
		} else if u.nested && slices.ContainsFunc(scopes[i].units, func(v *unit) bool { return v.nested || v.src == u.src }) {
			return u.pos.errorf("package %s is declared twice; join the two", u.pkg)
		}
		scopes[i].units = append(scopes[i].units, u)
	}
	if len(scopes) == 0 {
		return pos{src: g.units[0].src}.errorf("no package is named; start the file with `package namespace:name;`")
	}
	for _, p := range scopes {
		if err := r.declarePackage(p); err != nil {
			return err
		}
	}
	return nil
}

// declarePackage enters p. The same package may come from several groups if
// the texts are equal.
func (r *resolver) declarePackage(p *pkgScope) error {
	if old := r.pkgs[p.pkg.Name]; old != nil {
		if !slices.EqualFunc(p.units, old.units, func(a, b *unit) bool { return a.text == b.text }) {
			return p.pos.errorf("package %s is declared in %s already, with other contents; remove one", p.pkg.Name, old.group)
		}
		return nil
	}
	r.pkgs[p.pkg.Name] = p
	r.order = append(r.order, p)
	for _, u := range p.units {
		u.owner = p
		if u.docs != "" {
			if p.pkg.Docs != "" {
				return u.pos.errorf("package %s is documented in several files; keep one comment", p.pkg.Name)
			}
			p.pkg.Docs = u.docs
		}
		for _, i := range u.ifaces {
			i.unit = u
			if err := r.declare(p, &item{name: i.name, idecl: i}, &i.attrs); err != nil {
				return err
			}
		}
		for _, w := range u.worlds {
			w.unit = u
			if err := r.declare(p, &item{name: w.name, wdecl: w}, &w.attrs); err != nil {
				return err
			}
		}
	}
	for _, u := range p.units {
		if err := declareUses(u); err != nil {
			return err
		}
	}
	return nil
}

func (r *resolver) declare(p *pkgScope, it *item, a *attrs) error {
	if err := claim(p.taken, it.name.text, it.name.pos, "interface or world"); err != nil {
		return err
	}
	it.pkg = p
	off, err := r.gate(a, it.name.pos, p)
	if err != nil {
		return err
	}
	it.off = off
	if it.idecl != nil && off != "" {
		for _, t := range it.idecl.types {
			if t.gates.Unstable == "" {
				return t.name.pos.errorf("interface %q is left out, as its feature %q is not enabled, but this type is not; gate it likewise", it.name.text, off)
			}
		}
	}
	p.items[it.name.text] = it
	p.list = append(p.list, it)
	return nil
}

// declareUses builds the scope that top-level `use` makes in a unit.
func declareUses(u *unit) error {
	u.scope = map[string]*topUse{}
	for i := range u.uses {
		as := u.uses[i].as
		it := u.owner.items[as.text]
		if u.scope[as.text] != nil || it != nil && it.name.pos.src == u.src {
			return as.pos.errorf("%q names something else in this file already; rename it with `as`", as.text)
		}
		u.scope[as.text] = &u.uses[i]
	}
	return nil
}

// gate decides whether an item is left out: it returns the feature that would
// have to be enabled, or "".
func (r *resolver) gate(a *attrs, at pos, p *pkgScope) (off string, err error) {
	for _, v := range []string{a.gates.Since, a.gates.Deprecated} {
		if v == "" {
			continue
		}
		if p.pkg.Name.Version == "" {
			return "", at.errorf("a gate with a version needs a package with a version; write `package %s@1.2.3;`", p.pkg.Name)
		}
	}
	if a.gates.Since != "" {
		since, _ := parseVersion(a.gates.Since)
		now, _ := parseVersion(p.pkg.Name.Version)
		if since.compare(now) > 0 {
			return "", at.errorf("@since version %s is later than package %s", a.gates.Since, p.pkg.Name)
		}
	}
	if f := a.gates.Unstable; f != "" && !r.all && !r.features[f] {
		return f, nil
	}
	return "", nil
}

// resolve resolves all items of all packages.
func (r *resolver) resolve() error {
	for _, p := range r.order {
		for _, u := range p.units {
			for i := range u.uses {
				if _, err := r.followUse(&u.uses[i], u); err != nil {
					return err
				}
			}
		}
		for _, it := range p.list {
			if it.off != "" {
				continue
			}
			if err := r.resolveItem(it, it.name.pos); err != nil {
				return err
			}
			if it.iface != nil {
				p.pkg.Interfaces = append(p.pkg.Interfaces, it.iface)
			}
		}
	}
	for _, p := range r.order {
		for _, it := range p.list {
			if it.world == nil {
				continue
			}
			if err := r.elaborate(it); err != nil {
				return err
			}
			p.pkg.Worlds = append(p.pkg.Worlds, it.world)
		}
	}
	return nil
}

// resolveItem resolves it, which at refers to.
func (r *resolver) resolveItem(it *item, at pos) error {
	switch it.state {
	case resolved:
		return nil
	case resolving:
		return at.errorf("%q depends on itself; break the cycle", it.name.text)
	}
	it.state = resolving
	if r.depth++; r.depth > maxDepth {
		return at.errorf("interfaces or worlds refer to each other more than %d deep", maxDepth)
	}
	defer func() { r.depth-- }()
	var err error
	if it.idecl != nil {
		err = r.resolveInterface(it)
	} else {
		err = r.resolveWorld(it)
	}
	it.state = resolved
	return err
}

// lookup finds what path refers to in u, and resolves it.
func (r *resolver) lookup(from itemPath, u *unit) (*item, error) {
	it, err := r.find(from, u)
	if err != nil {
		return nil, err
	}
	if it.off != "" {
		return nil, from.pos.errorf("%q is left out, as its feature %q is not enabled; enable it, or gate this item likewise", it.name.text, it.off)
	}
	return it, r.resolveItem(it, from.pos)
}

func (r *resolver) find(from itemPath, u *unit) (*item, error) {
	p := u.owner
	if from.pkg != nil {
		if p = r.pkgs[*from.pkg]; p == nil {
			return nil, from.pos.errorf("no package %s; known are %s", from.pkg, r.known())
		}
	} else if use := u.scope[from.name.text]; use != nil {
		return r.followUse(use, u)
	}
	if it := p.items[from.name.text]; it != nil {
		return it, nil
	}
	return nil, from.name.pos.errorf("no interface or world %q in package %s; declare it or `use` it", from.name.text, p.pkg.Name)
}

// followUse finds what a top-level use refers to.
func (r *resolver) followUse(use *topUse, u *unit) (*item, error) {
	if use.busy {
		return nil, use.as.pos.errorf("%q is defined by itself; break the cycle", use.as.text)
	}
	if r.depth++; r.depth > maxDepth {
		return nil, use.as.pos.errorf("uses refer to each other more than %d deep", maxDepth)
	}
	defer func() { r.depth-- }()
	// Without `as`, the name on the right is that of the package, not the use.
	if use.path.pkg == nil && use.as.text == use.path.name.text {
		if it := u.owner.items[use.path.name.text]; it != nil {
			return it, nil
		}
	}
	use.busy = true
	defer func() { use.busy = false }()
	it, err := r.find(use.path, u)
	if err == nil && it.idecl == nil {
		err = use.path.pos.errorf("%q is a world; `use` takes interfaces, write the world's full name in `include`", it.name.text)
	}
	return it, err
}

// known lists some packages for an error.
func (r *resolver) known() string {
	var names []string
	for _, p := range r.order {
		if len(names) == 10 {
			names = append(names, "…")
			break
		}
		names = append(names, p.pkg.Name.String())
	}
	return strings.Join(names, ", ")
}

func (r *resolver) resolveInterface(it *item) error {
	d := it.idecl
	iface := &Interface{Package: it.pkg.pkg, Name: d.name.text, Docs: d.docs, Gates: d.gates}
	it.iface = iface
	return r.interfaceBody(it, iface)
}

// interfaceBody fills iface from it.idecl.
func (r *resolver) interfaceBody(it *item, iface *Interface) error {
	d := it.idecl
	s := &typeScope{resolver: r, item: it, unit: d.unit, iface: iface, names: map[string]*typeName{}, taken: map[string]string{}}
	it.types = s
	if err := s.declare(d.uses, d.types); err != nil {
		return err
	}
	if err := s.resolveAll(); err != nil {
		return err
	}
	iface.Types = s.out
	iface.Funcs = s.methods
	for _, f := range d.funcs {
		fn, err := s.function(f, nil)
		if err != nil {
			return err
		}
		if fn == nil {
			continue
		}
		if err := claim(s.taken, fn.Name, f.name.pos, "function"); err != nil {
			return err
		}
		iface.Funcs = append(iface.Funcs, fn)
	}
	return nil
}

// refer notes that from depends on to.
func (r *resolver) refer(from, to *item, at pos) error {
	from.depth = max(from.depth, to.depth+1)
	if from.depth > maxDepth {
		return at.errorf("interfaces or worlds refer to each other more than %d deep", maxDepth)
	}
	return nil
}

// uniqueKey is what must differ between the names of a scope (Explainer.md,
// "Name Uniqueness").
func uniqueKey(name string) string {
	name = strings.ToLower(name)
	annotation, rest, ok := strings.Cut(name, "]")
	if !ok || annotation == "[constructor" {
		return name
	}
	if res, fn, ok := strings.Cut(rest, "."); ok && res == fn {
		return res
	}
	return rest
}

// claim enters name into taken, the unique keys of a scope.
func claim(taken map[string]string, name string, at pos, what string) error {
	key := uniqueKey(name)
	if old, ok := taken[key]; ok {
		if old == name {
			return at.errorf("%s %q is declared twice; rename one", what, name)
		}
		return at.errorf("%s %q differs from %q too little; rename one", what, name, old)
	}
	taken[key] = name
	return nil
}
