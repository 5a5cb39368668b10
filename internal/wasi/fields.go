package wasi

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// The errors of [Fields] (wasi:http/types header-error).
var (
	ErrFieldSyntax    = errors.New("invalid-syntax: not the name or value of a field")
	ErrFieldForbidden = errors.New("forbidden: the host sets this field itself")
	ErrFieldImmutable = errors.New("immutable: these fields cannot be changed; clone them")
	// ErrFieldsSize is 0.3's size-exceeded; 0.2 has no such case and traps.
	ErrFieldsSize = errors.New("size-exceeded: the fields are too large")
)

// MaxFieldsSize is the largest size of one [Fields] that a guest makes: the
// bytes of all names and values and fieldOverhead for each field.
const MaxFieldsSize = 128 << 10

// fieldOverhead is what a field costs beside its bytes, as in HPACK (RFC 7541
// section 4.1); it bounds the number of empty fields.
const fieldOverhead = 32

// A Field is one name and value. A value is any bytes that HTTP allows.
type Field struct{ Name, Value string }

func (f Field) size() int { return len(f.Name) + len(f.Value) + fieldOverhead }

// Fields are the headers or trailers of a message (wasi:http/types fields):
// ordered, names compared without regard to case and kept as they were given.
// They belong to one guest and are not safe for use by several goroutines.
type Fields struct {
	h       *HTTP // whose rules and budget apply
	list    []Field
	charged int // bytes of the budget of h
	sealed  bool
}

// NewFields returns mutable fields without entries.
func (h *HTTP) NewFields() *Fields { return h.newFields(0) }

// newFields returns mutable fields with room for n entries, or a few.
func (h *HTTP) newFields(n int) *Fields {
	f := &h.fields
	if !h.fieldsUsed.CompareAndSwap(false, true) {
		f = new(roomyFields)
	}
	f.h, f.list = h, f.first[:0]
	if n > len(f.first) {
		f.list = make([]Field, 0, n)
	}
	return &f.Fields
}

// roomyFields are fields with room for as many as most have.
type roomyFields struct {
	Fields
	first [4]Field
}

// FieldsFromList returns mutable fields with these entries, or what is wrong
// with the first bad one. It does not keep the list.
func (h *HTTP) FieldsFromList(list []Field) (*Fields, error) {
	f := h.newFields(len(list))
	total := 0
	for _, e := range list {
		if err := f.checkName(e.Name); err != nil {
			return nil, err
		}
		if !validFieldValue(e.Value) {
			return nil, ErrFieldSyntax
		}
		total += e.size()
	}
	if err := f.charge(total); err != nil {
		return nil, err
	}
	f.list = append(f.list, list...)
	return f, nil
}

