package wasi

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func entries(f *Fields) string {
	var s []string
	for _, e := range f.Entries() {
		s = append(s, e.Name+"="+e.Value)
	}
	return strings.Join(s, " ")
}

func TestFields(t *testing.T) {
	f := new(HTTP).NewFields()
	steps := []struct {
		do   func() error
		err  error
		want string
	}{
		{func() error { return f.Append("X-One", "1") }, nil, "X-One=1"},
		{func() error { return f.Append("two", "2") }, nil, "X-One=1 two=2"},
		{func() error { return f.Append("x-one", "3") }, nil, "X-One=1 two=2 x-one=3"},
		{func() error { return f.Set("X-ONE", []string{"4", ""}) }, nil, "two=2 X-ONE=4 X-ONE="},
		{func() error { return f.Set("two", nil) }, nil, "X-ONE=4 X-ONE="},
		{func() error { return f.Delete("missing") }, nil, "X-ONE=4 X-ONE="},
		{func() error { return f.Append("b\xc3\xa4d", "v") }, ErrFieldSyntax, "X-ONE=4 X-ONE="},
		{func() error { return f.Append("", "v") }, ErrFieldSyntax, "X-ONE=4 X-ONE="},
		{func() error { return f.Append("a b", "v") }, ErrFieldSyntax, "X-ONE=4 X-ONE="},
		{func() error { return f.Append("ok", "a\r\nb") }, ErrFieldSyntax, "X-ONE=4 X-ONE="},
		{func() error { return f.Set("ok", []string{"fine", "\x00"}) }, ErrFieldSyntax, "X-ONE=4 X-ONE="},
		{func() error { return f.Append("Host", "\x00") }, ErrFieldForbidden, "X-ONE=4 X-ONE="},
		{func() error { return f.Set("transfer-Encoding", []string{"chunked"}) }, ErrFieldForbidden, "X-ONE=4 X-ONE="},
		{func() error { return f.Delete("connection") }, ErrFieldForbidden, "X-ONE=4 X-ONE="},
		{func() error { return f.Append("raw", "tab\there \xff") }, nil, "X-ONE=4 X-ONE= raw=tab\there \xff"},
		{func() error { return f.Delete("x-One") }, nil, "raw=tab\there \xff"},
	}
	for i, s := range steps {
		if err := s.do(); err != s.err || entries(f) != s.want {
			t.Errorf("step %d: error %v, fields %q; want %v, %q", i, err, entries(f), s.err, s.want)
		}
	}
}

