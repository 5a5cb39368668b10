package wit

import "strconv"

// typedef parses a type definition; it returns nil if the current token does
// not start one.
func (p *parser) typedef(a attrs) (*typeDecl, error) {
	if p.tok != tokKeyword {
		return nil, nil
	}
	t := &typeDecl{attrs: a}
	var body func(*typeDecl) error
	switch p.text {
	case "type":
		body = p.typeItem
	case "resource":
		body = p.resourceItem
	case "record":
		body = p.fields(exprRecord)
	case "variant":
		body = p.fields(exprVariant)
	case "enum":
		body = p.fields(exprEnum)
	case "flags":
		body = p.fields(exprFlags)
	default:
		return nil, nil
	}
	if err := p.next(); err != nil {
		return nil, err
	}
	var err error
	if t.name, err = p.ident(); err != nil {
		return nil, err
	}
	return t, body(t)
}

func (p *parser) typeItem(t *typeDecl) (err error) {
	if err := p.expect(tokEquals); err != nil {
		return err
	}
	if t.expr, err = p.ty(); err != nil {
		return err
	}
	return p.expect(tokSemicolon)
}

// fields parses the body of a record, variant, enum or flags.
func (p *parser) fields(kind exprKind) func(*typeDecl) error {
	return func(t *typeDecl) error {
		t.expr = &typeExpr{kind: kind, pos: t.name.pos}
		err := p.list(tokLeftBrace, tokRightBrace, func() error {
			f, err := p.field(kind)
			t.expr.fields = append(t.expr.fields, f)
			return err
		})
		if err == nil && len(t.expr.fields) == 0 {
			return t.name.pos.errorf("type %q is empty; it needs at least one member", t.name.text)
		}
		return err
	}
}

func (p *parser) field(kind exprKind) (f field, err error) {
	f.docs = p.docs
	if f.name, err = p.ident(); err != nil {
		return f, err
	}
	switch {
	case kind == exprRecord:
		if err := p.expect(tokColon); err != nil {
			return f, err
		}
		f.typ, err = p.ty()
	case kind == exprVariant && p.tok == tokLeftParen:
		if err := p.next(); err != nil {
			return f, err
		}
		if f.typ, err = p.ty(); err != nil {
			return f, err
		}
		err = p.expect(tokRightParen)
	}
	return f, err
}

var primitives = map[string]Primitive{
	"bool": Bool, "s8": S8, "u8": U8, "s16": S16, "u16": U16, "s32": S32, "u32": U32,
	"s64": S64, "u64": U64, "f32": F32, "f64": F64, "char": Char, "string": String,
}

func (p *parser) ty() (*typeExpr, error) {
	if p.depth++; p.depth > maxTypeDepth {
		return nil, p.pos.errorf("type nests deeper than %d; give a name to its inner part", maxTypeDepth)
	}
	defer func() { p.depth-- }()
	t := &typeExpr{pos: p.pos}
	if p.tok == tokIdent {
		t.kind, t.name = exprName, name{p.text, p.pos}
		return t, p.next()
	}
	if p.tok != tokKeyword {
		return nil, p.unexpected("a type")
	}
	if prim, ok := primitives[p.text]; ok {
		t.prim = prim
		return t, p.next()
	}
	word := p.text
	if err := p.next(); err != nil {
		return nil, err
	}
	err := p.constructed(t, word)
	return t, err
}

// constructed parses the arguments of the type constructor word.
func (p *parser) constructed(t *typeExpr, word string) error {
	switch word {
	case "list":
		t.kind = exprList
		return p.listType(t)
	case "map":
		t.kind = exprMap
		return p.typeArgs(t, 2, 2)
	case "tuple":
		t.kind = exprTuple
		return p.typeArgs(t, 1, maxTupleTypes)
	case "option":
		t.kind = exprOption
		return p.typeArgs(t, 1, 1)
	case "result":
		t.kind = exprResult
		return p.resultType(t)
	case "stream", "future":
		t.kind = exprStream
		if word == "future" {
			t.kind = exprFuture
		}
		if p.tok != tokLess {
			t.args = []*typeExpr{nil}
			return nil
		}
		return p.typeArgs(t, 1, 1)
	case "own", "borrow":
		t.kind = exprOwn
		if word == "borrow" {
			t.kind = exprBorrow
		}
		return p.handleType(t)
	}
	return t.pos.errorf("expected a type, found keyword `%s`; write %%%s if a type of that name is meant", word, word)
}

// maxTupleTypes bounds tuples; the binary format's validators bound the size
// of types in the same way.
const maxTupleTypes = 10_000

// typeArgs parses <a, b>, with at least lo and at most hi arguments.
func (p *parser) typeArgs(t *typeExpr, lo, hi int) error {
	err := p.list(tokLess, tokGreater, func() error {
		if len(t.args) == hi {
			return p.unexpected("`>`")
		}
		arg, err := p.ty()
		t.args = append(t.args, arg)
		return err
	})
	if err == nil && len(t.args) < lo {
		return t.pos.errorf("type needs %d argument(s) in < >", lo)
	}
	return err
}

func (p *parser) listType(t *typeExpr) error {
	if err := p.expect(tokLess); err != nil {
		return err
	}
	elem, err := p.ty()
	if err != nil {
		return err
	}
	t.args = []*typeExpr{elem}
	if p.tok == tokComma {
		if err := p.next(); err != nil {
			return err
		}
		n, err := strconv.ParseUint(p.text, 10, 32)
		if p.tok != tokInteger || err != nil || n == 0 || leadingZero(p.text) {
			return p.unexpected("a length from 1 to 4294967295")
		}
		t.len = uint32(n)
		if err := p.next(); err != nil {
			return err
		}
	}
	return p.expect(tokGreater)
}

func (p *parser) resultType(t *typeExpr) error {
	t.args = make([]*typeExpr, 2)
	if p.tok != tokLess {
		return nil
	}
	if err := p.next(); err != nil {
		return err
	}
	var err error
	if p.tok == tokUnderscore {
		if err = p.next(); err == nil && p.tok != tokComma {
			return p.unexpected("`,` and the error type")
		}
	} else {
		t.args[0], err = p.ty()
	}
	if err != nil {
		return err
	}
	if p.tok == tokComma {
		if err := p.next(); err != nil {
			return err
		}
		if t.args[1], err = p.ty(); err != nil {
			return err
		}
	}
	return p.expect(tokGreater)
}

func (p *parser) handleType(t *typeExpr) (err error) {
	if err := p.expect(tokLess); err != nil {
		return err
	}
	if t.name, err = p.ident(); err != nil {
		return err
	}
	return p.expect(tokGreater)
}
