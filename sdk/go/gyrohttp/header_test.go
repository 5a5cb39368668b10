package gyrohttp

import (
	"fmt"
	"maps"
	"net/http"
	"testing"
)

// TestUsualHeader compares with what Add makes of the same fields, without Host.
func TestUsualHeader(t *testing.T) {
	var all [][2]string
	for _, n := range names {
		all = append(all, [2]string{n.lower, "v-" + n.lower})
	}
	for _, fields := range [][][2]string{
		nil,
		all,
		all[4:12],
		{{"spin-path-info", "/"}},
		{{"spin-path-info", "/"}, {"spin-path-info", "/2"}, {"Spin-Path-Info", "/3"}},
		{{"SPIN-PATH-INFO", "/"}, {"spin-path-info", "/2"}},
		{{"HOST", "a"}, {"host", "b"}},
		{{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}, {"SPIN-PATH-INFO", "/"}, {"spin-path-info", "/2"}, {"spin-full-url", "x"}},
		{{"accept", "a"}, {"accept", "b"}, {"Accept", "c"}, {"accept", "d"}},
		{{"x-other", "a"}, {"x-another", "b"}, {"X-Other", "c"}, {"not a name", "d"}, {"coo\u212aie", "e"}, {"cookie", ""}},
	} {
		var u usualHeader
		u.prepare()
		if !u.begin(len(fields)) {
			t.Fatalf("%q are too many", fields)
		}
		want := http.Header{}
		for _, f := range fields {
			u.add(f[0], f[1])
			want.Add(f[0], f[1])
		}
		u.end()
		for _, i := range []int{hostField, lengthField, clientField} {
			if got, want := u.get(i), want.Get(names[i].lower); got != want {
				t.Errorf("%q have %s: %q, not %q", fields, names[i].lower, got, want)
			}
		}
		want.Del("Host")
		if got, want := fmt.Sprint(u.header), fmt.Sprint(want); got != want {
			t.Errorf("%q make %s, not %s", fields, got, want)
		}
		for name := range maps.Keys(u.header) { // values must not be in the way of each other
			u.header.Add(name, "more")
			want.Add(name, "more")
		}
		if got, want := fmt.Sprint(u.header), fmt.Sprint(want); got != want {
			t.Errorf("%q make %s, not %s, when more is added", fields, got, want)
		}
	}
}

// TestUsualHeaderFull adds as many fields as there may be.
func TestUsualHeaderFull(t *testing.T) {
	var u usualHeader
	if u.begin(1) {
		t.Error("it has not been prepared")
	}
	u.prepare()
	if u.begin(usualFields + 1) {
		t.Error("one field too many")
	}
	u.begin(usualFields)
	want := http.Header{}
	for i := range usualFields {
		name := fmt.Sprintf("x-%d", i)
		u.add(name, name)
		want.Add(name, name)
	}
	u.end()
	if got, want := fmt.Sprint(u.header), fmt.Sprint(want); got != want {
		t.Errorf("got %s, not %s", got, want)
	}
}
