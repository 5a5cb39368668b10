// Code generated from wasi:http@0.3.0 by component/bindgen. DO NOT EDIT.

// Package http is the Go form of the WIT package wasi:http@0.3.0.
package http

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

// elemResultOptionOwnFieldsErrorCode is how result<option<trailers>, error-code> is moved in streams and futures.
var elemResultOptionOwnFieldsErrorCode = &component.Element[component.Result[component.Option[Trailers], ErrorCode]]{
	Shape: "87141ca1b9b6c709c9f52923", Size: 40, Align: 8,
	Load: func(c *component.Call, p uint32) component.Result[component.Option[Trailers], ErrorCode] {
		return loadResultOptionOwnFieldsErrorCode(c, p)
	},
	Store: func(c *component.Call, p uint32, v component.Result[component.Option[Trailers], ErrorCode]) {
		storeResultOptionOwnFieldsErrorCode(c, p, v)
	},
}

// elemResultUnitErrorCode is how result<_, error-code> is moved in streams and futures.
var elemResultUnitErrorCode = &component.Element[component.Result[struct{}, ErrorCode]]{
	Shape: "868cce568ccf07c86d94f1f0", Size: 40, Align: 8,
	Load: func(c *component.Call, p uint32) component.Result[struct{}, ErrorCode] {
		return loadResultUnitErrorCode(c, p)
	},
	Store: func(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
		storeResultUnitErrorCode(c, p, v)
	},
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

func liftOptionStreamU8(c *component.Call, s []uint64) component.Option[*component.Stream[uint8]] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[*component.Stream[uint8]]{}
	}
	return component.Some(component.LiftStream(c, uint32(s[1]), component.Bytes))
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

func liftResultOwnResponseErrorCode(c *component.Call, s []uint64) component.Result[Response, ErrorCode] {
	var v component.Result[Response, ErrorCode]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = liftErrorCode(c, s[1:])
	} else {
		v.OK = c.Own(uint32(s[1]), ResponseResource).(Response)
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

func loadDNSErrorPayload(c *component.Call, p uint32) DNSErrorPayload {
	return DNSErrorPayload{
		Rcode:    loadOptionString(c, p),
		InfoCode: loadOptionU16(c, p+12),
	}
}

func loadErrorCode(c *component.Call, p uint32) ErrorCode {
	v := ErrorCode{Tag: ErrorCodeTag(discriminant(c, uint32(c.Memory().U8(p)), 39))}
	switch v.Tag {
	case ErrorCodeTagDNSError:
		v.Value = component.Box(c, loadDNSErrorPayload(c, p+8))
	case ErrorCodeTagTLSAlertReceived:
		v.Value = component.Box(c, loadTLSAlertReceivedPayload(c, p+8))
	case ErrorCodeTagHTTPRequestBodySize:
		v.Value = component.Box(c, loadOptionU64(c, p+8))
	case ErrorCodeTagHTTPRequestHeaderSectionSize:
		v.Value = component.Box(c, loadOptionU32(c, p+8))
	case ErrorCodeTagHTTPRequestHeaderSize:
		v.Value = component.Box(c, loadOptionFieldSizePayload(c, p+8))
	case ErrorCodeTagHTTPRequestTrailerSectionSize:
		v.Value = component.Box(c, loadOptionU32(c, p+8))
	case ErrorCodeTagHTTPRequestTrailerSize:
		v.Value = component.Box(c, loadFieldSizePayload(c, p+8))
	case ErrorCodeTagHTTPResponseHeaderSectionSize:
		v.Value = component.Box(c, loadOptionU32(c, p+8))
	case ErrorCodeTagHTTPResponseHeaderSize:
		v.Value = component.Box(c, loadFieldSizePayload(c, p+8))
	case ErrorCodeTagHTTPResponseBodySize:
		v.Value = component.Box(c, loadOptionU64(c, p+8))
	case ErrorCodeTagHTTPResponseTrailerSectionSize:
		v.Value = component.Box(c, loadOptionU32(c, p+8))
	case ErrorCodeTagHTTPResponseTrailerSize:
		v.Value = component.Box(c, loadFieldSizePayload(c, p+8))
	case ErrorCodeTagHTTPResponseTransferCoding:
		v.Value = component.Box(c, loadOptionString(c, p+8))
	case ErrorCodeTagHTTPResponseContentCoding:
		v.Value = component.Box(c, loadOptionString(c, p+8))
	case ErrorCodeTagInternalError:
		v.Value = component.Box(c, loadOptionString(c, p+8))
	}
	return v
}

func loadFieldSizePayload(c *component.Call, p uint32) FieldSizePayload {
	return FieldSizePayload{
		FieldName: loadOptionString(c, p),
		FieldSize: loadOptionU32(c, p+12),
	}
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

func loadOptionFieldSizePayload(c *component.Call, p uint32) component.Option[FieldSizePayload] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[FieldSizePayload]{}
	}
	return component.Some(loadFieldSizePayload(c, p+4))
}

