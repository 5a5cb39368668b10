// Package witfiles holds the WIT texts of the interfaces that gyro provides,
// one directory per package, and resolves them on first use.
//
// The texts are those of the standard's and Spin's packages, without comments.
package witfiles

import (
	"embed"
	"io/fs"
	"sync"

	"github.com/gyro-wasm/gyro/component/wit"
)

// FS holds a directory per WIT package, named namespace-name-version.
//
//go:embed */*.wit
var FS embed.FS

// Packages returns all packages, resolved together, so that they share
// resource types. It may be called by several goroutines.
var Packages = sync.OnceValue(func() *wit.Set {
	set, err := load(FS)
	if err != nil {
		panic(err) // the texts are part of the program; a test parses them
	}
	return set
})

// Interface returns the interface with the external name given
// ("wasi:io/streams@0.2.12"), or nil if there is none.
func Interface(name string) *wit.Interface { return Packages().Interface(name) }

// Complete adds those packages to l that it does not have.
func Complete(l *wit.Loader) error {
	for _, p := range Packages().Packages {
		if l.Has(p.Name) {
			continue
		}
		if err := l.AddFS(FS, p.Name.Namespace+"-"+p.Name.Name+"-"+p.Name.Version); err != nil {
			return err
		}
	}
	return nil
}

func load(fsys fs.FS) (*wit.Set, error) {
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var l wit.Loader
	for _, d := range dirs {
		if err := l.AddFS(fsys, d.Name()); err != nil {
			return nil, err
		}
	}
	return l.Load()
}
