// Package forward makes guests for tests of host functions: core modules that
// import every function of some interfaces and export each again, so that a Go
// test calls them as a guest would, through all that lies between; and components
// that have streams and futures of their own ([Component]).
//
// Start from [Link], then [New]. In the exported functions a handle is a u32,
// the number that the guest has for it, and so is a stream or a future. Functions
// with the async type are called without the async option: the guest waits.
package forward

import (
	"context"
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Addresses in a guest's memory. The cells are u32 and 0 at first.
const (
	// CellResult is added to the address that host functions write results to.
	CellResult = 0
	// CellLie is added to what cabi_realloc returns.
	CellLie = 4
	// CellMode says what else cabi_realloc does, one of the modes below.
	CellMode = 8
	// CellHeap is how much of the heap is taken; a test may set it back.
	CellHeap = 12

	// ResultArea is where results are written, and looked for afterwards.
	ResultArea = 1024
	// Scratch, up to Heap, is for tests.
	Scratch = 4096
	// Heap is where cabi_realloc begins to allocate; it grows the memory.
	Heap = 64 << 10
)

// What cabi_realloc does before it allocates.
const (
	ModePlain  = iota
	ModeTrap   // execute unreachable
	ModeReturn // call an import, which it may not do
	ModeGrow   // grow the memory, which moves it
)

// DropPrefix begins the names of the functions that drop a handle.
const DropPrefix = "[resource-drop]"

// Interfaces returns the interfaces of the packages in set that accept takes
// and that have functions or resources.
func Interfaces(set *wit.Set, accept func(*wit.Interface) bool) []*wit.Interface {
	var out []*wit.Interface
	for _, p := range set.Packages {
		for _, i := range p.Interfaces {
			if accept(i) && (len(i.Funcs) > 0 || len(resources(i)) > 0) {
				out = append(out, i)
			}
		}
	}
	return out
}

// resources are the resource types that i declares.
func resources(i *wit.Interface) []string {
	var names []string
	for _, t := range i.Types {
		if t.Resource != nil {
			names = append(names, t.Name)
		}
	}
	return names
}

// DefineExports tells l the types of what a guest for the interfaces exports.
func DefineExports(l *component.Linker, interfaces ...*wit.Interface) error {
	for _, i := range interfaces {
		e := exported(i)
		if err := l.DefineExport(i.ExternalName(), func() *wit.Interface { return e }); err != nil {
			return err
		}
	}
	return nil
}

// Link makes a guest for the interfaces and links it. It calls [DefineExports],
// hence a linker can be used once.
func Link(ctx context.Context, rt *component.Runtime, l *component.Linker, interfaces ...*wit.Interface) (*component.Linked, error) {
	if err := DefineExports(l, interfaces...); err != nil {
		return nil, err
	}
	wasm, err := Module(interfaces...)
	if err != nil {
		return nil, err
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		return nil, fmt.Errorf("guest: %w", err)
	}
	return l.Link(c)
}

// exported returns i as a guest exports it: without resources.
func exported(i *wit.Interface) *wit.Interface {
	out := &wit.Interface{Package: i.Package, Name: i.Name}
	for _, f := range functions(i) {
		g := &wit.Func{Name: f.Name, Result: plain(f.Result)}
		for _, p := range f.Params {
			g.Params = append(g.Params, wit.Field{Name: p.Name, Type: plain(p.Type)})
		}
		out.Funcs = append(out.Funcs, g)
	}
	return out
}

// functions are those of i and one for each of its resources that drops it.
func functions(i *wit.Interface) []*wit.Func {
	fs := append([]*wit.Func(nil), i.Funcs...)
	for _, t := range i.Types {
		if t.Resource != nil {
			self := wit.Field{Name: "self", Type: &wit.Own{Resource: t.Resource}}
			fs = append(fs, &wit.Func{Name: DropPrefix + t.Name, Params: []wit.Field{self}})
		}
	}
	return fs
}

// plain returns t with handles, streams and futures as u32.
func plain(t wit.Type) wit.Type {
	switch t := wit.Underlying(t).(type) {
	case nil:
		return nil
	case *wit.Own, *wit.Borrow, *wit.Stream, *wit.Future:
		return wit.U32
	case *wit.List:
		return &wit.List{Elem: plain(t.Elem), Len: t.Len}
	case *wit.Option:
		return &wit.Option{Elem: plain(t.Elem)}
	case *wit.Result:
		return &wit.Result{OK: plain(t.OK), Err: plain(t.Err)}
	case *wit.Tuple:
		out := &wit.Tuple{}
		for _, e := range t.Types {
			out.Types = append(out.Types, plain(e))
		}
		return out
	case *wit.Record:
		out := &wit.Record{}
		for _, f := range t.Fields {
			out.Fields = append(out.Fields, wit.Field{Name: f.Name, Type: plain(f.Type)})
		}
		return out
	case *wit.Variant:
		out := &wit.Variant{}
		for _, c := range t.Cases {
			out.Cases = append(out.Cases, wit.Case{Name: c.Name, Type: plain(c.Type)})
		}
		return out
	default:
		return t
	}
}

// A Guest is an instance of a module that [Link] made.
type Guest struct {
	*component.Instance
	funcs map[[2]string]*component.Func
}

// New returns the guest that in is.
func New(in *component.Instance) *Guest {
	return &Guest{in, map[[2]string]*component.Func{}}
}

// Export returns the function that calls a function of an interface, or with
// [DropPrefix] one that drops a handle. It panics if there is none.
func (g *Guest) Export(iface, name string) *component.Func {
	key := [2]string{iface, name}
	f := g.funcs[key]
	if f == nil {
		var err error
		if f, err = g.Func(iface, name); err != nil {
			panic(err)
		}
		g.funcs[key] = f
	}
	return f
}

// Call calls a function of an interface.
func (g *Guest) Call(ctx context.Context, iface, name string, args ...component.Value) (component.Value, error) {
	return g.Export(iface, name).Call(ctx, args...)
}

// Functions calls f for each function of interfaces, those that drop handles
// included. Own and borrow types are as the interface has them.
func Functions(interfaces []*wit.Interface, f func(iface string, fn *wit.Func)) {
	for _, i := range interfaces {
		for _, fn := range functions(i) {
			f(i.ExternalName(), fn)
		}
	}
}

// IsDrop tells whether a function drops handles.
func IsDrop(name string) bool { return strings.HasPrefix(name, DropPrefix) }
