package binary

import (
	"embed"
	"encoding/binary"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

//go:embed testdata/*.wasm
var testdata embed.FS

// fixture returns a component of testdata, which stands beside its text form.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := testdata.ReadFile("testdata/" + name + ".wasm")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustDecode(t testing.TB, b []byte, o Options) *Component {
	t.Helper()
	c, err := Decode(b, o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTestdata checks that the binaries of testdata are those of their text.
func TestTestdata(t *testing.T) {
	tool, err := exec.LookPath("wasm-tools")
	if err != nil {
		t.Skip("wasm-tools is not on PATH")
	}
	texts, err := filepath.Glob("testdata/*.wat")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts {
		out, err := exec.Command(tool, "parse", text).Output()
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(text), ".wat")
		if !slices.Equal(out, fixture(t, name)) {
			t.Errorf("testdata/%s.wasm is stale: run wasm-tools parse %s -o testdata/%[1]s.wasm", name, text)
		}
	}
}

func TestDecodeHello(t *testing.T) {
	c := mustDecode(t, fixture(t, "hello"), Options{})
	if c.Name != "hello" {
		t.Errorf("name is %q, want %q", c.Name, "hello")
	}
	if len(c.Imports) != 1 || c.Imports[0].Name.Name != "log" || len(c.Exports) != 1 || c.Exports[0].Name.Name != "greet" {
		t.Errorf("imports %v and exports %v", c.Imports, c.Exports)
	}
	var lift, lower *Canon
	for _, d := range c.Defs {
		if canon, ok := d.(*Canon); ok {
			switch canon.Op {
			case CanonLift:
				lift = canon
			case CanonLower:
				lower = canon
			}
		}
	}
	if lift == nil || lower == nil {
		t.Fatal("no lift or no lower")
	}
	o := lift.Options
	if o.Encoding != UTF16 || !o.HasMemory || !o.HasRealloc || !o.HasPostReturn || o.HasCallback || o.Async {
		t.Errorf("options of lift: %+v", o)
	}
	if got, want := lift.Core.String(), "(func (param i32 i32) (result i32))"; got != want {
		t.Errorf("lifted core function is %s, want %s", got, want)
	}
	if got, want := lower.Core.String(), "(func (param i32 i32))"; got != want {
		t.Errorf("lowered core function is %s, want %s", got, want)
	}
	if p := lift.Type.Params; len(p) != 1 || p[0].Name != "name" || p[0].Type != wit.String || lift.Type.Result != wit.String {
		t.Errorf("lifted function is %+v", lift.Type)
	}
}

func TestDecodeCoreModule(t *testing.T) {
	c := mustDecode(t, fixture(t, "hello"), Options{})
	var mods []*CoreModule
	for _, d := range c.Defs {
		if m, ok := d.(*CoreModule); ok {
			mods = append(mods, m)
		}
	}
	if len(mods) != 2 {
		t.Fatalf("%d core modules, want 2", len(mods))
	}
	main := mods[1].Type
	if err := main.Unsupported(); err != nil {
		t.Error(err)
	}
	if len(main.Imports) != 2 || main.Imports[0].Type.Sort != SortCoreMemory || main.Imports[1].Type.Sort != SortCoreFunc {
		t.Errorf("imports: %+v", main.Imports)
	}
	want := map[string]CoreExternType{
		"table":   {Sort: SortCoreTable, Val: FuncRef, Limits: Limits{Min: 1, PageLog2: 16}},
		"counter": {Sort: SortCoreGlobal, Val: I64, Mut: true},
	}
	for _, e := range main.Exports {
		if w, ok := want[e.Name]; ok && e.Type != w {
			t.Errorf("export %s is %+v, want %+v", e.Name, e.Type, w)
		}
	}
	again, err := DecodeModule(mods[1].Bytes)
	if err != nil || len(again.Exports) != len(main.Exports) {
		t.Errorf("the module alone: %v, %v", again, err)
	}
}

// TestGenerativity checks that each instance has resource types of its own,
// which flow through further instances.
func TestGenerativity(t *testing.T) {
	c := mustDecode(t, fixture(t, "resources"), Options{})
	var instances []*Instance
	for _, d := range c.Defs {
		if i, ok := d.(*Instance); ok {
			instances = append(instances, i)
		}
	}
	resource := func(i *Instance) *wit.Resource {
		return wit.ResourceOf(i.Type.Export("thing").(*TypeBound).Type)
	}
	taken := func(i *Instance, name string) *wit.Resource {
		return i.Type.Export(name).(FuncType).Params[0].Type.(*wit.Own).Resource
	}
	a, b, ua, ub := instances[0], instances[1], instances[2], instances[3]
	if resource(a) == resource(b) {
		t.Error("two instances share a resource type")
	}
	for _, m := range []struct {
		what      string
		got, want *wit.Resource
	}{
		{"a.take", taken(a, "take"), resource(a)},
		{"b.take", taken(b, "take"), resource(b)},
		{"ua.give", taken(ua, "give"), resource(a)},
		{"ub.give", taken(ub, "give"), resource(b)},
	} {
		if m.got != m.want {
			t.Errorf("%s does not refer to the resource type of its instance", m.what)
		}
	}
	if r := resource(a); r.Def != nil || r.Name != "thing" {
		t.Errorf("resource type of an instance: %+v", r)
	}
}

func TestGates(t *testing.T) {
	if _, err := Decode(fixture(t, "async"), Options{}); err != nil {
		t.Errorf("shipped features are refused: %v", err)
	}
	if _, err := Decode(fixture(t, "gated"), Options{Gated: true}); err != nil {
		t.Errorf("gated features are refused although allowed: %v", err)
	}
	fixedList := component(section(7, "\x67\x7d\x04"))
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"fixed-length list", fixedList, "fixed-length lists"},
		{"error-context", component(section(7, "\x64")), "error-context"},
		{"value", component(section(12, "\x7d\x01\x07")), "values"},
		{"start", component(sectionBytes(9, "\x00\x00\x00")), "start"},
		{"thread", component(section(8, "\x26")), "threads"},
		{"async cancel", component(section(8, "\x06\x01")), "async `subtask.cancel`"},
		{"canonical name", component(section(7, "\x42\x00"), section(10, "\x00\x07a:b/c@1\x05\x00")), "canonical interface names"},
		{"64-bit context", component(section(8, "\x0a\x7e\x00")), "64-bit `context.get`"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.b, Options{})
			want := "component uses " + c.want + ", which is not part of the standard yet"
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error is %v, want %q", err, want)
			}
			if _, err := Decode(c.b, Options{Gated: true}); err != nil && strings.Contains(err.Error(), "not part of the standard yet") {
				t.Errorf("refused although allowed: %v", err)
			}
		})
	}
}

