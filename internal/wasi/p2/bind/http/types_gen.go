// Code generated from wasi:http@0.2.12 by component/bindgen. DO NOT EDIT.

package http

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Method is the variant method of wasi:http/types@0.2.12. Value is what its case carries, see the constructors.
type Method struct {
	Tag   MethodTag
	Value any
}

// MethodTag tells the case of a [Method].
type MethodTag uint8

// The values of MethodTag.
const (
	MethodTagGet MethodTag = iota
	MethodTagHead
	MethodTagPost
	MethodTagPut
	MethodTagDelete
	MethodTagConnect
	MethodTagOptions
	MethodTagTrace
	MethodTagPatch
	MethodTagOther
)

var namesMethodTag = [...]string{"get", "head", "post", "put", "delete", "connect", "options", "trace", "patch", "other"}

// String returns the name that the value has in WIT.
func (e MethodTag) String() string {
	if int(e) < len(namesMethodTag) {
		return namesMethodTag[e]
	}
	return "MethodTag(" + strconv.Itoa(int(e)) + ")"
}

// NewMethodGet returns the case get.
func NewMethodGet() Method { return Method{Tag: MethodTagGet} }

// NewMethodHead returns the case head.
func NewMethodHead() Method { return Method{Tag: MethodTagHead} }

// NewMethodPost returns the case post.
func NewMethodPost() Method { return Method{Tag: MethodTagPost} }

// NewMethodPut returns the case put.
func NewMethodPut() Method { return Method{Tag: MethodTagPut} }

// NewMethodDelete returns the case delete.
func NewMethodDelete() Method { return Method{Tag: MethodTagDelete} }

// NewMethodConnect returns the case connect.
func NewMethodConnect() Method { return Method{Tag: MethodTagConnect} }

// NewMethodOptions returns the case options.
func NewMethodOptions() Method { return Method{Tag: MethodTagOptions} }

// NewMethodTrace returns the case trace.
func NewMethodTrace() Method { return Method{Tag: MethodTagTrace} }

// NewMethodPatch returns the case patch.
func NewMethodPatch() Method { return Method{Tag: MethodTagPatch} }

// NewMethodOther returns the case other.
func NewMethodOther(v string) Method { return Method{Tag: MethodTagOther, Value: v} }

// AsOther returns what the case other carries; ok is false for other cases.
func (v Method) AsOther() (value string, ok bool) {
	if v.Tag != MethodTagOther {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// String returns the case and what it carries.
func (v Method) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// Scheme is the variant scheme of wasi:http/types@0.2.12. Value is what its case carries, see the constructors.
type Scheme struct {
	Tag   SchemeTag
	Value any
}

// SchemeTag tells the case of a [Scheme].
type SchemeTag uint8

// The values of SchemeTag.
const (
	SchemeTagHTTP SchemeTag = iota
	SchemeTagHTTPS
	SchemeTagOther
)

var namesSchemeTag = [...]string{"HTTP", "HTTPS", "other"}

// String returns the name that the value has in WIT.
func (e SchemeTag) String() string {
	if int(e) < len(namesSchemeTag) {
		return namesSchemeTag[e]
	}
	return "SchemeTag(" + strconv.Itoa(int(e)) + ")"
}

// NewSchemeHTTP returns the case HTTP.
func NewSchemeHTTP() Scheme { return Scheme{Tag: SchemeTagHTTP} }

// NewSchemeHTTPS returns the case HTTPS.
func NewSchemeHTTPS() Scheme { return Scheme{Tag: SchemeTagHTTPS} }

// NewSchemeOther returns the case other.
func NewSchemeOther(v string) Scheme { return Scheme{Tag: SchemeTagOther, Value: v} }

// AsOther returns what the case other carries; ok is false for other cases.
func (v Scheme) AsOther() (value string, ok bool) {
	if v.Tag != SchemeTagOther {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// String returns the case and what it carries.
func (v Scheme) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// DNSErrorPayload is the record DNS-error-payload of wasi:http/types@0.2.12.
type DNSErrorPayload struct {
	Rcode    component.Option[string]
	InfoCode component.Option[uint16]
}

// TLSAlertReceivedPayload is the record TLS-alert-received-payload of wasi:http/types@0.2.12.
type TLSAlertReceivedPayload struct {
	AlertID      component.Option[uint8]
	AlertMessage component.Option[string]
}

// FieldSizePayload is the record field-size-payload of wasi:http/types@0.2.12.
type FieldSizePayload struct {
	FieldName component.Option[string]
	FieldSize component.Option[uint32]
}

// ErrorCode is the variant error-code of wasi:http/types@0.2.12. Value is what its case carries, see the constructors.
type ErrorCode struct {
	Tag   ErrorCodeTag
	Value any
}

// ErrorCodeTag tells the case of a [ErrorCode].
type ErrorCodeTag uint8

// The values of ErrorCodeTag.
const (
	ErrorCodeTagDNSTimeout ErrorCodeTag = iota
	ErrorCodeTagDNSError
	ErrorCodeTagDestinationNotFound
	ErrorCodeTagDestinationUnavailable
	ErrorCodeTagDestinationIPProhibited
	ErrorCodeTagDestinationIPUnroutable
	ErrorCodeTagConnectionRefused
	ErrorCodeTagConnectionTerminated
	ErrorCodeTagConnectionTimeout
	ErrorCodeTagConnectionReadTimeout
	ErrorCodeTagConnectionWriteTimeout
	ErrorCodeTagConnectionLimitReached
	ErrorCodeTagTLSProtocolError
	ErrorCodeTagTLSCertificateError
	ErrorCodeTagTLSAlertReceived
	ErrorCodeTagHTTPRequestDenied
	ErrorCodeTagHTTPRequestLengthRequired
	ErrorCodeTagHTTPRequestBodySize
	ErrorCodeTagHTTPRequestMethodInvalid
	ErrorCodeTagHTTPRequestURIInvalid
	ErrorCodeTagHTTPRequestURITooLong
	ErrorCodeTagHTTPRequestHeaderSectionSize
	ErrorCodeTagHTTPRequestHeaderSize
	ErrorCodeTagHTTPRequestTrailerSectionSize
	ErrorCodeTagHTTPRequestTrailerSize
	ErrorCodeTagHTTPResponseIncomplete
	ErrorCodeTagHTTPResponseHeaderSectionSize
	ErrorCodeTagHTTPResponseHeaderSize
	ErrorCodeTagHTTPResponseBodySize
	ErrorCodeTagHTTPResponseTrailerSectionSize
	ErrorCodeTagHTTPResponseTrailerSize
	ErrorCodeTagHTTPResponseTransferCoding
	ErrorCodeTagHTTPResponseContentCoding
	ErrorCodeTagHTTPResponseTimeout
	ErrorCodeTagHTTPUpgradeFailed
	ErrorCodeTagHTTPProtocolError
	ErrorCodeTagLoopDetected
	ErrorCodeTagConfigurationError
	ErrorCodeTagInternalError
)

var namesErrorCodeTag = [...]string{"DNS-timeout", "DNS-error", "destination-not-found", "destination-unavailable", "destination-IP-prohibited", "destination-IP-unroutable", "connection-refused", "connection-terminated", "connection-timeout", "connection-read-timeout", "connection-write-timeout", "connection-limit-reached", "TLS-protocol-error", "TLS-certificate-error", "TLS-alert-received", "HTTP-request-denied", "HTTP-request-length-required", "HTTP-request-body-size", "HTTP-request-method-invalid", "HTTP-request-URI-invalid", "HTTP-request-URI-too-long", "HTTP-request-header-section-size", "HTTP-request-header-size", "HTTP-request-trailer-section-size", "HTTP-request-trailer-size", "HTTP-response-incomplete", "HTTP-response-header-section-size", "HTTP-response-header-size", "HTTP-response-body-size", "HTTP-response-trailer-section-size", "HTTP-response-trailer-size", "HTTP-response-transfer-coding", "HTTP-response-content-coding", "HTTP-response-timeout", "HTTP-upgrade-failed", "HTTP-protocol-error", "loop-detected", "configuration-error", "internal-error"}

// String returns the name that the value has in WIT.
func (e ErrorCodeTag) String() string {
	if int(e) < len(namesErrorCodeTag) {
		return namesErrorCodeTag[e]
	}
	return "ErrorCodeTag(" + strconv.Itoa(int(e)) + ")"
}

// NewErrorCodeDNSTimeout returns the case DNS-timeout.
func NewErrorCodeDNSTimeout() ErrorCode { return ErrorCode{Tag: ErrorCodeTagDNSTimeout} }

// NewErrorCodeDNSError returns the case DNS-error.
func NewErrorCodeDNSError(v DNSErrorPayload) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagDNSError, Value: v}
}

// AsDNSError returns what the case DNS-error carries; ok is false for other cases.
func (v ErrorCode) AsDNSError() (value DNSErrorPayload, ok bool) {
	if v.Tag != ErrorCodeTagDNSError {
		return value, false
	}
	value, ok = v.Value.(DNSErrorPayload)
	return value, ok
}

// NewErrorCodeDestinationNotFound returns the case destination-not-found.
func NewErrorCodeDestinationNotFound() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagDestinationNotFound}
}

