package template

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The part of Liquid that templates of Spin use: outputs with filters, if,
// unless, case, assign, capture, comment, raw, and render or include for
// partials. There are no loops, so that what a template does is bounded by its
// size.

const (
	maxText    = 16 << 20 // bytes of what a file becomes
	maxTag     = 8 << 10  // bytes of an output or tag
	maxNesting = 32       // of blocks and partials in each other
)

// A block is a parsed template.
type block []stmt

// A stmt is a piece of a template.
type stmt interface {
	render(s *scope, to sink) error
}

// scope is what a template is rendered with.
type scope struct {
	values   map[string]string
	partials map[string]block
	depth    int
	size     int // bytes written
}

// syntaxError says that a text is not a template: Spin then takes it for a
// text that only looks like one.
type syntaxError struct{ message string }

func (e *syntaxError) Error() string { return e.message }

func syntaxf(format string, args ...any) error { return &syntaxError{fmt.Sprintf(format, args...)} }

// parse parses a template. The error is a [*syntaxError] if the text is no
// template at all, another one if it asks for what is not there.
func parse(text string) (block, error) {
	tokens, err := tokenize(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	b, end, err := p.block(0)
	if err == nil && end.tag != "" {
		err = syntaxf("unexpected tag `%s`", end.tag)
	}
	return b, err
}

// token is literal text, an output, or a tag with its arguments.
type token struct {
	kind byte // 't' text, 'o' output, 'g' tag
	text string
	tag  string
}

// tokenize splits a template at {{ }} and {% %}. A hyphen inside of a
// delimiter removes the white space beside it.
func tokenize(text string) ([]token, error) {
	var tokens []token
	trim := false // white space before the next literal text
	literal := func(s string) {
		if trim {
			s = strings.TrimLeft(s, " \t\r\n")
		}
		if s != "" {
			tokens = append(tokens, token{kind: 't', text: s})
		}
	}
	for {
		start := nextDelimiter(text)
		if start < 0 {
			literal(text)
			return tokens, nil
		}
		end, kind := "}}", byte('o')
		if text[start+1] == '%' {
			end, kind = "%}", 'g'
		}
		before, rest := text[:start], text[start+2:]
		if r, ok := strings.CutPrefix(rest, "-"); ok {
			before, rest = strings.TrimRight(before, " \t\r\n"), r
		}
		literal(before)
		n := closing(rest, end)
		if n < 0 || n > maxTag {
			return nil, syntaxf("`%s` is missing", end)
		}
		inner, cut := strings.CutSuffix(rest[:n], "-")
		trim, text = cut, rest[n+2:]
		t := token{kind: kind, text: strings.TrimSpace(inner)}
		if kind == 'g' {
			n := strings.IndexAny(t.text+" ", " \t\r\n")
			t.tag, t.text = t.text[:n], strings.TrimSpace(t.text[n:])
		}
		if t.tag == "raw" || t.tag == "comment" {
			inside, rest, err := verbatim(text, t.tag)
			if err != nil {
				return nil, err
			}
			text = rest
			if t.tag == "raw" {
				literal(inside)
			}
			trim = false
			continue
		}
		tokens = append(tokens, t)
	}
}

func nextDelimiter(text string) int {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '{' && (text[i+1] == '{' || text[i+1] == '%') {
			return i
		}
	}
	return -1
}

// closing finds the end of an output or tag, which may be in no string.
func closing(text, end string) int {
	var quote byte
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.HasPrefix(text[i:], end):
			return i
		}
	}
	return -1
}

// verbatim finds the end of a raw or comment block.
func verbatim(text, tag string) (inside, rest string, err error) {
	for from := 0; ; {
		i := strings.Index(text[from:], "{%")
		if i < 0 {
			return "", "", syntaxf("`end%s` is missing", tag)
		}
		i += from
		n := strings.Index(text[i:], "%}")
		if n < 0 {
			return "", "", syntaxf("`end%s` is missing", tag)
		}
		if strings.Trim(text[i+2:i+n], "- \t\r\n") == "end"+tag {
			return text[:i], text[i+n+2:], nil
		}
		from = i + 2
	}
}

// parser makes blocks of tokens.
type parser struct{ tokens []token }

// block reads until a tag that no statement begins with, which it returns.
func (p *parser) block(depth int) (block, token, error) {
	if depth > maxNesting {
		return nil, token{}, fmt.Errorf("blocks are nested more than %d deep", maxNesting)
	}
	var b block
	for len(p.tokens) > 0 {
		t := p.tokens[0]
		p.tokens = p.tokens[1:]
		var s stmt
		var err error
		switch {
		case t.kind == 't':
			s = literalText(t.text)
		case t.kind == 'o':
			var o output
			o.expr, err = parseExpr(t.text)
			s = &o
		case strings.HasPrefix(t.tag, "end") || slices.Contains([]string{"else", "elsif", "when"}, t.tag):
			return b, t, nil
		default:
			s, err = p.tag(t, depth)
		}
		if err != nil {
			return nil, token{}, err
		}
		b = append(b, s)
	}
	return b, token{}, nil
}

