package app

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

const (
	maxDocument = 1 << 20 // bytes
	maxDepth    = 32      // of tables and arrays in each other
)

// span is a range of bytes of a document.
type span struct{ start, end int }

// document is the text of a manifest, kept to tell places in it.
type document struct {
	name string
	text []byte
}

// fault describes what is wrong at a span.
func (d *document) fault(at span, advice, format string, args ...any) *Fault {
	start := min(max(at.start, 0), len(d.text))
	from := bytes.LastIndexByte(d.text[:start], '\n') + 1
	to := len(d.text)
	if i := bytes.IndexByte(d.text[start:], '\n'); i >= 0 {
		to = start + i
	}
	shown, before := window(d.around(from, start, to))
	marked := d.text[start:max(start, min(at.end, to))]
	return &Fault{
		File:    d.name,
		Line:    1 + bytes.Count(d.text[:start], []byte{'\n'}),
		Column:  1 + utf8.RuneCount(d.text[from:start]),
		Message: plain(fmt.Sprintf(format, args...)),
		Advice:  plain(advice),
		text:    shown,
		before:  before,
		width:   utf8.RuneCount(marked),
	}
}

// around returns the part of a line that is near a place in it, more than is
// shown, and where in it that place is, in characters.
func (d *document) around(from, start, to int) (part string, column int) {
	const near = 8 * maxWindow
	from = max(from, start-near)
	for from < start && !utf8.RuneStart(d.text[from]) {
		from++
	}
	to = min(to, start+near)
	return strings.TrimSuffix(string(d.text[from:to]), "\r"), utf8.RuneCount(d.text[from:start])
}

// place is a span of a document, for faults that are found after decoding.
type place struct {
	doc *document
	at  span
}

func (p place) fault(advice, format string, args ...any) error {
	if p.doc == nil { // no manifest: the application is a bare .wasm
		return fmt.Errorf(format, args...)
	}
	return p.doc.fault(p.at, advice, format, args...)
}

// parseDocument reads TOML into nodes. Errors are faults of the document.
func parseDocument(name string, text []byte) (*document, *node, *Fault) {
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // the mark that some editors write
	doc := &document{name: name, text: text}
	if len(text) > maxDocument {
		return doc, nil, doc.fault(span{}, "", "the manifest has more than %d bytes", maxDocument)
	}
	b := builder{doc: doc, root: newTable("the manifest", span{})}
	b.parser.Reset(text)
	b.table = b.root
	for b.fault == nil && b.parser.NextExpression() {
		b.expression(b.parser.Expression())
	}
	if err := b.parser.Error(); err != nil && b.fault == nil {
		b.fault = doc.syntaxFault(&b.parser, err)
	}
	return doc, b.root, b.fault
}

func (d *document) syntaxFault(p *unstable.Parser, err error) *Fault {
	at := span{len(d.text), len(d.text)}
	message := err.Error()
	var pe *unstable.ParserError
	if errors.As(err, &pe) {
		message = pe.Message
		if len(pe.Highlight) > 0 {
			at = spanOf(p.Range(pe.Highlight))
		}
	}
	return d.fault(at, "", "%s", message)
}

// builder puts the expressions of a document together. The parser knows single
// expressions only; that no table is defined twice is checked here, as the
// library's own check takes time with the square of the number of keys.
type builder struct {
	doc    *document
	parser unstable.Parser
	root   *node
	table  *node // that key-value pairs go to
	key    span  // that was read last
	fault  *Fault
}

func spanOf(r unstable.Range) span {
	return span{int(r.Offset), int(r.Offset + r.Length)}
}

// key is one part of a dotted key.
type key struct {
	name string
	at   span
}

// keysOf returns the parts of the key of n, at least one.
func (b *builder) keysOf(n *unstable.Node) []key {
	var keys []key
	for it := n.Key(); it.Next(); {
		keys = append(keys, key{string(it.Node().Data), spanOf(it.Node().Raw)})
		if len(keys) > maxDepth {
			b.tooDeep(keys[maxDepth].at)
			return keys[:1]
		}
	}
	return keys
}

func (b *builder) tooDeep(at span) {
	if b.fault == nil {
		b.fault = b.doc.fault(at, "", "lists and tables are nested more than %d deep", maxDepth)
	}
}

func (b *builder) expression(n *unstable.Node) {
	switch n.Kind {
	case unstable.Table:
		b.table = b.header(b.keysOf(n))
	case unstable.ArrayTable:
		keys := b.keysOf(n)
		b.table = b.appendTable(keys)
	case unstable.KeyValue:
		b.keyValue(b.table, n, 0)
	}
}

