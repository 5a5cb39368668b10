package wit

import "strings"

// maxTypeDepth bounds the nesting of type expressions and the length of chains
// of names that refer to each other.
const maxTypeDepth = 100

// A parser turns a source into units. Its methods are named after productions
// of WIT.md.
type parser struct {
	scanner
	depth int
}

// parseFile parses a source: its first unit is the file's own, those after it
// are nested packages.
func parseFile(src *source) ([]*unit, error) {
	if err := checkText(src); err != nil {
		return nil, err
	}
	p := &parser{scanner: scanner{src: src}}
	if err := p.next(); err != nil {
		return nil, err
	}
	file := &unit{src: src, text: src.text}
	units := []*unit{file}
	for p.tok != tokEOF {
		if p.isKeyword("package") {
			u, err := p.packageDecl(file)
			if err != nil {
				return nil, err
			}
			if u != file {
				units = append(units, u)
			}
			continue
		}
		if err := p.packageItem(file); err != nil {
			return nil, err
		}
	}
	return units, nil
}

// packageDecl parses a package declaration, which either names the file's
// package or starts a nested one.
func (p *parser) packageDecl(file *unit) (*unit, error) {
	docs, at := p.docs, p.pos
	if err := p.next(); err != nil {
		return nil, err
	}
	pkgPos := p.pos
	pkg, err := p.packageName()
	if err != nil {
		return nil, err
	}
	pkgPos.end = p.pos.off
	if p.tok == tokLeftBrace {
		u := &unit{src: file.src, pkg: pkg, pos: pkgPos, docs: docs, nested: true}
		start := p.pos.off
		err := p.block(func() error { return p.packageItem(u) })
		u.text = file.src.text[start:p.pos.off]
		return u, err
	}
	if file.pkg != nil || len(file.ifaces)+len(file.worlds)+len(file.uses) > 0 {
		return nil, at.errorf("a file names its package once, before anything else; write `package … { }` for a nested package")
	}
	file.pkg, file.pos, file.docs = pkg, pkgPos, docs
	return file, p.expect(tokSemicolon)
}

// packageName parses namespace:name@version; the current token is the first.
func (p *parser) packageName() (*PackageName, error) {
	ns, err := p.ident()
	if err != nil {
		return nil, err
	}
	if err := p.expect(tokColon); err != nil {
		return nil, err
	}
	return p.packageNameAfter(ns)
}

// packageNameAfter parses the rest of a package name, after namespace and
// colon.
func (p *parser) packageNameAfter(ns name) (*PackageName, error) {
	id, err := p.packageLabels(ns)
	if err != nil {
		return nil, err
	}
	if p.tok == tokColon || p.tok == tokSlash {
		return nil, p.pos.errorf("nested namespaces and packages are not supported; use the form namespace:package")
	}
	pkg := &PackageName{Namespace: ns.text, Name: id.text}
	pkg.Version, err = p.optVersion()
	return pkg, err
}

// packageLabels parses the package label after ns and checks both.
func (p *parser) packageLabels(ns name) (name, error) {
	id, err := p.ident()
	if err != nil {
		return name{}, err
	}
	for _, n := range []name{ns, id} {
		if !isPackageLabel(n.text) {
			return name{}, n.pos.errorf("%q cannot be part of a package name; write it in lower case", n.text)
		}
	}
	return id, nil
}

// optVersion parses '@' and a version, if the former is there.
func (p *parser) optVersion() (string, error) {
	if p.tok != tokAt {
		return "", nil
	}
	if err := p.version(); err != nil {
		return "", err
	}
	v := p.text
	return v, p.next()
}

func (p *parser) packageItem(u *unit) error {
	a, err := p.attrs()
	if err != nil {
		return err
	}
	switch {
	case a.hasID:
		return a.pos.errorf("@external-id belongs on imports, exports, functions and types")
	case p.isKeyword("use") && !a.gated:
		return p.toplevelUse(u)
	case p.isKeyword("interface"):
		i, err := p.namedInterface(u, a)
		u.ifaces = append(u.ifaces, i)
		return err
	case p.isKeyword("world"):
		w, err := p.world(u, a)
		u.worlds = append(u.worlds, w)
		return err
	case p.isKeyword("package") && u.pkg != nil:
		return p.pos.errorf("packages do not nest in nested packages; move this one to the top level of the file")
	}
	return p.unexpected("`interface`, `world`, `use` or `package`")
}

func (p *parser) toplevelUse(u *unit) error {
	if err := p.next(); err != nil {
		return err
	}
	from, err := p.usePath()
	if err != nil {
		return err
	}
	use := topUse{path: from, as: from.name}
	if use.as, err = p.optAs(from.name); err != nil {
		return err
	}
	u.uses = append(u.uses, use)
	return p.expect(tokSemicolon)
}

// optAs parses `as name`, or returns otherwise.
func (p *parser) optAs(otherwise name) (name, error) {
	if !p.isKeyword("as") {
		return otherwise, nil
	}
	if err := p.next(); err != nil {
		return name{}, err
	}
	return p.ident()
}