// component puts sections behind the preamble.
func component(sections ...string) []byte {
	return []byte(string(componentPreamble) + strings.Join(sections, ""))
}

// section returns a section that holds a list.
func section(id byte, items ...string) string {
	return sectionBytes(id, uleb(len(items))+strings.Join(items, ""))
}

func sectionBytes(id byte, body string) string {
	return string([]byte{id}) + uleb(len(body)) + body
}

func uleb(n int) string { return string(binary.AppendUvarint(nil, uint64(n))) }

// repeat builds count items, each from its number.
func repeat(count int, item func(i int) string) []string {
	items := make([]string, count)
	for i := range items {
		items[i] = item(i)
	}
	return items
}

func TestRefused(t *testing.T) {
	deep := "\x7d"
	for range 200 {
		deep = "\x42\x01\x01" + deep // an instance type that declares a type
	}
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"empty", nil, "preamble is missing"},
		{"core module", []byte(modulePreamble), "core module, not a component"},
		{"other version", []byte("\x00asm\x0e\x00\x01\x00"), "unknown component version"},
		{"other layer", []byte("\x00asm\x0d\x00\x02\x00"), "unknown layer"},
		{"unknown section", component(sectionBytes(13, "")), "unknown section 13"},
		{"section beyond the end", component("\x07\x7f"), "unexpected end"},
		{"section too long", component(sectionBytes(7, "\x00\x00")), "size mismatch"},
		{"huge count", component(sectionBytes(7, "\xff\xff\xff\xff\x0f")), "elements announced"},
		{"count of 33 bits", component(sectionBytes(7, "\xff\xff\xff\xff\x1f")), "larger than 32 bits"},
		{"overlong count", component(sectionBytes(7, "\x80\x80\x80\x80\x80\x00")), "larger than 32 bits"},
		{"name beyond the end", component(sectionBytes(0, "\x05ab")), "unexpected end"},
		{"name not UTF-8", component(sectionBytes(0, "\x02\xff\xfe")), "malformed UTF-8"},
		{"empty record", component(section(7, "\x72\x00")), "at least one field"},
		{"33 flags", component(section(7, "\x6e\x21"+strings.Join(repeat(33, func(i int) string {
			return "\x02" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		}), ""))), "32 flags"},
		{"stream of char", component(section(7, "\x66\x01\x74")), "stream<char>"},
		{"map key", component(section(7, "\x63\x76\x7d")), "map key"},
		{"borrow in a result", component(section(7, "\x3f\x7f\x00", "\x68\x00", "\x40\x00\x00\x01")), "cannot contain a `borrow`"},
		{"index of a later type", component(section(7, "\x70\x01", "\x70\x7d")), "type index out of bounds"},
		{"resource in a type", component(section(7, "\x42\x01\x01\x3f\x7f\x00")), "concrete component"},
		{"outer alias too far", component(section(6, "\x03\x02\x01\x00")), "invalid outer alias count"},
		{"deep instance types", component(section(7, deep)), "nested more than"},
		{"deep value type", component(section(7, repeat(200, func(i int) string {
			if i == 0 {
				return "\x70\x7d"
			}
			return "\x70" + sleb(i-1)
		})...)), "nested more than"},
		{"type as large as 2^40", component(section(7, repeat(41, func(i int) string {
			if i == 0 {
				return "\x70\x7d"
			}
			return "\x6f\x02" + sleb(i-1) + sleb(i-1)
		})...)), "too large"},
		{"instance type as large as 2^40", component(section(7, append([]string{"\x40\x00\x01\x00", "\x42\x00"}, repeat(41, func(i int) string {
			alias := "\x02\x03\x02\x01" + sleb(i+1)
			return "\x42\x03" + alias + "\x04\x00\x01a\x05\x00" + "\x04\x00\x01b\x05\x00"
		})...)...)), "too large"},
		{"name twice", component(section(7, "\x40\x00\x01\x00"), section(10, "\x00\x01a\x01\x00", "\x00\x01A\x01\x00")), "conflicts with previous name"},
		{"unknown attribute", component(section(7, "\x42\x00"), section(10, "\x02\x01a\x01\x05\x00\x05\x00")), "unknown name attribute"},
		{"attribute twice", component(section(7, "\x42\x00"), section(10, "\x02\x01a\x02\x02\x01x\x02\x01x\x05\x00")), "more than once"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.b, Options{})
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(e.Msg, c.want) {
				t.Fatalf("error is %v, want one with %q", err, c.want)
			}
			if e.Offset > len(c.b) {
				t.Errorf("offset %d is beyond the input of %d bytes", e.Offset, len(c.b))
			}
		})
	}
}

