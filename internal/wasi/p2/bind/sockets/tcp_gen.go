// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// ShutdownType is the enum shutdown-type of wasi:sockets/tcp@0.2.12.
type ShutdownType uint8

// The values of ShutdownType.
const (
	ShutdownTypeReceive ShutdownType = iota
	ShutdownTypeSend
	ShutdownTypeBoth
)

var namesShutdownType = [...]string{"receive", "send", "both"}

// String returns the name that the value has in WIT.
func (e ShutdownType) String() string {
	if int(e) < len(namesShutdownType) {
		return namesShutdownType[e]
	}
	return "ShutdownType(" + strconv.Itoa(int(e)) + ")"
}

// TCPSocket is the resource tcp-socket of wasi:sockets/tcp@0.2.12.
type TCPSocket interface {
	StartBind(ctx context.Context, network Network, localAddress IPSocketAddress) error
	FinishBind(ctx context.Context) error
	StartConnect(ctx context.Context, network Network, remoteAddress IPSocketAddress) error
	FinishConnect(ctx context.Context) (component.Tuple2[io.InputStream, io.OutputStream], error)
	StartListen(ctx context.Context) error
	FinishListen(ctx context.Context) error
	Accept(ctx context.Context) (component.Tuple3[TCPSocket, io.InputStream, io.OutputStream], error)
	LocalAddress(ctx context.Context) (IPSocketAddress, error)
	RemoteAddress(ctx context.Context) (IPSocketAddress, error)
	IsListening(ctx context.Context) (bool, error)
	AddressFamily(ctx context.Context) (IPAddressFamily, error)
	SetListenBacklogSize(ctx context.Context, value uint64) error
	KeepAliveEnabled(ctx context.Context) (bool, error)
	SetKeepAliveEnabled(ctx context.Context, value bool) error
	KeepAliveIdleTime(ctx context.Context) (clocks.Duration, error)
	SetKeepAliveIdleTime(ctx context.Context, value clocks.Duration) error
	KeepAliveInterval(ctx context.Context) (clocks.Duration, error)
	SetKeepAliveInterval(ctx context.Context, value clocks.Duration) error
	KeepAliveCount(ctx context.Context) (uint32, error)
	SetKeepAliveCount(ctx context.Context, value uint32) error
	HopLimit(ctx context.Context) (uint8, error)
	SetHopLimit(ctx context.Context, value uint8) error
	ReceiveBufferSize(ctx context.Context) (uint64, error)
	SetReceiveBufferSize(ctx context.Context, value uint64) error
	SendBufferSize(ctx context.Context) (uint64, error)
	SetSendBufferSize(ctx context.Context, value uint64) error
	Subscribe(ctx context.Context) (io.Pollable, error)
	Shutdown(ctx context.Context, shutdownType ShutdownType) error
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// TCPSocketResource is the type of handles to [TCPSocket].
var TCPSocketResource = component.NewResourceType("tcp-socket", func(ctx context.Context, obj any) { obj.(TCPSocket).Drop(ctx) })

// LinkTCP adds wasi:sockets/tcp@0.2.12 to a linker.
func LinkTCP(l *component.Linker) error {
	return l.Define(TCPInterface())
}

// TCPInterface returns wasi:sockets/tcp@0.2.12 as host functions.
func TCPInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/tcp@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/tcp@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "input-stream", Type: io.InputStreamResource},
			{Name: "output-stream", Type: io.OutputStreamResource},
			{Name: "pollable", Type: io.PollableResource},
			{Name: "network", Type: NetworkResource},
			{Name: "tcp-socket", Type: TCPSocketResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]tcp-socket.start-bind", Fn: tcpSocketStartBind},
			{Name: "[method]tcp-socket.finish-bind", Fn: tcpSocketFinishBind},
			{Name: "[method]tcp-socket.start-connect", Fn: tcpSocketStartConnect},
			{Name: "[method]tcp-socket.finish-connect", Fn: tcpSocketFinishConnect},
			{Name: "[method]tcp-socket.start-listen", Fn: tcpSocketStartListen},
			{Name: "[method]tcp-socket.finish-listen", Fn: tcpSocketFinishListen},
			{Name: "[method]tcp-socket.accept", Fn: tcpSocketAccept},
			{Name: "[method]tcp-socket.local-address", Fn: tcpSocketLocalAddress},
			{Name: "[method]tcp-socket.remote-address", Fn: tcpSocketRemoteAddress},
			{Name: "[method]tcp-socket.is-listening", Fn: tcpSocketIsListening},
			{Name: "[method]tcp-socket.address-family", Fn: tcpSocketAddressFamily},
			{Name: "[method]tcp-socket.set-listen-backlog-size", Fn: tcpSocketSetListenBacklogSize},
			{Name: "[method]tcp-socket.keep-alive-enabled", Fn: tcpSocketKeepAliveEnabled},
			{Name: "[method]tcp-socket.set-keep-alive-enabled", Fn: tcpSocketSetKeepAliveEnabled},
			{Name: "[method]tcp-socket.keep-alive-idle-time", Fn: tcpSocketKeepAliveIdleTime},
			{Name: "[method]tcp-socket.set-keep-alive-idle-time", Fn: tcpSocketSetKeepAliveIdleTime},
			{Name: "[method]tcp-socket.keep-alive-interval", Fn: tcpSocketKeepAliveInterval},
			{Name: "[method]tcp-socket.set-keep-alive-interval", Fn: tcpSocketSetKeepAliveInterval},
			{Name: "[method]tcp-socket.keep-alive-count", Fn: tcpSocketKeepAliveCount},
			{Name: "[method]tcp-socket.set-keep-alive-count", Fn: tcpSocketSetKeepAliveCount},
			{Name: "[method]tcp-socket.hop-limit", Fn: tcpSocketHopLimit},
			{Name: "[method]tcp-socket.set-hop-limit", Fn: tcpSocketSetHopLimit},
			{Name: "[method]tcp-socket.receive-buffer-size", Fn: tcpSocketReceiveBufferSize},
			{Name: "[method]tcp-socket.set-receive-buffer-size", Fn: tcpSocketSetReceiveBufferSize},
			{Name: "[method]tcp-socket.send-buffer-size", Fn: tcpSocketSendBufferSize},
			{Name: "[method]tcp-socket.set-send-buffer-size", Fn: tcpSocketSetSendBufferSize},
			{Name: "[method]tcp-socket.subscribe", Fn: tcpSocketSubscribe},
			{Name: "[method]tcp-socket.shutdown", Fn: tcpSocketShutdown},
		},
	}
}

