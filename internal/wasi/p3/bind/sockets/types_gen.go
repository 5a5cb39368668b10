// Code generated from wasi:sockets@0.3.0 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// TypesErrorCode is the variant error-code of wasi:sockets/types@0.3.0. Value is what its case carries, see the constructors.
type TypesErrorCode struct {
	Tag   TypesErrorCodeTag
	Value any
}

// TypesErrorCodeTag tells the case of a [TypesErrorCode].
type TypesErrorCodeTag uint8

// The values of TypesErrorCodeTag.
const (
	TypesErrorCodeTagAccessDenied TypesErrorCodeTag = iota
	TypesErrorCodeTagNotSupported
	TypesErrorCodeTagInvalidArgument
	TypesErrorCodeTagOutOfMemory
	TypesErrorCodeTagTimeout
	TypesErrorCodeTagInvalidState
	TypesErrorCodeTagAddressNotBindable
	TypesErrorCodeTagAddressInUse
	TypesErrorCodeTagRemoteUnreachable
	TypesErrorCodeTagConnectionRefused
	TypesErrorCodeTagConnectionBroken
	TypesErrorCodeTagConnectionReset
	TypesErrorCodeTagConnectionAborted
	TypesErrorCodeTagDatagramTooLarge
	TypesErrorCodeTagOther
)

var namesTypesErrorCodeTag = [...]string{"access-denied", "not-supported", "invalid-argument", "out-of-memory", "timeout", "invalid-state", "address-not-bindable", "address-in-use", "remote-unreachable", "connection-refused", "connection-broken", "connection-reset", "connection-aborted", "datagram-too-large", "other"}

// String returns the name that the value has in WIT.
func (e TypesErrorCodeTag) String() string {
	if int(e) < len(namesTypesErrorCodeTag) {
		return namesTypesErrorCodeTag[e]
	}
	return "TypesErrorCodeTag(" + strconv.Itoa(int(e)) + ")"
}

// NewTypesErrorCodeAccessDenied returns the case access-denied.
func NewTypesErrorCodeAccessDenied() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagAccessDenied}
}

// NewTypesErrorCodeNotSupported returns the case not-supported.
func NewTypesErrorCodeNotSupported() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagNotSupported}
}

// NewTypesErrorCodeInvalidArgument returns the case invalid-argument.
func NewTypesErrorCodeInvalidArgument() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagInvalidArgument}
}

// NewTypesErrorCodeOutOfMemory returns the case out-of-memory.
func NewTypesErrorCodeOutOfMemory() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagOutOfMemory}
}

// NewTypesErrorCodeTimeout returns the case timeout.
func NewTypesErrorCodeTimeout() TypesErrorCode { return TypesErrorCode{Tag: TypesErrorCodeTagTimeout} }

// NewTypesErrorCodeInvalidState returns the case invalid-state.
func NewTypesErrorCodeInvalidState() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagInvalidState}
}

// NewTypesErrorCodeAddressNotBindable returns the case address-not-bindable.
func NewTypesErrorCodeAddressNotBindable() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagAddressNotBindable}
}

// NewTypesErrorCodeAddressInUse returns the case address-in-use.
func NewTypesErrorCodeAddressInUse() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagAddressInUse}
}

// NewTypesErrorCodeRemoteUnreachable returns the case remote-unreachable.
func NewTypesErrorCodeRemoteUnreachable() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagRemoteUnreachable}
}

// NewTypesErrorCodeConnectionRefused returns the case connection-refused.
func NewTypesErrorCodeConnectionRefused() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagConnectionRefused}
}

// NewTypesErrorCodeConnectionBroken returns the case connection-broken.
func NewTypesErrorCodeConnectionBroken() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagConnectionBroken}
}

// NewTypesErrorCodeConnectionReset returns the case connection-reset.
func NewTypesErrorCodeConnectionReset() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagConnectionReset}
}

// NewTypesErrorCodeConnectionAborted returns the case connection-aborted.
func NewTypesErrorCodeConnectionAborted() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagConnectionAborted}
}

// NewTypesErrorCodeDatagramTooLarge returns the case datagram-too-large.
func NewTypesErrorCodeDatagramTooLarge() TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagDatagramTooLarge}
}

// NewTypesErrorCodeOther returns the case other.
func NewTypesErrorCodeOther(v component.Option[string]) TypesErrorCode {
	return TypesErrorCode{Tag: TypesErrorCodeTagOther, Value: v}
}