// sleb encodes a type index.
func sleb(n int) string {
	if n < 64 {
		return string([]byte{byte(n)})
	}
	return string([]byte{byte(n) | 0x80, byte(n >> 7)})
}

func TestErrorPosition(t *testing.T) {
	b := component(sectionBytes(0, "\x01x"), section(7, "\x70\x7d", "\x70\x09"))
	_, err := Decode(b, Options{})
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	want := Error{Section: "type", Index: 1, Offset: 19}
	if e.Section != want.Section || e.Index != want.Index || e.Offset != want.Offset {
		t.Errorf("error at section %q, item %d, offset %d; want %q, %d, %d", e.Section, e.Index, e.Offset, want.Section, want.Index, want.Offset)
	}
	if !strings.HasPrefix(err.Error(), "component is not valid at offset 0x13, type section, item 1: ") {
		t.Errorf("message is %q", err)
	}
}

func TestUnsupported(t *testing.T) {
	module := func(sections ...string) []byte {
		return []byte(string(modulePreamble) + strings.Join(sections, ""))
	}
	for _, c := range []struct {
		name string
		b    []byte
		want string
	}{
		{"one memory", module(section(5, "\x00\x01")), ""},
		{"two memories", module(section(5, "\x00\x01", "\x00\x01")), "more than one memory"},
		{"64-bit memory", module(section(5, "\x04\x01")), "64-bit memories"},
		{"shared memory", module(section(5, "\x03\x01\x02")), "shared memories"},
		{"tag", module(section(1, "\x60\x00\x00"), section(13, "\x00\x00")), "exceptions"},
		{"struct type", module(section(1, "\x5f\x01\x7f\x00")), "garbage-collected types"},
		{"recursive types", module(section(1, "\x4e\x02\x60\x01\x64\x01\x00\x5e\x78\x01")), "garbage-collected types"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := DecodeModule(c.b)
			if err != nil {
				t.Fatal(err)
			}
			err = m.Unsupported()
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("unsupported: %v, want %q", err, c.want)
			}
		})
	}
}

func TestIsComponent(t *testing.T) {
	for _, c := range []struct {
		b    string
		want bool
	}{
		{"", false}, {"\x00asm\x0d\x00\x01", false}, {string(modulePreamble), false},
		{string(componentPreamble), true}, {"\x00asm\x0e\x00\x01\x00", true},
	} {
		if got := IsComponent([]byte(c.b)); got != c.want {
			t.Errorf("IsComponent(%q) = %v", c.b, got)
		}
	}
}

// FuzzDecode checks that no input makes the decoder panic or run away, and
// that what it accepts has a world or says why not.
func FuzzDecode(f *testing.F) {
	entries, err := testdata.ReadDir("testdata")
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		b, err := testdata.ReadFile("testdata/" + e.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add(component(section(7, "\x42\x01\x04\x00\x01r\x03\x01"), section(10, "\x00\x01i\x05\x00")))
	f.Add(component(section(12, "\x73\x04\x03abc"), sectionBytes(0, "\x0ecomponent-name\x00\x02\x01a")))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, gated := range []bool{false, true} {
			c, err := Decode(b, Options{Gated: gated})
			var e *Error
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("error of type %T: %v", err, err)
			}
			if err == nil {
				_, _ = World(c)
			}
		}
		_, _ = DecodeModule(b)
	})
}

func BenchmarkDecode(b *testing.B) {
	for _, name := range []string{"hello", "world", "resources", "async"} {
		b.Run(name, func(b *testing.B) {
			in := fixture(b, name)
			b.ReportAllocs()
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				if _, err := Decode(in, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
