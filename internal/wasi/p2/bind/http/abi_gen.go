// Code generated from wasi:http@0.2.12 by component/bindgen. DO NOT EDIT.

// Package http is the Go form of the WIT package wasi:http@0.2.12.
package http

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

func liftDNSErrorPayload(c *component.Call, s []uint64) DNSErrorPayload {
	return DNSErrorPayload{
		Rcode:    liftOptionString(c, s),
		InfoCode: liftOptionU16(c, s[3:]),
	}
}

func liftErrorCode(c *component.Call, s []uint64) ErrorCode {
	v := ErrorCode{Tag: ErrorCodeTag(discriminant(c, uint32(s[0]), 39))}
	switch v.Tag {
	case ErrorCodeTagDNSError:
		v.Value = component.Box(c, liftDNSErrorPayload(c, s[1:]))
	case ErrorCodeTagTLSAlertReceived:
		v.Value = component.Box(c, liftTLSAlertReceivedPayload(c, s[1:]))
	case ErrorCodeTagHTTPRequestBodySize:
		v.Value = component.Box(c, liftOptionU64(c, s[1:]))
	case ErrorCodeTagHTTPRequestHeaderSectionSize:
		v.Value = component.Box(c, liftOptionU32(c, s[1:]))
	case ErrorCodeTagHTTPRequestHeaderSize:
		v.Value = component.Box(c, liftOptionFieldSizePayload(c, s[1:]))
	case ErrorCodeTagHTTPRequestTrailerSectionSize:
		v.Value = component.Box(c, liftOptionU32(c, s[1:]))
	case ErrorCodeTagHTTPRequestTrailerSize:
		v.Value = component.Box(c, liftFieldSizePayload(c, s[1:]))
	case ErrorCodeTagHTTPResponseHeaderSectionSize:
		v.Value = component.Box(c, liftOptionU32(c, s[1:]))
	case ErrorCodeTagHTTPResponseHeaderSize:
		v.Value = component.Box(c, liftFieldSizePayload(c, s[1:]))
	case ErrorCodeTagHTTPResponseBodySize:
		v.Value = component.Box(c, liftOptionU64(c, s[1:]))
	case ErrorCodeTagHTTPResponseTrailerSectionSize:
		v.Value = component.Box(c, liftOptionU32(c, s[1:]))
	case ErrorCodeTagHTTPResponseTrailerSize:
		v.Value = component.Box(c, liftFieldSizePayload(c, s[1:]))
	case ErrorCodeTagHTTPResponseTransferCoding:
		v.Value = component.Box(c, liftOptionString(c, s[1:]))
	case ErrorCodeTagHTTPResponseContentCoding:
		v.Value = component.Box(c, liftOptionString(c, s[1:]))
	case ErrorCodeTagInternalError:
		v.Value = component.Box(c, liftOptionString(c, s[1:]))
	}
	return v
}

func liftFieldSizePayload(c *component.Call, s []uint64) FieldSizePayload {
	return FieldSizePayload{
		FieldName: liftOptionString(c, s),
		FieldSize: liftOptionU32(c, s[3:]),
	}
}

func liftMethod(c *component.Call, s []uint64) Method {
	v := Method{Tag: MethodTag(discriminant(c, uint32(s[0]), 10))}
	switch v.Tag {
	case MethodTagOther:
		v.Value = component.Box(c, c.LoadString(uint32(s[1]), uint32(s[2])))
	}
	return v
}

func liftOptionFieldSizePayload(c *component.Call, s []uint64) component.Option[FieldSizePayload] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[FieldSizePayload]{}
	}
	return component.Some(liftFieldSizePayload(c, s[1:]))
}

func liftOptionOwnFields(c *component.Call, s []uint64) component.Option[Trailers] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[Trailers]{}
	}
	return component.Some(c.Own(uint32(s[1]), FieldsResource).(Trailers))
}

