package plan

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/binary"
)

var update = flag.Bool("update", false, "write the golden files")

func decode(t testing.TB, wasm []byte) *binary.Component {
	t.Helper()
	c, err := binary.Decode(wasm, binary.Options{Gated: true})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestPlan holds the plans of package component's test components against
// their golden files, which are meant to be read.
func TestPlan(t *testing.T) {
	for _, name := range []string{"greet", "kinds", "resources", "versions"} {
		t.Run(name, func(t *testing.T) {
			wasm, err := os.ReadFile(filepath.Join("..", "..", "testdata", name+".wasm"))
			if err != nil {
				t.Fatal(err)
			}
			p, err := New(decode(t, wasm))
			if err != nil {
				t.Fatal(err)
			}
			got, file := dump(p), filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is another plan (-update writes it):\n%s", file, got)
			}
		})
	}
}

// dump writes a plan as text.
func dump(p *Plan) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	for i, in := range p.Instances {
		line("instance %d of %d", i, in.Parent)
	}
	for i, m := range p.Imports {
		line("import %d: %s", i, strings.Join(m.Path, "#"))
	}
	for i, r := range p.Resources {
		if r.Import != nil {
			line("resource %d: imported, %s", i, strings.Join(r.Import, "#"))
		} else {
			line("resource %d: %q of instance %d, destructor %s", i, r.Name, r.Instance, number("func", r.Dtor))
		}
	}
	for i, t := range p.Trampolines {
		line("trampoline %d: %s for instance %d%s", i, trampolineText(&t), t.Instance, optionsText(&t.Options))
	}
	for _, s := range p.Steps {
		line("%s", stepText(p, s))
	}
	for i, l := range p.Lifts {
		line("lift %d: func %d of instance %d%s", i, l.Func, l.Instance, optionsText(&l.Options))
	}
	dumpExports(&b, p.Exports, "")
	return b.String()
}

func number(what string, n int) string {
	if n < 0 {
		return "none"
	}
	return fmt.Sprintf("%s %d", what, n)
}

func trampolineText(t *Trampoline) string {
	switch {
	case t.Import >= 0:
		return number("import", t.Import)
	case t.Lift >= 0:
		return number("lift", t.Lift)
	case t.Canon.Op == binary.CanonResourceNew:
		return number("new resource", t.Resource)
	case t.Canon.Op == binary.CanonResourceRep:
		return number("rep of resource", t.Resource)
	case t.Canon.Op == binary.CanonResourceDrop:
		return number("drop resource", t.Resource)
	}
	return fmt.Sprintf("built-in %v", t.Canon.Op)
}

func optionsText(o *Options) string {
	var b strings.Builder
	for _, f := range []struct {
		name string
		n    int
	}{{"memory", o.Memory}, {"realloc func", o.Realloc}, {"post-return func", o.PostReturn}, {"callback func", o.Callback}} {
		if f.n >= 0 {
			fmt.Fprintf(&b, ", %s %d", f.name, f.n)
		}
	}
	return b.String()
}

func stepText(p *Plan, s Step) string {
	switch s := s.(type) {
	case InstantiateModule:
		var imports []string
		for _, it := range p.Modules[s.Instance].Imports {
			imports = append(imports, itemText(it))
		}
		return strings.TrimRight(fmt.Sprintf("instantiate core %d: %s", s.Instance, strings.Join(imports, ", ")), ": ")
	case ExtractMemory:
		return fmt.Sprintf("memory %d = %s", s.Memory, itemText(s.Of))
	case ExtractFunc:
		return fmt.Sprintf("func %d = %s", s.Func, itemText(s.Of))
	case CallFunc:
		return fmt.Sprintf("call func %d", s.Func)
	}
	return "?"
}

func itemText(it CoreItem) string {
	if it.Instance < 0 {
		return fmt.Sprintf("trampoline %d", it.Trampoline)
	}
	return fmt.Sprintf("core %d %q", it.Instance, it.Name)
}

func dumpExports(b *strings.Builder, in *Instance, prefix string) {
	for _, name := range in.Names {
		switch it := in.Items[name].(type) {
		case *Func:
			fmt.Fprintf(b, "export %s%s: %s%s\n", prefix, name, strings.TrimPrefix(number("lift", it.Lift), "none"), strings.TrimPrefix(number("import", it.Import), "none"))
		case *Type:
			fmt.Fprintf(b, "export %s%s: type, %s\n", prefix, name, number("resource", it.Resource))
		case *Instance:
			dumpExports(b, it, prefix+name+"#")
		}
	}
}

// Sections of the component format, for the test below.
func section(id byte, content []byte) []byte {
	return append(append([]byte{id}, leb(len(content))...), content...)
}

func leb(n int) []byte {
	var b []byte
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

func component(sections ...[]byte) []byte {
	b := []byte("\x00asm\x0d\x00\x01\x00")
	for _, s := range sections {
		b = append(b, s...)
	}
	return b
}

// instances instantiates component 0 n times, without arguments.
func instances(n int) []byte {
	b := leb(n)
	for range n {
		b = append(b, 0, 0, 0)
	}
	return section(5, b)
}

// nested wraps inner in a component that instantiates it n times.
func nested(inner []byte, n int) []byte { return component(section(4, inner), instances(n)) }

// modules defines a core module with size bytes in a custom section and
// instantiates it n times, without arguments.
func modules(size, n int) []byte {
	module := append([]byte("\x00asm\x01\x00\x00\x00"), section(0, append([]byte{1, 'x'}, make([]byte, size)...))...)
	b := leb(n)
	for range n {
		b = append(b, 0, 0, 0)
	}
	return append(section(1, module), section(2, b)...)
}

// types defines n types, each the primitive u8.
func types(n int) []byte {
	b := leb(n)
	for range n {
		b = append(b, 0x7d)
	}
	return section(7, b)
}

// TestLimits flattens small components that ask for a lot. The test would
// not end if what they ask for was carried out.
func TestLimits(t *testing.T) {
	double := component()
	for range 30 {
		double = nested(double, 2)
	}
	tests := []struct {
		name string
		wasm []byte
		want string // part of the error
	}{
		{"2^30 instances", double, "more than 10000 components"},
		{"many instances", nested(component(), maxInstances), "more than 10000 components"},
		{"many definitions", nested(component(types(1000)), 1001), "more than 1000000 definitions"},
		{"many core modules", component(modules(1, maxModules+1)), "more than 10000 core modules"},
		{"much code", component(modules(1<<20, 256)), "bytes of core modules"},
		{"as many as may be", nested(component(), maxInstances-1), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(decode(t, tt.wasm))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestUnlinkable checks imports that only a surrounding component can serve.
func TestUnlinkable(t *testing.T) {
	wasm := component(
		section(3, []byte{1, 0x50, 0}),                   // core type 0: a module type without imports and exports
		section(10, []byte{1, 0, 1, 'm', 0x00, 0x11, 0}), // import "m" (core module (type 0))
	)
	p, err := New(decode(t, wasm))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Unlinkable) != 1 || p.Unlinkable[0] != "m" {
		t.Errorf("unlinkable: %q", p.Unlinkable)
	}
}