// NewErrorCodeDestinationUnavailable returns the case destination-unavailable.
func NewErrorCodeDestinationUnavailable() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagDestinationUnavailable}
}

// NewErrorCodeDestinationIPProhibited returns the case destination-IP-prohibited.
func NewErrorCodeDestinationIPProhibited() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagDestinationIPProhibited}
}

// NewErrorCodeDestinationIPUnroutable returns the case destination-IP-unroutable.
func NewErrorCodeDestinationIPUnroutable() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagDestinationIPUnroutable}
}

// NewErrorCodeConnectionRefused returns the case connection-refused.
func NewErrorCodeConnectionRefused() ErrorCode { return ErrorCode{Tag: ErrorCodeTagConnectionRefused} }

// NewErrorCodeConnectionTerminated returns the case connection-terminated.
func NewErrorCodeConnectionTerminated() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagConnectionTerminated}
}

// NewErrorCodeConnectionTimeout returns the case connection-timeout.
func NewErrorCodeConnectionTimeout() ErrorCode { return ErrorCode{Tag: ErrorCodeTagConnectionTimeout} }

// NewErrorCodeConnectionReadTimeout returns the case connection-read-timeout.
func NewErrorCodeConnectionReadTimeout() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagConnectionReadTimeout}
}

// NewErrorCodeConnectionWriteTimeout returns the case connection-write-timeout.
func NewErrorCodeConnectionWriteTimeout() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagConnectionWriteTimeout}
}

// NewErrorCodeConnectionLimitReached returns the case connection-limit-reached.
func NewErrorCodeConnectionLimitReached() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagConnectionLimitReached}
}

// NewErrorCodeTLSProtocolError returns the case TLS-protocol-error.
func NewErrorCodeTLSProtocolError() ErrorCode { return ErrorCode{Tag: ErrorCodeTagTLSProtocolError} }

// NewErrorCodeTLSCertificateError returns the case TLS-certificate-error.
func NewErrorCodeTLSCertificateError() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagTLSCertificateError}
}

// NewErrorCodeTLSAlertReceived returns the case TLS-alert-received.
func NewErrorCodeTLSAlertReceived(v TLSAlertReceivedPayload) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagTLSAlertReceived, Value: v}
}

