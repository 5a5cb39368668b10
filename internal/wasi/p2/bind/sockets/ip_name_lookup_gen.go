// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// ResolveAddressStream is the resource resolve-address-stream of wasi:sockets/ip-name-lookup@0.2.12.
type ResolveAddressStream interface {
	ResolveNextAddress(ctx context.Context) (component.Option[IPAddress], error)
	Subscribe(ctx context.Context) (io.Pollable, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// ResolveAddressStreamResource is the type of handles to [ResolveAddressStream].
var ResolveAddressStreamResource = component.NewResourceType("resolve-address-stream", func(ctx context.Context, obj any) { obj.(ResolveAddressStream).Drop(ctx) })

// IPNameLookupHost are the functions of wasi:sockets/ip-name-lookup@0.2.12.
type IPNameLookupHost interface {
	ResolveAddresses(ctx context.Context, network Network, name string) (ResolveAddressStream, error)
}

// LinkIPNameLookup adds wasi:sockets/ip-name-lookup@0.2.12 to a linker. host finds the implementation for a call.
func LinkIPNameLookup(l *component.Linker, host func(*component.Call) IPNameLookupHost) error {
	return l.Define(IPNameLookupInterface(host))
}

// IPNameLookupInterface returns wasi:sockets/ip-name-lookup@0.2.12 as host functions. host finds the implementation for a call.
func IPNameLookupInterface(host func(*component.Call) IPNameLookupHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/ip-name-lookup@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/ip-name-lookup@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "pollable", Type: io.PollableResource},
			{Name: "network", Type: NetworkResource},
			{Name: "resolve-address-stream", Type: ResolveAddressStreamResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]resolve-address-stream.resolve-next-address", Fn: resolveAddressStreamResolveNextAddress},
			{Name: "[method]resolve-address-stream.subscribe", Fn: resolveAddressStreamSubscribe},
			{Name: "resolve-addresses", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				ipNameLookupHostResolveAddresses(ctx, c, host(c), stack)
			}},
		},
	}
}

func resolveAddressStreamResolveNextAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ResolveAddressStreamResource).(ResolveAddressStream)
	ret := uint32(stack[1])
	c.Check(ret, 22, 2)
	v, err := self.ResolveNextAddress(ctx)
	storeResultOptionIPAddressErrorCode(c, ret, resultOf[component.Option[IPAddress], ErrorCode](c, v, err))
}

func resolveAddressStreamSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ResolveAddressStreamResource).(ResolveAddressStream)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}

func ipNameLookupHostResolveAddresses(ctx context.Context, c *component.Call, host IPNameLookupHost, stack []uint64) {
	network := c.Borrow(uint32(stack[0]), NetworkResource).(Network)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 8, 4)
	v, err := host.ResolveAddresses(ctx, network, name)
	storeResultOwnResolveAddressStreamErrorCode(c, ret, resultOf[ResolveAddressStream, ErrorCode](c, v, err))
}
