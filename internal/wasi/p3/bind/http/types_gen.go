// Code generated from wasi:http@0.3.0 by component/bindgen. DO NOT EDIT.

package http

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Method is the variant method of wasi:http/types@0.3.0. Value is what its case carries, see the constructors.
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

// Scheme is the variant scheme of wasi:http/types@0.3.0. Value is what its case carries, see the constructors.
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

// DNSErrorPayload is the record DNS-error-payload of wasi:http/types@0.3.0.
type DNSErrorPayload struct {
	Rcode    component.Option[string]
	InfoCode component.Option[uint16]
}

// TLSAlertReceivedPayload is the record TLS-alert-received-payload of wasi:http/types@0.3.0.
type TLSAlertReceivedPayload struct {
	AlertID      component.Option[uint8]
	AlertMessage component.Option[string]
}

// FieldSizePayload is the record field-size-payload of wasi:http/types@0.3.0.
type FieldSizePayload struct {
	FieldName component.Option[string]
	FieldSize component.Option[uint32]
}

// ErrorCode is the variant error-code of wasi:http/types@0.3.0. Value is what its case carries, see the constructors.
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

// HeaderError is the variant header-error of wasi:http/types@0.3.0. Value is what its case carries, see the constructors.
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
	HeaderErrorTagSizeExceeded
	HeaderErrorTagOther
)

var namesHeaderErrorTag = [...]string{"invalid-syntax", "forbidden", "immutable", "size-exceeded", "other"}

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

// NewHeaderErrorSizeExceeded returns the case size-exceeded.
func NewHeaderErrorSizeExceeded() HeaderError { return HeaderError{Tag: HeaderErrorTagSizeExceeded} }

// NewHeaderErrorOther returns the case other.
func NewHeaderErrorOther(v component.Option[string]) HeaderError {
	return HeaderError{Tag: HeaderErrorTagOther, Value: v}
}

