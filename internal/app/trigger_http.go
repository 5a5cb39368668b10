package app

import "strings"

func (t *table) httpTrigger() *HTTPTrigger {
	h := &HTTPTrigger{Executor: t.executor(), StaticResponse: t.staticResponse()}
	h.Route, h.Private, h.route = t.route()
	t.require("route")
	if (t.node.fields["component"] == nil) == (t.node.fields["static_response"] == nil) {
		t.fault(t.node.key, "", "%s must have either `component` or `static_response`", t.node.title)
	}
	return h
}

// route reads `route`: a pattern, or { private = true }.
func (t *table) route() (pattern string, private bool, at place) {
	n := t.get("route")
	if n == nil {
		return "", false, at
	}
	at = place{t.doc, n.value}
	if n.kind == kindString {
		return n.text, false, at
	}
	if n.kind == kindTable {
		rt := t.in(n, "route")
		private = rt.bool("private")
		rt.done()
	}
	if !private {
		t.fault(n.value, "", "a route is a pattern or { private = true }")
	}
	return "", private, at
}

// RouteFault describes a fault of the route at its place in the manifest. The
// advice says what to do and may be empty.
func (h *HTTPTrigger) RouteFault(advice, format string, args ...any) error {
	return h.route.fault(advice, format, args...)
}

func (t *table) executor() Executor {
	et := t.table("executor")
	if et == nil {
		return Executor{Type: "http"}
	}
	e := Executor{Type: et.str("type")}
	const advice = "write { type = \"http\" }, or leave `executor` out"
	n := et.node.fields["type"]
	switch {
	case n == nil:
		et.fault(et.node.value, advice, "`executor` has no `type`")
		return e
	case e.Type == "http" || e.Type == "spin":
		e.Type = "http"
	case e.Type == "wagi":
		e.Argv, e.Entrypoint = "${SCRIPT_NAME} ${ARGS}", "_start"
		if n := et.of(kindString, "argv"); n != nil {
			e.Argv = n.text
		}
		if n := et.of(kindString, "entrypoint"); n != nil && n.text != e.Entrypoint {
			t.fault(n.value, "remove `entrypoint`", "a wagi component begins at `_start`")
		}
		t.notYet(et.node.key, "wagi")
	case n.kind == kindString:
		et.fault(n.value, advice, "unknown executor type `%s`", e.Type)
		return e
	}
	et.done()
	return e
}

// staticResponse reads `static_response`, which must be one that HTTP allows.
func (t *table) staticResponse() *StaticResponse {
	st := t.table("static_response")
	if st == nil {
		return nil
	}
	defer st.done()
	st.each("headers", func(name string, n *node) {
		switch {
		case !isToken(name):
			t.fault(n.key, "", "`%s` is not the name of a header", name)
		case n.kind == kindString && strings.ContainsFunc(n.text, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
			t.fault(n.value, "", "the value of header `%s` has characters that a header cannot have", name)
		}
	})
	return &StaticResponse{
		Status:  st.int("status_code", 200, 200, 999),
		Headers: st.stringMap("headers"),
		Body:    st.str("body"),
	}
}

// isToken reports whether s is a token of RFC 9110, such as the name of a
// header.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}