// AsTLSAlertReceived returns what the case TLS-alert-received carries; ok is false for other cases.
func (v ErrorCode) AsTLSAlertReceived() (value TLSAlertReceivedPayload, ok bool) {
	if v.Tag != ErrorCodeTagTLSAlertReceived {
		return value, false
	}
	value, ok = v.Value.(TLSAlertReceivedPayload)
	return value, ok
}

// NewErrorCodeHTTPRequestDenied returns the case HTTP-request-denied.
func NewErrorCodeHTTPRequestDenied() ErrorCode { return ErrorCode{Tag: ErrorCodeTagHTTPRequestDenied} }

// NewErrorCodeHTTPRequestLengthRequired returns the case HTTP-request-length-required.
func NewErrorCodeHTTPRequestLengthRequired() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestLengthRequired}
}

// NewErrorCodeHTTPRequestBodySize returns the case HTTP-request-body-size.
func NewErrorCodeHTTPRequestBodySize(v component.Option[uint64]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestBodySize, Value: v}
}

// AsHTTPRequestBodySize returns what the case HTTP-request-body-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPRequestBodySize() (value component.Option[uint64], ok bool) {
	if v.Tag != ErrorCodeTagHTTPRequestBodySize {
		return value, false
	}
	value, ok = v.Value.(component.Option[uint64])
	return value, ok
}

// NewErrorCodeHTTPRequestMethodInvalid returns the case HTTP-request-method-invalid.
func NewErrorCodeHTTPRequestMethodInvalid() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestMethodInvalid}
}

// NewErrorCodeHTTPRequestURIInvalid returns the case HTTP-request-URI-invalid.
func NewErrorCodeHTTPRequestURIInvalid() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestURIInvalid}
}

// NewErrorCodeHTTPRequestURITooLong returns the case HTTP-request-URI-too-long.
func NewErrorCodeHTTPRequestURITooLong() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestURITooLong}
}

// NewErrorCodeHTTPRequestHeaderSectionSize returns the case HTTP-request-header-section-size.
func NewErrorCodeHTTPRequestHeaderSectionSize(v component.Option[uint32]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestHeaderSectionSize, Value: v}
}

// AsHTTPRequestHeaderSectionSize returns what the case HTTP-request-header-section-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPRequestHeaderSectionSize() (value component.Option[uint32], ok bool) {
	if v.Tag != ErrorCodeTagHTTPRequestHeaderSectionSize {
		return value, false
	}
	value, ok = v.Value.(component.Option[uint32])
	return value, ok
}

// NewErrorCodeHTTPRequestHeaderSize returns the case HTTP-request-header-size.
func NewErrorCodeHTTPRequestHeaderSize(v component.Option[FieldSizePayload]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestHeaderSize, Value: v}
}

// AsHTTPRequestHeaderSize returns what the case HTTP-request-header-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPRequestHeaderSize() (value component.Option[FieldSizePayload], ok bool) {
	if v.Tag != ErrorCodeTagHTTPRequestHeaderSize {
		return value, false
	}
	value, ok = v.Value.(component.Option[FieldSizePayload])
	return value, ok
}

// NewErrorCodeHTTPRequestTrailerSectionSize returns the case HTTP-request-trailer-section-size.
func NewErrorCodeHTTPRequestTrailerSectionSize(v component.Option[uint32]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestTrailerSectionSize, Value: v}
}

// AsHTTPRequestTrailerSectionSize returns what the case HTTP-request-trailer-section-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPRequestTrailerSectionSize() (value component.Option[uint32], ok bool) {
	if v.Tag != ErrorCodeTagHTTPRequestTrailerSectionSize {
		return value, false
	}
	value, ok = v.Value.(component.Option[uint32])
	return value, ok
}

// NewErrorCodeHTTPRequestTrailerSize returns the case HTTP-request-trailer-size.
func NewErrorCodeHTTPRequestTrailerSize(v FieldSizePayload) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPRequestTrailerSize, Value: v}
}

// AsHTTPRequestTrailerSize returns what the case HTTP-request-trailer-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPRequestTrailerSize() (value FieldSizePayload, ok bool) {
	if v.Tag != ErrorCodeTagHTTPRequestTrailerSize {
		return value, false
	}
	value, ok = v.Value.(FieldSizePayload)
	return value, ok
}

// NewErrorCodeHTTPResponseIncomplete returns the case HTTP-response-incomplete.
func NewErrorCodeHTTPResponseIncomplete() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseIncomplete}
}

// NewErrorCodeHTTPResponseHeaderSectionSize returns the case HTTP-response-header-section-size.
func NewErrorCodeHTTPResponseHeaderSectionSize(v component.Option[uint32]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseHeaderSectionSize, Value: v}
}

// AsHTTPResponseHeaderSectionSize returns what the case HTTP-response-header-section-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPResponseHeaderSectionSize() (value component.Option[uint32], ok bool) {
	if v.Tag != ErrorCodeTagHTTPResponseHeaderSectionSize {
		return value, false
	}
	value, ok = v.Value.(component.Option[uint32])
	return value, ok
}

// NewErrorCodeHTTPResponseHeaderSize returns the case HTTP-response-header-size.
func NewErrorCodeHTTPResponseHeaderSize(v FieldSizePayload) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseHeaderSize, Value: v}
}

// AsHTTPResponseHeaderSize returns what the case HTTP-response-header-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPResponseHeaderSize() (value FieldSizePayload, ok bool) {
	if v.Tag != ErrorCodeTagHTTPResponseHeaderSize {
		return value, false
	}
	value, ok = v.Value.(FieldSizePayload)
	return value, ok
}

// NewErrorCodeHTTPResponseBodySize returns the case HTTP-response-body-size.
func NewErrorCodeHTTPResponseBodySize(v component.Option[uint64]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseBodySize, Value: v}
}

