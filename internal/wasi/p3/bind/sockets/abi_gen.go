// Code generated from wasi:sockets@0.3.0 by component/bindgen. DO NOT EDIT.

// Package sockets is the Go form of the WIT package wasi:sockets@0.3.0.
package sockets

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
)

func bit(v bool) uint8 {
	if v {
		return 1
	}
	return 0
}

// discriminant checks that v is one of n cases.
func discriminant(c *component.Call, v, n uint32) uint32 {
	if v >= n {
		c.Trap(fmt.Errorf("invalid discriminant %d of %d cases", v, n))
	}
	return v
}

// elemOwnTCPSocket is how tcp-socket is moved in streams and futures.
var elemOwnTCPSocket = &component.Element[TCPSocket]{
	Shape: "own", Size: 4, Align: 4,
	Load: func(c *component.Call, p uint32) TCPSocket {
		return c.Own(c.Memory().U32(p), TCPSocketResource).(TCPSocket)
	},
	Store: func(c *component.Call, p uint32, v TCPSocket) {
		c.Memory().PutU32(p, c.NewOwn(TCPSocketResource, v))
	},
}

// elemResultUnitTypesErrorCode is how result<_, error-code> is moved in streams and futures.
var elemResultUnitTypesErrorCode = &component.Element[component.Result[struct{}, TypesErrorCode]]{
	Shape: "aca1b8038bab5a21e7467f98", Size: 20, Align: 4,
	Load: func(c *component.Call, p uint32) component.Result[struct{}, TypesErrorCode] {
		return loadResultUnitTypesErrorCode(c, p)
	},
	Store: func(c *component.Call, p uint32, v component.Result[struct{}, TypesErrorCode]) {
		storeResultUnitTypesErrorCode(c, p, v)
	},
}

func liftIPSocketAddress(c *component.Call, s []uint64) IPSocketAddress {
	v := IPSocketAddress{Tag: IPSocketAddressTag(discriminant(c, uint32(s[0]), 2))}
	switch v.Tag {
	case IPSocketAddressTagIPv4:
		v.Value = component.Box(c, liftIPv4SocketAddress(c, s[1:]))
	case IPSocketAddressTagIPv6:
		v.Value = component.Box(c, liftIPv6SocketAddress(c, s[1:]))
	}
	return v
}

func liftIPv4SocketAddress(c *component.Call, s []uint64) IPv4SocketAddress {
	return IPv4SocketAddress{
		Port:    uint16(s[0]),
		Address: liftTuple4U8U8U8U8(c, s[1:]),
	}
}

func liftIPv6SocketAddress(c *component.Call, s []uint64) IPv6SocketAddress {
	return IPv6SocketAddress{
		Port:     uint16(s[0]),
		FlowInfo: uint32(s[1]),
		Address:  liftTuple8U16U16U16U16U16U16U16U16(c, s[2:]),
		ScopeID:  uint32(s[10]),
	}
}

func liftOptionIPSocketAddress(c *component.Call, s []uint64) component.Option[IPSocketAddress] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[IPSocketAddress]{}
	}
	return component.Some(liftIPSocketAddress(c, s[1:]))
}

func liftTuple4U8U8U8U8(c *component.Call, s []uint64) IPv4Address {
	return IPv4Address{
		F0: uint8(s[0]),
		F1: uint8(s[1]),
		F2: uint8(s[2]),
		F3: uint8(s[3]),
	}
}

func liftTuple8U16U16U16U16U16U16U16U16(c *component.Call, s []uint64) IPv6Address {
	return IPv6Address{
		F0: uint16(s[0]),
		F1: uint16(s[1]),
		F2: uint16(s[2]),
		F3: uint16(s[3]),
		F4: uint16(s[4]),
		F5: uint16(s[5]),
		F6: uint16(s[6]),
		F7: uint16(s[7]),
	}
}

func loadOptionString(c *component.Call, p uint32) component.Option[string] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[string]{}
	}
	return component.Some(loadString(c, p+4))
}

func loadResultUnitTypesErrorCode(c *component.Call, p uint32) component.Result[struct{}, TypesErrorCode] {
	var v component.Result[struct{}, TypesErrorCode]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadTypesErrorCode(c, p+4)
	}
	return v
}

func loadString(c *component.Call, p uint32) string {
	return c.LoadString(c.Memory().U32(p), c.Memory().U32(p+4))
}

func loadTypesErrorCode(c *component.Call, p uint32) TypesErrorCode {
	v := TypesErrorCode{Tag: TypesErrorCodeTag(discriminant(c, uint32(c.Memory().U8(p)), 15))}
	switch v.Tag {
	case TypesErrorCodeTagOther:
		v.Value = component.Box(c, loadOptionString(c, p+4))
	}
	return v
}

func lowerListIPAddress(c *component.Call, v []IPAddress) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 18, 2)
	p := ptr
	for _, e := range v {
		storeIPAddress(c, p, e)
		p += 18
	}
	return ptr, uint32(len(v))
}

// resultOf makes a result of what a host function returned: err is an E, or it
// traps.
func resultOf[T any, E error](c *component.Call, v T, err error) component.Result[T, E] {
	if err == nil {
		return component.Result[T, E]{OK: v}
	}
	if e, ok := err.(E); ok {
		return component.Result[T, E]{Err: e, IsErr: true}
	}
	var e E
	if !errors.As(err, &e) {
		c.Trap(err)
	}
	return component.Result[T, E]{Err: e, IsErr: true}
}

