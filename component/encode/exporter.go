package encode

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// An exporter writes one exported interface. The functions of an exported
// instance must be typed with the types that the instance exports under their
// names, which those that were lifted are not; so a nested component imports
// the lifted functions and all types, and exports them again in terms of each
// other (Explainer.md, "Type Checking", external visibility).
type exporter struct {
	nested *space
	types  []importedType
	funcs  []arg
	names  map[string]bool
	in     *typeSpace // types as imported
	out    *typeSpace // as exported
}

// An importedType is a type that the nested component imports.
type importedType struct {
	name string // of the import
	key  typeName
}

// exportInterface exports an interface, whose functions are lifted by lift in
// terms of its types outside, and returns the instance. outer finds types
// where the nested component is instantiated.
func exportInterface(s *space, w *wit.WorldItem, lift func(*wit.Func) (uint32, error), outer func(typeName) (uint32, error)) (uint32, error) {
	e := &exporter{nested: &space{}, names: map[string]bool{}}
	e.in = &typeSpace{space: e.nested, all: true, bind: e.importType, resource: e.importResource}
	e.out = &typeSpace{
		space: e.nested, iface: interfaceName(w.Interface), foreign: e.importedType,
		bind: func(d *wit.TypeDef, i uint32) uint32 {
			return e.nested.exports(typeExport(d), binary.SortType, i, nil)
		},
	}
	e.out.resource = func(d *wit.TypeDef) (uint32, error) {
		i, err := e.importedType(nameOf(d))
		return e.out.bind(d, i), err
	}
	if err := e.fill(w.Interface, lift); err != nil {
		return 0, err
	}
	args := make([]arg, 0, len(e.types)+len(e.funcs))
	for _, t := range e.types {
		i, err := outer(t.key)
		if err != nil {
			return 0, err
		}
		args = append(args, arg{t.name, binary.SortType, i})
	}
	c := s.add(sectionComponent, binary.SortComponent, e.nested.component())
	instance := s.instantiate(c, append(args, e.funcs...))
	return s.exports(itemName(w), binary.SortInstance, instance, nil), nil
}

// fill writes the nested component.
func (e *exporter) fill(iface *wit.Interface, lift func(*wit.Func) (uint32, error)) error {
	for _, d := range iface.Types {
		if _, err := e.in.def(d); err != nil {
			return err
		}
	}
	for _, f := range iface.Funcs {
		t, err := e.in.fn(f)
		if err != nil {
			return err
		}
		lifted, err := lift(f)
		if err != nil {
			return err
		}
		n := e.unique("import-func-" + strings.NewReplacer("[", "", "]", "-", ".", "-").Replace(f.Name))
		e.nested.imports(plain(n), binary.SortFunc, funcOf(t))
		e.funcs = append(e.funcs, arg{n, binary.SortFunc, lifted})
	}
	// From here on types are new ones, with the names of the interface.
	e.nested.types = nil
	for _, d := range iface.Types {
		if _, err := e.out.def(d); err != nil {
			return err
		}
	}
	for i, f := range iface.Funcs {
		t, err := e.out.fn(f)
		if err != nil {
			return err
		}
		e.nested.exports(funcExport(f), binary.SortFunc, uint32(i), funcOf(t))
	}
	return nil
}

// unique returns a name that no import has yet.
func (e *exporter) unique(n string) string {
	key := strings.ToLower(n)
	for i := 0; e.names[key]; i++ {
		key = strings.ToLower(n) + "-x" + strconv.Itoa(i)
	}
	e.names[key] = true
	return key
}

// newType names the import of a type.
func (e *exporter) newType(d *wit.TypeDef) name {
	n := e.unique("import-type-" + d.Name)
	e.types = append(e.types, importedType{n, nameOf(d)})
	return plain(n)
}

func (e *exporter) importType(d *wit.TypeDef, i uint32) uint32 {
	return e.nested.imports(e.newType(d), binary.SortType, equalTo(i))
}

func (e *exporter) importResource(d *wit.TypeDef) (uint32, error) {
	return e.nested.imports(e.newType(d), binary.SortType, subResource), nil
}

func (e *exporter) importedType(k typeName) (uint32, error) {
	if i, ok := e.in.named[k]; ok {
		return i, nil
	}
	return 0, fmt.Errorf("interface %s has no type %s", k.iface, k.name)
}