// AsOther returns what the case other carries; ok is false for other cases.
func (v TypesErrorCode) AsOther() (value component.Option[string], ok bool) {
	if v.Tag != TypesErrorCodeTagOther {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// Error implements error.
func (v TypesErrorCode) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// IPAddressFamily is the enum ip-address-family of wasi:sockets/types@0.3.0.
type IPAddressFamily uint8

// The values of IPAddressFamily.
const (
	IPAddressFamilyIPv4 IPAddressFamily = iota
	IPAddressFamilyIPv6
)

var namesIPAddressFamily = [...]string{"ipv4", "ipv6"}

// String returns the name that the value has in WIT.
func (e IPAddressFamily) String() string {
	if int(e) < len(namesIPAddressFamily) {
		return namesIPAddressFamily[e]
	}
	return "IPAddressFamily(" + strconv.Itoa(int(e)) + ")"
}

// IPv4Address is the type ipv4-address of wasi:sockets/types@0.3.0.
type IPv4Address = component.Tuple4[uint8, uint8, uint8, uint8]

// IPv6Address is the type ipv6-address of wasi:sockets/types@0.3.0.
type IPv6Address = component.Tuple8[uint16, uint16, uint16, uint16, uint16, uint16, uint16, uint16]

// IPAddress is the variant ip-address of wasi:sockets/types@0.3.0. Value is what its case carries, see the constructors.
type IPAddress struct {
	Tag   IPAddressTag
	Value any
}

// IPAddressTag tells the case of a [IPAddress].
type IPAddressTag uint8

// The values of IPAddressTag.
const (
	IPAddressTagIPv4 IPAddressTag = iota
	IPAddressTagIPv6
)

var namesIPAddressTag = [...]string{"ipv4", "ipv6"}

// String returns the name that the value has in WIT.
func (e IPAddressTag) String() string {
	if int(e) < len(namesIPAddressTag) {
		return namesIPAddressTag[e]
	}
	return "IPAddressTag(" + strconv.Itoa(int(e)) + ")"
}

// NewIPAddressIPv4 returns the case ipv4.
func NewIPAddressIPv4(v IPv4Address) IPAddress { return IPAddress{Tag: IPAddressTagIPv4, Value: v} }

// AsIPv4 returns what the case ipv4 carries; ok is false for other cases.
func (v IPAddress) AsIPv4() (value IPv4Address, ok bool) {
	if v.Tag != IPAddressTagIPv4 {
		return value, false
	}
	value, ok = v.Value.(IPv4Address)
	return value, ok
}

// NewIPAddressIPv6 returns the case ipv6.
func NewIPAddressIPv6(v IPv6Address) IPAddress { return IPAddress{Tag: IPAddressTagIPv6, Value: v} }

// AsIPv6 returns what the case ipv6 carries; ok is false for other cases.
func (v IPAddress) AsIPv6() (value IPv6Address, ok bool) {
	if v.Tag != IPAddressTagIPv6 {
		return value, false
	}
	value, ok = v.Value.(IPv6Address)
	return value, ok
}

// String returns the case and what it carries.
func (v IPAddress) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// IPv4SocketAddress is the record ipv4-socket-address of wasi:sockets/types@0.3.0.
type IPv4SocketAddress struct {
	Port    uint16
	Address IPv4Address
}

// IPv6SocketAddress is the record ipv6-socket-address of wasi:sockets/types@0.3.0.
type IPv6SocketAddress struct {
	Port     uint16
	FlowInfo uint32
	Address  IPv6Address
	ScopeID  uint32
}

// IPSocketAddress is the variant ip-socket-address of wasi:sockets/types@0.3.0. Value is what its case carries, see the constructors.
type IPSocketAddress struct {
	Tag   IPSocketAddressTag
	Value any
}

// IPSocketAddressTag tells the case of a [IPSocketAddress].
type IPSocketAddressTag uint8

// The values of IPSocketAddressTag.
const (
	IPSocketAddressTagIPv4 IPSocketAddressTag = iota
	IPSocketAddressTagIPv6
)

var namesIPSocketAddressTag = [...]string{"ipv4", "ipv6"}

// String returns the name that the value has in WIT.
func (e IPSocketAddressTag) String() string {
	if int(e) < len(namesIPSocketAddressTag) {
		return namesIPSocketAddressTag[e]
	}
	return "IPSocketAddressTag(" + strconv.Itoa(int(e)) + ")"
}

// NewIPSocketAddressIPv4 returns the case ipv4.
func NewIPSocketAddressIPv4(v IPv4SocketAddress) IPSocketAddress {
	return IPSocketAddress{Tag: IPSocketAddressTagIPv4, Value: v}
}

// AsIPv4 returns what the case ipv4 carries; ok is false for other cases.
func (v IPSocketAddress) AsIPv4() (value IPv4SocketAddress, ok bool) {
	if v.Tag != IPSocketAddressTagIPv4 {
		return value, false
	}
	value, ok = v.Value.(IPv4SocketAddress)
	return value, ok
}

// NewIPSocketAddressIPv6 returns the case ipv6.
func NewIPSocketAddressIPv6(v IPv6SocketAddress) IPSocketAddress {
	return IPSocketAddress{Tag: IPSocketAddressTagIPv6, Value: v}
}

// AsIPv6 returns what the case ipv6 carries; ok is false for other cases.
func (v IPSocketAddress) AsIPv6() (value IPv6SocketAddress, ok bool) {
	if v.Tag != IPSocketAddressTagIPv6 {
		return value, false
	}
	value, ok = v.Value.(IPv6SocketAddress)
	return value, ok
}

// String returns the case and what it carries.
func (v IPSocketAddress) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// TCPSocket is the resource tcp-socket of wasi:sockets/types@0.3.0.
type TCPSocket interface {
	Bind(ctx context.Context, localAddress IPSocketAddress) error
	Connect(ctx context.Context, remoteAddress IPSocketAddress) error
	Listen(ctx context.Context) (*component.Stream[TCPSocket], error)
	Send(ctx context.Context, data *component.Stream[uint8]) (*component.Future[component.Result[struct{}, TypesErrorCode]], error)
	Receive(ctx context.Context) (component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[struct{}, TypesErrorCode]]], error)
	GetLocalAddress(ctx context.Context) (IPSocketAddress, error)
	GetRemoteAddress(ctx context.Context) (IPSocketAddress, error)
	GetIsListening(ctx context.Context) (bool, error)
	GetAddressFamily(ctx context.Context) (IPAddressFamily, error)
	SetListenBacklogSize(ctx context.Context, value uint64) error
	GetKeepAliveEnabled(ctx context.Context) (bool, error)
	SetKeepAliveEnabled(ctx context.Context, value bool) error
	GetKeepAliveIdleTime(ctx context.Context) (clocks.Duration, error)
	SetKeepAliveIdleTime(ctx context.Context, value clocks.Duration) error
	GetKeepAliveInterval(ctx context.Context) (clocks.Duration, error)
	SetKeepAliveInterval(ctx context.Context, value clocks.Duration) error
	GetKeepAliveCount(ctx context.Context) (uint32, error)
	SetKeepAliveCount(ctx context.Context, value uint32) error
	GetHopLimit(ctx context.Context) (uint8, error)
	SetHopLimit(ctx context.Context, value uint8) error
	GetReceiveBufferSize(ctx context.Context) (uint64, error)
	SetReceiveBufferSize(ctx context.Context, value uint64) error
	GetSendBufferSize(ctx context.Context) (uint64, error)
	SetSendBufferSize(ctx context.Context, value uint64) error
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// TCPSocketResource is the type of handles to [TCPSocket].
var TCPSocketResource = component.NewResourceType("tcp-socket", func(ctx context.Context, obj any) { obj.(TCPSocket).Drop(ctx) })

// UDPSocket is the resource udp-socket of wasi:sockets/types@0.3.0.
type UDPSocket interface {
	Bind(ctx context.Context, localAddress IPSocketAddress) error
	Connect(ctx context.Context, remoteAddress IPSocketAddress) error
	Disconnect(ctx context.Context) error
	Send(ctx context.Context, data []byte, remoteAddress component.Option[IPSocketAddress]) error
	Receive(ctx context.Context) (component.Tuple2[[]byte, IPSocketAddress], error)
	GetLocalAddress(ctx context.Context) (IPSocketAddress, error)
	GetRemoteAddress(ctx context.Context) (IPSocketAddress, error)
	GetAddressFamily(ctx context.Context) (IPAddressFamily, error)
	GetUnicastHopLimit(ctx context.Context) (uint8, error)
	SetUnicastHopLimit(ctx context.Context, value uint8) error
	GetReceiveBufferSize(ctx context.Context) (uint64, error)
	SetReceiveBufferSize(ctx context.Context, value uint64) error
	GetSendBufferSize(ctx context.Context) (uint64, error)
	SetSendBufferSize(ctx context.Context, value uint64) error
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// UDPSocketResource is the type of handles to [UDPSocket].
var UDPSocketResource = component.NewResourceType("udp-socket", func(ctx context.Context, obj any) { obj.(UDPSocket).Drop(ctx) })

// TypesHost are the functions of wasi:sockets/types@0.3.0.
type TypesHost interface {
	TCPSocketCreate(ctx context.Context, addressFamily IPAddressFamily) (TCPSocket, error)
	UDPSocketCreate(ctx context.Context, addressFamily IPAddressFamily) (UDPSocket, error)
}

// LinkTypes adds wasi:sockets/types@0.3.0 to a linker. host finds the implementation for a call.
func LinkTypes(l *component.Linker, host func(*component.Call) TypesHost) error {
	return l.Define(TypesInterface(host))
}

// TypesInterface returns wasi:sockets/types@0.3.0 as host functions. host finds the implementation for a call.
func TypesInterface(host func(*component.Call) TypesHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/types@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/types@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "tcp-socket", Type: TCPSocketResource},
			{Name: "udp-socket", Type: UDPSocketResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[static]tcp-socket.create", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				tcpSocketCreate(ctx, c, host(c), stack)
			}},
			{Name: "[method]tcp-socket.bind", Fn: tcpSocketBind},
			{Name: "[method]tcp-socket.connect", Async: tcpSocketConnect},
			{Name: "[method]tcp-socket.listen", Fn: tcpSocketListen},
			{Name: "[method]tcp-socket.send", Fn: tcpSocketSend},
			{Name: "[method]tcp-socket.receive", Fn: tcpSocketReceive},
			{Name: "[method]tcp-socket.get-local-address", Fn: tcpSocketGetLocalAddress},
			{Name: "[method]tcp-socket.get-remote-address", Fn: tcpSocketGetRemoteAddress},
			{Name: "[method]tcp-socket.get-is-listening", Fn: tcpSocketGetIsListening},
			{Name: "[method]tcp-socket.get-address-family", Fn: tcpSocketGetAddressFamily},
			{Name: "[method]tcp-socket.set-listen-backlog-size", Fn: tcpSocketSetListenBacklogSize},
			{Name: "[method]tcp-socket.get-keep-alive-enabled", Fn: tcpSocketGetKeepAliveEnabled},
			{Name: "[method]tcp-socket.set-keep-alive-enabled", Fn: tcpSocketSetKeepAliveEnabled},
			{Name: "[method]tcp-socket.get-keep-alive-idle-time", Fn: tcpSocketGetKeepAliveIdleTime},
			{Name: "[method]tcp-socket.set-keep-alive-idle-time", Fn: tcpSocketSetKeepAliveIdleTime},
			{Name: "[method]tcp-socket.get-keep-alive-interval", Fn: tcpSocketGetKeepAliveInterval},
			{Name: "[method]tcp-socket.set-keep-alive-interval", Fn: tcpSocketSetKeepAliveInterval},
			{Name: "[method]tcp-socket.get-keep-alive-count", Fn: tcpSocketGetKeepAliveCount},
			{Name: "[method]tcp-socket.set-keep-alive-count", Fn: tcpSocketSetKeepAliveCount},
			{Name: "[method]tcp-socket.get-hop-limit", Fn: tcpSocketGetHopLimit},
			{Name: "[method]tcp-socket.set-hop-limit", Fn: tcpSocketSetHopLimit},
			{Name: "[method]tcp-socket.get-receive-buffer-size", Fn: tcpSocketGetReceiveBufferSize},
			{Name: "[method]tcp-socket.set-receive-buffer-size", Fn: tcpSocketSetReceiveBufferSize},
			{Name: "[method]tcp-socket.get-send-buffer-size", Fn: tcpSocketGetSendBufferSize},
			{Name: "[method]tcp-socket.set-send-buffer-size", Fn: tcpSocketSetSendBufferSize},
			{Name: "[static]udp-socket.create", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				udpSocketCreate(ctx, c, host(c), stack)
			}},
			{Name: "[method]udp-socket.bind", Fn: udpSocketBind},
			{Name: "[method]udp-socket.connect", Fn: udpSocketConnect},
			{Name: "[method]udp-socket.disconnect", Fn: udpSocketDisconnect},
			{Name: "[method]udp-socket.send", Async: udpSocketSend},
			{Name: "[method]udp-socket.receive", Async: udpSocketReceive},
			{Name: "[method]udp-socket.get-local-address", Fn: udpSocketGetLocalAddress},
			{Name: "[method]udp-socket.get-remote-address", Fn: udpSocketGetRemoteAddress},
			{Name: "[method]udp-socket.get-address-family", Fn: udpSocketGetAddressFamily},
			{Name: "[method]udp-socket.get-unicast-hop-limit", Fn: udpSocketGetUnicastHopLimit},
			{Name: "[method]udp-socket.set-unicast-hop-limit", Fn: udpSocketSetUnicastHopLimit},
			{Name: "[method]udp-socket.get-receive-buffer-size", Fn: udpSocketGetReceiveBufferSize},
			{Name: "[method]udp-socket.set-receive-buffer-size", Fn: udpSocketSetReceiveBufferSize},
			{Name: "[method]udp-socket.get-send-buffer-size", Fn: udpSocketGetSendBufferSize},
			{Name: "[method]udp-socket.set-send-buffer-size", Fn: udpSocketSetSendBufferSize},
		},
	}
}

