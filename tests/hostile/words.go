package hostile

import (
	"net/netip"
	"strings"
)

// words are strings that mean something to some function.
var words = []string{
	"", ".", "..", "file", "dir", "dir/inner", "dir/new", "new", "link", "escape", "up/outside/secret", "abs/secret", "loop",
	"../outside/secret", "dir/../../outside/secret", "/etc/passwd", "./file/", "dir/./../file", "a\x00b", "\xff", "é", strings.Repeat("a", 300), strings.Repeat("a/", 3000),
	"content-length", "5", "100", "transfer-encoding", "chunked", "X-Test", "trailer", "x-trailer", "te", "expect", "100-continue", "Host", " ", "\r\nx: y",
	"GET", "CONNECT", "http", "HTTPS", "ws", "/path?query", "//x", "/%zz", "?", "*", "localhost", "LOCALHOST.", "127.0.0.1", "[::1]:80", "::1", "x:99999", "u@h", "xn--a",
}

// socketAddresses are socket addresses that mean something.
func socketAddresses(peers []netip.AddrPort) []Argument {
	var out []Argument
	for _, s := range []string{"127.0.0.1:0", "[::1]:0", "0.0.0.0:0", "[::]:0", "127.0.0.1:1", "[::ffff:127.0.0.1]:0", "224.0.0.1:0", "255.255.255.255:9"} {
		peers = append(peers, netip.MustParseAddrPort(s))
	}
	for _, a := range peers {
		var ip, rest []Argument
		if a.Addr().Is4() {
			for _, b := range a.Addr().As4() {
				ip = append(ip, Argument{Num: uint64(b)})
			}
			rest = []Argument{{Num: uint64(a.Port())}, {Kids: ip}}
			out = append(out, Argument{Kids: []Argument{{Kids: rest}}})
			continue
		}
		b := a.Addr().As16()
		for i := range 8 {
			ip = append(ip, Argument{Num: uint64(b[2*i])<<8 | uint64(b[2*i+1])})
		}
		rest = []Argument{{Num: uint64(a.Port())}, {}, {Kids: ip}, {}}
		out = append(out, Argument{Num: 1, Kids: []Argument{{Kids: rest}}})
	}
	return out
}
