// Package outbound decides which hosts a component may reach: the grammar of
// allowed_outbound_hosts in spin.toml, how its entries match, and what to say
// when a host is denied. It is pure: strings in, decisions out; templates in
// entries are resolved by the caller.
//
// Start from [Parse] and [Policy.Check].
package outbound

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// A Policy is a parsed list of allowed_outbound_hosts. A nil or empty policy
// denies everything. It is immutable and may be shared by goroutines.
type Policy struct{ rules []rule }

// A rule is one entry.
type rule struct {
	scheme string // lower case, or "*"
	host   hostPattern
	ports  portRange
}

// Parse parses the entries of an allowed_outbound_hosts list, whose templates
// have been resolved. Entries that a template emptied ("", "http://",
// "https://") are skipped. The error is an [*EntryError].
func Parse(entries []string) (*Policy, error) {
	p := &Policy{rules: make([]rule, 0, len(entries))}
	for i, entry := range entries {
		switch strings.TrimSpace(entry) {
		case "", "http://", "https://":
			continue
		}
		r, err := parseEntry(entry)
		if err != nil {
			err.Index = i
			return nil, err
		}
		p.rules = append(p.rules, r)
	}
	return p, nil
}

// Allows reports whether the policy lets a component connect to host on port.
// The host is a name or an IP address, in brackets or not. Port 0 means the
// default of the scheme; a scheme without one is then allowed by entries for
// every port only.
func (p *Policy) Allows(scheme, host string, port uint16) bool {
	if p == nil {
		return false
	}
	scheme = strings.ToLower(scheme)
	n := int(port)
	if n == 0 {
		n = DefaultPort(scheme)
	}
	dest := newDestination(host)
	for i := range p.rules {
		r := &p.rules[i]
		if r.matchesScheme(scheme) && r.ports.contains(n) && r.host.matches(&dest) {
			return true
		}
	}
	return false
}

// AllowsSelf reports whether the policy lets a component make requests to its
// own app: relative ones and those to http://self.alt.
func (p *Policy) AllowsSelf() bool {
	if p == nil {
		return false
	}
	for i := range p.rules {
		r := &p.rules[i]
		if (r.matchesScheme("http") || r.matchesScheme("https")) &&
			(r.host.kind == anyHost || r.host.kind == selfHost) {
			return true
		}
	}
	return false
}

func (r *rule) matchesScheme(scheme string) bool { return r.scheme == "*" || r.scheme == scheme }

// Check is [Policy.Allows] with the reason for the user: its error is a
// [*Denied].
func (p *Policy) Check(scheme, host string, port uint16) error {
	if p.Allows(scheme, host, port) {
		return nil
	}
	return &Denied{Destination: destinationURL(scheme, host, port)}
}

// CheckSelf is [Policy.AllowsSelf] with the reason for the user: its error is
// a [*Denied].
func (p *Policy) CheckSelf() error {
	if p.AllowsSelf() {
		return nil
	}
	return &Denied{Destination: "http://self"}
}

// Hosts returns the entries in their canonical form.
func (p *Policy) Hosts() []string {
	if p == nil {
		return nil
	}
	hosts := make([]string, len(p.rules))
	for i := range p.rules {
		hosts[i] = p.rules[i].String()
	}
	return hosts
}

// String returns the rule in the form that parses to the same rule.
func (r *rule) String() string {
	return r.scheme + "://" + r.host.String() + ":" + r.ports.String()
}

// Denied is the error for a destination that no entry allows.
type Denied struct {
	// Destination is what the component wanted to reach, in the form that
	// allows it when it stands in allowed_outbound_hosts.
	Destination string
}

// Error says what was denied; [Denied.Hint] says what to do.
func (d *Denied) Error() string {
	return fmt.Sprintf("A component tried to make an outbound network connection to disallowed destination '%s'.", d.Destination)
}

// Hint is the line that shows how to allow the destination.
func (d *Denied) Hint() string {
	return fmt.Sprintf("To allow this request, add 'allowed_outbound_hosts = [\"%s\"]' to the manifest component section.", d.Destination)
}

func destinationURL(scheme, host string, port uint16) string {
	if addr, err := netip.ParseAddr(host); err == nil && addr.Is6() {
		host = "[" + host + "]"
	}
	if port == 0 || int(port) == DefaultPort(scheme) {
		return scheme + "://" + host
	}
	return scheme + "://" + host + ":" + strconv.Itoa(int(port))
}

// DefaultPort is the port of scheme where none is written, 0 if it has none.
func DefaultPort(scheme string) int {
	switch strings.ToLower(scheme) {
	case "http":
		return 80
	case "https":
		return 443
	case "postgres":
		return 5432
	case "mysql":
		return 3306
	case "redis":
		return 6379
	case "mqtt":
		return 1883
	}
	return 0
}