func tcpSocketCreate(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	addressFamily := IPAddressFamily(discriminant(c, uint32(stack[0]), 2))
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := host.TCPSocketCreate(ctx, addressFamily)
	storeResultOwnTCPSocketTypesErrorCode(c, ret, resultOf[TCPSocket, TypesErrorCode](c, v, err))
}

func tcpSocketBind(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	localAddress := liftIPSocketAddress(c, stack[1:])
	ret := uint32(stack[13])
	c.Check(ret, 20, 4)
	err := self.Bind(ctx, localAddress)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketConnect(_ context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	remoteAddress := liftIPSocketAddress(c, stack[1:])
	ret := uint32(stack[13])
	c.Check(ret, 20, 4)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		err := self.Connect(ctx, remoteAddress)
		return func(c *component.Call, stack []uint64) {
			storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
		}
	}
}

func tcpSocketListen(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.Listen(ctx)
	storeResultStreamOwnTCPSocketTypesErrorCode(c, ret, resultOf[*component.Stream[TCPSocket], TypesErrorCode](c, v, err))
}

func tcpSocketSend(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	data := component.LiftStream(c, uint32(stack[1]), component.Bytes)
	v, err := self.Send(ctx, data)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerFuture(c, v, elemResultUnitTypesErrorCode))
}