func (p *parser) usePath() (itemPath, error) {
	id, err := p.ident()
	if err != nil {
		return itemPath{}, err
	}
	if p.tok != tokColon {
		return itemPath{name: id, pos: id.pos}, nil
	}
	if err := p.next(); err != nil {
		return itemPath{}, err
	}
	return p.usePathAfter(id)
}

// usePathAfter parses the rest of a path, after namespace and colon.
func (p *parser) usePathAfter(ns name) (itemPath, error) {
	id, err := p.packageLabels(ns)
	if err != nil {
		return itemPath{}, err
	}
	if p.tok != tokSlash {
		return itemPath{}, p.unexpected("`/` and the name of an interface or world")
	}
	if err := p.next(); err != nil {
		return itemPath{}, err
	}
	item, err := p.ident()
	if err != nil {
		return itemPath{}, err
	}
	if p.tok == tokColon || p.tok == tokSlash {
		return itemPath{}, p.pos.errorf("nested namespaces and packages are not supported; use the form namespace:package/item")
	}
	v, err := p.optVersion()
	pkg := &PackageName{Namespace: ns.text, Name: id.text, Version: v}
	return itemPath{pkg: pkg, name: item, pos: pos{ns.pos.src, ns.pos.off, item.pos.end}}, err
}

// attrs parses doc comments, gates and external-id before an item.
func (p *parser) attrs() (attrs, error) {
	a := attrs{docs: p.docs, pos: p.pos}
	for p.tok == tokAt {
		if err := p.gate(&a); err != nil {
			return a, err
		}
		if p.docs != "" {
			a.docs = strings.TrimPrefix(a.docs+"\n"+p.docs, "\n")
		}
	}
	if a.gates.Since != "" && a.gates.Unstable != "" {
		return a, a.pos.errorf("an item is either @since a version or @unstable; remove one of them")
	}
	return a, nil
}

func (p *parser) gate(a *attrs) error {
	at := p.pos
	if err := p.next(); err != nil {
		return err
	}
	which := p.text
	at.end = p.pos.end
	if p.tok != tokIdent {
		return p.unexpected("`since`, `unstable`, `deprecated` or `external-id`")
	}
	if err := p.next(); err != nil {
		return err
	}
	if err := p.expect(tokLeftParen); err != nil {
		return err
	}
	var into *string
	switch which {
	case "since":
		into = &a.gates.Since
	case "unstable":
		into = &a.gates.Unstable
	case "deprecated":
		into = &a.gates.Deprecated
	case "external-id":
		return p.externalID(a, at)
	default:
		return at.errorf("unknown annotation @%s; known are @since, @unstable, @deprecated and @external-id", which)
	}
	if *into != "" {
		return at.errorf("@%s stands twice; remove one", which)
	}
	a.gated = true
	key := "version"
	if which == "unstable" {
		key = "feature"
	}
	value, err := p.gateField(key)
	if err != nil {
		return err
	}
	*into = value
	return p.expect(tokRightParen)
}

