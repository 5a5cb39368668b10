// Code generated from wasi:filesystem@0.3.0 by component/bindgen. DO NOT EDIT.

package filesystem

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// PreopensHost are the functions of wasi:filesystem/preopens@0.3.0.
type PreopensHost interface {
	GetDirectories(ctx context.Context) ([]component.Tuple2[Descriptor, string], error)
}

// LinkPreopens adds wasi:filesystem/preopens@0.3.0 to a linker. host finds the implementation for a call.
func LinkPreopens(l *component.Linker, host func(*component.Call) PreopensHost) error {
	return l.Define(PreopensInterface(host))
}

// PreopensInterface returns wasi:filesystem/preopens@0.3.0 as host functions. host finds the implementation for a call.
func PreopensInterface(host func(*component.Call) PreopensHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:filesystem/preopens@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:filesystem/preopens@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "descriptor", Type: DescriptorResource},
		},
		Funcs: []component.FuncDef{
			{Name: "get-directories", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				preopensHostGetDirectories(ctx, c, host(c), stack)
			}},
		},
	}
}

func preopensHostGetDirectories(ctx context.Context, c *component.Call, host PreopensHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 8, 4)
	v, err := host.GetDirectories(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeListTuple2OwnDescriptorString(c, ret, v)
}
