package wasi

import "fmt"

// An Error is an error-code of wasi:http.
type Error struct {
	Code   uint8  // the case of the variant
	Detail string // what its payload says, "" if nothing
}

// codes are the names of the cases.
var codes = [...]string{
	"DNS timeout", "DNS error", "destination not found", "destination unavailable", "destination IP prohibited",
	"destination IP unroutable", "connection refused", "connection terminated", "connection timeout",
	"connection read timeout", "connection write timeout", "connection limit reached", "TLS protocol error",
	"TLS certificate error", "TLS alert received", "HTTP request denied", "HTTP request length required",
	"HTTP request body size", "HTTP request method invalid", "HTTP request URI invalid", "HTTP request URI too long",
	"HTTP request header section size", "HTTP request header size", "HTTP request trailer section size",
	"HTTP request trailer size", "HTTP response incomplete", "HTTP response header section size",
	"HTTP response header size", "HTTP response body size", "HTTP response trailer section size",
	"HTTP response trailer size", "HTTP response transfer coding", "HTTP response content coding",
	"HTTP response timeout", "HTTP upgrade failed", "HTTP protocol error", "loop detected", "configuration error",
	"internal error",
}

func (e *Error) Error() string {
	name := fmt.Sprintf("error %d of the host", e.Code)
	if int(e.Code) < len(codes) {
		name = codes[e.Code]
	}
	if e.Detail == "" {
		return name
	}
	return name + ": " + e.Detail
}

// Timeout makes a net.Error of it, together with Temporary.
func (e *Error) Timeout() bool {
	switch codes[min(int(e.Code), len(codes)-1)] {
	case "DNS timeout", "connection timeout", "connection read timeout", "connection write timeout", "HTTP response timeout":
		return true
	}
	return false
}

// Temporary is part of net.Error.
func (e *Error) Temporary() bool { return e.Timeout() }

// errorCode makes an error of the error-code at the given place of r.
func errorCode(r results, at uintptr) *Error {
	e := &Error{Code: r.u8(at)}
	payload := at + 8
	switch int(e.Code) {
	case 17, 28: // option<u64>: a body's size
		if r.u8(payload) != 0 {
			e.Detail = fmt.Sprint(r.u64(payload + 8))
		}
	case 1, 31, 32, 38: // option<string>, first of a record or alone
		if r.u8(payload) != 0 {
			e.Detail = string(bytesAt(r.u32(payload+4), r.u32(payload+8)))
		}
	}
	return e
}
