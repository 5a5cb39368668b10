package gyrohttp

import (
	"net/textproto"
	"unsafe"
)

// A name is a header's, as hosts write it and as package http has it.
type name struct{ lower, canonical string }

// names are those that requests have mostly, the shorter ones first.
var names = [...]name{
	{"host", "Host"},
	{"accept", "Accept"},
	{"cookie", "Cookie"},
	{"referer", "Referer"},
	{"user-agent", "User-Agent"},
	{"content-type", "Content-Type"},
	{"authorization", "Authorization"},
	{"spin-full-url", "Spin-Full-Url"},
	{"content-length", "Content-Length"},
	{"spin-path-info", "Spin-Path-Info"},
	{"spin-base-path", "Spin-Base-Path"},
	{"accept-encoding", "Accept-Encoding"},
	{"accept-language", "Accept-Language"},
	{"x-forwarded-for", "X-Forwarded-For"},
	{"spin-client-addr", "Spin-Client-Addr"},
	{"x-forwarded-proto", "X-Forwarded-Proto"},
	{"spin-matched-route", "Spin-Matched-Route"},
	{"spin-component-route", "Spin-Component-Route"},
	{"spin-raw-component-route", "Spin-Raw-Component-Route"},
}

// ofLength is where in names those of a length begin.
var ofLength = func() (t [32]uint8) {
	i := 0
	for n := range t {
		for i < len(names) && len(names[i].lower) < n {
			i++
		}
		t[n] = uint8(i)
	}
	return t
}()

// find returns the number in names of a name that the host has written, -1 if
// it is none of them.
func find(name string) int {
	if len(name) >= len(ofLength) {
		return -1
	}
	middle := len(name) / 2 // where names of equal length differ
	for i := int(ofLength[len(name)]); i < len(names) && len(names[i].lower) == len(name); i++ {
		if n := names[i].lower; n[middle] == name[middle] && equal(n, name) {
			return i
		}
	}
	return -1
}

// equal compares strings of the same length by words. In WebAssembly == goes by
// bytes.
func equal(a, b string) bool {
	n := len(a)
	if n < 8 {
		return a == b
	}
	for i := 0; i < n-8; i += 8 {
		if word(a, i) != word(b, i) {
			return false
		}
	}
	return word(a, n-8) == word(b, n-8)
}

// word returns 8 bytes of s, which has them.
func word(s string, i int) uint64 {
	return *(*uint64)(unsafe.Add(unsafe.Pointer(unsafe.StringData(s)), i))
}

// canonical is textproto.CanonicalMIMEHeaderKey without work for the names that
// requests have mostly.
func canonical(name string) string {
	if i := find(name); i >= 0 {
		return names[i].canonical
	}
	return textproto.CanonicalMIMEHeaderKey(name)
}