// receive makes f, which is new, the immutable fields of what a peer sent,
// without the forbidden ones, and of more. net/http keeps neither the order nor
// the case of names, so they are sorted and in lower case, as in HTTP/2.
func (f *Fields) receive(h *HTTP, header, trailer http.Header, more MoreFields) {
	f.h, f.sealed = h, true
	if n := len(header) + 1; n > cap(f.list) {
		f.list = make([]Field, 0, max(n, 12))
	}
	for name, values := range header {
		if name = lowerName(name); h.forbidden(name) {
			continue
		}
		for _, v := range values {
			f.list = append(f.list, Field{name, v})
		}
	}
	if len(trailer) > 0 {
		f.list = append(f.list, Field{"trailer", announced(trailer)})
	}
	if more != nil {
		for name, value := range more {
			f.list = append(f.list, Field{name, value})
		}
	}
	slices.SortStableFunc(f.list, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
}

// Get returns the values of name in order; none if there is no such field.
func (f *Fields) Get(name string) []string {
	var values []string
	for i := range f.list {
		if equalName(f.list[i].Name, name) {
			values = append(values, f.list[i].Value)
		}
	}
	return values
}

// first returns the first value of name.
func (f *Fields) first(name string) (string, bool) {
	for i := range f.list {
		if equalName(f.list[i].Name, name) {
			return f.list[i].Value, true
		}
	}
	return "", false
}

// Spelling returns name as the first field of that name has it.
func (f *Fields) Spelling(name string) string {
	for i := range f.list {
		if equalName(f.list[i].Name, name) {
			return f.list[i].Name
		}
	}
	return name
}

// Has reports whether there is a field of that name.
func (f *Fields) Has(name string) bool {
	_, ok := f.first(name)
	return ok
}

// Set replaces all fields of that name by these values; none removes them.
func (f *Fields) Set(name string, values []string) error {
	if err := f.checkChange(name); err != nil {
		return err
	}
	size := 0
	for _, v := range values {
		if !validFieldValue(v) {
			return ErrFieldSyntax
		}
		size += Field{name, v}.size()
	}
	if err := f.charge(size - f.sizeOf(name)); err != nil {
		return err
	}
	f.remove(name)
	for _, v := range values {
		f.list = append(f.list, Field{name, v})
	}
	return nil
}

// Append adds a field after all others.
func (f *Fields) Append(name, value string) error {
	if err := f.checkChange(name); err != nil {
		return err
	}
	if !validFieldValue(value) {
		return ErrFieldSyntax
	}
	e := Field{name, value}
	if err := f.charge(e.size()); err != nil {
		return err
	}
	f.list = append(f.list, e)
	return nil
}

// Delete removes all fields of that name; there may be none.
func (f *Fields) Delete(name string) error {
	_, err := f.GetAndDelete(name)
	return err
}

// GetAndDelete is [Fields.Delete] that returns the values that it removed.
func (f *Fields) GetAndDelete(name string) ([]string, error) {
	if err := f.checkChange(name); err != nil {
		return nil, err
	}
	values := f.Get(name)
	_ = f.charge(-f.sizeOf(name)) // giving back cannot fail
	f.remove(name)
	return values, nil
}

// Entries returns all fields in order. The slice must not be changed and is
// valid until the next change of f.
func (f *Fields) Entries() []Field { return f.list }

// Clone returns a mutable copy.
func (f *Fields) Clone() (*Fields, error) {
	c := &Fields{h: f.h}
	size := 0
	for _, e := range f.list {
		size += e.size()
	}
	if err := c.charge(size); err != nil {
		return nil, err
	}
	c.list = slices.Clone(f.list)
	return c, nil
}

// Drop gives back what the fields count in the limits of their instance. The
// entries can still be read.
func (f *Fields) Drop() { _ = f.charge(-f.charged) }

// view returns immutable fields with the entries of f, which do not count
// again: the headers of a message as its guest sees them.
func (f *Fields) view() *Fields { return &Fields{h: f.h, list: f.list, sealed: true} }

// Seal makes f immutable and returns it.
func (f *Fields) Seal() *Fields {
	f.sealed = true
	return f
}

// checkChange is the order of checks that guests can observe: the name, what
// is forbidden, mutability; values come after it.
func (f *Fields) checkChange(name string) error {
	if err := f.checkName(name); err != nil {
		return err
	}
	if f.sealed {
		return ErrFieldImmutable
	}
	return nil
}

func (f *Fields) checkName(name string) error {
	if !isToken(name) {
		return ErrFieldSyntax
	}
	if f.h.forbidden(name) {
		return ErrFieldForbidden
	}
	return nil
}

// charge accounts for n more (or fewer) bytes.
func (f *Fields) charge(n int) error {
	if f.charged+n > MaxFieldsSize {
		return ErrFieldsSize
	}
	if f.h != nil {
		if err := f.h.chargeFields(n); err != nil {
			return err
		}
	}
	f.charged += n
	return nil
}

func (f *Fields) sizeOf(name string) int {
	n := 0
	for i := range f.list {
		if equalName(f.list[i].Name, name) {
			n += f.list[i].size()
		}
	}
	return n
}

func (f *Fields) remove(name string) {
	f.list = slices.DeleteFunc(f.list, func(e Field) bool { return equalName(e.Name, name) })
}

// ForbiddenField reports whether name, in any case, is a field that guests
// neither set nor see unless the host says otherwise: those that belong to one
// connection, which is the host's, and Host, which is the authority.
func ForbiddenField(name string) bool {
	switch len(name) {
	case len("host"):
		return equalName(name, "host")
	case len("upgrade"):
		return equalName(name, "upgrade")
	case len("connection"): // and keep-alive
		return equalName(name, "connection") || equalName(name, "keep-alive")
	case len("http2-settings"):
		return equalName(name, "http2-settings")
	case len("proxy-connection"):
		return equalName(name, "proxy-connection")
	case len("transfer-encoding"):
		return equalName(name, "transfer-encoding")
	case len("proxy-authenticate"):
		return equalName(name, "proxy-authenticate")
	case len("proxy-authorization"):
		return equalName(name, "proxy-authorization")
	}
	return false
}

// equalName compares names of fields, which are ASCII.
func equalName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lowerByte(a[i]) != lowerByte(b[i]) {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// lowerNames are the lower-case forms of names as net/http writes them, so
// that the usual ones cost no allocation.
var lowerNames = func() map[string]string {
	m := map[string]string{}
	for name := range strings.FieldsSeq(`accept accept-charset accept-encoding accept-language
		accept-ranges access-control-request-headers access-control-request-method
		age allow alt-svc authorization cache-control cdn-loop connection
		content-disposition content-encoding content-language content-length
		content-location content-range content-security-policy content-type cookie
		date dnt etag expect expires forwarded from host if-match
		if-modified-since if-none-match if-range if-unmodified-since keep-alive
		last-modified link location origin pragma priority proxy-authorization
		range referer retry-after sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform
		sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user server
		set-cookie strict-transport-security te traceparent tracestate trailer
		transfer-encoding upgrade upgrade-insecure-requests user-agent vary via
		www-authenticate x-forwarded-for x-forwarded-host x-forwarded-proto
		x-real-ip x-request-id`) {
		m[http.CanonicalHeaderKey(name)] = name
	}
	return m
}()

func lowerName(name string) string {
	if lower, ok := lowerNames[name]; ok {
		return lower
	}
	return strings.ToLower(name)
}

// isToken reports whether s is a token of RFC 9110 section 5.6.2: the names of
// fields and methods.
func isToken(s string) bool {
	for i := range len(s) {
		if !tokenBytes[s[i]] {
			return false
		}
	}
	return s != ""
}

// tokenBytes are the bytes that tokens are made of.
var tokenBytes = func() (is [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~") {
		is[c] = true
	}
	return is
}()

// validFieldValue reports whether s has no control characters but tabs
// (RFC 9110 section 5.5).
func validFieldValue(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}
