package outbound

import (
	"net/netip"
	"strings"
)

type hostKind uint8

const (
	anyHost    hostKind = iota // *
	selfHost                   // self and self.alt: the app itself
	subdomains                 // *.name, without the name itself
	network                    // an address with a prefix length
	address                    // one IP address
	domain                     // one name
)

// A hostPattern is the host part of an entry.
type hostPattern struct {
	kind hostKind
	name string // of domain; of subdomains with the leading dot
	net  netip.Prefix
	addr netip.Addr
}

// A destination is a host that a component wants to reach: a name in lower
// case or an address.
type destination struct {
	name string
	addr netip.Addr
}

func newDestination(host string) destination {
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if addr, err := netip.ParseAddr(bare); err == nil {
		return destination{addr: addr.WithZone("")}
	}
	return destination{name: strings.ToLower(host)}
}

func (h *hostPattern) matches(d *destination) bool {
	switch h.kind {
	case anyHost:
		return true
	case subdomains:
		return strings.HasSuffix(d.name, h.name)
	case network:
		return h.net.Contains(d.addr)
	case address:
		return h.addr == d.addr
	case domain:
		return h.name == d.name
	}
	return false // self is for relative requests, see AllowsSelf
}

// String returns the form that parses to the same pattern.
func (h *hostPattern) String() string {
	switch h.kind {
	case anyHost:
		return "*"
	case selfHost:
		return "self"
	case subdomains:
		return "*" + h.name
	case network:
		return h.net.String()
	case address:
		if h.addr.Is6() {
			return "[" + h.addr.String() + "]"
		}
		return h.addr.String()
	}
	return h.name
}

func parseHost(e entry) (hostPattern, *EntryError) {
	e = e.trimSpace()
	s := e.text()
	switch {
	case s == "":
		return hostPattern{}, e.errorf(form, "the host is empty")
	case s == "*":
		return hostPattern{kind: anyHost}, nil
	case s == "self" || s == "self.alt":
		return hostPattern{kind: selfHost}, nil
	case s[0] == '{':
		return hostPattern{}, e.errorf("write one entry for each host", "lists of hosts are not supported")
	}
	if prefix, ok := parseNetwork(s); ok {
		return hostPattern{kind: network, net: prefix}, nil
	}
	if slash := strings.IndexByte(s, '/'); slash >= 0 {
		return hostPattern{}, e.from(slash).errorf("leave the path out: all paths of a host are allowed", "an entry has no path")
	}
	if addr, ok := parseAddress(s); ok {
		return hostPattern{kind: address, addr: addr}, nil
	}
	if rest, ok := strings.CutPrefix(s, "*."); ok {
		if _, isAddr := parseAddress(rest); isAddr {
			return hostPattern{}, e.errorf("write a network such as 10.0.0.0/8", "'*.' stands before names, not addresses")
		}
		name, err := parseDomain(e.from(len(s) - len(rest)))
		return hostPattern{kind: subdomains, name: "." + name}, err
	}
	name, err := parseDomain(e)
	return hostPattern{kind: domain, name: name}, err
}

// parseNetwork parses an address with a prefix length, the address or all of
// it in brackets or not. Bits after the prefix are cleared.
func parseNetwork(s string) (netip.Prefix, bool) {
	if strings.HasPrefix(s, "[") {
		s = strings.Replace(s[1:], "]", "", 1)
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err == nil
}

func parseAddress(s string) (netip.Addr, bool) {
	bare, inBrackets := strings.CutPrefix(s, "[")
	if inBrackets {
		var closed bool
		if bare, closed = strings.CutSuffix(bare, "]"); !closed {
			return netip.Addr{}, false
		}
	}
	addr, err := netip.ParseAddr(bare)
	if err != nil || addr.Zone() != "" || inBrackets && addr.Is4() {
		return netip.Addr{}, false
	}
	return addr, true
}

// parseDomain parses a name without wildcards. Names in other scripts are
// written in their ASCII form (xn--…), which is how requests name them.
func parseDomain(e entry) (string, *EntryError) {
	s := e.text()
	if s == "" {
		return "", e.errorf(form, "the host is empty")
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '*':
			return "", e.slice(i, i+1).errorf("'*' is a whole host, or stands in front as in *.example.com", "'*' in the middle of a host")
		case c == '@':
			return "", e.to(i+1).errorf("leave it out", "an entry has no user name")
		case c >= 0x80:
			return "", e.errorf("write it in its ASCII form, xn--…", "the host has a letter outside of ASCII")
		case c <= ' ' || c == 0x7f || strings.IndexByte("#%/:<>?[\\]^|{}\"`", c) >= 0:
			return "", e.slice(i, i+1).errorf("", "a host cannot hold %q", c)
		}
	}
	return strings.ToLower(s), nil
}
