package p3

import (
	"errors"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/tests/forward"
)

// TestHostileHandles calls every function with handles that are those of
// something else, or of nothing, and with the simplest of all other arguments.
// The guest may trap, but nothing else.
func TestHostileHandles(t *testing.T) {
	m, err := wasi.OpenMount(t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	calls, traps := 0, 0
	call := func(iface string, f *wit.Func, handle uint32) {
		h := &Host{State: &wasi.State{Preopens: []wasi.Preopen{{Path: "/", Mount: m}}}}
		defer h.Close()
		g := newGuest(t, h)
		// The table has something of most types at first.
		g.call("filesystem/preopens", "get-directories")
		g.call("http/types", "[constructor]fields")
		g.call("http/types", "[constructor]request-options")
		g.ok("sockets/types", "[static]tcp-socket.create", wit.EnumValue(0))
		g.ok("sockets/types", "[static]udp-socket.create", wit.EnumValue(0))
		g.call("cli/stdin", "read-via-stream")
		var args []component.Value
		for _, p := range f.Params {
			args = append(args, simplest(p.Type, handle))
		}
		calls++
		if _, err := g.Call(g.ctx, iface, f.Name, args...); err != nil {
			var trap *component.Trap
			if traps++; !errors.As(err, &trap) || trap.Kind == component.TrapInternal {
				t.Errorf("%s#%s with handle %d: %v", iface, f.Name, handle, err)
			}
		}
	}
	forward.Functions(imported(), func(iface string, f *wit.Func) {
		for _, handle := range []uint32{0, 1, 2, 3, 4, 5, 6, 7, 8, 99, 1 << 31, 1<<32 - 1} {
			call(iface, f, handle)
		}
	})
	if traps == 0 || traps == calls {
		t.Errorf("%d of %d calls trap", traps, calls)
	}
}

// simplest is the value of t that is made of zeroes, but for handles.
func simplest(t wit.Type, handle uint32) component.Value {
	var kids []component.Value
	switch t := wit.Underlying(t).(type) {
	case *wit.Own, *wit.Borrow, *wit.Stream, *wit.Future:
		return wit.U32Value(handle)
	case *wit.List:
		if wit.Underlying(t.Elem) == wit.U8 {
			return wit.BytesValue(nil)
		}
		return wit.ListValue(simplest(t.Elem, handle))
	case *wit.Option: // handles hide in there
		return wit.SomeValue(simplest(t.Elem, handle))
	case *wit.Result:
		if t.OK == nil {
			return wit.OKValue()
		}
		return wit.OKValue(simplest(t.OK, handle))
	case *wit.Tuple:
		for _, e := range t.Types {
			kids = append(kids, simplest(e, handle))
		}
		return wit.RecordValue(kids...)
	case *wit.Record:
		for _, f := range t.Fields {
			kids = append(kids, simplest(f.Type, handle))
		}
		return wit.RecordValue(kids...)
	case *wit.Variant:
		if c := t.Cases[0]; c.Type != nil {
			return wit.VariantValue(0, simplest(c.Type, handle))
		}
		return wit.VariantValue(0)
	case *wit.Enum:
		return wit.EnumValue(0)
	case *wit.Flags:
		return wit.FlagsValue(0)
	case wit.Primitive:
		return zero(t)
	}
	panic("a type that WASI does not have")
}

func zero(t wit.Primitive) component.Value {
	switch t {
	case wit.Bool:
		return wit.BoolValue(false)
	case wit.U8:
		return wit.U8Value(0)
	case wit.U16:
		return wit.U16Value(0)
	case wit.U32:
		return wit.U32Value(0)
	case wit.U64:
		return wit.U64Value(0)
	case wit.S64:
		return wit.S64Value(0)
	case wit.String:
		return wit.StringValue("")
	}
	panic("a type that WASI does not have")
}
