package app

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/internal/host/outbound"
)

// allHTTPHosts is what allowed_http_hosts had for every host.
const allHTTPHosts = "insecure:allow-all"

// allowedOutboundHosts reads that field and the one that it replaces. In
// version 1, components that do not have it may reach all databases.
func (t *table) allowedOutboundHosts() []Template {
	var hosts []Template
	list := t.get("allowed_outbound_hosts")
	if list == nil && t.v1 {
		for _, scheme := range []string{"redis", "mysql", "postgres"} {
			hosts = append(hosts, Template{text: scheme + "://*:*"})
		}
	}
	for _, n := range t.items("allowed_outbound_hosts") {
		host := t.templateOf(n)
		t.checkHost(n, host)
		hosts = append(hosts, host)
	}
	if t.locked {
		return hosts
	}
	old := t.items("allowed_http_hosts")
	if len(old) > 0 && !t.v1 {
		t.warn(t.node.fields["allowed_http_hosts"].key, "name them in `allowed_outbound_hosts`", "`allowed_http_hosts` is deprecated")
	}
	return append(hosts, t.httpHosts(old)...)
}

// checkHost checks an entry of allowed_outbound_hosts; one with variables is
// checked with their defaults, if they all have one.
func (d *decoder) checkHost(n *node, host Template) {
	text, err := host.Expand(d.defaultOf)
	if err != nil {
		return
	}
	if len(host.parts) == 0 && strings.TrimSpace(text) == "" {
		d.fault(n.value, "write scheme://host[:port], with '*' for any scheme, host or port", "an entry of `allowed_outbound_hosts` must not be empty")
		return
	}
	_, err = outbound.Parse([]string{text})
	var wrong *outbound.EntryError
	switch {
	case !errors.As(err, &wrong):
	case len(host.parts) > 0:
		d.fault(n.value, wrong.Hint, "with the defaults of its variables, this is not a host: %s", wrong.Problem)
	default:
		d.fault(d.part(n, wrong.Offset, wrong.Len), wrong.Hint, "this is not a host: %s", wrong.Problem)
	}
}

var errNoDefault = errors.New("no default")

func (d *decoder) defaultOf(variable string) (string, error) {
	v, ok := d.app.Variables[variable]
	if !ok || v.Required {
		return "", errNoDefault
	}
	return v.Default, nil
}

// part returns the span of some bytes of a string, or all of it if it is
// written with escapes.
func (d *decoder) part(n *node, offset, length int) span {
	s := n.value
	if length == 0 || s.end-s.start != len(n.text)+2 || string(d.doc.text[s.start+1:s.end-1]) != n.text {
		return s
	}
	return span{s.start + 1 + offset, s.start + 1 + offset + length}
}

// httpHosts converts allowed_http_hosts.
func (d *decoder) httpHosts(list []*node) []Template {
	var hosts []Template
	add := func(texts ...string) {
		for _, text := range texts {
			hosts = append(hosts, Template{text: text})
		}
	}
	if slices.ContainsFunc(list, func(n *node) bool { return n.text == allHTTPHosts }) {
		add("http://*:*", "https://*:*", "http://self")
		return hosts
	}
	for _, n := range list {
		switch host, err := parseHTTPHost(n.text); {
		case err != nil:
			d.fault(n.value, "write a host, or a host and a port: \"example.com\", \"example.com:8080\"", "%s", err)
		case host == "self":
			add("http://self")
		default:
			add("http://"+host, "https://"+host)
		}
	}
	return hosts
}

// parseHTTPHost reads an entry of allowed_http_hosts: an origin, or a host with
// or without a port. It returns the host, with the port unless that is the
// default.
func parseHTTPHost(text string) (string, error) {
	whole := text
	if !strings.Contains(text, "//") {
		whole = "http://" + text
	}
	u, err := url.Parse(whole)
	if err != nil || u.Host == "" || u.Hostname() == "" || strings.ContainsAny(u.Host, " *") {
		return "", fmt.Errorf("`%s` is not a host", text)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("`%s` is not a host of http or https", text)
	}
	if u.Path != "" && u.Path != "/" {
		return "", fmt.Errorf("`%s` has a path, which cannot be allowed by itself", text)
	}
	port := u.Port()
	if n, err := strconv.ParseUint(port, 10, 16); port != "" && err != nil {
		return "", fmt.Errorf("`%s` has no port `%s`", u.Hostname(), port)
	} else if port == "" || u.Scheme == "http" && n == 80 || u.Scheme == "https" && n == 443 {
		return strings.TrimSuffix(u.Host, ":"+port), nil
	}
	return u.Host, nil
}