func liftOptionOwnRequestOptions(c *component.Call, s []uint64) component.Option[RequestOptions] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[RequestOptions]{}
	}
	return component.Some(c.Own(uint32(s[1]), RequestOptionsResource).(RequestOptions))
}

func liftOptionScheme(c *component.Call, s []uint64) component.Option[Scheme] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[Scheme]{}
	}
	return component.Some(liftScheme(c, s[1:]))
}

func liftOptionString(c *component.Call, s []uint64) component.Option[string] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[string]{}
	}
	return component.Some(c.LoadString(uint32(s[1]), uint32(s[2])))
}

func liftOptionU16(c *component.Call, s []uint64) component.Option[uint16] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[uint16]{}
	}
	return component.Some(uint16(s[1]))
}

func liftOptionU32(c *component.Call, s []uint64) component.Option[uint32] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[uint32]{}
	}
	return component.Some(uint32(s[1]))
}

func liftOptionU64(c *component.Call, s []uint64) component.Option[clocks.Duration] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[clocks.Duration]{}
	}
	return component.Some(s[1])
}

func liftOptionU8(c *component.Call, s []uint64) component.Option[uint8] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[uint8]{}
	}
	return component.Some(uint8(s[1]))
}

func liftResultOwnOutgoingResponseErrorCode(c *component.Call, s []uint64) component.Result[OutgoingResponse, ErrorCode] {
	var v component.Result[OutgoingResponse, ErrorCode]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = liftErrorCode(c, s[1:])
	} else {
		v.OK = c.Own(uint32(s[1]), OutgoingResponseResource).(OutgoingResponse)
	}
	return v
}

func liftScheme(c *component.Call, s []uint64) Scheme {
	v := Scheme{Tag: SchemeTag(discriminant(c, uint32(s[0]), 3))}
	switch v.Tag {
	case SchemeTagOther:
		v.Value = component.Box(c, c.LoadString(uint32(s[1]), uint32(s[2])))
	}
	return v
}

func liftTLSAlertReceivedPayload(c *component.Call, s []uint64) TLSAlertReceivedPayload {
	return TLSAlertReceivedPayload{
		AlertID:      liftOptionU8(c, s),
		AlertMessage: liftOptionString(c, s[2:]),
	}
}

func loadBytes(c *component.Call, p uint32) FieldValue {
	return c.LoadBytes(c.Memory().U32(p), c.Memory().U32(p+4))
}

func loadListBytes(c *component.Call, p, n uint32) []FieldValue {
	v := component.MakeList[FieldValue](c, p, n, 8, 4)
	for i := range v {
		v[i] = loadBytes(c, p)
		p += 8
	}
	return v
}

func loadListTuple2StringBytes(c *component.Call, p, n uint32) []component.Tuple2[FieldName, FieldValue] {
	v := component.MakeList[component.Tuple2[FieldName, FieldValue]](c, p, n, 16, 4)
	for i := range v {
		v[i] = loadTuple2StringBytes(c, p)
		p += 16
	}
	return v
}

func loadString(c *component.Call, p uint32) FieldName {
	return c.LoadString(c.Memory().U32(p), c.Memory().U32(p+4))
}

func loadTuple2StringBytes(c *component.Call, p uint32) component.Tuple2[FieldName, FieldValue] {
	return component.Tuple2[FieldName, FieldValue]{
		F0: loadString(c, p),
		F1: loadBytes(c, p+8),
	}
}

func lowerListBytes(c *component.Call, v []FieldValue) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 8, 4)
	p := ptr
	for _, e := range v {
		storeBytes(c, p, e)
		p += 8
	}
	return ptr, uint32(len(v))
}

func lowerListTuple2StringBytes(c *component.Call, v []component.Tuple2[FieldName, FieldValue]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 16, 4)
	p := ptr
	for _, e := range v {
		storeTuple2StringBytes(c, p, e)
		p += 16
	}
	return ptr, uint32(len(v))
}

