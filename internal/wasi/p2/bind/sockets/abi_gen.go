// Code generated from wasi:sockets@0.2.12 by component/bindgen. DO NOT EDIT.

// Package sockets is the Go form of the WIT package wasi:sockets@0.2.12.
package sockets

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
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

func loadBytes(c *component.Call, p uint32) []byte {
	return c.LoadBytes(c.Memory().U32(p), c.Memory().U32(p+4))
}

func loadIPSocketAddress(c *component.Call, p uint32) IPSocketAddress {
	v := IPSocketAddress{Tag: IPSocketAddressTag(discriminant(c, uint32(c.Memory().U8(p)), 2))}
	switch v.Tag {
	case IPSocketAddressTagIPv4:
		v.Value = component.Box(c, loadIPv4SocketAddress(c, p+4))
	case IPSocketAddressTagIPv6:
		v.Value = component.Box(c, loadIPv6SocketAddress(c, p+4))
	}
	return v
}

func loadIPv4SocketAddress(c *component.Call, p uint32) IPv4SocketAddress {
	return IPv4SocketAddress{
		Port:    c.Memory().U16(p),
		Address: loadTuple4U8U8U8U8(c, p+2),
	}
}

func loadIPv6SocketAddress(c *component.Call, p uint32) IPv6SocketAddress {
	return IPv6SocketAddress{
		Port:     c.Memory().U16(p),
		FlowInfo: c.Memory().U32(p + 4),
		Address:  loadTuple8U16U16U16U16U16U16U16U16(c, p+8),
		ScopeID:  c.Memory().U32(p + 24),
	}
}

func loadListOutgoingDatagram(c *component.Call, p, n uint32) []OutgoingDatagram {
	v := component.MakeList[OutgoingDatagram](c, p, n, 44, 4)
	for i := range v {
		v[i] = loadOutgoingDatagram(c, p)
		p += 44
	}
	return v
}

func loadOptionIPSocketAddress(c *component.Call, p uint32) component.Option[IPSocketAddress] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[IPSocketAddress]{}
	}
	return component.Some(loadIPSocketAddress(c, p+4))
}

func loadOutgoingDatagram(c *component.Call, p uint32) OutgoingDatagram {
	return OutgoingDatagram{
		Data:          loadBytes(c, p),
		RemoteAddress: loadOptionIPSocketAddress(c, p+8),
	}
}

func loadTuple4U8U8U8U8(c *component.Call, p uint32) IPv4Address {
	return IPv4Address{
		F0: c.Memory().U8(p),
		F1: c.Memory().U8(p + 1),
		F2: c.Memory().U8(p + 2),
		F3: c.Memory().U8(p + 3),
	}
}

func loadTuple8U16U16U16U16U16U16U16U16(c *component.Call, p uint32) IPv6Address {
	return IPv6Address{
		F0: c.Memory().U16(p),
		F1: c.Memory().U16(p + 2),
		F2: c.Memory().U16(p + 4),
		F3: c.Memory().U16(p + 6),
		F4: c.Memory().U16(p + 8),
		F5: c.Memory().U16(p + 10),
		F6: c.Memory().U16(p + 12),
		F7: c.Memory().U16(p + 14),
	}
}

