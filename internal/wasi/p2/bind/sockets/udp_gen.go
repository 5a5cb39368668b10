// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// IncomingDatagram is the record incoming-datagram of wasi:sockets/udp@0.2.12.
type IncomingDatagram struct {
	Data          []byte
	RemoteAddress IPSocketAddress
}

// OutgoingDatagram is the record outgoing-datagram of wasi:sockets/udp@0.2.12.
type OutgoingDatagram struct {
	Data          []byte
	RemoteAddress component.Option[IPSocketAddress]
}

// UDPSocket is the resource udp-socket of wasi:sockets/udp@0.2.12.
type UDPSocket interface {
	StartBind(ctx context.Context, network Network, localAddress IPSocketAddress) error
	FinishBind(ctx context.Context) error
	Stream(ctx context.Context, remoteAddress component.Option[IPSocketAddress]) (component.Tuple2[IncomingDatagramStream, OutgoingDatagramStream], error)
	LocalAddress(ctx context.Context) (IPSocketAddress, error)
	RemoteAddress(ctx context.Context) (IPSocketAddress, error)
	AddressFamily(ctx context.Context) (IPAddressFamily, error)
	UnicastHopLimit(ctx context.Context) (uint8, error)
	SetUnicastHopLimit(ctx context.Context, value uint8) error
	ReceiveBufferSize(ctx context.Context) (uint64, error)
	SetReceiveBufferSize(ctx context.Context, value uint64) error
	SendBufferSize(ctx context.Context) (uint64, error)
	SetSendBufferSize(ctx context.Context, value uint64) error
	Subscribe(ctx context.Context) (io.Pollable, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// UDPSocketResource is the type of handles to [UDPSocket].
var UDPSocketResource = component.NewResourceType("udp-socket", func(ctx context.Context, obj any) { obj.(UDPSocket).Drop(ctx) })

// IncomingDatagramStream is the resource incoming-datagram-stream of wasi:sockets/udp@0.2.12.
type IncomingDatagramStream interface {
	Receive(ctx context.Context, maxResults uint64) ([]IncomingDatagram, error)
	Subscribe(ctx context.Context) (io.Pollable, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// IncomingDatagramStreamResource is the type of handles to [IncomingDatagramStream].
var IncomingDatagramStreamResource = component.NewResourceType("incoming-datagram-stream", func(ctx context.Context, obj any) { obj.(IncomingDatagramStream).Drop(ctx) })

// OutgoingDatagramStream is the resource outgoing-datagram-stream of wasi:sockets/udp@0.2.12.
type OutgoingDatagramStream interface {
	CheckSend(ctx context.Context) (uint64, error)
	Send(ctx context.Context, datagrams []OutgoingDatagram) (uint64, error)
	Subscribe(ctx context.Context) (io.Pollable, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// OutgoingDatagramStreamResource is the type of handles to [OutgoingDatagramStream].
var OutgoingDatagramStreamResource = component.NewResourceType("outgoing-datagram-stream", func(ctx context.Context, obj any) { obj.(OutgoingDatagramStream).Drop(ctx) })

// LinkUDP adds wasi:sockets/udp@0.2.12 to a linker.
func LinkUDP(l *component.Linker) error {
	return l.Define(UDPInterface())
}

// UDPInterface returns wasi:sockets/udp@0.2.12 as host functions.
func UDPInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/udp@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/udp@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "pollable", Type: io.PollableResource},
			{Name: "network", Type: NetworkResource},
			{Name: "udp-socket", Type: UDPSocketResource},
			{Name: "incoming-datagram-stream", Type: IncomingDatagramStreamResource},
			{Name: "outgoing-datagram-stream", Type: OutgoingDatagramStreamResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]udp-socket.start-bind", Fn: udpSocketStartBind},
			{Name: "[method]udp-socket.finish-bind", Fn: udpSocketFinishBind},
			{Name: "[method]udp-socket.stream", Fn: udpSocketStream},
			{Name: "[method]udp-socket.local-address", Fn: udpSocketLocalAddress},
			{Name: "[method]udp-socket.remote-address", Fn: udpSocketRemoteAddress},
			{Name: "[method]udp-socket.address-family", Fn: udpSocketAddressFamily},
			{Name: "[method]udp-socket.unicast-hop-limit", Fn: udpSocketUnicastHopLimit},
			{Name: "[method]udp-socket.set-unicast-hop-limit", Fn: udpSocketSetUnicastHopLimit},
			{Name: "[method]udp-socket.receive-buffer-size", Fn: udpSocketReceiveBufferSize},
			{Name: "[method]udp-socket.set-receive-buffer-size", Fn: udpSocketSetReceiveBufferSize},
			{Name: "[method]udp-socket.send-buffer-size", Fn: udpSocketSendBufferSize},
			{Name: "[method]udp-socket.set-send-buffer-size", Fn: udpSocketSetSendBufferSize},
			{Name: "[method]udp-socket.subscribe", Fn: udpSocketSubscribe},
			{Name: "[method]incoming-datagram-stream.receive", Fn: incomingDatagramStreamReceive},
			{Name: "[method]incoming-datagram-stream.subscribe", Fn: incomingDatagramStreamSubscribe},
			{Name: "[method]outgoing-datagram-stream.check-send", Fn: outgoingDatagramStreamCheckSend},
			{Name: "[method]outgoing-datagram-stream.send", Fn: outgoingDatagramStreamSend},
			{Name: "[method]outgoing-datagram-stream.subscribe", Fn: outgoingDatagramStreamSubscribe},
		},
	}
}

func udpSocketStartBind(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	network := c.Borrow(uint32(stack[1]), NetworkResource).(Network)
	localAddress := liftIPSocketAddress(c, stack[2:])
	ret := uint32(stack[14])
	c.Check(ret, 2, 1)
	err := self.StartBind(ctx, network, localAddress)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func udpSocketFinishBind(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	err := self.FinishBind(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func udpSocketStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	remoteAddress := liftOptionIPSocketAddress(c, stack[1:])
	ret := uint32(stack[14])
	c.Check(ret, 12, 4)
	v, err := self.Stream(ctx, remoteAddress)
	storeResultTuple2OwnIncomingDatagramStreamOwnOutgoingDatagramStreamErrorCode(c, ret, resultOf[component.Tuple2[IncomingDatagramStream, OutgoingDatagramStream], ErrorCode](c, v, err))
}

func udpSocketLocalAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.LocalAddress(ctx)
	storeResultIPSocketAddressErrorCode(c, ret, resultOf[IPSocketAddress, ErrorCode](c, v, err))
}

func udpSocketRemoteAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.RemoteAddress(ctx)
	storeResultIPSocketAddressErrorCode(c, ret, resultOf[IPSocketAddress, ErrorCode](c, v, err))
}

func udpSocketAddressFamily(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	v, err := self.AddressFamily(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func udpSocketUnicastHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	v, err := self.UnicastHopLimit(ctx)
	storeResultU8ErrorCode(c, ret, resultOf[uint8, ErrorCode](c, v, err))
}

func udpSocketSetUnicastHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	value := uint8(stack[1])
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetUnicastHopLimit(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func udpSocketReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.ReceiveBufferSize(ctx)
	storeResultU64ErrorCode(c, ret, resultOf[uint64, ErrorCode](c, v, err))
}

func udpSocketSetReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetReceiveBufferSize(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func udpSocketSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.SendBufferSize(ctx)
	storeResultU64ErrorCode(c, ret, resultOf[uint64, ErrorCode](c, v, err))
}

func udpSocketSetSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetSendBufferSize(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func udpSocketSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}

func incomingDatagramStreamReceive(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingDatagramStreamResource).(IncomingDatagramStream)
	maxResults := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 12, 4)
	v, err := self.Receive(ctx, maxResults)
	storeResultListIncomingDatagramErrorCode(c, ret, resultOf[[]IncomingDatagram, ErrorCode](c, v, err))
}

func incomingDatagramStreamSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingDatagramStreamResource).(IncomingDatagramStream)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}

func outgoingDatagramStreamCheckSend(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingDatagramStreamResource).(OutgoingDatagramStream)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.CheckSend(ctx)
	storeResultU64ErrorCode(c, ret, resultOf[uint64, ErrorCode](c, v, err))
}

func outgoingDatagramStreamSend(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingDatagramStreamResource).(OutgoingDatagramStream)
	datagrams := loadListOutgoingDatagram(c, uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 16, 8)
	v, err := self.Send(ctx, datagrams)
	storeResultU64ErrorCode(c, ret, resultOf[uint64, ErrorCode](c, v, err))
}

func outgoingDatagramStreamSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingDatagramStreamResource).(OutgoingDatagramStream)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}
