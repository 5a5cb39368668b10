package wasi

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
)

// The bounds of the parts of a request's target that a guest sets, in bytes.
const (
	maxHTTPPath      = 64 << 10
	maxHTTPAuthority = 1 << 10
	maxHTTPMethod    = 64
	maxHTTPScheme    = 64
)

// validHTTPMethod reports whether s can be a method. Case counts.
func validHTTPMethod(s string) bool { return len(s) <= maxHTTPMethod && isToken(s) }

// validHTTPScheme reports whether s can be the scheme of a URI (RFC 3986
// section 3.1).
func validHTTPScheme(s string) bool {
	if s == "" || len(s) > maxHTTPScheme {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return false
		}
	}
	return true
}

// validHTTPPath reports whether s can be the path and query of a request that a
// guest makes, if not what a server is asked for, see [absoluteHTTPPath]. Bytes
// that a URI has to escape but that are common and harmless in practice, such as
// '|' and non-ASCII letters, pass.
func validHTTPPath(s string) bool {
	if len(s) > maxHTTPPath {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c <= ' ', c == 0x7f, c == '#', c == '<', c == '>', c == '\\', c == '`':
			return false
		}
	}
	return true
}

// absoluteHTTPPath reports whether a valid path can go on the wire as it is, or
// after a '/'.
func absoluteHTTPPath(s string) bool {
	return s == "" || s == "*" || s[0] == '/' || s[0] == '?'
}

// validHTTPAuthority reports whether s can be the authority of a URI, with or
// without a user. One with a user is not sent anywhere (RFC 9110 section 4.2.4).
func validHTTPAuthority(s string) bool {
	if user, rest, ok := strings.Cut(s, "@"); ok {
		if strings.Trim(user, ":") != "" && !validRegName(strings.ReplaceAll(user, ":", "")) {
			return false
		}
		s = rest
	}
	_, _, ok := splitAuthority(s)
	return ok
}

// splitAuthority splits host[:port] (RFC 3986 section 3.2). The port is 0 if
// it is left out. A user is refused.
func splitAuthority(s string) (host string, port uint16, ok bool) {
	if s == "" || len(s) > maxHTTPAuthority {
		return "", 0, false
	}
	host = s
	if colon := strings.LastIndexByte(s, ':'); colon > strings.LastIndexByte(s, ']') {
		n, err := strconv.ParseUint(s[colon+1:], 10, 16)
		if err != nil {
			return "", 0, false
		}
		host, port = s[:colon], uint16(n)
	}
	if strings.HasPrefix(host, "[") {
		addr, err := netip.ParseAddr(strings.TrimSuffix(host[1:], "]"))
		return host, port, err == nil && addr.Is6() && addr.Zone() == "" && strings.HasSuffix(host, "]")
	}
	return host, port, validRegName(host)
}

// validRegName reports whether s is a registered name or an IPv4 address.
func validRegName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9':
		case strings.IndexByte("-._~!$&'()*+,;=", c) >= 0:
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
		default:
			return false
		}
	}
	return s != ""
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// requestPath returns the path and query of a request that a server received,
// byte for byte; ok is false where the target has none (CONNECT).
func requestPath(r *http.Request) (path string, ok bool) {
	target := r.RequestURI
	switch {
	case r.Method == http.MethodConnect && !strings.HasPrefix(target, "/"):
		return "", false
	case target == "":
		return r.URL.RequestURI(), true
	case target[0] == '/' || target == "*":
		return target, true
	}
	if i := strings.Index(target, "://"); i >= 0 { // absolute form: a client that believes in a proxy
		rest := target[i+3:]
		if i := strings.IndexAny(rest, "/?"); i >= 0 {
			return rest[i:], true
		}
		return "/", true
	}
	return target, true
}
