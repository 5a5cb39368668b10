package gyrohttp

import "net/url"

// parseTarget is url.ParseRequestURI, in a tenth of the time where uri is a
// path that stands for itself.
func parseTarget(uri string) (*url.URL, error) {
	if isPlainPath(uri) {
		return &url.URL{Path: uri}, nil
	}
	return url.ParseRequestURI(uri)
}

// isPlainPath tells whether a URI is an absolute path of unreserved characters
// (RFC 3986, section 2.3) and slashes.
func isPlainPath(uri string) bool {
	for i := range len(uri) {
		switch c := uri[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '/', c == '-', c == '_', c == '.', c == '~':
		default:
			return false
		}
	}
	return uri != "" && uri[0] == '/'
}