func (b *builder) clash(k key) *node {
	if b.fault == nil {
		b.fault = b.doc.fault(k.at, "", "`%s` is defined twice", k.name)
	}
	return newTable("", k.at)
}

// header returns the table of a [header].
func (b *builder) header(keys []key) *node {
	last := keys[len(keys)-1]
	parent := b.descend(b.root, keys[:len(keys)-1])
	t := parent.fields[last.name]
	if t == nil {
		t = newTable("["+dotted(keys)+"]", last.at)
		parent.set(last.name, t)
	} else if t.kind != kindTable || t.origin != byPath {
		return b.clash(last)
	}
	t.origin, t.key, t.value = byHeader, last.at, last.at
	return t
}

// descend finds the table that the front of a header names, making those that
// are missing. Of a list of tables it is the last one.
func (b *builder) descend(t *node, keys []key) *node {
	for i, k := range keys {
		next := t.fields[k.name]
		if next == nil {
			next = newTable("["+dotted(keys[:i+1])+"]", k.at)
			t.set(k.name, next)
		}
		if next.tables {
			next = next.items[len(next.items)-1]
		}
		if next.kind != kindTable || next.origin == inline {
			return b.clash(k)
		}
		t = next
	}
	return t
}

// descendKey finds the table that the front of a dotted key names: one that
// other dotted keys made, or a new one.
func (b *builder) descendKey(t *node, keys []key, prefix string) *node {
	for i, k := range keys {
		next := t.fields[k.name]
		if next == nil {
			next = newTable("["+prefix+dotted(keys[:i+1])+"]", k.at)
			next.origin = byKey
			t.set(k.name, next)
		} else if next.kind != kindTable || next.origin != byKey {
			return b.clash(k)
		}
		t = next
	}
	return t
}

func (b *builder) appendTable(keys []key) *node {
	last := keys[len(keys)-1]
	parent := b.descend(b.root, keys[:len(keys)-1])
	list := parent.fields[last.name]
	if list == nil {
		list = &node{kind: kindArray, key: last.at, value: last.at, tables: true}
		parent.set(last.name, list)
	}
	if !list.tables {
		return b.clash(last)
	}
	t := newTable("[["+dotted(keys)+"]]", last.at)
	t.origin = byHeader
	list.items = append(list.items, t)
	return t
}

func (b *builder) keyValue(t *node, n *unstable.Node, depth int) {
	keys := b.keysOf(n)
	last := keys[len(keys)-1]
	b.key = last.at
	prefix := strings.Trim(t.title, "[]")
	if t == b.root {
		prefix = ""
	} else {
		prefix += "."
	}
	t = b.descendKey(t, keys[:len(keys)-1], prefix)
	if t.fields[last.name] != nil {
		b.clash(last)
		return
	}
	v := b.value(n.Value(), prefix+dotted(keys), depth)
	v.key = last.at
	if v.value == (span{}) || v.kind == kindArray || v.kind == kindTable {
		v.value = b.valueSpan(last.at.end, spanOf(n.Raw).end)
	}
	t.set(last.name, v)
}

// valueSpan finds the value of a key-value pair between the end of its key and
// the end of the pair: the parser gives no range for lists and tables.
func (b *builder) valueSpan(keyEnd, end int) span {
	start := keyEnd
	for start < end && bytes.IndexByte([]byte(" \t="), b.doc.text[start]) >= 0 {
		start++
	}
	return span{start, end}
}

var scalarKinds = map[unstable.Kind]kind{
	unstable.String:  kindString,
	unstable.Integer: kindInteger,
	unstable.Float:   kindFloat,
	unstable.Bool:    kindBool,
}

func (b *builder) value(n *unstable.Node, path string, depth int) *node {
	if depth > maxDepth {
		b.tooDeep(b.key)
		return &node{}
	}
	switch n.Kind {
	case unstable.Array:
		list := &node{kind: kindArray}
		for it := n.Children(); it.Next(); {
			list.items = append(list.items, b.value(it.Node(), path, depth+1))
		}
		if len(list.items) > 0 {
			list.value = list.items[0].value // of a list in a list
		}
		return list
	case unstable.InlineTable:
		t := newTable("["+path+"]", spanOf(n.Raw))
		for it := n.Children(); it.Next(); {
			b.keyValue(t, it.Node(), depth+1)
		}
		t.origin = inline
		return t
	default:
		k, ok := scalarKinds[n.Kind]
		if !ok {
			k = kindTime
		}
		v := &node{kind: k, text: string(n.Data), value: spanOf(n.Raw)}
		if b.fault == nil && !v.isValid() {
			b.fault = b.doc.fault(v.value, "", "`%s` is not a number that can be used here", v.text)
		}
		return v
	}
}

func dotted(keys []key) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return strings.Join(names, ".")
}
