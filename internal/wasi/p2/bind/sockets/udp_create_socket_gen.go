// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// UDPCreateSocketHost are the functions of wasi:sockets/udp-create-socket@0.2.12.
type UDPCreateSocketHost interface {
	CreateUDPSocket(ctx context.Context, addressFamily IPAddressFamily) (UDPSocket, error)
}

// LinkUDPCreateSocket adds wasi:sockets/udp-create-socket@0.2.12 to a linker. host finds the implementation for a call.
func LinkUDPCreateSocket(l *component.Linker, host func(*component.Call) UDPCreateSocketHost) error {
	return l.Define(UDPCreateSocketInterface(host))
}

// UDPCreateSocketInterface returns wasi:sockets/udp-create-socket@0.2.12 as host functions. host finds the implementation for a call.
func UDPCreateSocketInterface(host func(*component.Call) UDPCreateSocketHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/udp-create-socket@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/udp-create-socket@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "network", Type: NetworkResource},
			{Name: "udp-socket", Type: UDPSocketResource},
		},
		Funcs: []component.FuncDef{
			{Name: "create-udp-socket", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				udpCreateSocketHostCreateUDPSocket(ctx, c, host(c), stack)
			}},
		},
	}
}

func udpCreateSocketHostCreateUDPSocket(ctx context.Context, c *component.Call, host UDPCreateSocketHost, stack []uint64) {
	addressFamily := IPAddressFamily(discriminant(c, uint32(stack[0]), 2))
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := host.CreateUDPSocket(ctx, addressFamily)
	storeResultOwnUDPSocketErrorCode(c, ret, resultOf[UDPSocket, ErrorCode](c, v, err))
}
