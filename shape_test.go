package gyro_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const module = "github.com/gyro-wasm/gyro"

// layers lists, for each package, which of our packages it may import. It is
// policy, not a record of the code: a failure is mended by moving code, or by
// changing the policy on purpose and ARCHITECTURE.md with it. The first line
// that matches counts; "/..." stands for the package and all below it.
var layers = []struct{ pkg, mayImport string }{
	{"component/wit", ""},
	{"component/internal/engine", ""},
	{"component/internal/rewrite", ""},
	{"component/internal/binary", "component/wit"},
	{"component/internal/canon", "component/wit"},
	{"component/internal/plan", "component/wit component/internal/binary"},
	{"component/encode", "component/wit component/internal/binary"},
	{"component/describe", "component/wit component/internal/binary"},
	{"component/bindgen/...", "component/wit component/bindgen wit"},
	{"component", "component/wit component/internal/..."},
	{"wit", "component/wit"},

	{"internal/wasi", ""},
	{"internal/wasi/p1", "internal/wasi component"},
	{"internal/wasi/p2/bind/...", "component component/wit wit internal/wasi/p2/bind/..."},
	{"internal/wasi/p3/bind/...", "component component/wit wit internal/wasi/p3/bind/..."},
	{"internal/wasi/p3", "internal/wasi internal/wasi/p3/bind/... component component/wit wit"},
	{"internal/wasi/p2", "internal/wasi internal/wasi/p2/bind/... component component/wit wit"},
	{"wasi", "component component/wit wit internal/wasi/..."},

	{"internal/host/outbound", ""},
	{"internal/host/bind/...", "component component/wit wit internal/host/bind/..."},
	{"internal/host/variables", "component internal/host/bind/... internal/app"},
	{"internal/telemetry", ""},
	{"internal/limits", ""},
	{"internal/app", "internal/limits internal/host/outbound"},
	{"internal/build", "internal/app internal/telemetry"},
	{"internal/watch", ""},
	{"internal/capability", ""},
	{"internal/source", "internal/app"},
	{"internal/compose", "component/encode internal/app internal/capability internal/source"},
	{"internal/gosdk/...", "internal/gosdk"},
	{"internal/template", ""},
	{"internal/cancel", ""},
	{"internal/http1", "internal/cancel"},
	{"internal/trigger/httptrigger", "internal/app internal/telemetry internal/http1"},
	{"internal/worker/schedule", ""},
	{"internal/worker", "component component/encode wasi internal/app internal/host/... internal/telemetry internal/limits internal/cancel internal/worker/schedule"},
	{"internal/cli", "component/encode component/describe component/wit wit internal/build internal/watch internal/app internal/capability internal/compose internal/source internal/limits internal/telemetry internal/template internal/trigger/httptrigger"},
	{"bench/...", "bench/... tests/guests component wasi"},
	{"cmd/gyro", "internal/cli internal/worker internal/gosdk internal/trigger/httptrigger component component/wit wasi"},
}

// onlyIn names the packages that may import a heavy dependency, and why it is
// kept there.
var onlyIn = map[string]struct{ where, why string }{
	"github.com/tetratelabs/wazero": {"component/internal/engine", "a second engine must be able to take its place"},
	"github.com/spf13/cobra":        {"internal/cli", "the command line is one package"},
	"github.com/pelletier/go-toml":  {"internal/app internal/cli internal/template", "manifests are read in one place, those of templates in another"},
}

// TestShape keeps the dependency directions of ARCHITECTURE.md true.
func TestShape(t *testing.T) {
	fset := token.NewFileSet()
	comments := map[string]int{} // directory to the number of its package comments
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && outsideModule(name, d):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments|parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(name))
		test := strings.HasSuffix(name, "_test.go")
		if !test {
			checkImports(t, name, dir, f)
		}
		if !test && !ast.IsGenerated(f) {
			comments[dir] += 0
			if f.Doc != nil {
				comments[dir]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir, n := range comments {
		if n != 1 {
			t.Errorf("%s has %d package comments, want one", dir, n)
		}
	}
}

// outsideModule tells whether a directory holds no code of this module.
func outsideModule(name string, d fs.DirEntry) bool {
	if name == "." {
		return false
	}
	if d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") {
		return true
	}
	_, err := os.Stat(filepath.Join(name, "go.mod"))
	return err == nil
}

func checkImports(t *testing.T, name, dir string, f *ast.File) {
	for _, spec := range f.Imports {
		imp := strings.Trim(spec.Path.Value, `"`)
		for dep, rule := range onlyIn {
			if within(imp, dep) && !matches(rule.where, dir) {
				t.Errorf("%s imports %s; only %s may: %s", name, imp, rule.where, rule.why)
			}
		}
		local, ok := strings.CutPrefix(imp, module+"/")
		if !ok || local == dir || dir == "." || strings.HasPrefix(dir, "tests/") {
			continue
		}
		may, ok := policy(dir)
		if !ok {
			t.Errorf("%s: %s has no line in layers", name, dir)
		} else if !matches(may, local) {
			t.Errorf("%s: %s may not import %s", name, dir, local)
		}
	}
}

func policy(dir string) (mayImport string, ok bool) {
	for _, l := range layers {
		if matches(l.pkg, dir) {
			return l.mayImport, true
		}
	}
	return "", false
}

func matches(patterns, dir string) bool {
	for p := range strings.FieldsSeq(patterns) {
		if root, ok := strings.CutSuffix(p, "/..."); p == dir || ok && within(dir, root) {
			return true
		}
	}
	return false
}

func within(name, root string) bool { return name == root || strings.HasPrefix(name, root+"/") }

// codePath matches a path in backquotes that is written as a path of this
// repository: `internal/app/manifest.go` or `internal/app`.
var codePath = regexp.MustCompile("`((?:cmd|component|internal|wasi|wit|sdk|examples|tests|bench|docs)(?:/[\\w./-]*)?)`")

// TestDocPaths keeps the maps true: every path of this repository that a
// document names exists. Documents name files and functions, not lines.
func TestDocPaths(t *testing.T) {
	var docs []string
	for _, pattern := range []string{"*.md", "docs/*.md", "examples/*/*.md", "tests/*/*.md", "bench/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, found...)
	}
	for _, doc := range docs {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, m := range codePath.FindAllStringSubmatch(line, -1) {
				if _, err := os.Stat(m[1]); err != nil {
					t.Errorf("%s:%d names %s, which does not exist", doc, i+1, m[1])
				}
			}
		}
	}
}

// TestPackageTable holds the package table of ARCHITECTURE.md against the
// tree: every package has a row, and every row a package.
func TestPackageTable(t *testing.T) {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile("(?m)^\\| `([\\w./-]+)` \\|")
	rows := map[string]bool{}
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		rows[m[1]] = true
	}
	for _, l := range layers {
		dir := strings.TrimSuffix(l.pkg, "/...")
		if !rows[dir] {
			t.Errorf("ARCHITECTURE.md: the package table has no row for %s", dir)
		}
	}
	for dir := range rows {
		if _, ok := policy(dir); !ok {
			t.Errorf("ARCHITECTURE.md: the package table has a row for %s, layers has not", dir)
		}
	}
}
