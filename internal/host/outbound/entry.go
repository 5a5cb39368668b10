package outbound

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// EntryError says which entry of allowed_outbound_hosts is wrong, where in it,
// and what would be right.
type EntryError struct {
	Index       int    // of the entry in the list
	Entry       string // as it was given
	Offset, Len int    // the bytes of Entry that are wrong
	Problem     string
	Hint        string // what to write instead; may be empty
}

// Error implements error.
func (e *EntryError) Error() string {
	s := fmt.Sprintf("allowed_outbound_hosts[%d]: %q: %s", e.Index, e.Entry, e.Problem)
	if e.Len > 0 && e.Len < len(e.Entry) {
		s = fmt.Sprintf("allowed_outbound_hosts[%d]: %q, column %d (%q): %s",
			e.Index, e.Entry, e.Offset+1, e.Entry[e.Offset:e.Offset+e.Len], e.Problem)
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

const form = "write scheme://host[:port], with '*' for any scheme, host or port"

// An entry is a piece of an allowed_outbound_hosts string that knows where it
// stands, so that an error can point at it.
type entry struct {
	whole  string
	lo, hi int
}

func (e entry) text() string         { return e.whole[e.lo:e.hi] }
func (e entry) slice(i, j int) entry { return entry{e.whole, e.lo + i, e.lo + j} }
func (e entry) from(i int) entry     { return e.slice(i, e.hi-e.lo) }
func (e entry) to(i int) entry       { return e.slice(0, i) }
func (e entry) errorf(hint, format string, args ...any) *EntryError {
	return &EntryError{Entry: e.whole, Offset: e.lo, Len: e.hi - e.lo, Problem: fmt.Sprintf(format, args...), Hint: hint}
}

func (e entry) trimSpace() entry {
	lead := len(e.text()) - len(strings.TrimLeft(e.text(), " \t\r\n"))
	return e.slice(lead, len(strings.TrimRight(e.text(), " \t\r\n"))).orEmpty()
}

// orEmpty mends the bounds of a piece that was all white space.
func (e entry) orEmpty() entry {
	e.hi = max(e.lo, e.hi)
	return e
}

// parseEntry parses scheme "://" host [":" port] ["/"].
func parseEntry(s string) (rule, *EntryError) {
	e := entry{s, 0, len(s)}.trimSpace()
	if e.text() == "insecure:allow-all" {
		return rule{}, e.errorf("to allow every host write \"*://*:*\"", "this value is not supported any more")
	}
	i := strings.Index(e.text(), "://")
	if i < 0 {
		return rule{}, e.errorf(form, "no scheme (such as http:// or *://)")
	}
	scheme, err := parseScheme(e.to(i))
	if err != nil {
		return rule{}, err
	}
	host, port, hasPort, err := splitHostPort(e.from(i + len("://")))
	if err != nil {
		return rule{}, err
	}
	r := rule{scheme: scheme}
	if r.host, err = parseHost(host); err != nil {
		return rule{}, err
	}
	if !hasPort {
		r.ports, err = schemePort(scheme, e)
	} else {
		r.ports, err = parsePorts(port)
	}
	return r, err
}

func parseScheme(e entry) (string, *EntryError) {
	s := e.text()
	switch {
	case s == "*":
		return s, nil
	case s == "":
		return "", e.errorf(form, "the scheme is empty")
	case s[0] == '{':
		return "", e.errorf("write one entry for each scheme", "lists of schemes are not supported")
	}
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return "", e.errorf("", "a scheme has letters only")
		}
	}
	return strings.ToLower(s), nil
}

// splitHostPort cuts what follows "://". The host keeps its brackets and the
// prefix length of a network.
func splitHostPort(e entry) (host, port entry, hasPort bool, err *EntryError) {
	s := e.text()
	if strings.HasSuffix(s, "/") {
		e = e.to(len(s) - 1)
		s = e.text()
	}
	if _, err := netip.ParsePrefix(s); err == nil {
		return e, entry{}, false, nil
	}
	colon := strings.LastIndexByte(s, ':')
	if bracket := strings.LastIndexByte(s, ']'); colon < bracket {
		colon = -1 // it is part of the address
	}
	if colon < 0 {
		return e, entry{}, false, nil
	}
	host, port = e.to(colon), e.from(colon+1)
	if slash := strings.IndexByte(port.text(), '/'); slash >= 0 {
		return host, port, true, port.from(slash).errorf("leave the path out: all paths of a host are allowed", "an entry has no path")
	}
	if port.text() == "" {
		return host, port, false, nil
	}
	return host, port, true, nil
}

// A portRange is the ports lo up to but not including hi.
type portRange struct{ lo, hi int }

var anyPort = portRange{0, 1 << 16}

// contains reports whether the range holds port; port 0 is an unknown one,
// which only the range of all ports holds.
func (r portRange) contains(port int) bool {
	if port == 0 {
		return r == anyPort
	}
	return r.lo <= port && port < r.hi
}

// String returns the form that parses to the same range.
func (r portRange) String() string {
	switch {
	case r == anyPort:
		return "*"
	case r.hi == r.lo+1:
		return strconv.Itoa(r.lo)
	}
	return strconv.Itoa(r.lo) + ".." + strconv.Itoa(r.hi)
}

func schemePort(scheme string, whole entry) (portRange, *EntryError) {
	if n := DefaultPort(scheme); n != 0 {
		return portRange{n, n + 1}, nil
	}
	return portRange{}, whole.errorf("add one, such as :8080, or :* for any", "no port, and the scheme %q has no default port", scheme)
}

func parsePorts(e entry) (portRange, *EntryError) {
	s := e.text()
	switch {
	case s == "*":
		return anyPort, nil
	case s[0] == '{':
		return portRange{}, e.errorf("write one entry for each port, or a range such as 8000..9000", "lists of ports are not supported")
	}
	from, to, isRange := strings.Cut(s, "..")
	lo, err := parsePort(e.to(len(from)), 1<<16-1)
	if err != nil || !isRange {
		return portRange{lo, lo + 1}, err
	}
	hi, err := parsePort(e.from(len(s)-len(to)), 1<<16)
	if err == nil && hi <= lo {
		err = e.errorf("the end of a range is not part of it: 8000..8001 is port 8000", "the range of ports is empty")
	}
	return portRange{lo, hi}, err
}

func parsePort(e entry, limit uint64) (int, *EntryError) {
	n, err := strconv.ParseUint(e.text(), 10, 32)
	if err != nil || n > limit {
		return 0, e.errorf("", "a port is a number up to %d, a range such as 8000..9000, or '*'", limit)
	}
	return int(n), nil
}
