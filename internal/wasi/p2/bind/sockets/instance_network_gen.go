// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// InstanceNetworkHost are the functions of wasi:sockets/instance-network@0.2.12.
type InstanceNetworkHost interface {
	InstanceNetwork(ctx context.Context) (Network, error)
}

// LinkInstanceNetwork adds wasi:sockets/instance-network@0.2.12 to a linker. host finds the implementation for a call.
func LinkInstanceNetwork(l *component.Linker, host func(*component.Call) InstanceNetworkHost) error {
	return l.Define(InstanceNetworkInterface(host))
}

// InstanceNetworkInterface returns wasi:sockets/instance-network@0.2.12 as host functions. host finds the implementation for a call.
func InstanceNetworkInterface(host func(*component.Call) InstanceNetworkHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/instance-network@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/instance-network@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "network", Type: NetworkResource},
		},
		Funcs: []component.FuncDef{
			{Name: "instance-network", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				instanceNetworkHostInstanceNetwork(ctx, c, host(c), stack)
			}},
		},
	}
}

func instanceNetworkHostInstanceNetwork(ctx context.Context, c *component.Call, host InstanceNetworkHost, stack []uint64) {
	v, err := host.InstanceNetwork(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(NetworkResource, v))
}
