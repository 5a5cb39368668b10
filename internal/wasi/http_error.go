package wasi

import (
	"fmt"
	"strings"
)

// HTTPErrorCode is a case of wasi:http/types error-code, in its order.
type HTTPErrorCode uint8

// The cases, and the payload that each has in an [HTTPError].
const (
	HTTPDNSTimeout HTTPErrorCode = iota
	HTTPDNSError                 // Text: rcode, Number: info-code
	HTTPDestinationNotFound
	HTTPDestinationUnavailable
	HTTPDestinationIPProhibited
	HTTPDestinationIPUnroutable
	HTTPConnectionRefused
	HTTPConnectionTerminated
	HTTPConnectionTimeout
	HTTPConnectionReadTimeout
	HTTPConnectionWriteTimeout
	HTTPConnectionLimitReached
	HTTPTLSProtocolError
	HTTPTLSCertificateError
	HTTPTLSAlertReceived // Text: alert-message, Number: alert-id
	HTTPRequestDenied
	HTTPRequestLengthRequired
	HTTPRequestBodySize // Number: bytes
	HTTPRequestMethodInvalid
	HTTPRequestURIInvalid
	HTTPRequestURITooLong
	HTTPRequestHeaderSectionSize  // Number: bytes
	HTTPRequestHeaderSize         // Field: whether there is a payload, Text: field-name, Number: field-size
	HTTPRequestTrailerSectionSize // Number: bytes
	HTTPRequestTrailerSize        // Text: field-name, Number: field-size
	HTTPResponseIncomplete
	HTTPResponseHeaderSectionSize  // Number: bytes
	HTTPResponseHeaderSize         // Text: field-name, Number: field-size
	HTTPResponseBodySize           // Number: bytes
	HTTPResponseTrailerSectionSize // Number: bytes
	HTTPResponseTrailerSize        // Text: field-name, Number: field-size
	HTTPResponseTransferCoding     // Text: the coding
	HTTPResponseContentCoding      // Text: the coding
	HTTPResponseTimeout
	HTTPUpgradeFailed
	HTTPProtocolError
	HTTPLoopDetected
	HTTPConfigurationError
	HTTPInternalError // Text: a description
	httpErrorCodes    // how many there are
)

var httpErrorNames = [httpErrorCodes]string{
	"DNS-timeout", "DNS-error", "destination-not-found", "destination-unavailable",
	"destination-IP-prohibited", "destination-IP-unroutable", "connection-refused",
	"connection-terminated", "connection-timeout", "connection-read-timeout",
	"connection-write-timeout", "connection-limit-reached", "TLS-protocol-error",
	"TLS-certificate-error", "TLS-alert-received", "HTTP-request-denied",
	"HTTP-request-length-required", "HTTP-request-body-size", "HTTP-request-method-invalid",
	"HTTP-request-URI-invalid", "HTTP-request-URI-too-long",
	"HTTP-request-header-section-size", "HTTP-request-header-size",
	"HTTP-request-trailer-section-size", "HTTP-request-trailer-size",
	"HTTP-response-incomplete", "HTTP-response-header-section-size",
	"HTTP-response-header-size", "HTTP-response-body-size",
	"HTTP-response-trailer-section-size", "HTTP-response-trailer-size",
	"HTTP-response-transfer-coding", "HTTP-response-content-coding",
	"HTTP-response-timeout", "HTTP-upgrade-failed", "HTTP-protocol-error",
	"loop-detected", "configuration-error", "internal-error",
}

// String returns the name in WIT.
func (c HTTPErrorCode) String() string {
	if int(c) < len(httpErrorNames) {
		return httpErrorNames[c]
	}
	return fmt.Sprintf("error-code(%d)", uint8(c))
}

// HTTPError is a value of wasi:http/types error-code: a case and the parts of
// its payload, nil where the standard's option is none.
type HTTPError struct {
	Code   HTTPErrorCode
	Text   *string
	Number *uint64
	// Field tells whether HTTP-request-header-size has its optional payload.
	Field bool
	// Err is the cause, for the host's log; guests do not see it.
	Err error
}

// Error implements error.
func (e *HTTPError) Error() string {
	var s strings.Builder
	s.WriteString(e.Code.String())
	if e.Text != nil {
		fmt.Fprintf(&s, " %q", *e.Text)
	}
	if e.Number != nil {
		fmt.Fprintf(&s, " (%d)", *e.Number)
	}
	if e.Err != nil {
		s.WriteString(": ")
		s.WriteString(e.Err.Error())
	}
	return s.String()
}

// Unwrap returns the cause.
func (e *HTTPError) Unwrap() error { return e.Err }

func httpBodySizeError(code HTTPErrorCode, n uint64) *HTTPError {
	return &HTTPError{Code: code, Number: &n}
}

func httpInternalError(err error) *HTTPError {
	text := err.Error()
	return &HTTPError{Code: HTTPInternalError, Text: &text, Err: err}
}