func loadOptionOwnFields(c *component.Call, p uint32) component.Option[Trailers] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[Trailers]{}
	}
	return component.Some(c.Own(c.Memory().U32(p+4), FieldsResource).(Trailers))
}

func loadOptionString(c *component.Call, p uint32) component.Option[string] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[string]{}
	}
	return component.Some(loadString(c, p+4))
}

func loadOptionU16(c *component.Call, p uint32) component.Option[uint16] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[uint16]{}
	}
	return component.Some(c.Memory().U16(p + 2))
}

func loadOptionU32(c *component.Call, p uint32) component.Option[uint32] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[uint32]{}
	}
	return component.Some(c.Memory().U32(p + 4))
}

func loadOptionU64(c *component.Call, p uint32) component.Option[uint64] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[uint64]{}
	}
	return component.Some(c.Memory().U64(p + 8))
}

func loadOptionU8(c *component.Call, p uint32) component.Option[uint8] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[uint8]{}
	}
	return component.Some(c.Memory().U8(p + 1))
}

func loadResultOptionOwnFieldsErrorCode(c *component.Call, p uint32) component.Result[component.Option[Trailers], ErrorCode] {
	var v component.Result[component.Option[Trailers], ErrorCode]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadErrorCode(c, p+8)
	} else {
		v.OK = loadOptionOwnFields(c, p+8)
	}
	return v
}

func loadResultUnitErrorCode(c *component.Call, p uint32) component.Result[struct{}, ErrorCode] {
	var v component.Result[struct{}, ErrorCode]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadErrorCode(c, p+8)
	}
	return v
}

func loadString(c *component.Call, p uint32) FieldName {
	return c.LoadString(c.Memory().U32(p), c.Memory().U32(p+4))
}

func loadTLSAlertReceivedPayload(c *component.Call, p uint32) TLSAlertReceivedPayload {
	return TLSAlertReceivedPayload{
		AlertID:      loadOptionU8(c, p),
		AlertMessage: loadOptionString(c, p+4),
	}
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
	switch v.Tag {
	case HeaderErrorTagOther:
		storeOptionString(c, p+4, v.Value.(component.Option[string]))
	}
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

func storeOptionOwnRequestOptions(c *component.Call, p uint32, v component.Option[RequestOptions]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, c.NewOwn(RequestOptionsResource, v.Value))
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

func storeRequestOptionsError(c *component.Call, p uint32, v RequestOptionsError) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case RequestOptionsErrorTagOther:
		storeOptionString(c, p+4, v.Value.(component.Option[string]))
	}
}

func storeResultListBytesHeaderError(c *component.Call, p uint32, v component.Result[[]FieldValue, HeaderError]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeHeaderError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeListBytes(c, p+4, v.OK)
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

func storeResultOwnResponseErrorCode(c *component.Call, p uint32, v component.Result[Response, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+8, c.NewOwn(ResponseResource, v.OK))
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
		storeHeaderError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeResultUnitRequestOptionsError(c *component.Call, p uint32, v component.Result[struct{}, RequestOptionsError]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeRequestOptionsError(c, p+4, v.Err)
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

func storeTuple2OwnRequestFutureResultUnitErrorCode(c *component.Call, p uint32, v component.Tuple2[Request, *component.Future[component.Result[struct{}, ErrorCode]]]) {
	c.Memory().PutU32(p, c.NewOwn(RequestResource, v.F0))
	c.Memory().PutU32(p+4, component.LowerFuture(c, v.F1, elemResultUnitErrorCode))
}

func storeTuple2OwnResponseFutureResultUnitErrorCode(c *component.Call, p uint32, v component.Tuple2[Response, *component.Future[component.Result[struct{}, ErrorCode]]]) {
	c.Memory().PutU32(p, c.NewOwn(ResponseResource, v.F0))
	c.Memory().PutU32(p+4, component.LowerFuture(c, v.F1, elemResultUnitErrorCode))
}

func storeTuple2StreamU8FutureResultOptionOwnFieldsErrorCode(c *component.Call, p uint32, v component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[component.Option[Trailers], ErrorCode]]]) {
	c.Memory().PutU32(p, component.LowerStream(c, v.F0, component.Bytes))
	c.Memory().PutU32(p+4, component.LowerFuture(c, v.F1, elemResultOptionOwnFieldsErrorCode))
}

func storeTuple2StringBytes(c *component.Call, p uint32, v component.Tuple2[FieldName, FieldValue]) {
	storeString(c, p, v.F0)
	storeBytes(c, p+8, v.F1)
}
