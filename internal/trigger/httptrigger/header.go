package httptrigger

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// The headers that tell a component about its route.
const (
	headerPrefix            = "spin-"
	headerPathInfo          = "spin-path-info"
	headerFullURL           = "spin-full-url"
	headerMatchedRoute      = "spin-matched-route"
	headerBasePath          = "spin-base-path"
	headerRawComponentRoute = "spin-raw-component-route"
	headerComponentRoute    = "spin-component-route"
	headerClientAddr        = "spin-client-addr"
	headerPathMatch         = "spin-path-match-"
)

// paramHeader returns the header that carries a parameter of a route.
func paramHeader(name string) (string, error) {
	for i := range len(name) {
		if !isToken(name[i]) {
			return "", fmt.Errorf("the name of parameter `:%s` cannot be part of a header: use letters, digits, - and _", name)
		}
	}
	if len(name) > 128 {
		return "", errors.New("the name of a parameter has at most 128 bytes")
	}
	return headerPathMatch + strings.ToLower(strings.ReplaceAll(name, "_", "-")), nil
}

// isToken reports whether c may stand in the name of a header (RFC 9110,
// section 5.6.2).
func isToken(c byte) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	}
	return strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

// stripHeaders removes what a client sent under the names of the headers that
// tell about a route, so that a component can trust them.
func stripHeaders(h http.Header) {
	for name := range h {
		if len(name) >= len(headerPrefix) && strings.EqualFold(name[:len(headerPrefix)], headerPrefix) {
			delete(h, name)
		}
	}
}

// headers yields the headers that tell a component about its route, in the
// order of their names. Most components never ask for them.
func (q *routed) headers(yield func(name, value string) bool) {
	m, r := q.match, q.match.Route
	ok := yield(headerBasePath, "/") &&
		yield(headerClientAddr, q.request.RemoteAddr) &&
		yield(headerComponentRoute, r.Prefix) &&
		yield(headerFullURL, fullURL(q.request, m.path)) &&
		yield(headerMatchedRoute, r.Matched) &&
		yield(headerPathInfo, m.PathInfo())
	for i, value := range m.params {
		ok = ok && (r.headers[i] == "" || yield(r.headers[i], value))
	}
	if ok {
		yield(headerRawComponentRoute, r.Pattern)
	}
}

// fullURL returns the URL of a request as the client sees it. path is its path,
// escaped.
func fullURL(r *http.Request, path string) string {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	host := r.Host
	if host == "" {
		host = "localhost"
	}
	query := ""
	if r.URL.RawQuery != "" || r.URL.ForceQuery {
		query = "?" + r.URL.RawQuery
	}
	return scheme + host + path + query
}
