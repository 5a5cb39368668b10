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
	item   string // the import; empty for the world itself
	export bool   // or the export
	funcs  map[string]*wit.Func
	types  map[string]*wit.TypeDef
	space  *typeSpace // where its types are defined
}

// scopeOf returns the scope of a module name.
func (b *builder) scopeOf(module string) (*scope, error) {
	if s := b.scopes[module]; s != nil {
		return s, nil
	}
	name, export := strings.CutPrefix(module, exportModule)
	s := &scope{export: export, space: b.importTypes, funcs: map[string]*wit.Func{}, types: map[string]*wit.TypeDef{}}
	items := b.world.Imports
	if export {
		items = b.world.Exports
	}
	if name == rootModule {
		b.rootScope(s, items)
	} else if err := b.interfaceScope(s, module, name, items); err != nil {
		return nil, err
	}
	b.scopes[module] = s
	return s, nil
}

// rootScope fills the scope of what is in no interface.
func (b *builder) rootScope(s *scope, items []wit.WorldItem) {
	for _, w := range items {
		if w.Func != nil {
			s.funcs[w.Name] = w.Func
		}
	}
	for _, w := range b.world.Imports {
		if w.Type != nil {
			s.types[w.Name] = w.Type
		}
	}
}

// interfaceScope fills the scope of an interface.
func (b *builder) interfaceScope(s *scope, module, name string, items []wit.WorldItem) error {
	w := b.imports.find(name)
	if s.export {
		w = findCompatible(items, name)
	}
	switch {
	case w == nil && module == preview1:
		return fmt.Errorf("core module imports %s, of which only an adapter makes WASI 0.2", preview1)
	case w == nil || w.Interface == nil:
		return fmt.Errorf("core module imports %q, which is no interface of the world", module)
	case !s.export && b.imports.owners[interfaceName(w.Interface)] != w.Name && hasResources(w.Interface):
		return fmt.Errorf("core module imports %q, an interface with resources that the world imports under two names", module)
	}
	for _, f := range w.Interface.Funcs {
		s.funcs[f.Name] = f
	}
	for _, d := range w.Interface.Types {
		s.types[d.Name] = d
	}
	s.item = w.Name
	if s.export {
		s.space = b.exportTypes[w.Name]
	}
	return nil
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
