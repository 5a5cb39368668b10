package wit

func (p *parser) world(u *unit, a attrs) (*worldDecl, error) {
	if err := p.next(); err != nil {
		return nil, err
	}
	id, err := p.ident()
	if err != nil {
		return nil, err
	}
	w := &worldDecl{attrs: a, name: id, unit: u}
	return w, p.block(func() error { return p.worldItem(w) })
}

func (p *parser) worldItem(w *worldDecl) error {
	a, err := p.attrs()
	if err != nil {
		return err
	}
	switch {
	case p.isKeyword("import"), p.isKeyword("export"):
		e, err := p.extern(w, a)
		w.externs = append(w.externs, e)
		return err
	case p.isKeyword("include"):
		i, err := p.include(a)
		w.includes = append(w.includes, i)
		return err
	case p.isKeyword("use"):
		use, err := p.use(a)
		w.uses = append(w.uses, use)
		return err
	}
	if t, err := p.typedef(a); t != nil || err != nil {
		w.types = append(w.types, t)
		return err
	}
	return p.unexpected("`import`, `export`, `include`, `use` or a type")
}

func (p *parser) extern(w *worldDecl, a attrs) (*externDecl, error) {
	e := &externDecl{attrs: a, export: p.text == "export"}
	if err := p.next(); err != nil {
		return nil, err
	}
	id, err := p.ident()
	if err != nil {
		return nil, err
	}
	if p.tok != tokColon {
		e.path = &itemPath{name: id, pos: id.pos}
		return e, p.expect(tokSemicolon)
	}
	glued := p.pos.off == id.pos.end
	colon := p.pos
	if err := p.next(); err != nil {
		return nil, err
	}
	switch {
	case p.isKeyword("interface"):
		e.name = id
		if err := p.next(); err != nil {
			return nil, err
		}
		e.inline, err = p.interfaceBody(&ifaceDecl{name: id, unit: w.unit})
		return e, err
	case p.isKeyword("func"), p.isKeyword("async"):
		e.name = id
		e.fn = &funcDecl{attrs: a, name: id}
		err = p.funcType(e.fn)
	case glued && p.pos.off == colon.end:
		var from itemPath
		from, err = p.usePathAfter(id)
		e.path = &from
	default:
		e.name = id
		var from itemPath
		from, err = p.usePath()
		e.path = &from
	}
	if err != nil {
		return nil, err
	}
	return e, p.expect(tokSemicolon)
}

func (p *parser) include(a attrs) (*includeDecl, error) {
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
	i := &includeDecl{attrs: a, path: from}
	if !p.isKeyword("with") {
		return i, p.expect(tokSemicolon)
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	if i.with, err = p.useNames(true); err != nil {
		return nil, err
	}
	if p.tok == tokSemicolon { // optional after a brace
		return i, p.next()
	}
	return i, nil
}
