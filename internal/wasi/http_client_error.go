package wasi

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// asHTTPError returns err as the error of a request: itself if it is one, else
// what [roundTripError] makes of it.
func asHTTPError(err error) *HTTPError {
	var known *HTTPError
	if errors.As(err, &known) {
		return known
	}
	return roundTripError(err)
}

// roundTripError maps an error of net/http and of what is below it to the code
// that says most.
func roundTripError(err error) *HTTPError {
	var known *HTTPError
	if errors.As(err, &known) {
		return known
	}
	mapped := cmp.Or(dnsError(err), tlsError(err), connectionError(err), protocolError(err))
	if mapped == nil {
		return httpInternalError(err)
	}
	mapped.Err = err
	return mapped
}

func dnsError(err error) *HTTPError {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return nil
	case dns.IsTimeout:
		return &HTTPError{Code: HTTPDNSTimeout}
	case dns.IsNotFound:
		return dnsErrorOf("NXDOMAIN")
	}
	return dnsErrorOf("SERVFAIL")
}

func dnsErrorOf(rcode string) *HTTPError {
	var infoCode uint64
	return &HTTPError{Code: HTTPDNSError, Text: &rcode, Number: &infoCode}
}

func tlsError(err error) *HTTPError {
	var (
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
		hostname    x509.HostnameError
		invalid     x509.CertificateInvalidError
		alert       tls.AlertError
		record      tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &certificate), errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid):
		return &HTTPError{Code: HTTPTLSCertificateError}
	case errors.As(err, &alert):
		id, text := uint64(alert), alert.Error()
		return &HTTPError{Code: HTTPTLSAlertReceived, Number: &id, Text: &text}
	case errors.As(err, &record), strings.Contains(err.Error(), "tls: "):
		return &HTTPError{Code: HTTPTLSProtocolError}
	}
	return nil
}

func connectionError(err error) *HTTPError {
	var timeout net.Error
	switch {
	case errnoIs(err, syscall.ECONNREFUSED):
		return &HTTPError{Code: HTTPConnectionRefused}
	case errnoIs(err, syscall.EHOSTUNREACH), errnoIs(err, syscall.ENETUNREACH):
		return &HTTPError{Code: HTTPDestinationIPUnroutable}
	case errnoIs(err, syscall.EADDRNOTAVAIL):
		return &HTTPError{Code: HTTPDestinationUnavailable}
	case errnoIs(err, syscall.ECONNRESET), errnoIs(err, syscall.ECONNABORTED), errnoIs(err, syscall.EPIPE),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, context.Canceled), strings.Contains(err.Error(), "server closed idle connection"):
		return &HTTPError{Code: HTTPConnectionTerminated}
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &HTTPError{Code: HTTPConnectionTimeout}
	}
	return nil
}

// protocolError looks at the text of errors for which net/http has no types.
func protocolError(err error) *HTTPError {
	text := err.Error()
	switch {
	case strings.Contains(text, "response headers exceeded"), strings.Contains(text, "header list larger than"):
		return &HTTPError{Code: HTTPResponseHeaderSectionSize}
	case strings.Contains(text, "unsupported transfer encoding"), strings.Contains(text, "chunk length"), strings.Contains(text, "malformed chunked"):
		return &HTTPError{Code: HTTPResponseTransferCoding}
	case strings.Contains(text, "malformed "), strings.Contains(text, "http2: "),
		strings.Contains(text, "stream error"), strings.Contains(text, "connection error"), strings.Contains(text, "bad Content-Length"):
		return &HTTPError{Code: HTTPProtocolError}
	case strings.Contains(text, "net/http: invalid "):
		return &HTTPError{Code: HTTPRequestURIInvalid}
	}
	return nil
}