func tcpSocketStartBind(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	network := c.Borrow(uint32(stack[1]), NetworkResource).(Network)
	localAddress := liftIPSocketAddress(c, stack[2:])
	ret := uint32(stack[14])
	c.Check(ret, 2, 1)
	err := self.StartBind(ctx, network, localAddress)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketFinishBind(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	err := self.FinishBind(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketStartConnect(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	network := c.Borrow(uint32(stack[1]), NetworkResource).(Network)
	remoteAddress := liftIPSocketAddress(c, stack[2:])
	ret := uint32(stack[14])
	c.Check(ret, 2, 1)
	err := self.StartConnect(ctx, network, remoteAddress)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketFinishConnect(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.FinishConnect(ctx)
	storeResultTuple2OwnIOInputStreamOwnIOOutputStreamErrorCode(c, ret, resultOf[component.Tuple2[io.InputStream, io.OutputStream], ErrorCode](c, v, err))
}

func tcpSocketStartListen(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	err := self.StartListen(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketFinishListen(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	err := self.FinishListen(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketAccept(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 16, 4)
	v, err := self.Accept(ctx)
	storeResultTuple3OwnTCPSocketOwnIOInputStreamOwnIOOutputStreamErrorCode(c, ret, resultOf[component.Tuple3[TCPSocket, io.InputStream, io.OutputStream], ErrorCode](c, v, err))
}

func tcpSocketLocalAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.LocalAddress(ctx)
	storeResultIPSocketAddressErrorCode(c, ret, resultOf[IPSocketAddress, ErrorCode](c, v, err))
}

func tcpSocketRemoteAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.RemoteAddress(ctx)
	storeResultIPSocketAddressErrorCode(c, ret, resultOf[IPSocketAddress, ErrorCode](c, v, err))
}

func tcpSocketIsListening(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	v, err := self.IsListening(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(bit(v))
}

func tcpSocketAddressFamily(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	v, err := self.AddressFamily(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func tcpSocketSetListenBacklogSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetListenBacklogSize(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketKeepAliveEnabled(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	v, err := self.KeepAliveEnabled(ctx)
	storeResultBoolErrorCode(c, ret, resultOf[bool, ErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveEnabled(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := uint32(stack[1]) != 0
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetKeepAliveEnabled(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketKeepAliveIdleTime(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.KeepAliveIdleTime(ctx)
	storeResultU64ErrorCode(c, ret, resultOf[clocks.Duration, ErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveIdleTime(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetKeepAliveIdleTime(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketKeepAliveInterval(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.KeepAliveInterval(ctx)
	storeResultU64ErrorCode(c, ret, resultOf[clocks.Duration, ErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveInterval(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetKeepAliveInterval(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketKeepAliveCount(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.KeepAliveCount(ctx)
	storeResultU32ErrorCode(c, ret, resultOf[uint32, ErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveCount(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := uint32(stack[1])
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetKeepAliveCount(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	v, err := self.HopLimit(ctx)
	storeResultU8ErrorCode(c, ret, resultOf[uint8, ErrorCode](c, v, err))
}

func tcpSocketSetHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := uint8(stack[1])
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetHopLimit(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.ReceiveBufferSize(ctx)
	storeResultU64ErrorCode(c, ret, resultOf[uint64, ErrorCode](c, v, err))
}

func tcpSocketSetReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetReceiveBufferSize(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.SendBufferSize(ctx)
	storeResultU64ErrorCode(c, ret, resultOf[uint64, ErrorCode](c, v, err))
}

func tcpSocketSetSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetSendBufferSize(ctx, value)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func tcpSocketSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}

func tcpSocketShutdown(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	shutdownType := ShutdownType(discriminant(c, uint32(stack[1]), 3))
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.Shutdown(ctx, shutdownType)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}
