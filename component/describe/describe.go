// Package describe tells what is in a component, or in a core module, without
// running it: what it imports and exports, how large its parts are, and which
// tools made it.
//
// Start from [Wasm]. What it is given comes from strangers and never makes it
// panic.
package describe

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Description is what is in a component or a core module. Sizes are in bytes.
type Description struct {
	Component bool // not a core module
	Size      int
	Modules   []Module // the core modules, in the order of the file
	Producers []Producer
	Imports   []Item
	Exports   []Item
}

// A Module is a core module.
type Module struct {
	Size, Code, Data int
	Custom           int // names, debug information and the like
}

// A Producer is a language, a tool or a library that had a part in it; see the
// tool conventions, "producers section".
type Producer struct {
	Field   string // "language", "processed-by" or "sdk"
	Name    string
	Version string // may be empty
}

// An Item is an import or an export.
type Item struct {
	Name  string
	Funcs []string // of an interface, or of a module name of a core module
}

// Wasm describes a component or a core module, which must be valid.
func Wasm(wasm []byte) (*Description, error) {
	d := &Description{Component: binary.IsComponent(wasm), Size: len(wasm)}
	var err error
	if d.Component {
		err = d.component(wasm)
	} else {
		err = d.module(wasm)
	}
	if err != nil {
		return nil, err
	}
	return d, d.walk(wasm, 0)
}

// component lists what a component imports and exports.
func (d *Description) component(wasm []byte) error {
	c, err := binary.Decode(wasm, binary.Options{})
	if err != nil {
		return err
	}
	w, err := binary.World(c)
	if err == nil {
		d.Imports, d.Exports = items(w.Imports), items(w.Exports)
		return nil
	}
	for _, i := range c.Imports { // some have no form in WIT
		d.Imports = append(d.Imports, Item{Name: i.Name.Name})
	}
	for _, e := range c.Exports {
		d.Exports = append(d.Exports, Item{Name: e.Name.Name})
	}
	return nil
}

func items(world []wit.WorldItem) (list []Item) {
	for _, w := range world {
		i := Item{Name: w.Name}
		if w.Interface != nil {
			for _, f := range w.Interface.Funcs {
				i.Funcs = append(i.Funcs, f.Name)
			}
		}
		if w.Interface != nil || w.Func != nil {
			list = append(list, i)
		}
	}
	return list
}

// module lists what a core module imports and exports. Names such as
// "wasi:cli/run@0.2.0#run" are functions of interfaces.
func (d *Description) module(wasm []byte) error {
	if !bytes.HasPrefix(wasm, []byte("\x00asm")) {
		return errors.New("not WebAssembly: it does not begin with \\0asm")
	}
	t, err := binary.DecodeModule(wasm)
	if err != nil {
		return err
	}
	for _, i := range t.Imports {
		d.Imports = add(d.Imports, i.Module, i.Name)
	}
	for _, e := range t.Exports {
		name := e.Name
		for strings.HasPrefix(name, "[") {
			_, name, _ = strings.Cut(name, "]")
		}
		name = strings.TrimPrefix(name, "cabi_post_")
		iface, f, ok := strings.Cut(name, "#")
		if !ok {
			f = ""
		}
		d.Exports = add(d.Exports, iface, f)
	}
	return nil
}

// add adds a function, which is there already perhaps.
func add(list []Item, name, f string) []Item {
	i := slices.IndexFunc(list, func(i Item) bool { return i.Name == name })
	if i < 0 {
		i = len(list)
		list = append(list, Item{Name: name})
	}
	if f != "" && !slices.Contains(list[i].Funcs, f) {
		list[i].Funcs = append(list[i].Funcs, f)
	}
	return list
}
