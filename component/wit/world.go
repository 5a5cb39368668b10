package wit

import (
	"cmp"
	"slices"
	"strings"
)

// worldItems are the imports and exports of a world as they are written and
// included, without the interfaces that they imply.
type worldItems struct {
	imports, exports side
}

// A side is the imports or the exports of a world.
type side struct {
	items []WorldItem
	taken map[string]string // unique keys of plain names
	ids   map[string]bool   // interface names
}

// A worldScope is a world being resolved.
type worldScope struct {
	*typeScope
	item *item
	raw  *worldItems
}

// resolveWorld resolves a world up to its elaboration (WIT.md, "WIT Worlds").
func (r *resolver) resolveWorld(it *item) error {
	d := it.wdecl
	it.raw.imports = side{taken: map[string]string{}, ids: map[string]bool{}}
	it.raw.exports = side{taken: map[string]string{}, ids: map[string]bool{}}
	s := &worldScope{item: it, raw: &it.raw, typeScope: &typeScope{
		resolver: r, item: it, unit: d.unit, names: map[string]*typeName{}, taken: it.raw.imports.taken,
	}}
	if err := s.declare(d.uses, d.types); err != nil {
		return err
	}
	if err := s.resolveAll(); err != nil {
		return err
	}
	for _, t := range s.out {
		s.raw.imports.items = append(s.raw.imports.items, WorldItem{Name: t.Name, Type: t, Docs: t.Docs, Gates: t.Gates, ExternalID: t.ExternalID})
	}
	for _, f := range s.methods {
		s.raw.imports.items = append(s.raw.imports.items, funcItem(f))
	}
	for _, e := range d.externs {
		if err := s.extern(e); err != nil {
			return err
		}
	}
	for _, inc := range d.includes {
		if err := s.include(inc); err != nil {
			return err
		}
	}
	it.world = &World{Package: it.pkg.pkg, Name: d.name.text, Docs: d.docs, Gates: d.gates}
	return nil
}

func funcItem(f *Func) WorldItem {
	return WorldItem{Name: f.Name, Func: f, Docs: f.Docs, Gates: f.Gates, ExternalID: f.ExternalID}
}

// add adds an item to a side; at is where it stands.
func (s *worldScope) add(to *side, w WorldItem, at pos) error {
	if s.worldItems++; s.worldItems > maxWorldItems {
		return at.errorf("worlds have more than %d imports and exports in total", maxWorldItems)
	}
	if isInterfaceName(w.Name) {
		if to.ids[w.Name] {
			return at.errorf("interface %q is listed twice; remove one", w.Name)
		}
		to.ids[w.Name] = true
	} else if err := claim(to.taken, w.Name, at, "name"); err != nil {
		return err
	}
	to.items = append(to.items, w)
	return nil
}

func isInterfaceName(name string) bool { return strings.Contains(name, ":") }

// extern resolves an import or export.
func (s *worldScope) extern(e *externDecl) error {
	at := e.name.pos
	if e.name.text == "" {
		at = e.path.pos
	}
	off, err := s.gate(&e.attrs, at, s.unit.owner)
	if off != "" || err != nil {
		return err
	}
	to := &s.raw.imports
	if e.export {
		to = &s.raw.exports
	}
	w := WorldItem{Name: e.name.text, Docs: e.docs, Gates: e.gates, ExternalID: e.externalID}
	switch {
	case e.fn != nil:
		w.Func, err = s.function(e.fn, nil)
	case e.inline != nil:
		w.Interface, err = s.inline(e.inline)
	default:
		if w.Interface, err = s.byPath(e.path); err != nil {
			return err
		}
		if w.Name == "" {
			w.Name = w.Interface.ExternalName()
		} else {
			w.Implements = w.Interface.ExternalName()
		}
	}
	if err != nil {
		return err
	}
	return s.add(to, w, at)
}

func (s *worldScope) inline(d *ifaceDecl) (*Interface, error) {
	it := &item{name: d.name, pkg: s.item.pkg, idecl: d}
	iface := &Interface{Name: d.name.text}
	if err := s.interfaceBody(it, iface); err != nil {
		return nil, err
	}
	return iface, s.refer(s.item, it, d.name.pos)
}

func (s *worldScope) byPath(p *itemPath) (*Interface, error) {
	it, err := s.lookup(*p, s.unit)
	if err != nil {
		return nil, err
	}
	if it.iface == nil {
		return nil, p.pos.errorf("%q is a world; import and export take interfaces, include takes worlds", p.name.text)
	}
	return it.iface, s.refer(s.item, it, p.pos)
}

// include adds the items of another world (WIT.md, "Union of Worlds with
// include").
func (s *worldScope) include(d *includeDecl) error {
	off, err := s.gate(&d.attrs, d.path.pos, s.unit.owner)
	if off != "" || err != nil {
		return err
	}
	it, err := s.lookup(d.path, s.unit)
	if err != nil {
		return err
	}
	if it.world == nil {
		return d.path.pos.errorf("%q is an interface; include takes worlds, import and export take interfaces", d.path.name.text)
	}
	if err := s.refer(s.item, it, d.path.pos); err != nil {
		return err
	}
	ren, err := newRenaming(d.with, &it.raw, it.pkg != s.item.pkg)
	if err != nil {
		return err
	}
	at := d.path.pos
	if err := s.includeSide(&s.raw.imports, &it.raw.imports, ren, at); err != nil {
		return err
	}
	return s.includeSide(&s.raw.exports, &it.raw.exports, ren, at)
}