func TestFieldsGet(t *testing.T) {
	f, err := new(HTTP).FieldsFromList([]Field{{"A", "1"}, {"b", "2"}, {"a", ""}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{"a": {"1", ""}, "B": {"2"}, "c": nil, "not a name": nil} {
		if got := f.Get(name); !slices.Equal(got, want) || f.Has(name) != (want != nil) {
			t.Errorf("%q: get %q, has %v; want %q", name, got, f.Has(name), want)
		}
	}
	if got, err := f.GetAndDelete("A"); err != nil || len(got) != 2 || entries(f) != "b=2" {
		t.Errorf("get-and-delete: %q, %v; left %s", got, err, entries(f))
	}
}

func TestFieldsFromListErrors(t *testing.T) {
	for _, tt := range []struct {
		name, value string
		want        error
	}{{"a", "1", nil}, {"", "1", ErrFieldSyntax}, {"a:", "1", ErrFieldSyntax}, {"a", "\n", ErrFieldSyntax},
		{"KEEP-alive", "1", ErrFieldForbidden}, {"a", strings.Repeat("x", MaxFieldsSize), ErrFieldsSize}} {
		if _, err := new(HTTP).FieldsFromList([]Field{{"ok", "1"}, {tt.name, tt.value}}); err != tt.want {
			t.Errorf("%q: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestFieldsImmutable(t *testing.T) {
	h := new(HTTP)
	f := new(Fields)
	f.receive(h, http.Header{"B": {"2"}, "A": {"1", "3"}, "Connection": {"close"}, "Host": {"h"}}, nil, nil)
	if got := entries(f); got != "a=1 a=3 b=2" {
		t.Fatalf("fields %q", got)
	}
	for _, tt := range []struct {
		name string
		want error
	}{{"a", ErrFieldImmutable}, {"host", ErrFieldForbidden}, {"a b", ErrFieldSyntax}} {
		for _, err := range []error{f.Append(tt.name, "\x00"), f.Set(tt.name, []string{"\x00"}), f.Delete(tt.name)} {
			if err != tt.want {
				t.Errorf("%q: %v, want %v", tt.name, err, tt.want)
			}
		}
	}
	c, err := f.Clone()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Append("c", "4"); err != nil || entries(c) != "a=1 a=3 b=2 c=4" || entries(f) != "a=1 a=3 b=2" {
		t.Errorf("clone: %v, %q; original %q", err, entries(c), entries(f))
	}
}

func TestFieldsBounds(t *testing.T) {
	h := &HTTP{Limits: HTTPLimits{FieldBytes: 3 * MaxFieldsSize}}
	f := h.NewFields()
	n := 0
	for ; n < 1<<20; n++ {
		if err := f.Append("a", ""); err != nil {
			if err != ErrFieldsSize {
				t.Fatal(err)
			}
			break
		}
	}
	if want := MaxFieldsSize / (fieldOverhead + 1); n != want {
		t.Errorf("%d empty fields, want %d", n, want)
	}
	for range 2 {
		if _, err := f.Clone(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Clone(); !errors.Is(err, ErrFieldsSize) || !errors.Is(err, ErrBuffers) {
		t.Errorf("a clone over the limit of the instance: %v", err)
	}
	f.Drop()
	f.Drop()
	if _, err := f.Clone(); err != nil {
		t.Errorf("after a drop: %v", err)
	}
	if err := f.Set("a", nil); err != nil || h.fieldBytes < 0 {
		t.Errorf("%v, %d bytes", err, h.fieldBytes)
	}
}

func TestForbiddenField(t *testing.T) {
	for _, name := range []string{"connection", "Keep-Alive", "PROXY-authenticate", "proxy-authorization", "Proxy-Connection", "transfer-encoding", "upgrade", "host", "HTTP2-Settings"} {
		if !ForbiddenField(name) {
			t.Errorf("%s is allowed", name)
		}
	}
	for _, name := range []string{"te", "trailer", "content-length", "hosts", "x-host", "upgrades", ""} {
		if ForbiddenField(name) {
			t.Errorf("%s is forbidden", name)
		}
	}
	h := &HTTP{Forbidden: func(name string) bool { return name == "x-secret" }}
	f := h.NewFields()
	if err := f.Append("Host", "a"); err != nil {
		t.Errorf("host, which this host allows: %v", err)
	}
	if err := f.Append("X-Secret", "a"); !errors.Is(err, ErrFieldForbidden) {
		t.Errorf("x-secret: %v", err)
	}
}

func FuzzFields(f *testing.F) {
	f.Add("Content-Type", "text/plain", uint8(0))
	f.Add("host", "\xff\t ", uint8(1))
	f.Fuzz(func(t *testing.T, name, value string, op uint8) {
		h := new(HTTP)
		fields := h.NewFields()
		_ = fields.Append("a", "1")
		var err error
		switch op % 3 {
		case 0:
			err = fields.Append(name, value)
		case 1:
			err = fields.Set(name, []string{value, value})
		default:
			err = fields.Delete(name)
		}
		if err == nil {
			for _, e := range fields.Entries() { // what net/http accepts, and nothing that splits a message
				if strings.ContainsAny(e.Name+e.Value, "\r\n\x00") || e.Name == "" || ForbiddenField(e.Name) {
					t.Fatalf("accepted %q: %q", e.Name, e.Value)
				}
			}
		}
		total := 0
		for _, e := range fields.Entries() {
			total += e.size()
		}
		if total != h.fieldBytes {
			t.Fatalf("%d bytes are counted as %d", total, h.fieldBytes)
		}
	})
}

func BenchmarkFieldsFromHeader(b *testing.B) {
	header := http.Header{}
	for i := range 12 {
		header.Set([]string{"Accept", "User-Agent", "Cookie", "X-Forwarded-For", "Content-Type", "Content-Length", "Accept-Encoding", "Accept-Language", "Cache-Control", "Origin", "Referer", "Authorization"}[i], fmt.Sprint("value ", i))
	}
	h := new(HTTP)
	b.ReportAllocs()
	for b.Loop() {
		new(Fields).receive(h, header, nil, nil)
	}
}