func tcpSocketReceive(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.Receive(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2StreamU8FutureResultUnitTypesErrorCode(c, ret, v)
}

func tcpSocketGetLocalAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.GetLocalAddress(ctx)
	storeResultIPSocketAddressTypesErrorCode(c, ret, resultOf[IPSocketAddress, TypesErrorCode](c, v, err))
}

func tcpSocketGetRemoteAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.GetRemoteAddress(ctx)
	storeResultIPSocketAddressTypesErrorCode(c, ret, resultOf[IPSocketAddress, TypesErrorCode](c, v, err))
}

func tcpSocketGetIsListening(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	v, err := self.GetIsListening(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(bit(v))
}

func tcpSocketGetAddressFamily(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	v, err := self.GetAddressFamily(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func tcpSocketSetListenBacklogSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetListenBacklogSize(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketGetKeepAliveEnabled(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.GetKeepAliveEnabled(ctx)
	storeResultBoolTypesErrorCode(c, ret, resultOf[bool, TypesErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveEnabled(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := uint32(stack[1]) != 0
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetKeepAliveEnabled(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketGetKeepAliveIdleTime(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.GetKeepAliveIdleTime(ctx)
	storeResultU64TypesErrorCode(c, ret, resultOf[clocks.Duration, TypesErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveIdleTime(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetKeepAliveIdleTime(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketGetKeepAliveInterval(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.GetKeepAliveInterval(ctx)
	storeResultU64TypesErrorCode(c, ret, resultOf[clocks.Duration, TypesErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveInterval(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetKeepAliveInterval(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketGetKeepAliveCount(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.GetKeepAliveCount(ctx)
	storeResultU32TypesErrorCode(c, ret, resultOf[uint32, TypesErrorCode](c, v, err))
}

func tcpSocketSetKeepAliveCount(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := uint32(stack[1])
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetKeepAliveCount(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketGetHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.GetHopLimit(ctx)
	storeResultU8TypesErrorCode(c, ret, resultOf[uint8, TypesErrorCode](c, v, err))
}

func tcpSocketSetHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := uint8(stack[1])
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetHopLimit(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketGetReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.GetReceiveBufferSize(ctx)
	storeResultU64TypesErrorCode(c, ret, resultOf[uint64, TypesErrorCode](c, v, err))
}

func tcpSocketSetReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetReceiveBufferSize(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func tcpSocketGetSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.GetSendBufferSize(ctx)
	storeResultU64TypesErrorCode(c, ret, resultOf[uint64, TypesErrorCode](c, v, err))
}

func tcpSocketSetSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), TCPSocketResource).(TCPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetSendBufferSize(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func udpSocketCreate(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	addressFamily := IPAddressFamily(discriminant(c, uint32(stack[0]), 2))
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := host.UDPSocketCreate(ctx, addressFamily)
	storeResultOwnUDPSocketTypesErrorCode(c, ret, resultOf[UDPSocket, TypesErrorCode](c, v, err))
}

func udpSocketBind(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	localAddress := liftIPSocketAddress(c, stack[1:])
	ret := uint32(stack[13])
	c.Check(ret, 20, 4)
	err := self.Bind(ctx, localAddress)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func udpSocketConnect(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	remoteAddress := liftIPSocketAddress(c, stack[1:])
	ret := uint32(stack[13])
	c.Check(ret, 20, 4)
	err := self.Connect(ctx, remoteAddress)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func udpSocketDisconnect(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	err := self.Disconnect(ctx)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func udpSocketSend(_ context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	data := bytes.Clone(c.LoadBytes(uint32(stack[1]), uint32(stack[2])))
	remoteAddress := liftOptionIPSocketAddress(c, stack[3:])
	ret := uint32(stack[16])
	c.Check(ret, 20, 4)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		err := self.Send(ctx, data, remoteAddress)
		return func(c *component.Call, stack []uint64) {
			storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
		}
	}
}

func udpSocketReceive(_ context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 44, 4)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := self.Receive(ctx)
		return func(c *component.Call, stack []uint64) {
			storeResultTuple2BytesIPSocketAddressTypesErrorCode(c, ret, resultOf[component.Tuple2[[]byte, IPSocketAddress], TypesErrorCode](c, v, err))
		}
	}
}

func udpSocketGetLocalAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.GetLocalAddress(ctx)
	storeResultIPSocketAddressTypesErrorCode(c, ret, resultOf[IPSocketAddress, TypesErrorCode](c, v, err))
}

func udpSocketGetRemoteAddress(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 36, 4)
	v, err := self.GetRemoteAddress(ctx)
	storeResultIPSocketAddressTypesErrorCode(c, ret, resultOf[IPSocketAddress, TypesErrorCode](c, v, err))
}

func udpSocketGetAddressFamily(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	v, err := self.GetAddressFamily(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func udpSocketGetUnicastHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.GetUnicastHopLimit(ctx)
	storeResultU8TypesErrorCode(c, ret, resultOf[uint8, TypesErrorCode](c, v, err))
}

func udpSocketSetUnicastHopLimit(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	value := uint8(stack[1])
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetUnicastHopLimit(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func udpSocketGetReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.GetReceiveBufferSize(ctx)
	storeResultU64TypesErrorCode(c, ret, resultOf[uint64, TypesErrorCode](c, v, err))
}

func udpSocketSetReceiveBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetReceiveBufferSize(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}

func udpSocketGetSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.GetSendBufferSize(ctx)
	storeResultU64TypesErrorCode(c, ret, resultOf[uint64, TypesErrorCode](c, v, err))
}

func udpSocketSetSendBufferSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), UDPSocketResource).(UDPSocket)
	value := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetSendBufferSize(ctx, value)
	storeResultUnitTypesErrorCode(c, ret, resultOf[struct{}, TypesErrorCode](c, struct{}{}, err))
}
