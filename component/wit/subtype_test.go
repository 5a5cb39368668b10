package wit

import (
	"strings"
	"testing"
	"time"
)

func TestAssignableFunc(t *testing.T) {
	const text = `package t:t; interface i {
		resource r; resource s;
		record p { x: u8, y: u8 } record q { x: u8, z: u8 } record o { x: u8 }
		variant v { a, b(u8) } variant w { a, b(u16) } variant u { a, c(u8) }
		enum e { a, b } enum d { a, c } flags f { a, b } flags g { a }
		type alias = u32;
		%s
	}`
	tests := []struct{ got, want, err string }{
		{"func(len: u64)", "func(len: u64)", ""},
		{"func(a: r, len: u32)", "func(a: r, len: u64)", "param 2 (len): expected u64, found u32"},
		{"func(a: u8)", "func(b: u8)", `param 1: expected name "b", found "a"`},
		{"func()", "func(b: u8)", "expected 1 params, found 0"},
		{"func() -> alias", "func() -> u32", ""},
		{"func() -> u32", "func()", "result: expected nothing, found u32"},
		{"func()", "func() -> u32", "result: expected u32, found nothing"},
		{"async func()", "func()", "expected a function that is not async, found an async function"},
		{"func(a: list<option<p>>)", "func(a: list<option<q>>)", `param 1 (a): element: some: field 2: expected name "z", found "y"`},
		{"func(a: p)", "func(a: o)", "param 1 (a): expected a record of 1 fields, found one of 2"},
		{"func(a: v)", "func(a: w)", "param 1 (a): case b: expected u16, found u8"},
		{"func(a: v)", "func(a: u)", `param 1 (a): case 2: expected name "c", found "b"`},
		{"func(a: e)", "func(a: d)", `param 1 (a): case 2: expected name "c", found "b"`},
		{"func(a: f)", "func(a: g)", "param 1 (a): expected 1 flags, found 2"},
		{"func(a: borrow<r>)", "func(a: borrow<r>)", ""},
		{"func(a: borrow<r>)", "func(a: borrow<s>)", `param 1 (a): expected resource "s", found another resource, "r"`},
		{"func(a: borrow<r>)", "func(a: r)", "param 1 (a): expected own<r>, found borrow<r>"},
		{"func(a: result<u8>)", "func(a: result<u8, string>)", "param 1 (a): error: expected string, found nothing"},
		{"func(a: tuple<u8, s8>)", "func(a: tuple<u8, u8>)", "param 1 (a): member 2: expected u8, found s8"},
		{"func(a: tuple<u8>)", "func(a: tuple<u8, u8>)", "param 1 (a): expected a tuple of 2, found one of 1"},
		{"func(a: list<u8, 3>)", "func(a: list<u8>)", "param 1 (a): expected a list, found a list of fixed length 3"},
		{"func(a: map<u8, string>)", "func(a: map<u8, char>)", "param 1 (a): value: expected char, found string"},
		{"func(a: stream<u8>)", "func(a: stream)", "param 1 (a): element: expected nothing, found u8"},
		{"func(a: future<u8>)", "func(a: future<u8>)", ""},
	}
	for _, tt := range tests {
		set, err := Parse(File{"t.wit", strings.Replace(text, "%s", "got: "+tt.got+"; want: "+tt.want+";", 1)})
		if err != nil {
			t.Fatal(err)
		}
		i := set.Root.Interfaces[0]
		msg := ""
		if err := AssignableFunc(i.Func("got"), i.Func("want"), nil); err != nil {
			msg = err.Error()
		}
		if msg != tt.err {
			t.Errorf("%s for %s: error %q, want %q", tt.got, tt.want, msg, tt.err)
		}
	}
}

// TestAssignableShared compares types that, written out, have 2^60 members.
func TestAssignableShared(t *testing.T) {
	build := func() Type {
		var t Type = U8
		for range 60 {
			t = &Tuple{Types: []Type{t, t}}
		}
		return t
	}
	done := make(chan error, 1)
	go func() { done <- Assignable(build(), build(), nil) }()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the comparison does not end")
	}
}
