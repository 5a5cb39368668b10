package encode_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/wit"
)

// withWorld returns the world of a text that has one.
func withWorld(t testing.TB, text string) *wit.World {
	t.Helper()
	set, err := wit.Parse(wit.File{Name: "test.wit", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	w, err := set.World("")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestRefused says what each mistake is called.
func TestRefused(t *testing.T) {
	calc := func(world string) string {
		return "package acme:calc@1.0.0; interface log { line: func(text: string); } interface add { add: func(a: u32, b: u32) -> u32; } world w { " + world + " }"
	}
	for _, c := range []struct{ module, text, want string }{
		{"add.wasm", calc("export add;"), `imports "acme:calc/log@1.0.0", which is no interface of the world`},
		{"add.wasm", strings.Replace(calc("import log; export add;"), "line:", "lines:", 1), `imports "acme:calc/log@1.0.0" "line", which is neither in the world nor a built-in`},
		{"add.wasm", strings.Replace(calc("import log; export add;"), "text: string", "text: u32", 1), `imports "acme:calc/log@1.0.0" "line" as (func (param i32 i32)), by its type it is (func (param i32))`},
		{"add.wasm", strings.Replace(calc("import log; export add;"), "b: u32", "b: u64", 1), `exports "acme:calc/add@1.0.0#add" as (func (param i32 i32) (result i32)), by its type it is (func (param i32 i64) (result i32))`},
		{"add.wasm", calc("import log; export add; export log;"), `does not export function "acme:calc/log@1.0.0#line" of the world`},
		{"add.wasm", calc("import log; export add; export f: func();"), `does not export function "f" of the world`},
		{"store.wasm", calc("import log;"), `imports "[export]acme:store/types@1.0.0", which is no interface of the world`},
	} {
		_, err := encode.Component(read(t, c.module), encode.Options{World: withWorld(t, c.text)})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s as %s\nis refused with %v\nwant %s", c.module, c.text, err, c.want)
		}
	}
	core := func(sections ...[]byte) []byte {
		return append([]byte("\x00asm\x01\x00\x00\x00"), bytes.Join(sections, nil)...)
	}
	for name, c := range map[string]struct {
		module []byte
		want   string
	}{
		"empty":     {nil, "not valid"},
		"component": {[]byte("\x00asm\x0d\x00\x01\x00"), "a component already"},
		"no world":  {core(), "does not say what world"},
		"bad world": {core([]byte("\x00\x0f\x0ecomponent-type")), "preamble is missing"},
	} {
		_, err := encode.Component(c.module, encode.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s is refused with %v, want %s", name, err, c.want)
		}
	}
}

func TestClash(t *testing.T) {
	add := encode.Part{Name: "add.wasm", Wasm: encoded(t, read(t, "add.wasm"), worldOf(t, "calc.wit", "adder"))}
	// The same interface, where line takes a list of the same core type.
	other := withWorld(t, strings.Replace(string(read(t, "calc.wit"))[:strings.Index(string(read(t, "calc.wit")), "world logger")], "text: string", "text: list<u8>", 1))
	odd := encode.Part{Name: "odd.wasm", Wasm: encoded(t, read(t, "add.wasm"), other)}
	top := encode.Part{Name: "top.wasm", Wasm: encoded(t, addCaller, withWorld(t, `package acme:calc@1.0.0;
		interface add { add: func(a: u32, b: u32) -> u32; }
		interface log { line: func(text: string); }
		world top { import add; import log; }`))}

	_, err := encode.Compose(top, odd)
	want := `top.wasm and odd.wasm import "acme:calc/log@1.0.0" with different types: function line: `
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("refused with %v, want %s…", err, want)
	}
	if _, err := encode.Compose(top, add); err != nil {
		t.Error(err)
	}
	log := encode.Part{Name: "log.wasm", Wasm: encoded(t, read(t, "log.wasm"), worldOf(t, "calc.wit", "logger"))}
	want = `odd.wasm imports "acme:calc/log@1.0.0" with another type than log.wasm exports: function line: `
	if _, err := encode.Compose(odd, log); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("refused with %v, want %s…", err, want)
	}
}

// addCaller is a module that imports both functions of calc.wit, and has a
// memory.
var addCaller = []byte("\x00asm\x01\x00\x00\x00" +
	"\x01\x0c\x02\x60\x02\x7f\x7f\x01\x7f\x60\x02\x7f\x7f\x00" +
	"\x02\x36\x02" +
	"\x13acme:calc/add@1.0.0\x03add\x00\x00" +
	"\x13acme:calc/log@1.0.0\x04line\x00\x01" +
	"\x05\x03\x01\x00\x01" +
	"\x07\x0a\x01\x06memory\x02\x00")
