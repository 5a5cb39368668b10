package guests_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// imported has the interfaces of WASI 0.3 that each guest imports, among
// others of WASI 0.2 that its language brings along.
var imported = map[string]string{
	"rust-p3-hello":      "http/types",
	"rust-p3-http":       "clocks/monotonic-clock clocks/types http/client http/types",
	"rust-p3-middleware": "http/handler http/types",
}

// TestServices loads the guests of WASI 0.3 and looks at what they import and
// export.
func TestServices(t *testing.T) {
	for _, g := range guests.All {
		if g.World != guests.Service {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
			t.Parallel()
			if testing.Short() && g.Folder == "python-p3" {
				t.Skip("compiles 25 MB")
			}
			path := guests.Build(t, g.Name)
			wasm, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			ctx := context.Background()
			rt, err := component.NewRuntime(ctx, component.Config{CacheDir: filepath.Join(filepath.Dir(path), "compiled")})
			if err != nil {
				t.Fatal(err)
			}
			defer rt.Close(ctx)
			if _, err := rt.Load(ctx, wasm); err != nil {
				t.Fatal(err)
			}
			w, err := component.World(wasm)
			if err != nil {
				t.Fatal(err)
			}
			if got := of03(w.Imports); got != imported[g.Name] {
				t.Errorf("imports %s, want %s", got, imported[g.Name])
			}
			if len(w.Exports) != 1 || w.Exports[0].Name != "wasi:http/handler@0.3.0" {
				t.Fatalf("exports %v", w.Exports)
			}
			handler := w.Exports[0].Interface
			if f := handler.Func("handle"); len(handler.Funcs) != 1 || f == nil || !f.Async {
				t.Errorf("exports %v, not an asynchronous handle alone", handler.Funcs)
			}
		})
	}
}

// of03 returns the names of the interfaces of WASI 0.3.0 among the items,
// sorted, without what they have in common.
func of03(items []wit.WorldItem) string {
	var names []string
	for _, it := range items {
		if name, ok := strings.CutSuffix(it.Name, "@0.3.0"); ok {
			names = append(names, strings.TrimPrefix(name, "wasi:"))
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}
