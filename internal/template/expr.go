package template

import (
	"fmt"
	"strings"
)

// An expr is a value with the filters that it goes through. It is the base
// itself if that is literal, else the value of that name.
type expr struct {
	base      string
	isLiteral bool
	filters   []filterCall
}

type filterCall struct {
	name string
	f    filter
	args []*expr
}

// parseExpr parses `base | filter: arg, arg | …`. A filter that does not exist
// is an error of its own, as it is for Spin.
func parseExpr(text string) (*expr, error) {
	parts := splitOutside(text, '|')
	e, err := parseOperand(parts[0])
	if err != nil {
		return nil, err
	}
	for _, part := range parts[1:] {
		name, rest, _ := strings.Cut(part, ":")
		name = strings.TrimSpace(name)
		if !isName(name) {
			return nil, syntaxf("`%s` is not the name of a filter", name)
		}
		f, ok := filters[name]
		if !ok {
			return nil, fmt.Errorf("there is no filter `%s`", name)
		}
		call := filterCall{name: name, f: f}
		if rest = strings.TrimSpace(rest); rest != "" {
			for _, arg := range splitOutside(rest, ',') {
				a, err := parseOperand(arg)
				if err != nil {
					return nil, err
				}
				call.args = append(call.args, a)
			}
		}
		if len(call.args) < f.least || len(call.args) > f.most {
			return nil, fmt.Errorf("the filter `%s` does not take %d arguments", name, len(call.args))
		}
		e.filters = append(e.filters, call)
	}
	return e, nil
}

// parseOperand parses a string in quotes, a number, a word for nothing, or a
// name.
func parseOperand(text string) (*expr, error) {
	text = strings.TrimSpace(text)
	if len(text) >= 2 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		inner := text[1 : len(text)-1]
		if strings.IndexByte(inner, text[0]) >= 0 {
			return nil, syntaxf("`%s` is not a string", text)
		}
		return &expr{base: inner, isLiteral: true}, nil
	}
	switch {
	case text == "nil" || text == "null" || text == "empty" || text == "blank":
		return &expr{isLiteral: true}, nil
	case text == "true" || text == "false" || isNumber(text):
		return &expr{base: text, isLiteral: true}, nil
	case isName(text):
		return &expr{base: text}, nil
	}
	return nil, syntaxf("`%s` is not an expression", text)
}

func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789.") == ""
}

// splitOutside splits a text at a separator that stands in no string.
func splitOutside(text string, separator byte) []string {
	var parts []string
	var quote byte
	start := 0
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == separator:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// eval returns the value of an expression. A name that nobody has given a value
// is an error.
func (e *expr) eval(s *scope) (string, error) {
	v := e.base
	if !e.isLiteral {
		var ok bool
		if v, ok = s.values[e.base]; !ok {
			if len(e.filters) == 0 || e.filters[0].name != "default" {
				return "", fmt.Errorf("there is no value `%s`", e.base)
			}
		}
	}
	for _, call := range e.filters {
		var args []string
		for _, a := range call.args {
			arg, err := a.eval(s)
			if err != nil {
				return "", err
			}
			args = append(args, arg)
		}
		var err error
		if v, err = call.f.apply(v, args); err != nil {
			return "", fmt.Errorf("filter `%s`: %w", call.name, err)
		}
	}
	return v, nil
}

// A condition is what if, unless and elsif ask.
type condition struct {
	left, right *expr
	operator    string     // "" asks whether left is there
	next        *condition // joined by and, or: from the right, as Liquid does
	or          bool
}

var operators = []string{"==", "!=", "<>", "<=", ">=", "<", ">", " contains "}

func parseCondition(text string) (*condition, error) {
	for _, joint := range []string{" and ", " or "} {
		if left, right, ok := cutOutside(text, joint); ok {
			if l, _, earlier := cutOutside(left, " or "); earlier {
				left, right = l, text[len(l)+len(" or "):]
				joint = " or "
			}
			c, err := parseComparison(left)
			if err != nil {
				return nil, err
			}
			c.or = joint == " or "
			c.next, err = parseCondition(right)
			return c, err
		}
	}
	return parseComparison(text)
}

func parseComparison(text string) (*condition, error) {
	for _, op := range operators {
		if l, r, ok := cutOutside(text, op); ok {
			left, err := parseOperand(l)
			if err != nil {
				return nil, err
			}
			right, err := parseOperand(r)
			return &condition{left: left, right: right, operator: strings.TrimSpace(op)}, err
		}
	}
	left, err := parseOperand(text)
	return &condition{left: left}, err
}

// cutOutside cuts a text at the first separator that stands in no string.
func cutOutside(text, separator string) (before, after string, ok bool) {
	var quote byte
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case strings.HasPrefix(text[i:], separator):
			return text[:i], text[i+len(separator):], true
		case c == '"' || c == '\'':
			quote = c
		}
	}
	return text, "", false
}

