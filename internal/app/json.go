package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

const (
	maxLocked = 32 << 20 // bytes
	maxNodes  = 1 << 20  // values in it
)

// parseJSON reads a JSON object into nodes, as parseDocument does with TOML.
// Fields that are null are left out.
func parseJSON(name string, text []byte) (*document, *node, *Fault) {
	doc := &document{name: name, text: text}
	if len(text) > maxLocked {
		return doc, nil, doc.fault(span{}, "", "the locked application has more than %d bytes", maxLocked)
	}
	r := jsonReader{doc: doc, decoder: json.NewDecoder(bytes.NewReader(text))}
	r.decoder.UseNumber()
	root := r.value("the locked application", 0)
	if r.fault == nil {
		if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
			r.refuse(r.after(int(r.decoder.InputOffset())), "there is something after the end of the locked application")
		} else if root.kind != kindTable {
			r.refuse(root.value, "a locked application is a JSON object")
		}
	}
	return doc, root, r.fault
}

// jsonReader makes nodes of tokens. After a fault, what it returns does not
// count.
type jsonReader struct {
	doc     *document
	decoder *json.Decoder
	nodes   int
	fault   *Fault
}

func (r *jsonReader) refuse(at span, format string, args ...any) *node {
	if r.fault == nil {
		r.fault = r.doc.fault(at, "", format, args...)
	}
	return &node{}
}

// after returns the place of what follows an offset.
func (r *jsonReader) after(offset int) span {
	rest := bytes.TrimLeft(r.doc.text[offset:], " \t\r\n,:")
	start := len(r.doc.text) - len(rest)
	return span{start, start + 1}
}

// token returns the next token with its place, or nil after a fault.
func (r *jsonReader) token() (json.Token, span) {
	at := r.after(int(r.decoder.InputOffset()))
	token, err := r.decoder.Token()
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		at.end = int(r.decoder.InputOffset())
		return token, at
	case errors.As(err, &syntax):
		at = span{int(syntax.Offset) - 1, int(syntax.Offset)}
		r.refuse(at, "this is not JSON: %s", strings.TrimPrefix(syntax.Error(), "json: "))
	default:
		end := len(r.doc.text)
		r.refuse(span{end, end}, "this is not JSON: it ends in the middle")
	}
	return nil, at
}

// value reads a value; title is how messages name it if it is an object.
func (r *jsonReader) value(title string, depth int) *node {
	token, at := r.token()
	if r.nodes++; r.nodes > maxNodes {
		return r.refuse(at, "the locked application has more than %d values", maxNodes)
	}
	if r.fault != nil {
		return &node{}
	}
	switch token := token.(type) {
	case json.Delim:
		if depth == maxDepth {
			return r.refuse(at, "lists and objects are nested more than %d deep", maxDepth)
		}
		if token == '{' {
			return r.object(title, at, depth)
		}
		return r.array(title, at, depth)
	case json.Number:
		k := kindInteger
		if strings.ContainsAny(token.String(), ".eE") {
			k = kindFloat
		}
		n := &node{kind: k, text: token.String(), value: at}
		if !n.isValid() {
			return r.refuse(at, "`%s` is not a number that can be used here", token)
		}
		return n
	case string:
		return &node{kind: kindString, text: token, value: at}
	case bool:
		text := "false"
		if token {
			text = "true"
		}
		return &node{kind: kindBool, text: text, value: at}
	}
	return &node{kind: kindNull, value: at}
}

func (r *jsonReader) object(title string, at span, depth int) *node {
	n := newTable(title, at)
	for r.fault == nil && r.decoder.More() {
		token, key := r.token()
		name, ok := token.(string)
		if !ok {
			break
		}
		v := r.value("`"+name+"`", depth+1)
		v.key = key
		if n.fields[name] != nil {
			r.refuse(key, "`%s` is there twice", name)
		}
		if v.kind != kindNull {
			n.set(name, v)
		}
	}
	r.token() // the end
	return n
}

func (r *jsonReader) array(title string, at span, depth int) *node {
	n := &node{kind: kindArray, value: at}
	for r.fault == nil && r.decoder.More() {
		n.items = append(n.items, r.value(title, depth+1))
	}
	r.token() // the end
	return n
}
