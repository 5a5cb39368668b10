package gyrohttp

import "net/textproto"

// canonical is textproto.CanonicalMIMEHeaderKey without work for the names that
// requests have mostly, as hosts write them.
func canonical(name string) string {
	switch name {
	case "accept":
		return "Accept"
	case "accept-encoding":
		return "Accept-Encoding"
	case "accept-language":
		return "Accept-Language"
	case "authorization":
		return "Authorization"
	case "content-length":
		return "Content-Length"
	case "content-type":
		return "Content-Type"
	case "cookie":
		return "Cookie"
	case "host":
		return "Host"
	case "spin-base-path":
		return "Spin-Base-Path"
	case "spin-client-addr":
		return "Spin-Client-Addr"
	case "spin-component-route":
		return "Spin-Component-Route"
	case "spin-full-url":
		return "Spin-Full-Url"
	case "spin-matched-route":
		return "Spin-Matched-Route"
	case "spin-path-info":
		return "Spin-Path-Info"
	case "spin-raw-component-route":
		return "Spin-Raw-Component-Route"
	case "user-agent":
		return "User-Agent"
	}
	return textproto.CanonicalMIMEHeaderKey(name)
}