func storeBytes(c *component.Call, p uint32, v []byte) {
	ptr, n := c.StoreBytes(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeIPAddress(c *component.Call, p uint32, v IPAddress) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case IPAddressTagIPv4:
		storeTuple4U8U8U8U8(c, p+2, v.Value.(IPv4Address))
	case IPAddressTagIPv6:
		storeTuple8U16U16U16U16U16U16U16U16(c, p+2, v.Value.(IPv6Address))
	}
}

func storeIPNameLookupErrorCode(c *component.Call, p uint32, v IPNameLookupErrorCode) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case IPNameLookupErrorCodeTagOther:
		storeOptionString(c, p+4, v.Value.(component.Option[string]))
	}
}

func storeIPSocketAddress(c *component.Call, p uint32, v IPSocketAddress) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case IPSocketAddressTagIPv4:
		storeIPv4SocketAddress(c, p+4, v.Value.(IPv4SocketAddress))
	case IPSocketAddressTagIPv6:
		storeIPv6SocketAddress(c, p+4, v.Value.(IPv6SocketAddress))
	}
}

func storeIPv4SocketAddress(c *component.Call, p uint32, v IPv4SocketAddress) {
	c.Memory().PutU16(p, v.Port)
	storeTuple4U8U8U8U8(c, p+2, v.Address)
}

func storeIPv6SocketAddress(c *component.Call, p uint32, v IPv6SocketAddress) {
	c.Memory().PutU16(p, v.Port)
	c.Memory().PutU32(p+4, v.FlowInfo)
	storeTuple8U16U16U16U16U16U16U16U16(c, p+8, v.Address)
	c.Memory().PutU32(p+24, v.ScopeID)
}

func storeListIPAddress(c *component.Call, p uint32, v []IPAddress) {
	ptr, n := lowerListIPAddress(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeOptionString(c *component.Call, p uint32, v component.Option[string]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeString(c, p+4, v.Value)
}

func storeResultBoolTypesErrorCode(c *component.Call, p uint32, v component.Result[bool, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+4, bit(v.OK))
}

func storeResultIPSocketAddressTypesErrorCode(c *component.Call, p uint32, v component.Result[IPSocketAddress, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeIPSocketAddress(c, p+4, v.OK)
}

func storeResultListIPAddressIPNameLookupErrorCode(c *component.Call, p uint32, v component.Result[[]IPAddress, IPNameLookupErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeIPNameLookupErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeListIPAddress(c, p+4, v.OK)
}

func storeResultOwnTCPSocketTypesErrorCode(c *component.Call, p uint32, v component.Result[TCPSocket, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(TCPSocketResource, v.OK))
}

func storeResultOwnUDPSocketTypesErrorCode(c *component.Call, p uint32, v component.Result[UDPSocket, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(UDPSocketResource, v.OK))
}

func storeResultStreamOwnTCPSocketTypesErrorCode(c *component.Call, p uint32, v component.Result[*component.Stream[TCPSocket], TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, component.LowerStream(c, v.OK, elemOwnTCPSocket))
}

func storeResultTuple2BytesIPSocketAddressTypesErrorCode(c *component.Call, p uint32, v component.Result[component.Tuple2[[]byte, IPSocketAddress], TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeTuple2BytesIPSocketAddress(c, p+4, v.OK)
}

func storeResultU32TypesErrorCode(c *component.Call, p uint32, v component.Result[uint32, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, v.OK)
}

func storeResultU64TypesErrorCode(c *component.Call, p uint32, v component.Result[clocks.Duration, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU64(p+8, v.OK)
}

func storeResultU8TypesErrorCode(c *component.Call, p uint32, v component.Result[uint8, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+4, v.OK)
}

func storeResultUnitTypesErrorCode(c *component.Call, p uint32, v component.Result[struct{}, TypesErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTypesErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTuple2BytesIPSocketAddress(c *component.Call, p uint32, v component.Tuple2[[]byte, IPSocketAddress]) {
	storeBytes(c, p, v.F0)
	storeIPSocketAddress(c, p+8, v.F1)
}

func storeTuple2StreamU8FutureResultUnitTypesErrorCode(c *component.Call, p uint32, v component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[struct{}, TypesErrorCode]]]) {
	c.Memory().PutU32(p, component.LowerStream(c, v.F0, component.Bytes))
	c.Memory().PutU32(p+4, component.LowerFuture(c, v.F1, elemResultUnitTypesErrorCode))
}

func storeTuple4U8U8U8U8(c *component.Call, p uint32, v IPv4Address) {
	c.Memory().PutU8(p, v.F0)
	c.Memory().PutU8(p+1, v.F1)
	c.Memory().PutU8(p+2, v.F2)
	c.Memory().PutU8(p+3, v.F3)
}

func storeTuple8U16U16U16U16U16U16U16U16(c *component.Call, p uint32, v IPv6Address) {
	c.Memory().PutU16(p, v.F0)
	c.Memory().PutU16(p+2, v.F1)
	c.Memory().PutU16(p+4, v.F2)
	c.Memory().PutU16(p+6, v.F3)
	c.Memory().PutU16(p+8, v.F4)
	c.Memory().PutU16(p+10, v.F5)
	c.Memory().PutU16(p+12, v.F6)
	c.Memory().PutU16(p+14, v.F7)
}

func storeTypesErrorCode(c *component.Call, p uint32, v TypesErrorCode) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case TypesErrorCodeTagOther:
		storeOptionString(c, p+4, v.Value.(component.Option[string]))
	}
}