// gateField parses `version = 1.2.3` or `feature = name`.
func (p *parser) gateField(key string) (string, error) {
	if p.tok != tokIdent || p.text != key {
		return "", p.unexpected("`" + key + " = …`")
	}
	if err := p.next(); err != nil {
		return "", err
	}
	if p.tok != tokEquals {
		return "", p.unexpected("`=`")
	}
	if key == "feature" {
		if err := p.next(); err != nil {
			return "", err
		}
		id, err := p.ident()
		return id.text, err
	}
	p.span(func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' })
	if err := p.version(); err != nil {
		return "", err
	}
	v := p.text
	return v, p.next()
}

func (p *parser) externalID(a *attrs, at pos) error {
	if a.hasID {
		return at.errorf("@external-id stands twice; remove one")
	}
	if p.tok != tokString {
		return p.unexpected("a string")
	}
	a.hasID, a.externalID = true, p.text
	if err := p.next(); err != nil {
		return err
	}
	return p.expect(tokRightParen)
}

func (p *parser) namedInterface(u *unit, a attrs) (*ifaceDecl, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	id, err := p.ident()
	if err != nil {
		return nil, err
	}
	return p.interfaceBody(&ifaceDecl{attrs: a, name: id, unit: u})
}

func (p *parser) interfaceBody(i *ifaceDecl) (*ifaceDecl, error) {
	return i, p.block(func() error { return p.interfaceItem(i) })
}

func (p *parser) interfaceItem(i *ifaceDecl) error {
	a, err := p.attrs()
	if err != nil {
		return err
	}
	if p.isKeyword("use") {
		use, err := p.use(a)
		i.uses = append(i.uses, use)
		return err
	}
	if t, err := p.typedef(a); t != nil || err != nil {
		i.types = append(i.types, t)
		return err
	}
	if p.tok != tokIdent {
		return p.unexpected("`use`, a type or a function")
	}
	f, err := p.funcItem(a, plainFunc)
	i.funcs = append(i.funcs, f)
	return err
}

func (p *parser) use(a attrs) (*useDecl, error) {
	if a.hasID {
		return nil, a.pos.errorf("@external-id belongs on imports, exports, functions and types")
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	from, err := p.usePath()
	if err != nil {
		return nil, err
	}
	if err := p.expect(tokPeriod); err != nil {
		return nil, err
	}
	use := &useDecl{attrs: a, from: from}
	if use.names, err = p.useNames(false); err != nil {
		return nil, err
	}
	return use, p.expect(tokSemicolon)
}

// useNames parses { a, b as c }; if renames is true, each must have an `as`.
func (p *parser) useNames(renames bool) ([]useName, error) {
	var names []useName
	err := p.list(tokLeftBrace, tokRightBrace, func() error {
		id, err := p.ident()
		if err != nil {
			return err
		}
		if renames && !p.isKeyword("as") {
			return p.unexpected("`as` and the new name")
		}
		as, err := p.optAs(id)
		names = append(names, useName{id, as})
		return err
	})
	return names, err
}

func (p *parser) resourceItem(t *typeDecl) error {
	t.resource = true
	if p.tok == tokSemicolon {
		return p.next()
	}
	return p.block(func() error {
		m, err := p.resourceMethod()
		t.methods = append(t.methods, m)
		return err
	})
}

func (p *parser) resourceMethod() (*funcDecl, error) {
	a, err := p.attrs()
	if err != nil {
		return nil, err
	}
	if p.isKeyword("constructor") {
		f := &funcDecl{attrs: a, name: name{"constructor", p.pos}, kind: constructor}
		if err := p.next(); err != nil {
			return nil, err
		}
		if err := p.paramsAndResult(f); err != nil {
			return nil, err
		}
		return f, p.expect(tokSemicolon)
	}
	if p.tok != tokIdent {
		return nil, p.unexpected("`constructor` or the name of a method")
	}
	return p.funcItem(a, method)
}

// funcItem parses `name: func-type;`.
func (p *parser) funcItem(a attrs, kind funcKind) (*funcDecl, error) {
	id, err := p.ident()
	if err != nil {
		return nil, err
	}
	if err := p.expect(tokColon); err != nil {
		return nil, err
	}
	if kind == method && p.isKeyword("static") {
		kind = static
		if err := p.next(); err != nil {
			return nil, err
		}
	}
	f := &funcDecl{attrs: a, name: id, kind: kind}
	if err := p.funcType(f); err != nil {
		return nil, err
	}
	return f, p.expect(tokSemicolon)
}

func (p *parser) funcType(f *funcDecl) error {
	if p.isKeyword("async") {
		f.async = true
		if err := p.next(); err != nil {
			return err
		}
	}
	if !p.isKeyword("func") {
		return p.unexpected("`func`")
	}
	if err := p.next(); err != nil {
		return err
	}
	return p.paramsAndResult(f)
}

func (p *parser) paramsAndResult(f *funcDecl) error {
	err := p.list(tokLeftParen, tokRightParen, func() error {
		param, err := p.field(exprRecord)
		f.params = append(f.params, param)
		return err
	})
	if err != nil || p.tok != tokArrow {
		return err
	}
	if err := p.next(); err != nil {
		return err
	}
	f.result, err = p.ty()
	return err
}

// block parses { item* }.
func (p *parser) block(item func() error) error {
	if err := p.expect(tokLeftBrace); err != nil {
		return err
	}
	for p.tok != tokRightBrace {
		if err := item(); err != nil {
			return err
		}
	}
	return p.next()
}

// list parses items between open and end, separated by commas; one may follow
// the last.
func (p *parser) list(open, end token, item func() error) error {
	if err := p.expect(open); err != nil {
		return err
	}
	for p.tok != end {
		if err := item(); err != nil {
			return err
		}
		if p.tok != tokComma {
			break
		}
		if err := p.next(); err != nil {
			return err
		}
	}
	if p.tok != end {
		return p.unexpected("`,` or " + tokenText[end])
	}
	return p.next()
}

func (p *parser) ident() (name, error) {
	if p.tok != tokIdent {
		return name{}, p.unexpected("a name")
	}
	id := name{p.text, p.pos}
	return id, p.next()
}

func (p *parser) expect(tok token) error {
	if p.tok != tok {
		return p.unexpected(tokenText[tok])
	}
	return p.next()
}

func (p *parser) isKeyword(word string) bool { return p.tok == tokKeyword && p.text == word }

// unexpected says that the current token is not what is wanted.
func (p *parser) unexpected(want string) error {
	switch p.tok {
	case tokKeyword:
		hint := ""
		if want == "a name" {
			hint = "; write %" + p.text + " to use it as a name"
		}
		return p.pos.errorf("expected %s, found keyword `%s`%s", want, p.text, hint)
	case tokIdent:
		return p.pos.errorf("expected %s, found %q", want, p.text)
	}
	return p.pos.errorf("expected %s, found %s", want, tokenText[p.tok])
}