// AsHTTPResponseBodySize returns what the case HTTP-response-body-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPResponseBodySize() (value component.Option[uint64], ok bool) {
	if v.Tag != ErrorCodeTagHTTPResponseBodySize {
		return value, false
	}
	value, ok = v.Value.(component.Option[uint64])
	return value, ok
}

// NewErrorCodeHTTPResponseTrailerSectionSize returns the case HTTP-response-trailer-section-size.
func NewErrorCodeHTTPResponseTrailerSectionSize(v component.Option[uint32]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseTrailerSectionSize, Value: v}
}

// AsHTTPResponseTrailerSectionSize returns what the case HTTP-response-trailer-section-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPResponseTrailerSectionSize() (value component.Option[uint32], ok bool) {
	if v.Tag != ErrorCodeTagHTTPResponseTrailerSectionSize {
		return value, false
	}
	value, ok = v.Value.(component.Option[uint32])
	return value, ok
}

// NewErrorCodeHTTPResponseTrailerSize returns the case HTTP-response-trailer-size.
func NewErrorCodeHTTPResponseTrailerSize(v FieldSizePayload) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseTrailerSize, Value: v}
}

// AsHTTPResponseTrailerSize returns what the case HTTP-response-trailer-size carries; ok is false for other cases.
func (v ErrorCode) AsHTTPResponseTrailerSize() (value FieldSizePayload, ok bool) {
	if v.Tag != ErrorCodeTagHTTPResponseTrailerSize {
		return value, false
	}
	value, ok = v.Value.(FieldSizePayload)
	return value, ok
}

// NewErrorCodeHTTPResponseTransferCoding returns the case HTTP-response-transfer-coding.
func NewErrorCodeHTTPResponseTransferCoding(v component.Option[string]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseTransferCoding, Value: v}
}

// AsHTTPResponseTransferCoding returns what the case HTTP-response-transfer-coding carries; ok is false for other cases.
func (v ErrorCode) AsHTTPResponseTransferCoding() (value component.Option[string], ok bool) {
	if v.Tag != ErrorCodeTagHTTPResponseTransferCoding {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// NewErrorCodeHTTPResponseContentCoding returns the case HTTP-response-content-coding.
func NewErrorCodeHTTPResponseContentCoding(v component.Option[string]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseContentCoding, Value: v}
}

// AsHTTPResponseContentCoding returns what the case HTTP-response-content-coding carries; ok is false for other cases.
func (v ErrorCode) AsHTTPResponseContentCoding() (value component.Option[string], ok bool) {
	if v.Tag != ErrorCodeTagHTTPResponseContentCoding {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// NewErrorCodeHTTPResponseTimeout returns the case HTTP-response-timeout.
func NewErrorCodeHTTPResponseTimeout() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagHTTPResponseTimeout}
}

// NewErrorCodeHTTPUpgradeFailed returns the case HTTP-upgrade-failed.
func NewErrorCodeHTTPUpgradeFailed() ErrorCode { return ErrorCode{Tag: ErrorCodeTagHTTPUpgradeFailed} }

// NewErrorCodeHTTPProtocolError returns the case HTTP-protocol-error.
func NewErrorCodeHTTPProtocolError() ErrorCode { return ErrorCode{Tag: ErrorCodeTagHTTPProtocolError} }

// NewErrorCodeLoopDetected returns the case loop-detected.
func NewErrorCodeLoopDetected() ErrorCode { return ErrorCode{Tag: ErrorCodeTagLoopDetected} }

// NewErrorCodeConfigurationError returns the case configuration-error.
func NewErrorCodeConfigurationError() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagConfigurationError}
}

// NewErrorCodeInternalError returns the case internal-error.
func NewErrorCodeInternalError(v component.Option[string]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagInternalError, Value: v}
}

