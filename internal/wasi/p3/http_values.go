package p3

import (
	"errors"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// The methods that wasi:http names, in the order of its cases.
var methodNames = [...]string{"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}

func method(name string) http.Method {
	for i, n := range methodNames {
		if n == name {
			return http.Method{Tag: http.MethodTag(i)}
		}
	}
	return http.NewMethodOther(name)
}

func methodName(m http.Method) string {
	if int(m.Tag) < len(methodNames) {
		return methodNames[m.Tag]
	}
	name, _ := m.AsOther()
	return name
}

func scheme(name string) http.Scheme {
	switch name {
	case "http":
		return http.NewSchemeHTTP()
	case "https":
		return http.NewSchemeHTTPS()
	}
	return http.NewSchemeOther(name)
}

func schemeName(s http.Scheme) string {
	switch s.Tag {
	case http.SchemeTagHTTP:
		return "http"
	case http.SchemeTagHTTPS:
		return "https"
	}
	name, _ := s.AsOther()
	return name
}

// errorOrTrap returns an error of package wasi as error-code; errors that are
// none trap.
func errorOrTrap(err error) error {
	if err == nil {
		return nil
	}
	var he *wasi.HTTPError
	if errors.As(err, &he) {
		return errorCode(he)
	}
	return err
}

// errorCode returns err as wasi:http's error-code.
func errorCode(err error) http.ErrorCode {
	var he *wasi.HTTPError
	if !errors.As(err, &he) {
		return http.NewErrorCodeInternalError(component.Some(err.Error()))
	}
	text := optionOf(he.Text)
	tag := http.ErrorCodeTag(he.Code)
	switch he.Code {
	case wasi.HTTPDNSError:
		return http.NewErrorCodeDNSError(http.DNSErrorPayload{Rcode: text, InfoCode: number[uint16](he.Number)})
	case wasi.HTTPTLSAlertReceived:
		return http.NewErrorCodeTLSAlertReceived(http.TLSAlertReceivedPayload{AlertID: number[uint8](he.Number), AlertMessage: text})
	case wasi.HTTPRequestBodySize, wasi.HTTPResponseBodySize:
		return http.ErrorCode{Tag: tag, Value: optionOf(he.Number)}
	case wasi.HTTPRequestHeaderSectionSize, wasi.HTTPRequestTrailerSectionSize,
		wasi.HTTPResponseHeaderSectionSize, wasi.HTTPResponseTrailerSectionSize:
		return http.ErrorCode{Tag: tag, Value: number[uint32](he.Number)}
	case wasi.HTTPRequestHeaderSize:
		size := component.Option[http.FieldSizePayload]{Value: fieldSize(he), Some: he.Field}
		return http.NewErrorCodeHTTPRequestHeaderSize(size)
	case wasi.HTTPRequestTrailerSize, wasi.HTTPResponseHeaderSize, wasi.HTTPResponseTrailerSize:
		return http.ErrorCode{Tag: tag, Value: fieldSize(he)}
	case wasi.HTTPResponseTransferCoding, wasi.HTTPResponseContentCoding, wasi.HTTPInternalError:
		return http.ErrorCode{Tag: tag, Value: text}
	}
	return http.ErrorCode{Tag: tag}
}

func fieldSize(he *wasi.HTTPError) http.FieldSizePayload {
	return http.FieldSizePayload{FieldName: optionOf(he.Text), FieldSize: number[uint32](he.Number)}
}

// httpError is the inverse of errorCode.
func httpError(e http.ErrorCode) *wasi.HTTPError {
	he := &wasi.HTTPError{Code: wasi.HTTPErrorCode(e.Tag)}
	switch v := e.Value.(type) {
	case http.DNSErrorPayload:
		he.Text, he.Number = pointer(v.Rcode), numberPointer(v.InfoCode)
	case http.TLSAlertReceivedPayload:
		he.Text, he.Number = pointer(v.AlertMessage), numberPointer(v.AlertID)
	case http.FieldSizePayload:
		he.Text, he.Number = pointer(v.FieldName), numberPointer(v.FieldSize)
	case component.Option[http.FieldSizePayload]:
		he.Field = v.Some
		he.Text, he.Number = pointer(v.Value.FieldName), numberPointer(v.Value.FieldSize)
	case component.Option[uint64]:
		he.Number = pointer(v)
	case component.Option[uint32]:
		he.Number = numberPointer(v)
	case component.Option[string]:
		he.Text = pointer(v)
	}
	return he
}

func optionOf[T any](p *T) component.Option[T] {
	if p == nil {
		return component.Option[T]{}
	}
	return component.Some(*p)
}

func number[T uint8 | uint16 | uint32](p *uint64) component.Option[T] {
	if p == nil {
		return component.Option[T]{}
	}
	return component.Some(T(min(*p, uint64(^T(0)))))
}

func pointer[T any](o component.Option[T]) *T {
	if !o.Some {
		return nil
	}
	return &o.Value
}

func numberPointer[T uint8 | uint16 | uint32](o component.Option[T]) *uint64 {
	if !o.Some {
		return nil
	}
	n := uint64(o.Value)
	return &n
}

func option(s string, ok bool) component.Option[string] {
	return component.Option[string]{Value: s, Some: ok}
}