// holds evaluates a condition. A name without a value is nothing here.
func (c *condition) holds(s *scope) bool {
	is := c.compare(s)
	switch {
	case c.next == nil:
		return is
	case c.or:
		return is || c.next.holds(s)
	}
	return is && c.next.holds(s)
}

func (c *condition) compare(s *scope) bool {
	left, err := c.left.eval(s)
	if c.operator == "" {
		return err == nil && left != "false" && (left != "" || !c.left.isLiteral)
	}
	right, _ := c.right.eval(s)
	switch c.operator {
	case "==":
		return left == right
	case "!=", "<>":
		return left != right
	case "<":
		return left < right
	case ">":
		return left > right
	case "<=":
		return left <= right
	case ">=":
		return left >= right
	}
	return strings.Contains(left, right)
}

// branch is a body with the condition that it is rendered under.
type branch struct {
	when func(*scope) bool
	body block
}

// branches renders the first body whose condition holds.
type branches []branch

func (b branches) render(s *scope, to sink) error {
	for _, one := range b {
		if one.when(s) {
			return one.body.render(s, to)
		}
	}
	return nil
}

func always(*scope) bool { return true }

// conditional parses if and unless up to their end.
func (p *parser) conditional(t token, depth int) (stmt, error) {
	var list branches
	negate, end := t.tag == "unless", "end"+t.tag
	for {
		when := always
		if t.tag != "else" {
			c, err := parseCondition(t.text)
			if err != nil {
				return nil, err
			}
			not := negate && len(list) == 0
			when = func(s *scope) bool { return c.holds(s) != not }
		}
		body, next, err := p.block(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, branch{when, body})
		if next.tag == end {
			return list, nil
		}
		if next.tag != "else" && next.tag != "elsif" {
			return nil, syntaxf("`%s` is missing", end)
		}
		t = next
	}
}

// choice parses case up to its end.
func (p *parser) choice(t token, depth int) (stmt, error) {
	subject, err := parseOperand(t.text)
	if err != nil {
		return nil, err
	}
	var list branches
	_, t, err = p.block(depth + 1) // what stands before the first when
	for err == nil && t.tag != "endcase" {
		when := always
		switch t.tag {
		case "when":
			var wanted []*expr
			for _, text := range splitOutside(t.text, ',') {
				e, err := parseOperand(text)
				if err != nil {
					return nil, err
				}
				wanted = append(wanted, e)
			}
			when = func(s *scope) bool {
				v, _ := subject.eval(s)
				for _, w := range wanted {
					if is, _ := w.eval(s); is == v {
						return true
					}
				}
				return false
			}
		case "else":
		default:
			return nil, syntaxf("`endcase` is missing")
		}
		var body block
		var next token
		if body, next, err = p.block(depth + 1); err == nil {
			list = append(list, branch{when, body})
			t = next
		}
	}
	return list, err
}
