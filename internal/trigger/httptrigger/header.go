package httptrigger

import (
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"strings"
)

// The headers that tell a component about its route, in net/http's spelling.
const (
	headerPrefix            = "Spin-"
	headerPathInfo          = "Spin-Path-Info"
	headerFullURL           = "Spin-Full-Url"
	headerMatchedRoute      = "Spin-Matched-Route"
	headerBasePath          = "Spin-Base-Path"
	headerRawComponentRoute = "Spin-Raw-Component-Route"
	headerComponentRoute    = "Spin-Component-Route"
	headerClientAddr        = "Spin-Client-Addr"
	headerPathMatch         = "Spin-Path-Match-"
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
	return textproto.CanonicalMIMEHeaderKey(headerPathMatch + strings.ReplaceAll(name, "_", "-")), nil
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

// setHeaders puts the headers of a match on a request and removes what the
// client sent under such names, so that a component can trust them.
func (m *Match) setHeaders(r *http.Request) {
	h := r.Header
	for name := range h {
		if len(name) >= len(headerPrefix) && strings.EqualFold(name[:len(headerPrefix)], headerPrefix) {
			delete(h, name)
		}
	}
	const fixed = 7
	values := make([]string, 0, fixed+len(m.params)) // shared by all headers
	set := func(name, value string) {
		values = append(values, value)
		h[name] = values[len(values)-1 : len(values) : len(values)]
	}
	set(headerPathInfo, m.PathInfo())
	set(headerFullURL, fullURL(r))
	set(headerMatchedRoute, m.Route.Matched)
	set(headerBasePath, "/")
	set(headerRawComponentRoute, m.Route.Pattern)
	set(headerComponentRoute, m.Route.Prefix)
	set(headerClientAddr, r.RemoteAddr)
	for i, value := range m.params {
		set(m.Route.headers[i], value)
	}
}

// fullURL returns the URL of a request as the client sees it.
func fullURL(r *http.Request) string {
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
	return scheme + host + r.URL.EscapedPath() + query
}