// AsInternalError returns what the case internal-error carries; ok is false for other cases.
func (v ErrorCode) AsInternalError() (value component.Option[string], ok bool) {
	if v.Tag != ErrorCodeTagInternalError {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// Error implements error.
func (v ErrorCode) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// HeaderError is the variant header-error of wasi:http/types@0.2.12. Value is what its case carries, see the constructors.
type HeaderError struct {
	Tag   HeaderErrorTag
	Value any
}

// HeaderErrorTag tells the case of a [HeaderError].
type HeaderErrorTag uint8

// The values of HeaderErrorTag.
const (
	HeaderErrorTagInvalidSyntax HeaderErrorTag = iota
	HeaderErrorTagForbidden
	HeaderErrorTagImmutable
)

var namesHeaderErrorTag = [...]string{"invalid-syntax", "forbidden", "immutable"}

// String returns the name that the value has in WIT.
func (e HeaderErrorTag) String() string {
	if int(e) < len(namesHeaderErrorTag) {
		return namesHeaderErrorTag[e]
	}
	return "HeaderErrorTag(" + strconv.Itoa(int(e)) + ")"
}

// NewHeaderErrorInvalidSyntax returns the case invalid-syntax.
func NewHeaderErrorInvalidSyntax() HeaderError { return HeaderError{Tag: HeaderErrorTagInvalidSyntax} }

// NewHeaderErrorForbidden returns the case forbidden.
func NewHeaderErrorForbidden() HeaderError { return HeaderError{Tag: HeaderErrorTagForbidden} }

// NewHeaderErrorImmutable returns the case immutable.
func NewHeaderErrorImmutable() HeaderError { return HeaderError{Tag: HeaderErrorTagImmutable} }

// Error implements error.
func (v HeaderError) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// FieldKey is the type field-key of wasi:http/types@0.2.12.
type FieldKey = string

// FieldName is the type field-name of wasi:http/types@0.2.12.
type FieldName = FieldKey

// FieldValue is the type field-value of wasi:http/types@0.2.12.
type FieldValue = []byte

// Fields is the resource fields of wasi:http/types@0.2.12.
type Fields interface {
	Get(ctx context.Context, name FieldName) ([]FieldValue, error)
	Has(ctx context.Context, name FieldName) (bool, error)
	Set(ctx context.Context, name FieldName, value []FieldValue) error
	Delete(ctx context.Context, name FieldName) error
	Append(ctx context.Context, name FieldName, value FieldValue) error
	Entries(ctx context.Context) ([]component.Tuple2[FieldName, FieldValue], error)
	Clone(ctx context.Context) (Fields, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// FieldsResource is the type of handles to [Fields].
var FieldsResource = component.NewResourceType("fields", func(ctx context.Context, obj any) { obj.(Fields).Drop(ctx) })

// Headers is the type headers of wasi:http/types@0.2.12.
type Headers = Fields

// Trailers is the type trailers of wasi:http/types@0.2.12.
type Trailers = Fields

// IncomingRequest is the resource incoming-request of wasi:http/types@0.2.12.
type IncomingRequest interface {
	Method(ctx context.Context) (Method, error)
	PathWithQuery(ctx context.Context) (component.Option[string], error)
	Scheme(ctx context.Context) (component.Option[Scheme], error)
	Authority(ctx context.Context) (component.Option[string], error)
	Headers(ctx context.Context) (Headers, error)
	Consume(ctx context.Context) (v IncomingBody, ok bool, err error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// IncomingRequestResource is the type of handles to [IncomingRequest].
var IncomingRequestResource = component.NewResourceType("incoming-request", func(ctx context.Context, obj any) { obj.(IncomingRequest).Drop(ctx) })

// OutgoingRequest is the resource outgoing-request of wasi:http/types@0.2.12.
type OutgoingRequest interface {
	Body(ctx context.Context) (v OutgoingBody, ok bool, err error)
	Method(ctx context.Context) (Method, error)
	SetMethod(ctx context.Context, method Method) (ok bool, err error)
	PathWithQuery(ctx context.Context) (component.Option[string], error)
	SetPathWithQuery(ctx context.Context, pathWithQuery component.Option[string]) (ok bool, err error)
	Scheme(ctx context.Context) (component.Option[Scheme], error)
	SetScheme(ctx context.Context, scheme component.Option[Scheme]) (ok bool, err error)
	Authority(ctx context.Context) (component.Option[string], error)
	SetAuthority(ctx context.Context, authority component.Option[string]) (ok bool, err error)
	Headers(ctx context.Context) (Headers, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// OutgoingRequestResource is the type of handles to [OutgoingRequest].
var OutgoingRequestResource = component.NewResourceType("outgoing-request", func(ctx context.Context, obj any) { obj.(OutgoingRequest).Drop(ctx) })

// RequestOptions is the resource request-options of wasi:http/types@0.2.12.
type RequestOptions interface {
	ConnectTimeout(ctx context.Context) (component.Option[clocks.Duration], error)
	SetConnectTimeout(ctx context.Context, duration component.Option[clocks.Duration]) (ok bool, err error)
	FirstByteTimeout(ctx context.Context) (component.Option[clocks.Duration], error)
	SetFirstByteTimeout(ctx context.Context, duration component.Option[clocks.Duration]) (ok bool, err error)
	BetweenBytesTimeout(ctx context.Context) (component.Option[clocks.Duration], error)
	SetBetweenBytesTimeout(ctx context.Context, duration component.Option[clocks.Duration]) (ok bool, err error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// RequestOptionsResource is the type of handles to [RequestOptions].
var RequestOptionsResource = component.NewResourceType("request-options", func(ctx context.Context, obj any) { obj.(RequestOptions).Drop(ctx) })

// ResponseOutparam is the resource response-outparam of wasi:http/types@0.2.12.
type ResponseOutparam interface {
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// ResponseOutparamResource is the type of handles to [ResponseOutparam].
var ResponseOutparamResource = component.NewResourceType("response-outparam", func(ctx context.Context, obj any) { obj.(ResponseOutparam).Drop(ctx) })

// StatusCode is the type status-code of wasi:http/types@0.2.12.
type StatusCode = uint16

// IncomingResponse is the resource incoming-response of wasi:http/types@0.2.12.
type IncomingResponse interface {
	Status(ctx context.Context) (StatusCode, error)
	Headers(ctx context.Context) (Headers, error)
	Consume(ctx context.Context) (v IncomingBody, ok bool, err error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// IncomingResponseResource is the type of handles to [IncomingResponse].
var IncomingResponseResource = component.NewResourceType("incoming-response", func(ctx context.Context, obj any) { obj.(IncomingResponse).Drop(ctx) })

// IncomingBody is the resource incoming-body of wasi:http/types@0.2.12.
type IncomingBody interface {
	Stream(ctx context.Context) (v io.InputStream, ok bool, err error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// IncomingBodyResource is the type of handles to [IncomingBody].
var IncomingBodyResource = component.NewResourceType("incoming-body", func(ctx context.Context, obj any) { obj.(IncomingBody).Drop(ctx) })

// FutureTrailers is the resource future-trailers of wasi:http/types@0.2.12.
type FutureTrailers interface {
	Subscribe(ctx context.Context) (io.Pollable, error)
	Get(ctx context.Context) (component.Option[component.Result[component.Result[component.Option[Trailers], ErrorCode], struct{}]], error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// FutureTrailersResource is the type of handles to [FutureTrailers].
var FutureTrailersResource = component.NewResourceType("future-trailers", func(ctx context.Context, obj any) { obj.(FutureTrailers).Drop(ctx) })

// OutgoingResponse is the resource outgoing-response of wasi:http/types@0.2.12.
type OutgoingResponse interface {
	StatusCode(ctx context.Context) (StatusCode, error)
	SetStatusCode(ctx context.Context, statusCode StatusCode) (ok bool, err error)
	Headers(ctx context.Context) (Headers, error)
	Body(ctx context.Context) (v OutgoingBody, ok bool, err error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// OutgoingResponseResource is the type of handles to [OutgoingResponse].
var OutgoingResponseResource = component.NewResourceType("outgoing-response", func(ctx context.Context, obj any) { obj.(OutgoingResponse).Drop(ctx) })

// OutgoingBody is the resource outgoing-body of wasi:http/types@0.2.12.
type OutgoingBody interface {
	Write(ctx context.Context) (v io.OutputStream, ok bool, err error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// OutgoingBodyResource is the type of handles to [OutgoingBody].
var OutgoingBodyResource = component.NewResourceType("outgoing-body", func(ctx context.Context, obj any) { obj.(OutgoingBody).Drop(ctx) })

// FutureIncomingResponse is the resource future-incoming-response of wasi:http/types@0.2.12.
type FutureIncomingResponse interface {
	Subscribe(ctx context.Context) (io.Pollable, error)
	Get(ctx context.Context) (component.Option[component.Result[component.Result[IncomingResponse, ErrorCode], struct{}]], error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// FutureIncomingResponseResource is the type of handles to [FutureIncomingResponse].
var FutureIncomingResponseResource = component.NewResourceType("future-incoming-response", func(ctx context.Context, obj any) { obj.(FutureIncomingResponse).Drop(ctx) })

// TypesHost are the functions of wasi:http/types@0.2.12.
type TypesHost interface {
	NewFields(ctx context.Context) (Fields, error)
	FieldsFromList(ctx context.Context, entries []component.Tuple2[FieldName, FieldValue]) (Fields, error)
	NewOutgoingRequest(ctx context.Context, headers Headers) (OutgoingRequest, error)
	NewRequestOptions(ctx context.Context) (RequestOptions, error)
	ResponseOutparamSet(ctx context.Context, param ResponseOutparam, response component.Result[OutgoingResponse, ErrorCode]) error
	IncomingBodyFinish(ctx context.Context, this IncomingBody) (FutureTrailers, error)
	NewOutgoingResponse(ctx context.Context, headers Headers) (OutgoingResponse, error)
	OutgoingBodyFinish(ctx context.Context, this OutgoingBody, trailers component.Option[Trailers]) error
	HTTPErrorCode(ctx context.Context, err_ io.Error) (component.Option[ErrorCode], error)
}

// LinkTypes adds wasi:http/types@0.2.12 to a linker. host finds the implementation for a call.
func LinkTypes(l *component.Linker, host func(*component.Call) TypesHost) error {
	return l.Define(TypesInterface(host))
}

// TypesInterface returns wasi:http/types@0.2.12 as host functions. host finds the implementation for a call.
func TypesInterface(host func(*component.Call) TypesHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:http/types@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:http/types@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "input-stream", Type: io.InputStreamResource},
			{Name: "output-stream", Type: io.OutputStreamResource},
			{Name: "io-error", Type: io.ErrorResource},
			{Name: "pollable", Type: io.PollableResource},
			{Name: "fields", Type: FieldsResource},
			{Name: "headers", Type: FieldsResource},
			{Name: "trailers", Type: FieldsResource},
			{Name: "incoming-request", Type: IncomingRequestResource},
			{Name: "outgoing-request", Type: OutgoingRequestResource},
			{Name: "request-options", Type: RequestOptionsResource},
			{Name: "response-outparam", Type: ResponseOutparamResource},
			{Name: "incoming-response", Type: IncomingResponseResource},
			{Name: "incoming-body", Type: IncomingBodyResource},
			{Name: "future-trailers", Type: FutureTrailersResource},
			{Name: "outgoing-response", Type: OutgoingResponseResource},
			{Name: "outgoing-body", Type: OutgoingBodyResource},
			{Name: "future-incoming-response", Type: FutureIncomingResponseResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[constructor]fields", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				fieldsConstructor(ctx, c, host(c), stack)
			}},
			{Name: "[static]fields.from-list", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				fieldsFromList(ctx, c, host(c), stack)
			}},
			{Name: "[method]fields.get", Fn: fieldsGet},
			{Name: "[method]fields.has", Fn: fieldsHas},
			{Name: "[method]fields.set", Fn: fieldsSet},
			{Name: "[method]fields.delete", Fn: fieldsDelete},
			{Name: "[method]fields.append", Fn: fieldsAppend},
			{Name: "[method]fields.entries", Fn: fieldsEntries},
			{Name: "[method]fields.clone", Fn: fieldsClone},
			{Name: "[method]incoming-request.method", Fn: incomingRequestMethod},
			{Name: "[method]incoming-request.path-with-query", Fn: incomingRequestPathWithQuery},
			{Name: "[method]incoming-request.scheme", Fn: incomingRequestScheme},
			{Name: "[method]incoming-request.authority", Fn: incomingRequestAuthority},
			{Name: "[method]incoming-request.headers", Fn: incomingRequestHeaders},
			{Name: "[method]incoming-request.consume", Fn: incomingRequestConsume},
			{Name: "[constructor]outgoing-request", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				outgoingRequestConstructor(ctx, c, host(c), stack)
			}},
			{Name: "[method]outgoing-request.body", Fn: outgoingRequestBody},
			{Name: "[method]outgoing-request.method", Fn: outgoingRequestMethod},
			{Name: "[method]outgoing-request.set-method", Fn: outgoingRequestSetMethod},
			{Name: "[method]outgoing-request.path-with-query", Fn: outgoingRequestPathWithQuery},
			{Name: "[method]outgoing-request.set-path-with-query", Fn: outgoingRequestSetPathWithQuery},
			{Name: "[method]outgoing-request.scheme", Fn: outgoingRequestScheme},
			{Name: "[method]outgoing-request.set-scheme", Fn: outgoingRequestSetScheme},
			{Name: "[method]outgoing-request.authority", Fn: outgoingRequestAuthority},
			{Name: "[method]outgoing-request.set-authority", Fn: outgoingRequestSetAuthority},
			{Name: "[method]outgoing-request.headers", Fn: outgoingRequestHeaders},
			{Name: "[constructor]request-options", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				requestOptionsConstructor(ctx, c, host(c), stack)
			}},
			{Name: "[method]request-options.connect-timeout", Fn: requestOptionsConnectTimeout},
			{Name: "[method]request-options.set-connect-timeout", Fn: requestOptionsSetConnectTimeout},
			{Name: "[method]request-options.first-byte-timeout", Fn: requestOptionsFirstByteTimeout},
			{Name: "[method]request-options.set-first-byte-timeout", Fn: requestOptionsSetFirstByteTimeout},
			{Name: "[method]request-options.between-bytes-timeout", Fn: requestOptionsBetweenBytesTimeout},
			{Name: "[method]request-options.set-between-bytes-timeout", Fn: requestOptionsSetBetweenBytesTimeout},
			{Name: "[static]response-outparam.set", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				responseOutparamSet(ctx, c, host(c), stack)
			}},
			{Name: "[method]incoming-response.status", Fn: incomingResponseStatus},
			{Name: "[method]incoming-response.headers", Fn: incomingResponseHeaders},
			{Name: "[method]incoming-response.consume", Fn: incomingResponseConsume},
			{Name: "[method]incoming-body.stream", Fn: incomingBodyStream},
			{Name: "[static]incoming-body.finish", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				incomingBodyFinish(ctx, c, host(c), stack)
			}},
			{Name: "[method]future-trailers.subscribe", Fn: futureTrailersSubscribe},
			{Name: "[method]future-trailers.get", Fn: futureTrailersGet},
			{Name: "[constructor]outgoing-response", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				outgoingResponseConstructor(ctx, c, host(c), stack)
			}},
			{Name: "[method]outgoing-response.status-code", Fn: outgoingResponseStatusCode},
			{Name: "[method]outgoing-response.set-status-code", Fn: outgoingResponseSetStatusCode},
			{Name: "[method]outgoing-response.headers", Fn: outgoingResponseHeaders},
			{Name: "[method]outgoing-response.body", Fn: outgoingResponseBody},
			{Name: "[method]outgoing-body.write", Fn: outgoingBodyWrite},
			{Name: "[static]outgoing-body.finish", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				outgoingBodyFinish(ctx, c, host(c), stack)
			}},
			{Name: "[method]future-incoming-response.subscribe", Fn: futureIncomingResponseSubscribe},
			{Name: "[method]future-incoming-response.get", Fn: futureIncomingResponseGet},
			{Name: "http-error-code", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				typesHostHTTPErrorCode(ctx, c, host(c), stack)
			}},
		},
	}
}

func fieldsConstructor(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	v, err := host.NewFields(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func fieldsFromList(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	entries := loadListTuple2StringBytes(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.FieldsFromList(ctx, entries)
	storeResultOwnFieldsHeaderError(c, ret, resultOf[Fields, HeaderError](c, v, err))
}

func fieldsGet(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 8, 4)
	v, err := self.Get(ctx, name)
	if err != nil {
		c.Trap(err)
	}
	storeListBytes(c, ret, v)
}

func fieldsHas(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	v, err := self.Has(ctx, name)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(bit(v))
}

func fieldsSet(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	value := loadListBytes(c, uint32(stack[3]), uint32(stack[4]))
	ret := uint32(stack[5])
	c.Check(ret, 2, 1)
	err := self.Set(ctx, name, value)
	storeResultUnitHeaderError(c, ret, resultOf[struct{}, HeaderError](c, struct{}{}, err))
}

func fieldsDelete(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 2, 1)
	err := self.Delete(ctx, name)
	storeResultUnitHeaderError(c, ret, resultOf[struct{}, HeaderError](c, struct{}{}, err))
}

func fieldsAppend(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	value := c.LoadBytes(uint32(stack[3]), uint32(stack[4]))
	ret := uint32(stack[5])
	c.Check(ret, 2, 1)
	err := self.Append(ctx, name, value)
	storeResultUnitHeaderError(c, ret, resultOf[struct{}, HeaderError](c, struct{}{}, err))
}

func fieldsEntries(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.Entries(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeListTuple2StringBytes(c, ret, v)
}

func fieldsClone(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	v, err := self.Clone(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func incomingRequestMethod(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingRequestResource).(IncomingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.Method(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeMethod(c, ret, v)
}

func incomingRequestPathWithQuery(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingRequestResource).(IncomingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.PathWithQuery(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionString(c, ret, v)
}

func incomingRequestScheme(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingRequestResource).(IncomingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 16, 4)
	v, err := self.Scheme(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionScheme(c, ret, v)
}

func incomingRequestAuthority(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingRequestResource).(IncomingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.Authority(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionString(c, ret, v)
}

func incomingRequestHeaders(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingRequestResource).(IncomingRequest)
	v, err := self.Headers(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func incomingRequestConsume(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingRequestResource).(IncomingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, ok, err := self.Consume(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeResultOwnIncomingBodyUnit(c, ret, component.Result[IncomingBody, struct{}]{OK: v, IsErr: !ok})
}

func outgoingRequestConstructor(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	headers := c.Own(uint32(stack[0]), FieldsResource).(Headers)
	c.Accept()
	v, err := host.NewOutgoingRequest(ctx, headers)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(OutgoingRequestResource, v))
}

func outgoingRequestBody(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, ok, err := self.Body(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeResultOwnOutgoingBodyUnit(c, ret, component.Result[OutgoingBody, struct{}]{OK: v, IsErr: !ok})
}

func outgoingRequestMethod(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.Method(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeMethod(c, ret, v)
}

func outgoingRequestSetMethod(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	method := liftMethod(c, stack[1:])
	ok, err := self.SetMethod(ctx, method)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func outgoingRequestPathWithQuery(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.PathWithQuery(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionString(c, ret, v)
}

func outgoingRequestSetPathWithQuery(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	pathWithQuery := liftOptionString(c, stack[1:])
	ok, err := self.SetPathWithQuery(ctx, pathWithQuery)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func outgoingRequestScheme(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 16, 4)
	v, err := self.Scheme(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionScheme(c, ret, v)
}

func outgoingRequestSetScheme(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	scheme := liftOptionScheme(c, stack[1:])
	ok, err := self.SetScheme(ctx, scheme)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func outgoingRequestAuthority(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.Authority(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionString(c, ret, v)
}

func outgoingRequestSetAuthority(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	authority := liftOptionString(c, stack[1:])
	ok, err := self.SetAuthority(ctx, authority)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func outgoingRequestHeaders(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingRequestResource).(OutgoingRequest)
	v, err := self.Headers(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func requestOptionsConstructor(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	v, err := host.NewRequestOptions(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(RequestOptionsResource, v))
}

func requestOptionsConnectTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.ConnectTimeout(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionU64(c, ret, v)
}

func requestOptionsSetConnectTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	duration := liftOptionU64(c, stack[1:])
	ok, err := self.SetConnectTimeout(ctx, duration)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func requestOptionsFirstByteTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.FirstByteTimeout(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionU64(c, ret, v)
}

func requestOptionsSetFirstByteTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	duration := liftOptionU64(c, stack[1:])
	ok, err := self.SetFirstByteTimeout(ctx, duration)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func requestOptionsBetweenBytesTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.BetweenBytesTimeout(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionU64(c, ret, v)
}

func requestOptionsSetBetweenBytesTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	duration := liftOptionU64(c, stack[1:])
	ok, err := self.SetBetweenBytesTimeout(ctx, duration)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func responseOutparamSet(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	param := c.Own(uint32(stack[0]), ResponseOutparamResource).(ResponseOutparam)
	response := liftResultOwnOutgoingResponseErrorCode(c, stack[1:])
	c.Accept()
	err := host.ResponseOutparamSet(ctx, param, response)
	if err != nil {
		c.Trap(err)
	}
}

func incomingResponseStatus(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingResponseResource).(IncomingResponse)
	v, err := self.Status(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func incomingResponseHeaders(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingResponseResource).(IncomingResponse)
	v, err := self.Headers(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func incomingResponseConsume(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingResponseResource).(IncomingResponse)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, ok, err := self.Consume(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeResultOwnIncomingBodyUnit(c, ret, component.Result[IncomingBody, struct{}]{OK: v, IsErr: !ok})
}

func incomingBodyStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), IncomingBodyResource).(IncomingBody)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, ok, err := self.Stream(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeResultOwnIOInputStreamUnit(c, ret, component.Result[io.InputStream, struct{}]{OK: v, IsErr: !ok})
}

func incomingBodyFinish(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	this := c.Own(uint32(stack[0]), IncomingBodyResource).(IncomingBody)
	c.Accept()
	v, err := host.IncomingBodyFinish(ctx, this)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FutureTrailersResource, v))
}

func futureTrailersSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FutureTrailersResource).(FutureTrailers)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}

func futureTrailersGet(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FutureTrailersResource).(FutureTrailers)
	ret := uint32(stack[1])
	c.Check(ret, 56, 8)
	v, err := self.Get(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionResultResultOptionOwnFieldsErrorCodeUnit(c, ret, v)
}

func outgoingResponseConstructor(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	headers := c.Own(uint32(stack[0]), FieldsResource).(Headers)
	c.Accept()
	v, err := host.NewOutgoingResponse(ctx, headers)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(OutgoingResponseResource, v))
}

func outgoingResponseStatusCode(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingResponseResource).(OutgoingResponse)
	v, err := self.StatusCode(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func outgoingResponseSetStatusCode(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingResponseResource).(OutgoingResponse)
	statusCode := uint16(stack[1])
	ok, err := self.SetStatusCode(ctx, statusCode)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func outgoingResponseHeaders(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingResponseResource).(OutgoingResponse)
	v, err := self.Headers(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func outgoingResponseBody(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingResponseResource).(OutgoingResponse)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, ok, err := self.Body(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeResultOwnOutgoingBodyUnit(c, ret, component.Result[OutgoingBody, struct{}]{OK: v, IsErr: !ok})
}

func outgoingBodyWrite(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutgoingBodyResource).(OutgoingBody)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, ok, err := self.Write(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeResultOwnIOOutputStreamUnit(c, ret, component.Result[io.OutputStream, struct{}]{OK: v, IsErr: !ok})
}

func outgoingBodyFinish(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	this := c.Own(uint32(stack[0]), OutgoingBodyResource).(OutgoingBody)
	trailers := liftOptionOwnFields(c, stack[1:])
	ret := uint32(stack[3])
	c.Check(ret, 40, 8)
	c.Accept()
	err := host.OutgoingBodyFinish(ctx, this, trailers)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func futureIncomingResponseSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FutureIncomingResponseResource).(FutureIncomingResponse)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(io.PollableResource, v))
}

func futureIncomingResponseGet(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FutureIncomingResponseResource).(FutureIncomingResponse)
	ret := uint32(stack[1])
	c.Check(ret, 56, 8)
	v, err := self.Get(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionResultResultOwnIncomingResponseErrorCodeUnit(c, ret, v)
}

func typesHostHTTPErrorCode(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	err_ := c.Borrow(uint32(stack[0]), io.ErrorResource).(io.Error)
	ret := uint32(stack[1])
	c.Check(ret, 40, 8)
	v, err := host.HTTPErrorCode(ctx, err_)
	if err != nil {
		c.Trap(err)
	}
	storeOptionErrorCode(c, ret, v)
}