// tag parses the statement that a tag begins.
func (p *parser) tag(t token, depth int) (stmt, error) {
	switch t.tag {
	case "if", "unless":
		return p.conditional(t, depth)
	case "case":
		return p.choice(t, depth)
	case "assign":
		name, text, ok := strings.Cut(t.text, "=")
		if !ok {
			return nil, syntaxf("assign without `=`")
		}
		e, err := parseExpr(text)
		return &assign{strings.TrimSpace(name), e}, err
	case "capture":
		b, end, err := p.block(depth + 1)
		if err == nil && end.tag != "endcapture" {
			err = syntaxf("`endcapture` is missing")
		}
		return &capture{t.text, b}, err
	case "render", "include":
		return parsePartial(t.text)
	case "for", "tablerow", "cycle", "increment", "decrement", "break", "continue", "ifchanged", "liquid":
		return nil, fmt.Errorf("gyro does not know Liquid's tag `%s`", t.tag)
	}
	return nil, syntaxf("unknown tag `%s`", t.tag)
}

// grow counts what rendering makes, which is bounded.
func (s *scope) grow(n int) error {
	if s.size += n; s.size > maxText {
		return fmt.Errorf("the file would have more than %d bytes", maxText)
	}
	return nil
}

func (b block) render(s *scope, to sink) error {
	for _, st := range b {
		if err := st.render(s, to); err != nil {
			return err
		}
	}
	return nil
}

type literalText string

func (t literalText) render(s *scope, to sink) error {
	to.text(string(t))
	return s.grow(len(t))
}

// output is {{ expression }}.
type output struct{ expr *expr }

func (o *output) render(s *scope, to sink) error {
	v, err := o.expr.eval(s)
	if err != nil {
		return err
	}
	if err := s.grow(len(v)); err != nil {
		return err
	}
	if o.expr.isLiteral {
		to.text(v)
		return nil
	}
	return to.value(v)
}

// assign is {% assign name = expression %}.
type assign struct {
	name string
	expr *expr
}

func (a *assign) render(s *scope, _ sink) (err error) {
	if s.values[a.name], err = a.expr.eval(s); err != nil {
		return err
	}
	return s.grow(len(s.values[a.name]))
}

// capture is {% capture name %}…{% endcapture %}.
type capture struct {
	name string
	body block
}

func (c *capture) render(s *scope, _ sink) error {
	var text plainSink
	err := c.body.render(s, &text)
	s.values[c.name] = text.String()
	return err
}

// partial is {% render 'name', key: expression, … %}.
type partial struct {
	name string
	args []argument
}

type argument struct {
	name string
	expr *expr
}

func parsePartial(text string) (stmt, error) {
	list := splitOutside(text, ',')
	name, err := parseExpr(list[0])
	if err != nil {
		return nil, err
	}
	if !name.isLiteral {
		return nil, syntaxf("the name of a partial must stand in quotes")
	}
	p := &partial{name: name.base}
	for _, part := range list[1:] {
		key, value, ok := strings.Cut(part, ":")
		if !ok {
			return nil, syntaxf("an argument of a partial is written NAME: VALUE")
		}
		e, err := parseExpr(value)
		if err != nil {
			return nil, err
		}
		p.args = append(p.args, argument{strings.TrimSpace(key), e})
	}
	return p, nil
}

// A partial counts more than its text, with each value that it gets, so that
// those which include each other end soon.
const (
	costOfPartial = 4096
	costOfValue   = 64
)

func (p *partial) render(s *scope, to sink) error {
	if err := s.grow(costOfPartial + costOfValue*len(s.values)); err != nil {
		return err
	}
	body, ok := s.partials[p.name]
	if !ok {
		if body, ok = s.partials[p.name+".liquid"]; !ok {
			return fmt.Errorf("there is no partial `%s`", p.name)
		}
	}
	if s.depth >= maxNesting {
		return errors.New("partials include each other without end")
	}
	inner := &scope{values: map[string]string{}, partials: s.partials, depth: s.depth + 1, size: s.size}
	for k, v := range s.values {
		inner.values[k] = v
	}
	for _, a := range p.args {
		v, err := a.expr.eval(s)
		if err != nil {
			return err
		}
		inner.values[a.name] = v
	}
	err := body.render(inner, to)
	s.size = inner.size
	return err
}
