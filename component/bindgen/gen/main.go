// Command gen writes gyro's host bindings. It runs in the module's root, where
// generate.go of internal/wasi/p2/bind calls it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/bindgen"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

const module = "github.com/gyro-wasm/gyro"

// bindings lists the WIT packages, the folders of their bindings, the interfaces
// that guests export, all others being imports, and those whose async functions
// are inline or staged.
var bindings = []struct {
	wit, dir                string
	exports, inline, staged []string
}{
	{wit: "wasi:io@0.2.12", dir: "internal/wasi/p2/bind/io"},
	{wit: "wasi:clocks@0.2.12", dir: "internal/wasi/p2/bind/clocks"},
	{wit: "wasi:random@0.2.12", dir: "internal/wasi/p2/bind/random"},
	{wit: "wasi:cli@0.2.12", dir: "internal/wasi/p2/bind/cli", exports: []string{"run"}},
	{wit: "wasi:filesystem@0.2.12", dir: "internal/wasi/p2/bind/filesystem"},
	{wit: "wasi:sockets@0.2.12", dir: "internal/wasi/p2/bind/sockets"},
	{wit: "wasi:http@0.2.12", dir: "internal/wasi/p2/bind/http", exports: []string{"incoming-handler"}},
	{wit: "wasi:clocks@0.3.0", dir: "internal/wasi/p3/bind/clocks"},
	{wit: "wasi:random@0.3.0", dir: "internal/wasi/p3/bind/random"},
	{wit: "wasi:cli@0.3.0", dir: "internal/wasi/p3/bind/cli", exports: []string{"run"}},
	{wit: "wasi:filesystem@0.3.0", dir: "internal/wasi/p3/bind/filesystem", inline: []string{"types"}},
	{wit: "wasi:sockets@0.3.0", dir: "internal/wasi/p3/bind/sockets"},
	{wit: "wasi:http@0.3.0", dir: "internal/wasi/p3/bind/http", exports: []string{"handler"}, staged: []string{"handler", "client"}},
	{wit: "wasi:config@0.2.0-rc.1", dir: "internal/host/bind/config"},
	{wit: "fermyon:spin@2.0.0", dir: "internal/host/bind/spin"},
}

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := write(root); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// write generates all bindings below root and removes generated files that
// are no longer made.
func write(root string) error {
	files, err := generate()
	if err != nil {
		return err
	}
	for _, b := range bindings {
		dir := filepath.Join(root, filepath.FromSlash(b.dir))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		old, err := filepath.Glob(filepath.Join(dir, "*_gen.go"))
		if err != nil {
			return err
		}
		for _, name := range old {
			if files[b.dir+"/"+filepath.Base(name)] == nil {
				if err := os.Remove(name); err != nil {
					return err
				}
			}
		}
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, filepath.FromSlash(name)), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns all files by their path from the module's root.
func generate() (map[string][]byte, error) {
	set := witfiles.Packages()
	paths := map[string]string{}
	for _, b := range bindings {
		paths[b.wit] = module + "/" + b.dir
	}
	out := map[string][]byte{}
	for _, b := range bindings {
		pkg := set.Package(b.wit)
		if pkg == nil {
			return nil, fmt.Errorf("no text of package %s", b.wit)
		}
		cfg := bindgen.Config{Package: pkg, Exports: b.exports, Inline: b.inline, Staged: b.staged, Paths: paths, Texts: module + "/wit"}
		for _, i := range pkg.Interfaces {
			if !slices.Contains(b.exports, i.Name) {
				cfg.Imports = append(cfg.Imports, i.Name)
			}
		}
		files, err := bindgen.Generate(cfg)
		if err != nil {
			return nil, err
		}
		for name, text := range files {
			out[strings.Join([]string{b.dir, name}, "/")] = text
		}
	}
	return out, nil
}