func lowerListIncomingDatagram(c *component.Call, v []IncomingDatagram) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 40, 4)
	p := ptr
	for _, e := range v {
		storeIncomingDatagram(c, p, e)
		p += 40
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

func storeIncomingDatagram(c *component.Call, p uint32, v IncomingDatagram) {
	storeBytes(c, p, v.Data)
	storeIPSocketAddress(c, p+8, v.RemoteAddress)
}

func storeListIncomingDatagram(c *component.Call, p uint32, v []IncomingDatagram) {
	ptr, n := lowerListIncomingDatagram(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeOptionIPAddress(c *component.Call, p uint32, v component.Option[IPAddress]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeIPAddress(c, p+2, v.Value)
}

func storeResultBoolErrorCode(c *component.Call, p uint32, v component.Result[bool, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+1, bit(v.OK))
}

func storeResultIPSocketAddressErrorCode(c *component.Call, p uint32, v component.Result[IPSocketAddress, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeIPSocketAddress(c, p+4, v.OK)
}

func storeResultListIncomingDatagramErrorCode(c *component.Call, p uint32, v component.Result[[]IncomingDatagram, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeListIncomingDatagram(c, p+4, v.OK)
}

func storeResultOptionIPAddressErrorCode(c *component.Call, p uint32, v component.Result[component.Option[IPAddress], ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+2, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeOptionIPAddress(c, p+2, v.OK)
}

func storeResultOwnResolveAddressStreamErrorCode(c *component.Call, p uint32, v component.Result[ResolveAddressStream, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(ResolveAddressStreamResource, v.OK))
}

func storeResultOwnTCPSocketErrorCode(c *component.Call, p uint32, v component.Result[TCPSocket, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(TCPSocketResource, v.OK))
}

func storeResultOwnUDPSocketErrorCode(c *component.Call, p uint32, v component.Result[UDPSocket, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(UDPSocketResource, v.OK))
}

func storeResultTuple2OwnIOInputStreamOwnIOOutputStreamErrorCode(c *component.Call, p uint32, v component.Result[component.Tuple2[io.InputStream, io.OutputStream], ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeTuple2OwnIOInputStreamOwnIOOutputStream(c, p+4, v.OK)
}

func storeResultTuple2OwnIncomingDatagramStreamOwnOutgoingDatagramStreamErrorCode(c *component.Call, p uint32, v component.Result[component.Tuple2[IncomingDatagramStream, OutgoingDatagramStream], ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeTuple2OwnIncomingDatagramStreamOwnOutgoingDatagramStream(c, p+4, v.OK)
}

func storeResultTuple3OwnTCPSocketOwnIOInputStreamOwnIOOutputStreamErrorCode(c *component.Call, p uint32, v component.Result[component.Tuple3[TCPSocket, io.InputStream, io.OutputStream], ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeTuple3OwnTCPSocketOwnIOInputStreamOwnIOOutputStream(c, p+4, v.OK)
}

func storeResultU32ErrorCode(c *component.Call, p uint32, v component.Result[uint32, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, v.OK)
}

func storeResultU64ErrorCode(c *component.Call, p uint32, v component.Result[clocks.Duration, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+8, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU64(p+8, v.OK)
}

func storeResultU8ErrorCode(c *component.Call, p uint32, v component.Result[uint8, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+1, v.OK)
}

func storeResultUnitErrorCode(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeTuple2OwnIOInputStreamOwnIOOutputStream(c *component.Call, p uint32, v component.Tuple2[io.InputStream, io.OutputStream]) {
	c.Memory().PutU32(p, c.NewOwn(io.InputStreamResource, v.F0))
	c.Memory().PutU32(p+4, c.NewOwn(io.OutputStreamResource, v.F1))
}

func storeTuple2OwnIncomingDatagramStreamOwnOutgoingDatagramStream(c *component.Call, p uint32, v component.Tuple2[IncomingDatagramStream, OutgoingDatagramStream]) {
	c.Memory().PutU32(p, c.NewOwn(IncomingDatagramStreamResource, v.F0))
	c.Memory().PutU32(p+4, c.NewOwn(OutgoingDatagramStreamResource, v.F1))
}

func storeTuple3OwnTCPSocketOwnIOInputStreamOwnIOOutputStream(c *component.Call, p uint32, v component.Tuple3[TCPSocket, io.InputStream, io.OutputStream]) {
	c.Memory().PutU32(p, c.NewOwn(TCPSocketResource, v.F0))
	c.Memory().PutU32(p+4, c.NewOwn(io.InputStreamResource, v.F1))
	c.Memory().PutU32(p+8, c.NewOwn(io.OutputStreamResource, v.F2))
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
