package bindgen

import (
	"go/token"
	"strings"

	"github.com/gyro-wasm/gyro/component/wit"
)

// initialisms are words that Go writes in capitals, or in a way of their own.
var initialisms = func() map[string]string {
	m := map[string]string{"ipv4": "IPv4", "ipv6": "IPv6"}
	for w := range strings.FieldsSeq("api cpu dns eof html http https id io ip json os sql tcp tls tty udp uri url utf8 uuid xml") {
		m[w] = strings.ToUpper(w)
	}
	return m
}()

// goName turns a kebab-case name into an exported Go name. Words in capitals
// stay so.
func goName(kebab string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(kebab, "-") {
		if s, ok := initialisms[word]; ok {
			b.WriteString(s)
		} else {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// reserved are names that generated functions use themselves.
var reserved = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`c ctx e err host ok p r ret self stack v
		any bool bytes clear component context error errors false len make math nil rune string true uint32 uint64
		bit discriminant pair resultOf`) {
		m[w] = true
	}
	return m
}()

// goParam turns a kebab-case name into a Go parameter name.
func goParam(kebab string) string {
	first, rest, ok := strings.Cut(kebab, "-")
	name := strings.ToLower(first)
	if ok {
		name += goName(rest)
	}
	if token.IsKeyword(name) || reserved[name] {
		return name + "_"
	}
	return name
}

// lowerFirst makes a Go name unexported: its first word goes to lower case.
func lowerFirst(kebab string) string {
	first, rest, ok := strings.Cut(kebab, "-")
	if !ok {
		return strings.ToLower(first)
	}
	return strings.ToLower(first) + goName(rest)
}

// A funcKind tells functions of an interface apart by their annotation.
type funcKind uint8

const (
	freestanding funcKind = iota
	constructor
	method
	static
)

// splitName takes apart the name of a function.
func splitName(f *wit.Func) (kind funcKind, resource, name string) {
	annotation, rest, ok := strings.Cut(f.Name, "]")
	if !ok {
		return freestanding, "", f.Name
	}
	resource, name, _ = strings.Cut(rest, ".")
	switch annotation {
	case "[constructor":
		return constructor, resource, ""
	case "[method":
		return method, resource, name
	}
	return static, resource, name
}

// goFuncName returns the name of the Go method for f: of the resource's
// interface for methods, else of the host interface.
func goFuncName(f *wit.Func) string {
	switch kind, resource, name := splitName(f); kind {
	case constructor:
		return "New" + goName(resource)
	case static:
		return goName(resource) + goName(name)
	default:
		return goName(name)
	}
}
