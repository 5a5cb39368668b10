// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// TCPCreateSocketHost are the functions of wasi:sockets/tcp-create-socket@0.2.12.
type TCPCreateSocketHost interface {
	CreateTCPSocket(ctx context.Context, addressFamily IPAddressFamily) (TCPSocket, error)
}

// LinkTCPCreateSocket adds wasi:sockets/tcp-create-socket@0.2.12 to a linker. host finds the implementation for a call.
func LinkTCPCreateSocket(l *component.Linker, host func(*component.Call) TCPCreateSocketHost) error {
	return l.Define(TCPCreateSocketInterface(host))
}

// TCPCreateSocketInterface returns wasi:sockets/tcp-create-socket@0.2.12 as host functions. host finds the implementation for a call.
func TCPCreateSocketInterface(host func(*component.Call) TCPCreateSocketHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/tcp-create-socket@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/tcp-create-socket@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "network", Type: NetworkResource},
			{Name: "tcp-socket", Type: TCPSocketResource},
		},
		Funcs: []component.FuncDef{
			{Name: "create-tcp-socket", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				tcpCreateSocketHostCreateTCPSocket(ctx, c, host(c), stack)
			}},
		},
	}
}

func tcpCreateSocketHostCreateTCPSocket(ctx context.Context, c *component.Call, host TCPCreateSocketHost, stack []uint64) {
	addressFamily := IPAddressFamily(discriminant(c, uint32(stack[0]), 2))
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := host.CreateTCPSocket(ctx, addressFamily)
	storeResultOwnTCPSocketErrorCode(c, ret, resultOf[TCPSocket, ErrorCode](c, v, err))
}