func lowerResultUnitUnit(c *component.Call, s []uint64, v component.Result[struct{}, struct{}]) {
	if v.IsErr {
		s[0] = 1
		return
	}
	s[0] = 0
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

func storeBytes(c *component.Call, p uint32, v FieldValue) {
	ptr, n := c.StoreBytes(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeDNSErrorPayload(c *component.Call, p uint32, v DNSErrorPayload) {
	storeOptionString(c, p, v.Rcode)
	storeOptionU16(c, p+12, v.InfoCode)
}

func storeErrorCode(c *component.Call, p uint32, v ErrorCode) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case ErrorCodeTagDNSError:
		storeDNSErrorPayload(c, p+8, v.Value.(DNSErrorPayload))
	case ErrorCodeTagTLSAlertReceived:
		storeTLSAlertReceivedPayload(c, p+8, v.Value.(TLSAlertReceivedPayload))
	case ErrorCodeTagHTTPRequestBodySize:
		storeOptionU64(c, p+8, v.Value.(component.Option[uint64]))
	case ErrorCodeTagHTTPRequestHeaderSectionSize:
		storeOptionU32(c, p+8, v.Value.(component.Option[uint32]))
	case ErrorCodeTagHTTPRequestHeaderSize:
		storeOptionFieldSizePayload(c, p+8, v.Value.(component.Option[FieldSizePayload]))
	case ErrorCodeTagHTTPRequestTrailerSectionSize:
		storeOptionU32(c, p+8, v.Value.(component.Option[uint32]))
	case ErrorCodeTagHTTPRequestTrailerSize:
		storeFieldSizePayload(c, p+8, v.Value.(FieldSizePayload))
	case ErrorCodeTagHTTPResponseHeaderSectionSize:
		storeOptionU32(c, p+8, v.Value.(component.Option[uint32]))
	case ErrorCodeTagHTTPResponseHeaderSize:
		storeFieldSizePayload(c, p+8, v.Value.(FieldSizePayload))
	case ErrorCodeTagHTTPResponseBodySize:
		storeOptionU64(c, p+8, v.Value.(component.Option[uint64]))
	case ErrorCodeTagHTTPResponseTrailerSectionSize:
		storeOptionU32(c, p+8, v.Value.(component.Option[uint32]))
	case ErrorCodeTagHTTPResponseTrailerSize:
		storeFieldSizePayload(c, p+8, v.Value.(FieldSizePayload))
	case ErrorCodeTagHTTPResponseTransferCoding:
		storeOptionString(c, p+8, v.Value.(component.Option[string]))
	case ErrorCodeTagHTTPResponseContentCoding:
		storeOptionString(c, p+8, v.Value.(component.Option[string]))
	case ErrorCodeTagInternalError:
		storeOptionString(c, p+8, v.Value.(component.Option[string]))
	}
}

func storeFieldSizePayload(c *component.Call, p uint32, v FieldSizePayload) {
	storeOptionString(c, p, v.FieldName)
	storeOptionU32(c, p+12, v.FieldSize)
}

func storeHeaderError(c *component.Call, p uint32, v HeaderError) {
	c.Memory().PutU8(p, uint8(v.Tag))
}

func storeListBytes(c *component.Call, p uint32, v []FieldValue) {
	ptr, n := lowerListBytes(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListTuple2StringBytes(c *component.Call, p uint32, v []component.Tuple2[FieldName, FieldValue]) {
	ptr, n := lowerListTuple2StringBytes(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeMethod(c *component.Call, p uint32, v Method) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case MethodTagOther:
		storeString(c, p+4, v.Value.(string))
	}
}

func storeOptionErrorCode(c *component.Call, p uint32, v component.Option[ErrorCode]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeErrorCode(c, p+8, v.Value)
}

func storeOptionFieldSizePayload(c *component.Call, p uint32, v component.Option[FieldSizePayload]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeFieldSizePayload(c, p+4, v.Value)
}

func storeOptionOwnFields(c *component.Call, p uint32, v component.Option[Trailers]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, c.NewOwn(FieldsResource, v.Value))
}

func storeOptionResultResultOptionOwnFieldsErrorCodeUnit(c *component.Call, p uint32, v component.Option[component.Result[component.Result[component.Option[Trailers], ErrorCode], struct{}]]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeResultResultOptionOwnFieldsErrorCodeUnit(c, p+8, v.Value)
}

func storeOptionResultResultOwnIncomingResponseErrorCodeUnit(c *component.Call, p uint32, v component.Option[component.Result[component.Result[IncomingResponse, ErrorCode], struct{}]]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeResultResultOwnIncomingResponseErrorCodeUnit(c, p+8, v.Value)
}

func storeOptionScheme(c *component.Call, p uint32, v component.Option[Scheme]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeScheme(c, p+4, v.Value)
}

func storeOptionString(c *component.Call, p uint32, v component.Option[string]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeString(c, p+4, v.Value)
}

func storeOptionU16(c *component.Call, p uint32, v component.Option[uint16]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU16(p+2, v.Value)
}

func storeOptionU32(c *component.Call, p uint32, v component.Option[uint32]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, v.Value)
}

func storeOptionU64(c *component.Call, p uint32, v component.Option[clocks.Duration]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU64(p+8, v.Value)
}

func storeOptionU8(c *component.Call, p uint32, v component.Option[uint8]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU8(p+1, v.Value)
}

func storeResultOptionOwnFieldsErrorCode(c *component.Call, p uint32, v component.Result[component.Option[Trailers], ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeOptionOwnFields(c, p+8, v.OK)
}

func storeResultOwnFieldsHeaderError(c *component.Call, p uint32, v component.Result[Fields, HeaderError]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeHeaderError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(FieldsResource, v.OK))
}

func storeResultOwnFutureIncomingResponseErrorCode(c *component.Call, p uint32, v component.Result[FutureIncomingResponse, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+8, c.NewOwn(FutureIncomingResponseResource, v.OK))
}

func storeResultOwnIOInputStreamUnit(c *component.Call, p uint32, v component.Result[io.InputStream, struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(io.InputStreamResource, v.OK))
}

func storeResultOwnIOOutputStreamUnit(c *component.Call, p uint32, v component.Result[io.OutputStream, struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(io.OutputStreamResource, v.OK))
}

func storeResultOwnIncomingBodyUnit(c *component.Call, p uint32, v component.Result[IncomingBody, struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(IncomingBodyResource, v.OK))
}

func storeResultOwnIncomingResponseErrorCode(c *component.Call, p uint32, v component.Result[IncomingResponse, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+8, c.NewOwn(IncomingResponseResource, v.OK))
}

func storeResultOwnOutgoingBodyUnit(c *component.Call, p uint32, v component.Result[OutgoingBody, struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(OutgoingBodyResource, v.OK))
}

func storeResultResultOptionOwnFieldsErrorCodeUnit(c *component.Call, p uint32, v component.Result[component.Result[component.Option[Trailers], ErrorCode], struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	storeResultOptionOwnFieldsErrorCode(c, p+8, v.OK)
}

func storeResultResultOwnIncomingResponseErrorCodeUnit(c *component.Call, p uint32, v component.Result[component.Result[IncomingResponse, ErrorCode], struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	storeResultOwnIncomingResponseErrorCode(c, p+8, v.OK)
}

func storeResultUnitErrorCode(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeResultUnitHeaderError(c *component.Call, p uint32, v component.Result[struct{}, HeaderError]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeHeaderError(c, p+1, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeScheme(c *component.Call, p uint32, v Scheme) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case SchemeTagOther:
		storeString(c, p+4, v.Value.(string))
	}
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTLSAlertReceivedPayload(c *component.Call, p uint32, v TLSAlertReceivedPayload) {
	storeOptionU8(c, p, v.AlertID)
	storeOptionString(c, p+4, v.AlertMessage)
}

func storeTuple2StringBytes(c *component.Call, p uint32, v component.Tuple2[FieldName, FieldValue]) {
	storeString(c, p, v.F0)
	storeBytes(c, p+8, v.F1)
}
