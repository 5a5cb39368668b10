package binary

import (
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

func world(t *testing.T, name string) *wit.World {
	t.Helper()
	w, err := World(mustDecode(t, fixture(t, name), Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func item(t *testing.T, items []wit.WorldItem, name string) wit.WorldItem {
	t.Helper()
	i := slices.IndexFunc(items, func(w wit.WorldItem) bool { return w.Name == name })
	if i < 0 {
		t.Fatalf("no item %q", name)
	}
	return items[i]
}

// TestWorldText checks that the text of a world parses.
func TestWorldText(t *testing.T) {
	for _, name := range []string{"hello", "world", "async"} {
		text := wit.FormatWorld(world(t, name))
		if _, err := wit.Parse(wit.File{Name: name + ".wit", Text: text}); err != nil {
			t.Errorf("%v in:\n%s", err, text)
		}
	}
}

func TestWorldInterfaces(t *testing.T) {
	w := world(t, "world")
	streams := item(t, w.Imports, "wasi:io/streams@0.2.0").Interface
	files := item(t, w.Imports, "test:fs/files@1.2.3-rc.1").Interface
	if streams.Package.Name.String() != "wasi:io@0.2.0" || streams.Name != "streams" {
		t.Errorf("interface %q of package %s", streams.Name, streams.Package.Name)
	}
	in := streams.Type("input-stream")
	if in == nil || in.Resource == nil || len(in.Methods) != 2 || in.Interface != streams {
		t.Fatalf("input-stream is %+v", in)
	}
	if used := files.Type("stream"); used == nil || used.Type != wit.Type(in) {
		t.Errorf("stream of files is %+v, want a use of input-stream", used)
	}
	file := files.Type("file")
	var methods []string
	for _, m := range file.Methods {
		methods = append(methods, m.Name)
	}
	if want := "[constructor]file [method]file.open [static]file.stat"; strings.Join(methods, " ") != want {
		t.Errorf("methods of file are %q, want %q", methods, want)
	}
	stat := files.Type("stat")
	if f := files.Func("[static]file.stat"); f.Result != wit.Type(stat) {
		t.Errorf("result of [static]file.stat is %v, not stat", f.Result)
	}
}

func TestWorldTypes(t *testing.T) {
	w := world(t, "world")
	files := item(t, w.Imports, "test:fs/files@1.2.3-rc.1").Interface
	stat := item(t, w.Imports, "stat").Type
	if stat == nil || stat.Type != wit.Type(files.Type("stat")) || !slices.Contains(w.Types, stat) {
		t.Errorf("stat of the world is %+v, want a use of the one of files", stat)
	}
	log := item(t, w.Imports, "log")
	if log.Func == nil || log.Func.Params[0].Type != wit.Type(stat) || log.ExternalID != "LOG!" {
		t.Errorf("log is %+v", log)
	}
}

func TestWorldImplements(t *testing.T) {
	w := world(t, "world")
	backup := item(t, w.Imports, "backup")
	files := item(t, w.Imports, "test:fs/files@1.2.3-rc.1").Interface
	if backup.Implements != "test:fs/files@1.2.3-rc.1" || backup.Interface == files || backup.Interface.Package != files.Package {
		t.Errorf("backup is %+v", backup)
	}
	if len(files.Package.Interfaces) != 1 || files.Package.Interfaces[0] != files {
		t.Errorf("package lists %d interfaces", len(files.Package.Interfaces))
	}
	if a, b := wit.ResourceOf(backup.Interface.Type("file")), wit.ResourceOf(files.Type("file")); a == nil || a == b {
		t.Error("two instances share a resource type")
	}
}

// TestWorldImpliedUse checks that a type of another interface that a function
// mentions gets a name in the interface of the function.
func TestWorldImpliedUse(t *testing.T) {
	w := world(t, "world")
	in := item(t, w.Imports, "wasi:io/streams@0.2.0").Interface.Type("input-stream")
	run := item(t, w.Exports, "test:app/run").Interface
	if used := run.Type("input-stream"); used == nil || used.Type != wit.Type(in) || used.Interface != run {
		t.Errorf("input-stream of run is %+v, want a use", used)
	}
}

func TestWorldInlineInterface(t *testing.T) {
	w := world(t, "resources")
	a := item(t, w.Exports, "a").Interface
	thing := a.Type("thing")
	if a.Package != nil || a.Name != "a" || thing == nil || thing.Resource == nil {
		t.Fatalf("interface a is %+v", a)
	}
	holder, ok := item(t, w.Imports, "holder").Type.Type.(*wit.Record)
	if !ok || holder.Fields[0].Type.(*wit.Own).Resource != thing.Resource {
		t.Errorf("holder is %+v", holder)
	}
	used := slices.IndexFunc(w.Types, func(d *wit.TypeDef) bool { return d.Type == wit.Type(thing) })
	if used < 0 || w.Types[used].Name != "thing" {
		t.Error("the world does not use the resource that its record mentions")
	}
}

func TestWorldHasNoForm(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
	}{
		{"component", section(7, "\x41\x00") + section(10, "\x00\x01c\x04\x00"), `import "c": components have no WIT form`},
		{"nested instance", section(7, "\x42\x02\x01\x42\x00\x04\x00\x01i\x05\x00") + section(10, "\x00\x01a\x05\x00"), `import "a": "i": instances within`},
		{"function of a package", section(7, "\x40\x00\x01\x00") + section(10, "\x00\x05a:b/c\x01\x00"), `import "a:b/c": functions with an interface name`},
		{"function type", section(7, "\x40\x00\x01\x00") + section(10, "\x00\x01f\x03\x00\x00"), `import "f": function, instance and component types`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := World(mustDecode(t, component(c.in), Options{}))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("error is %v, want %q", err, c.want)
			}
		})
	}
}
