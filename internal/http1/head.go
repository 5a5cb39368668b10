package http1

import (
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
)

// A head is what comes before the body of a request (RFC 9112, section 2.1).
type head struct {
	method string
	target string
	url    url.URL
	host   string
	header http.Header // without the host
	length int64       // of the body, in bytes
	close  bool        // the client wants no other response on this connection
}

// maxHead bounds the heads that are parsed here, in bytes.
const maxHead = 4 << 10

// lines tells where the head at the beginning of b ends and how many lines it has,
// the empty one included; the first n bytes of b and lines of them have been seen
// before. An end of 0 means that the rest has not come. Lines that do not end in
// CRLF are not plain.
func lines(b []byte, n, lines int) (end, seen, count int, plain bool) {
	for i := n; i < len(b); i++ {
		if b[i] != '\n' {
			continue
		}
		if i == 0 || b[i-1] != '\r' {
			return 0, 0, 0, false
		}
		lines++
		if i == 1 || b[i-2] == '\n' {
			return i + 1, i + 1, lines, true
		}
	}
	return 0, len(b), lines, true
}

// parse makes q, which is new, the head that text is, which has so many lines. It
// reports whether it understands every byte of it, as net/http does: of what may
// be meant otherwise, or is seldom, it understands nothing.
func (q *head) parse(text string, lines int) bool {
	line, rest, _ := strings.Cut(text, "\r\n")
	method, line, _ := strings.Cut(line, " ")
	target, proto, _ := strings.Cut(line, " ")
	if proto != "HTTP/1.1" || !plainMethod(method) || !q.parseTarget(target) {
		return false
	}
	q.method = method
	q.header = make(http.Header, max(lines-2, 0))
	values := make([]string, 0, max(lines-2, 0))
	hosts, lengths := 0, 0
	for {
		line, rest, _ = strings.Cut(rest, "\r\n")
		if line == "" {
			return rest == "" && hosts == 1 && q.host != ""
		}
		name, value, colon := strings.Cut(line, ":")
		value = strings.Trim(value, " \t")
		if !colon || name == "" || !allOf(name, isNameByte) || !allOf(value, isValueByte) {
			return false
		}
		name = textproto.CanonicalMIMEHeaderKey(name)
		switch name {
		case "Host":
			hosts++
			if q.host = value; !allOf(value, isHostByte) {
				return false
			}
			continue
		case "Content-Length":
			lengths++
			var ok bool
			if q.length, ok = parseLength(value); !ok || lengths > 1 {
				return false
			}
		case "Connection":
			switch {
			case strings.EqualFold(value, "close"):
				q.close = true
			case !strings.EqualFold(value, "keep-alive"):
				return false
			}
		case "Expect", "Transfer-Encoding", "Trailer", "Te", "Upgrade", "Pragma", "Proxy-Connection", "Http2-Settings":
			return false
		}
		if old := q.header[name]; old != nil {
			q.header[name] = append(old, value)
			continue
		}
		n := len(values)
		values = append(values, value)
		q.header[name] = values[n : n+1 : n+1]
	}
}

func plainMethod(s string) bool {
	switch s {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return true
	}
	return false
}

// parseTarget parses a target in origin-form (RFC 9112, section 3.2.1).
func (q *head) parseTarget(s string) bool {
	q.target = s
	if s == "" || s[0] != '/' {
		return false
	}
	path, query, has := strings.Cut(s, "?")
	if allOf(path, isPathByte) && !strings.HasPrefix(path, "//") && allOf(query, isQueryByte) {
		q.url.Path, q.url.RawQuery, q.url.ForceQuery = path, query, has && query == ""
		return true
	}
	if !allOf(s, isTargetByte) {
		return false
	}
	u, err := url.ParseRequestURI(s)
	if err != nil {
		return false
	}
	q.url = *u
	return true
}

// maxLengthDigits keeps lengths within 63 bits.
const maxLengthDigits = 18

func parseLength(s string) (int64, bool) {
	if s == "" || len(s) > maxLengthDigits {
		return 0, false
	}
	var n int64
	for i := range len(s) {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = 10*n + int64(d)
	}
	return n, true
}

// A class is what bytes may be.
type class uint8

const (
	isNameByte   class = 1 << iota // of a field's name
	isValueByte                    // of a field's value
	isHostByte                     // of a host and port
	isPathByte                     // of a path that reads the same escaped
	isQueryByte                    // of a query
	isTargetByte                   // of a target at all
)

var classes = func() (t [256]class) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	set := func(c class, bytes string) {
		for i := range len(bytes) {
			t[bytes[i]] |= c
		}
	}
	set(isNameByte, letters+"!#$%&'*+-.^_`|~")
	set(isHostByte, letters+"-._:[]")
	set(isPathByte, letters+"-._~/$&+,;=:@")
	set(isQueryByte, letters+"-._~/$&+,;=:@!'()*?%[]{}|^`\\\"<>")
	for i := '!'; i <= '~'; i++ {
		t[i] |= isValueByte | isTargetByte
	}
	for i := 0x80; i <= 0xff; i++ {
		t[i] |= isValueByte
	}
	t[' '] |= isValueByte
	t['\t'] |= isValueByte
	return t
}()

func allOf(s string, c class) bool {
	for i := range len(s) {
		if classes[s[i]]&c == 0 {
			return false
		}
	}
	return true
}
