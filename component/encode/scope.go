package encode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A scope is what a core module's imports of one module name are about.
type scope struct {
	module string
	funcs  func(string) *wit.Func
	typ    func(string) *wit.TypeDef
	types  *typeSpace
	item   string
	export bool
}

// scopeOf returns the scope of a module name.
func (b *builder) scopeOf(module string) (*scope, error) {
	name, export := strings.CutPrefix(module, exportModule)
	s := &scope{module: module, export: export, types: b.importTypes}
	items := b.world.Imports
	if export {
		items = b.world.Exports
	}
	if name == rootModule {
		s.funcs = func(n string) *wit.Func {
			if w := find(items, n); w != nil {
				return w.Func
			}
			return nil
		}
		s.typ = func(n string) *wit.TypeDef {
			if w := b.imports.items[n]; w != nil {
				return w.Type
			}
			return nil
		}
		return s, nil
	}
	w := b.imports.find(name)
	if export {
		w = findCompatible(items, name)
	}
	switch {
	case w == nil && module == preview1:
		return nil, fmt.Errorf("core module imports %s, of which only an adapter makes WASI 0.2", preview1)
	case w == nil || w.Interface == nil:
		return nil, fmt.Errorf("core module imports %q, which is no interface of the world", module)
	case !export && b.imports.owners[interfaceName(w.Interface)] != w.Name && hasResources(w.Interface):
		return nil, fmt.Errorf("core module imports %q, an interface with resources that the world imports under two names", module)
	}
	s.funcs, s.typ, s.item = w.Interface.Func, w.Interface.Type, w.Name
	if export {
		s.types = b.exportTypes[w.Name]
	}
	return s, nil
}

func hasResources(i *wit.Interface) bool {
	return slices.ContainsFunc(i.Types, func(d *wit.TypeDef) bool { return d.Resource != nil })
}

// preview1 is the module name of WASI before it was made of components.
const preview1 = "wasi_snapshot_preview1"

func find(items []wit.WorldItem, name string) *wit.WorldItem {
	i := slices.IndexFunc(items, func(w wit.WorldItem) bool { return w.Name == name })
	if i < 0 {
		return nil
	}
	return &items[i]
}

// findCompatible returns the item called name, or else one of another version
// that is compatible.
func findCompatible(items []wit.WorldItem, name string) *wit.WorldItem {
	if w := find(items, name); w != nil {
		return w
	}
	i := slices.IndexFunc(items, func(w wit.WorldItem) bool { return binary.Track(w.Name) == binary.Track(name) })
	if i < 0 {
		return nil
	}
	return &items[i]
}
