package component_test

import (
	"context"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

const kindsInterface = "test:kinds/echo@0.2.3"

// kinds are the functions of testdata/kinds.wat: an argument for each, and
// what the callers in the guest make of the result.
var kinds = []struct {
	name   string
	value  component.Value
	called uint32
}{
	{"number", wit.U32Value(7), 1},
	{"text", wit.StringValue("sixteen letters."), '.'},
	{"bytes", wit.BytesValue([]byte("sixteen letters.")), '.'},
	{"record", wit.RecordValue(wit.U32Value(7), wit.U64Value(8), wit.F64Value(9)), 8},
	{"choice", wit.ErrValue(wit.StringValue("sixteen letters.")), '.'},
	{"strings", wit.ListValue(wit.StringValue("sixteen letters."), wit.StringValue("sixteen")), 7},
	{"wide", wide(), 3},
}

func wide() component.Value {
	fields := make([]component.Value, 17)
	for i := range fields {
		fields[i] = wit.U32Value(uint32(i))
	}
	return wit.RecordValue(fields...)
}

// kindsLinker provides the functions that kinds imports, in stack form or
// over values.
func kindsLinker(t testing.TB, stackForm bool) *component.Linker {
	d := &component.InterfaceDef{Name: "test:kinds/echo@0.2.9"}
	for _, k := range kinds {
		f := component.FuncDef{Name: k.name, Dynamic: func(_ context.Context, _ *component.Call, args []component.Value) (component.Value, error) {
			return args[0], nil
		}}
		if stackForm && stackEchos[k.name] != nil {
			f = component.FuncDef{Name: k.name, Fn: stackEchos[k.name]}
		}
		d.Funcs = append(d.Funcs, f)
	}
	return define(t, d)
}

// stackEchos are the functions that generated adapters would make of kinds.
var stackEchos = map[string]component.HostFunc{
	"number": func(context.Context, *component.Call, []uint64) {},
	"text": func(_ context.Context, c *component.Call, stack []uint64) {
		ret := uint32(stack[2])
		c.Check(ret, 8, 4)
		p, n := c.StoreString(c.LoadString(uint32(stack[0]), uint32(stack[1])))
		c.Memory().PutU32(ret, p)
		c.Memory().PutU32(ret+4, n)
	},
	"bytes": func(_ context.Context, c *component.Call, stack []uint64) {
		ret := uint32(stack[2])
		c.Check(ret, 8, 4)
		p, n := c.StoreBytes(c.LoadBytes(uint32(stack[0]), uint32(stack[1])))
		c.Memory().PutU32(ret, p)
		c.Memory().PutU32(ret+4, n)
	},
	"record": func(_ context.Context, c *component.Call, stack []uint64) {
		ret := uint32(stack[3])
		c.Check(ret, 24, 8)
		m := c.Memory()
		m.PutU32(ret, uint32(stack[0]))
		m.PutU64(ret+8, stack[1])
		m.PutU64(ret+16, stack[2])
	},
	"choice": func(_ context.Context, c *component.Call, stack []uint64) {
		ret := uint32(stack[3])
		c.Check(ret, 12, 4)
		c.Memory().PutU8(ret, uint8(stack[0]))
		if stack[0] == 0 {
			c.Memory().PutU32(ret+4, uint32(stack[1]))
			return
		}
		p, n := c.StoreString(c.LoadString(uint32(stack[1]), uint32(stack[2])))
		c.Memory().PutU32(ret+4, p)
		c.Memory().PutU32(ret+8, n)
	},
	"wide": func(_ context.Context, c *component.Call, stack []uint64) {
		from, to := uint32(stack[0]), uint32(stack[1])
		c.Check(from, 17*4, 4)
		c.Check(to, 17*4, 4)
		m := c.Memory()
		copy(m[to:to+17*4], m[from:])
	},
}

// TestKinds calls each function in all three directions, with host functions
// in either form.
func TestKinds(t *testing.T) {
	for form, stackForm := range map[string]bool{"stack": true, "dynamic": false} {
		in := instantiate(t, link(t, "kinds", kindsLinker(t, stackForm)), component.InstanceConfig{})
		for _, k := range kinds {
			t.Run(form+"/"+k.name, func(t *testing.T) {
				got, err := export(t, in, kindsInterface, k.name).Call(context.Background(), k.value)
				if err != nil || !got.Equal(k.value) {
					t.Errorf("from the host: %v, %v, want %v", got, err, k.value)
				}
				for _, caller := range []string{"to-host", "to-guest"} {
					got, err := export(t, in, caller, k.name).Call(context.Background(), wit.U32Value(3))
					if err != nil || got.U32() != k.called {
						t.Errorf("%s: %v, %v, want %d", caller, got, err, k.called)
					}
				}
			})
		}
	}
}
