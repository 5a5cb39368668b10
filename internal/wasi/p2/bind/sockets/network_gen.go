// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Network is the resource network of wasi:sockets/network@0.2.12.
type Network interface {
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// NetworkResource is the type of handles to [Network].
var NetworkResource = component.NewResourceType("network", func(ctx context.Context, obj any) { obj.(Network).Drop(ctx) })

// ErrorCode is the enum error-code of wasi:sockets/network@0.2.12.
type ErrorCode uint8

// The values of ErrorCode.
const (
	ErrorCodeUnknown ErrorCode = iota
	ErrorCodeAccessDenied
	ErrorCodeNotSupported
	ErrorCodeInvalidArgument
	ErrorCodeOutOfMemory
	ErrorCodeTimeout
	ErrorCodeConcurrencyConflict
	ErrorCodeNotInProgress
	ErrorCodeWouldBlock
	ErrorCodeInvalidState
	ErrorCodeNewSocketLimit
	ErrorCodeAddressNotBindable
	ErrorCodeAddressInUse
	ErrorCodeRemoteUnreachable
	ErrorCodeConnectionRefused
	ErrorCodeConnectionReset
	ErrorCodeConnectionAborted
	ErrorCodeDatagramTooLarge
	ErrorCodeNameUnresolvable
	ErrorCodeTemporaryResolverFailure
	ErrorCodePermanentResolverFailure
)

var namesErrorCode = [...]string{"unknown", "access-denied", "not-supported", "invalid-argument", "out-of-memory", "timeout", "concurrency-conflict", "not-in-progress", "would-block", "invalid-state", "new-socket-limit", "address-not-bindable", "address-in-use", "remote-unreachable", "connection-refused", "connection-reset", "connection-aborted", "datagram-too-large", "name-unresolvable", "temporary-resolver-failure", "permanent-resolver-failure"}

// String returns the name that the value has in WIT.
func (e ErrorCode) String() string {
	if int(e) < len(namesErrorCode) {
		return namesErrorCode[e]
	}
	return "ErrorCode(" + strconv.Itoa(int(e)) + ")"
}

// Error implements error.
func (e ErrorCode) Error() string { return e.String() }

// IPAddressFamily is the enum ip-address-family of wasi:sockets/network@0.2.12.
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

// IPv4Address is the type ipv4-address of wasi:sockets/network@0.2.12.
type IPv4Address = component.Tuple4[uint8, uint8, uint8, uint8]

// IPv6Address is the type ipv6-address of wasi:sockets/network@0.2.12.
type IPv6Address = component.Tuple8[uint16, uint16, uint16, uint16, uint16, uint16, uint16, uint16]

// IPAddress is the variant ip-address of wasi:sockets/network@0.2.12. Value is what its case carries, see the constructors.
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

// IPv4SocketAddress is the record ipv4-socket-address of wasi:sockets/network@0.2.12.
type IPv4SocketAddress struct {
	Port    uint16
	Address IPv4Address
}

// IPv6SocketAddress is the record ipv6-socket-address of wasi:sockets/network@0.2.12.
type IPv6SocketAddress struct {
	Port     uint16
	FlowInfo uint32
	Address  IPv6Address
	ScopeID  uint32
}

// IPSocketAddress is the variant ip-socket-address of wasi:sockets/network@0.2.12. Value is what its case carries, see the constructors.
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

// LinkNetwork adds wasi:sockets/network@0.2.12 to a linker.
func LinkNetwork(l *component.Linker) error {
	return l.Define(NetworkInterface())
}

// NetworkInterface returns wasi:sockets/network@0.2.12 as host functions.
func NetworkInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/network@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/network@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "network", Type: NetworkResource},
		},
		Funcs: []component.FuncDef{},
	}
}