func (s *worldScope) includeSide(to, from *side, ren *renaming, at pos) error {
	for _, w := range from.items {
		if to.ids[w.Name] {
			continue
		}
		if err := s.add(to, ren.item(w), at); err != nil {
			return err
		}
	}
	return nil
}

// elaborate lists the interfaces that the items of a world imply, and puts all
// items in an order in which each stands after what it refers to (WIT.md,
// "Transitive imports and worlds").
func (r *resolver) elaborate(it *item) error {
	e := &elaboration{resolver: r, at: it.name.pos, imported: map[string]bool{}, exported: map[string]bool{}, required: map[string]bool{}}
	e.listed = it.raw.exports.ids
	byRank := func(a, b WorldItem) int { return cmp.Compare(rank(a), rank(b)) }
	for _, w := range slices.SortedStableFunc(slices.Values(it.raw.imports.items), byRank) {
		switch {
		case w.Interface != nil:
			e.importAfterDeps(w)
		case w.Type != nil:
			if from := usedFrom(w.Type, nil); from != nil {
				e.importAfterDeps(impliedItem(from, w.Gates))
			}
			e.imports = append(e.imports, w)
		default:
			e.imports = append(e.imports, w)
		}
	}
	for _, w := range it.raw.exports.items {
		if w.Interface == nil {
			e.exports = append(e.exports, w)
		} else if err := e.exportAfterDeps(w, it.raw.exports.items); err != nil {
			return err
		}
	}
	if r.worldItems += len(e.imports) + len(e.exports); r.worldItems > maxWorldItems {
		return it.name.pos.errorf("worlds have more than %d imports and exports in total", maxWorldItems)
	}
	slices.SortStableFunc(e.imports, byRank)
	it.world.Imports, it.world.Exports = e.imports, e.exports
	for _, w := range e.imports {
		if w.Type != nil {
			it.world.Types = append(it.world.Types, w.Type)
		}
	}
	return nil
}

// rank orders imports: interfaces, used types, types, methods, functions.
func rank(w WorldItem) int {
	switch {
	case w.Interface != nil:
		return 0
	case w.Type != nil && usedFrom(w.Type, nil) != nil:
		return 1
	case w.Type != nil:
		return 2
	case strings.HasPrefix(w.Name, "["):
		return 3
	}
	return 4
}

// An elaboration collects the complete items of a world.
type elaboration struct {
	*resolver
	at       pos
	listed   map[string]bool // interfaces that the world exports
	imports  []WorldItem
	exports  []WorldItem
	imported map[string]bool
	exported map[string]bool
	required map[string]bool // imports that an export needs
}

func impliedItem(i *Interface, g Gates) WorldItem {
	return WorldItem{Name: i.ExternalName(), Interface: i, Gates: g}
}

// importAfterDeps adds w after the interfaces that it uses.
func (e *elaboration) importAfterDeps(w WorldItem) {
	if e.imported[w.Name] {
		return
	}
	e.imported[w.Name] = true
	for _, dep := range usedInterfaces(w.Interface) {
		e.importAfterDeps(impliedItem(dep, w.Gates))
	}
	e.imports = append(e.imports, w)
}

// exportAfterDeps adds the export w after the exported interfaces that it
// uses; other interfaces that it uses become imports. Nothing that is imported
// for an export may be exported as well, as w would then see two instances of
// its types.
func (e *elaboration) exportAfterDeps(w WorldItem, all []WorldItem) error {
	if e.exported[w.Name] {
		return nil
	}
	if e.required[w.Name] {
		return e.at.errorf("an export of this world needs interface %q as an import, but it is exported too; export the interfaces in between as well", w.Name)
	}
	e.exported[w.Name] = true
	for _, dep := range usedInterfaces(w.Interface) {
		name := dep.ExternalName()
		if e.listed[name] {
			i := slices.IndexFunc(all, func(w WorldItem) bool { return w.Name == name })
			if err := e.exportAfterDeps(all[i], all); err != nil {
				return err
			}
		} else if err := e.require(dep, w.Gates); err != nil {
			return err
		}
	}
	e.exports = append(e.exports, w)
	return nil
}

// require imports what an export uses.
func (e *elaboration) require(i *Interface, g Gates) error {
	name := i.ExternalName()
	if e.required[name] {
		return nil
	}
	if e.exported[name] {
		return e.at.errorf("an export of this world needs interface %q as an import, but it is exported too; export the interfaces in between as well", name)
	}
	e.required[name] = true
	for _, dep := range usedInterfaces(i) {
		if err := e.require(dep, g); err != nil {
			return err
		}
	}
	if !e.imported[name] {
		e.imported[name] = true
		e.imports = append(e.imports, impliedItem(i, g))
	}
	return nil
}

// usedFrom returns the interface from which t was brought in by `use` into in
// (nil for a world), or nil if t is defined there.
func usedFrom(t *TypeDef, in *Interface) *Interface {
	if of, ok := t.Type.(*TypeDef); ok && of.Interface != in {
		return of.Interface
	}
	return nil
}

// usedInterfaces returns the interfaces from which i uses types, each once.
func usedInterfaces(i *Interface) []*Interface {
	var used []*Interface
	seen := map[*Interface]bool{}
	for _, t := range i.Types {
		if from := usedFrom(t, i); from != nil && !seen[from] {
			seen[from] = true
			used = append(used, from)
		}
	}
	return used
}
