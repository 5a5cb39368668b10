package app

import (
	"math"
	"strconv"
	"strings"
)

type kind uint8

const (
	kindString kind = iota
	kindInteger
	kindFloat
	kindBool
	kindTime
	kindArray
	kindTable
	kindNull // of JSON
)

func (k kind) String() string {
	return [...]string{"a string", "an integer", "a number", "a boolean", "a time", "a list", "a table", "null"}[k]
}

// node is a value of a TOML document together with its place.
type node struct {
	kind   kind
	key    span   // of the key that names it
	value  span   // of the value
	title  string // how messages name a table: "[component.hello]"
	text   string // of a scalar
	items  []*node
	names  []string // of fields, in the order of the document
	fields map[string]*node
	origin origin // of a table
	tables bool   // a list that was made by [[headers]]
}

// origin says how a table came to be, which decides what may be added to it.
type origin uint8

const (
	byPath   origin = iota // as part of the name of another one: [a] of [a.b]
	byHeader               // by its own header
	byKey                  // as part of a dotted key: a of a.b = 1
	inline                 // { … }: nothing is added
)

func newTable(title string, key span) *node {
	return &node{kind: kindTable, title: title, key: key, value: key, fields: map[string]*node{}}
}

func (n *node) set(name string, v *node) {
	if _, ok := n.fields[name]; !ok {
		n.names = append(n.names, name)
	}
	n.fields[name] = v
}

// plain returns the node as Go values: string, int64, float64, bool, []any and
// map[string]any. Times stay text.
func (n *node) plain() any {
	switch n.kind {
	case kindInteger:
		i, _ := n.integer() // the builder has refused what is none
		return i
	case kindFloat:
		f, _ := n.float()
		return f
	case kindBool:
		return n.text == "true"
	case kindArray:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = item.plain()
		}
		return list
	case kindTable:
		return n.plainTable()
	default:
		return n.text
	}
}

func (n *node) plainTable() map[string]any {
	m := make(map[string]any, len(n.fields))
	for name, f := range n.fields {
		m[name] = f.plain()
	}
	return m
}

// isValid checks what the parser leaves to its caller: the range of numbers.
func (n *node) isValid() bool {
	var err error
	switch digits := strings.TrimLeft(n.text, "+-"); {
	case n.kind == kindInteger:
		if len(digits) > 1 && digits[0] == '0' && (digits[1] == '_' || digits[1] >= '0' && digits[1] <= '9') {
			return false // Go would take it for octal
		}
		_, err = n.integer()
	case n.kind == kindFloat:
		_, err = n.float()
	}
	return err == nil
}

func (n *node) integer() (int64, error) {
	return strconv.ParseInt(strings.ReplaceAll(n.text, "_", ""), 0, 64)
}

func (n *node) float() (float64, error) {
	if strings.HasSuffix(n.text, "nan") { // strconv does not take it with a sign
		return math.NaN(), nil
	}
	return strconv.ParseFloat(strings.ReplaceAll(n.text, "_", ""), 64)
}