// AsOther returns what the case other carries; ok is false for other cases.
func (v HeaderError) AsOther() (value component.Option[string], ok bool) {
	if v.Tag != HeaderErrorTagOther {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// Error implements error.
func (v HeaderError) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// RequestOptionsError is the variant request-options-error of wasi:http/types@0.3.0. Value is what its case carries, see the constructors.
type RequestOptionsError struct {
	Tag   RequestOptionsErrorTag
	Value any
}

// RequestOptionsErrorTag tells the case of a [RequestOptionsError].
type RequestOptionsErrorTag uint8

// The values of RequestOptionsErrorTag.
const (
	RequestOptionsErrorTagNotSupported RequestOptionsErrorTag = iota
	RequestOptionsErrorTagImmutable
	RequestOptionsErrorTagOther
)

var namesRequestOptionsErrorTag = [...]string{"not-supported", "immutable", "other"}

// String returns the name that the value has in WIT.
func (e RequestOptionsErrorTag) String() string {
	if int(e) < len(namesRequestOptionsErrorTag) {
		return namesRequestOptionsErrorTag[e]
	}
	return "RequestOptionsErrorTag(" + strconv.Itoa(int(e)) + ")"
}

// NewRequestOptionsErrorNotSupported returns the case not-supported.
func NewRequestOptionsErrorNotSupported() RequestOptionsError {
	return RequestOptionsError{Tag: RequestOptionsErrorTagNotSupported}
}

// NewRequestOptionsErrorImmutable returns the case immutable.
func NewRequestOptionsErrorImmutable() RequestOptionsError {
	return RequestOptionsError{Tag: RequestOptionsErrorTagImmutable}
}

// NewRequestOptionsErrorOther returns the case other.
func NewRequestOptionsErrorOther(v component.Option[string]) RequestOptionsError {
	return RequestOptionsError{Tag: RequestOptionsErrorTagOther, Value: v}
}

// AsOther returns what the case other carries; ok is false for other cases.
func (v RequestOptionsError) AsOther() (value component.Option[string], ok bool) {
	if v.Tag != RequestOptionsErrorTagOther {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// Error implements error.
func (v RequestOptionsError) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// FieldName is the type field-name of wasi:http/types@0.3.0.
type FieldName = string

// FieldValue is the type field-value of wasi:http/types@0.3.0.
type FieldValue = []byte

// Fields is the resource fields of wasi:http/types@0.3.0.
type Fields interface {
	Get(ctx context.Context, name FieldName) ([]FieldValue, error)
	Has(ctx context.Context, name FieldName) (bool, error)
	Set(ctx context.Context, name FieldName, value []FieldValue) error
	Delete(ctx context.Context, name FieldName) error
	GetAndDelete(ctx context.Context, name FieldName) ([]FieldValue, error)
	Append(ctx context.Context, name FieldName, value FieldValue) error
	CopyAll(ctx context.Context) ([]component.Tuple2[FieldName, FieldValue], error)
	Clone(ctx context.Context) (Fields, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// FieldsResource is the type of handles to [Fields].
var FieldsResource = component.NewResourceType("fields", func(ctx context.Context, obj any) { obj.(Fields).Drop(ctx) })

// Headers is the type headers of wasi:http/types@0.3.0.
type Headers = Fields

// Trailers is the type trailers of wasi:http/types@0.3.0.
type Trailers = Fields

// Request is the resource request of wasi:http/types@0.3.0.
type Request interface {
	GetMethod(ctx context.Context) (Method, error)
	SetMethod(ctx context.Context, method Method) (ok bool, err error)
	GetPathWithQuery(ctx context.Context) (component.Option[string], error)
	SetPathWithQuery(ctx context.Context, pathWithQuery component.Option[string]) (ok bool, err error)
	GetScheme(ctx context.Context) (component.Option[Scheme], error)
	SetScheme(ctx context.Context, scheme component.Option[Scheme]) (ok bool, err error)
	GetAuthority(ctx context.Context) (component.Option[string], error)
	SetAuthority(ctx context.Context, authority component.Option[string]) (ok bool, err error)
	GetOptions(ctx context.Context) (component.Option[RequestOptions], error)
	GetHeaders(ctx context.Context) (Headers, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// RequestResource is the type of handles to [Request].
var RequestResource = component.NewResourceType("request", func(ctx context.Context, obj any) { obj.(Request).Drop(ctx) })

// RequestOptions is the resource request-options of wasi:http/types@0.3.0.
type RequestOptions interface {
	GetConnectTimeout(ctx context.Context) (component.Option[clocks.Duration], error)
	SetConnectTimeout(ctx context.Context, duration component.Option[clocks.Duration]) error
	GetFirstByteTimeout(ctx context.Context) (component.Option[clocks.Duration], error)
	SetFirstByteTimeout(ctx context.Context, duration component.Option[clocks.Duration]) error
	GetBetweenBytesTimeout(ctx context.Context) (component.Option[clocks.Duration], error)
	SetBetweenBytesTimeout(ctx context.Context, duration component.Option[clocks.Duration]) error
	Clone(ctx context.Context) (RequestOptions, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// RequestOptionsResource is the type of handles to [RequestOptions].
var RequestOptionsResource = component.NewResourceType("request-options", func(ctx context.Context, obj any) { obj.(RequestOptions).Drop(ctx) })

// StatusCode is the type status-code of wasi:http/types@0.3.0.
type StatusCode = uint16

// Response is the resource response of wasi:http/types@0.3.0.
type Response interface {
	GetStatusCode(ctx context.Context) (StatusCode, error)
	SetStatusCode(ctx context.Context, statusCode StatusCode) (ok bool, err error)
	GetHeaders(ctx context.Context) (Headers, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// ResponseResource is the type of handles to [Response].
var ResponseResource = component.NewResourceType("response", func(ctx context.Context, obj any) { obj.(Response).Drop(ctx) })

// TypesHost are the functions of wasi:http/types@0.3.0.
type TypesHost interface {
	NewFields(ctx context.Context) (Fields, error)
	FieldsFromList(ctx context.Context, entries []component.Tuple2[FieldName, FieldValue]) (Fields, error)
	RequestNew(ctx context.Context, headers Headers, contents component.Option[*component.Stream[uint8]], trailers *component.Future[component.Result[component.Option[Trailers], ErrorCode]], options component.Option[RequestOptions]) (component.Tuple2[Request, *component.Future[component.Result[struct{}, ErrorCode]]], error)
	RequestConsumeBody(ctx context.Context, this Request, res *component.Future[component.Result[struct{}, ErrorCode]]) (component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[component.Option[Trailers], ErrorCode]]], error)
	NewRequestOptions(ctx context.Context) (RequestOptions, error)
	ResponseNew(ctx context.Context, headers Headers, contents component.Option[*component.Stream[uint8]], trailers *component.Future[component.Result[component.Option[Trailers], ErrorCode]]) (component.Tuple2[Response, *component.Future[component.Result[struct{}, ErrorCode]]], error)
	ResponseConsumeBody(ctx context.Context, this Response, res *component.Future[component.Result[struct{}, ErrorCode]]) (component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[component.Option[Trailers], ErrorCode]]], error)
}

// LinkTypes adds wasi:http/types@0.3.0 to a linker. host finds the implementation for a call.
func LinkTypes(l *component.Linker, host func(*component.Call) TypesHost) error {
	return l.Define(TypesInterface(host))
}

// TypesInterface returns wasi:http/types@0.3.0 as host functions. host finds the implementation for a call.
func TypesInterface(host func(*component.Call) TypesHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:http/types@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:http/types@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "fields", Type: FieldsResource},
			{Name: "headers", Type: FieldsResource},
			{Name: "trailers", Type: FieldsResource},
			{Name: "request", Type: RequestResource},
			{Name: "request-options", Type: RequestOptionsResource},
			{Name: "response", Type: ResponseResource},
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
			{Name: "[method]fields.get-and-delete", Fn: fieldsGetAndDelete},
			{Name: "[method]fields.append", Fn: fieldsAppend},
			{Name: "[method]fields.copy-all", Fn: fieldsCopyAll},
			{Name: "[method]fields.clone", Fn: fieldsClone},
			{Name: "[static]request.new", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				requestNew(ctx, c, host(c), stack)
			}},
			{Name: "[method]request.get-method", Fn: requestGetMethod},
			{Name: "[method]request.set-method", Fn: requestSetMethod},
			{Name: "[method]request.get-path-with-query", Fn: requestGetPathWithQuery},
			{Name: "[method]request.set-path-with-query", Fn: requestSetPathWithQuery},
			{Name: "[method]request.get-scheme", Fn: requestGetScheme},
			{Name: "[method]request.set-scheme", Fn: requestSetScheme},
			{Name: "[method]request.get-authority", Fn: requestGetAuthority},
			{Name: "[method]request.set-authority", Fn: requestSetAuthority},
			{Name: "[method]request.get-options", Fn: requestGetOptions},
			{Name: "[method]request.get-headers", Fn: requestGetHeaders},
			{Name: "[static]request.consume-body", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				requestConsumeBody(ctx, c, host(c), stack)
			}},
			{Name: "[constructor]request-options", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				requestOptionsConstructor(ctx, c, host(c), stack)
			}},
			{Name: "[method]request-options.get-connect-timeout", Fn: requestOptionsGetConnectTimeout},
			{Name: "[method]request-options.set-connect-timeout", Fn: requestOptionsSetConnectTimeout},
			{Name: "[method]request-options.get-first-byte-timeout", Fn: requestOptionsGetFirstByteTimeout},
			{Name: "[method]request-options.set-first-byte-timeout", Fn: requestOptionsSetFirstByteTimeout},
			{Name: "[method]request-options.get-between-bytes-timeout", Fn: requestOptionsGetBetweenBytesTimeout},
			{Name: "[method]request-options.set-between-bytes-timeout", Fn: requestOptionsSetBetweenBytesTimeout},
			{Name: "[method]request-options.clone", Fn: requestOptionsClone},
			{Name: "[static]response.new", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				responseNew(ctx, c, host(c), stack)
			}},
			{Name: "[method]response.get-status-code", Fn: responseGetStatusCode},
			{Name: "[method]response.set-status-code", Fn: responseSetStatusCode},
			{Name: "[method]response.get-headers", Fn: responseGetHeaders},
			{Name: "[static]response.consume-body", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				responseConsumeBody(ctx, c, host(c), stack)
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
	c.Check(ret, 20, 4)
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
	c.Check(ret, 20, 4)
	err := self.Set(ctx, name, value)
	storeResultUnitHeaderError(c, ret, resultOf[struct{}, HeaderError](c, struct{}{}, err))
}

func fieldsDelete(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	err := self.Delete(ctx, name)
	storeResultUnitHeaderError(c, ret, resultOf[struct{}, HeaderError](c, struct{}{}, err))
}

func fieldsGetAndDelete(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	v, err := self.GetAndDelete(ctx, name)
	storeResultListBytesHeaderError(c, ret, resultOf[[]FieldValue, HeaderError](c, v, err))
}

func fieldsAppend(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	value := c.LoadBytes(uint32(stack[3]), uint32(stack[4]))
	ret := uint32(stack[5])
	c.Check(ret, 20, 4)
	err := self.Append(ctx, name, value)
	storeResultUnitHeaderError(c, ret, resultOf[struct{}, HeaderError](c, struct{}{}, err))
}

func fieldsCopyAll(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), FieldsResource).(Fields)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.CopyAll(ctx)
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

func requestNew(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	headers := c.Own(uint32(stack[0]), FieldsResource).(Headers)
	contents := liftOptionStreamU8(c, stack[1:])
	trailers := component.LiftFuture(c, uint32(stack[3]), elemResultOptionOwnFieldsErrorCode)
	options := liftOptionOwnRequestOptions(c, stack[4:])
	ret := uint32(stack[6])
	c.Check(ret, 8, 4)
	c.Accept()
	v, err := host.RequestNew(ctx, headers, contents, trailers, options)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2OwnRequestFutureResultUnitErrorCode(c, ret, v)
}

func requestGetMethod(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.GetMethod(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeMethod(c, ret, v)
}

func requestSetMethod(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	method := liftMethod(c, stack[1:])
	ok, err := self.SetMethod(ctx, method)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func requestGetPathWithQuery(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.GetPathWithQuery(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionString(c, ret, v)
}

func requestSetPathWithQuery(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	pathWithQuery := liftOptionString(c, stack[1:])
	ok, err := self.SetPathWithQuery(ctx, pathWithQuery)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func requestGetScheme(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	ret := uint32(stack[1])
	c.Check(ret, 16, 4)
	v, err := self.GetScheme(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionScheme(c, ret, v)
}

func requestSetScheme(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	scheme := liftOptionScheme(c, stack[1:])
	ok, err := self.SetScheme(ctx, scheme)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func requestGetAuthority(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	v, err := self.GetAuthority(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionString(c, ret, v)
}

func requestSetAuthority(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	authority := liftOptionString(c, stack[1:])
	ok, err := self.SetAuthority(ctx, authority)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func requestGetOptions(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.GetOptions(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionOwnRequestOptions(c, ret, v)
}

func requestGetHeaders(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestResource).(Request)
	v, err := self.GetHeaders(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func requestConsumeBody(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	this := c.Own(uint32(stack[0]), RequestResource).(Request)
	res := component.LiftFuture(c, uint32(stack[1]), elemResultUnitErrorCode)
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	c.Accept()
	v, err := host.RequestConsumeBody(ctx, this, res)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2StreamU8FutureResultOptionOwnFieldsErrorCode(c, ret, v)
}

func requestOptionsConstructor(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	v, err := host.NewRequestOptions(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(RequestOptionsResource, v))
}

func requestOptionsGetConnectTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.GetConnectTimeout(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionU64(c, ret, v)
}

func requestOptionsSetConnectTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	duration := liftOptionU64(c, stack[1:])
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	err := self.SetConnectTimeout(ctx, duration)
	storeResultUnitRequestOptionsError(c, ret, resultOf[struct{}, RequestOptionsError](c, struct{}{}, err))
}

func requestOptionsGetFirstByteTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.GetFirstByteTimeout(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionU64(c, ret, v)
}

func requestOptionsSetFirstByteTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	duration := liftOptionU64(c, stack[1:])
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	err := self.SetFirstByteTimeout(ctx, duration)
	storeResultUnitRequestOptionsError(c, ret, resultOf[struct{}, RequestOptionsError](c, struct{}{}, err))
}

func requestOptionsGetBetweenBytesTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.GetBetweenBytesTimeout(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionU64(c, ret, v)
}

func requestOptionsSetBetweenBytesTimeout(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	duration := liftOptionU64(c, stack[1:])
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	err := self.SetBetweenBytesTimeout(ctx, duration)
	storeResultUnitRequestOptionsError(c, ret, resultOf[struct{}, RequestOptionsError](c, struct{}{}, err))
}

func requestOptionsClone(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), RequestOptionsResource).(RequestOptions)
	v, err := self.Clone(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(RequestOptionsResource, v))
}

func responseNew(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	headers := c.Own(uint32(stack[0]), FieldsResource).(Headers)
	contents := liftOptionStreamU8(c, stack[1:])
	trailers := component.LiftFuture(c, uint32(stack[3]), elemResultOptionOwnFieldsErrorCode)
	ret := uint32(stack[4])
	c.Check(ret, 8, 4)
	c.Accept()
	v, err := host.ResponseNew(ctx, headers, contents, trailers)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2OwnResponseFutureResultUnitErrorCode(c, ret, v)
}

func responseGetStatusCode(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ResponseResource).(Response)
	v, err := self.GetStatusCode(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func responseSetStatusCode(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ResponseResource).(Response)
	statusCode := uint16(stack[1])
	ok, err := self.SetStatusCode(ctx, statusCode)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func responseGetHeaders(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ResponseResource).(Response)
	v, err := self.GetHeaders(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(FieldsResource, v))
}

func responseConsumeBody(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	this := c.Own(uint32(stack[0]), ResponseResource).(Response)
	res := component.LiftFuture(c, uint32(stack[1]), elemResultUnitErrorCode)
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	c.Accept()
	v, err := host.ResponseConsumeBody(ctx, this, res)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2StreamU8FutureResultOptionOwnFieldsErrorCode(c, ret, v)
}
