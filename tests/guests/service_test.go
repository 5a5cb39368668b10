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
	"c-p3-composed":       "cli/stderr cli/stdin cli/stdout cli/types clocks/monotonic-clock clocks/system-clock clocks/types http/client http/types random/insecure random/insecure-seed random/random",
	"c-p3-hostile":        "clocks/monotonic-clock clocks/types http/types",
	"c-p3-http":           "clocks/monotonic-clock clocks/types http/client http/types",
	"c-p3-middleware":     "http/handler http/types",
	"go-p3-http-portable": "clocks/monotonic-clock clocks/types http/client http/types",
	"python-p3-hello":     spinPlatform,
	"python-p3-http":      spinPlatform,
	"rust-p3-hello":       "http/types",
	"rust-p3-http":        "clocks/monotonic-clock clocks/types http/client http/types",
	"rust-p3-middleware":  "http/handler http/types",
}

// spinPlatform is what Python's SDK imports, used or not.
const spinPlatform = "cli/environment cli/exit cli/stderr cli/stdin cli/stdout cli/terminal-input cli/terminal-output " +
	"cli/terminal-stderr cli/terminal-stdin cli/terminal-stdout cli/types clocks/monotonic-clock clocks/system-clock clocks/types " +
	"filesystem/preopens filesystem/types http/client http/types random/insecure random/insecure-seed random/random " +
	"sockets/ip-name-lookup sockets/types"

// TestServices loads the guests of WASI 0.3 and looks at what they import and
// export.
func TestServices(t *testing.T) {
	// One after another, so that what several contain is compiled once.
	for _, g := range guests.All {
		if g.World != guests.Service {
			continue
		}
		t.Run(g.Name, func(t *testing.T) {
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
			if g.Form != guests.Component {
				return // it has no world
			}
			w, err := component.World(wasm)
			if err != nil {
				t.Fatal(err)
			}
			if got := of03(w.Imports); got != imported[g.Name] {
				t.Errorf("imports %s, want %s", got, imported[g.Name])
			}
			if got := of03(w.Exports); got != "http/handler" {
				t.Fatalf("exports %s of WASI 0.3", got)
			}
			for _, it := range w.Exports {
				if it.Name != "wasi:http/handler@0.3.0" {
					continue
				}
				if f := it.Interface.Func("handle"); len(it.Interface.Funcs) != 1 || f == nil || !f.Async {
					t.Errorf("exports functions %v, not an asynchronous handle alone", it.Interface.Funcs)
				}
			}
		})
	}
}

// of03 returns the names of the interfaces of WASI 0.3.0 among the items,
// sorted, without what all have in common.
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
