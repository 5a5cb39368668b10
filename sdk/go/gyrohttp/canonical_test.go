package gyrohttp

import (
	"net/textproto"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, name := range []string{
		"accept", "accept-encoding", "accept-language", "authorization", "content-length", "content-type", "cookie", "host",
		"spin-base-path", "spin-client-addr", "spin-component-route", "spin-full-url", "spin-matched-route", "spin-path-info",
		"spin-raw-component-route", "user-agent", "x-other", "Accept", "not a name", "",
	} {
		if got, want := canonical(name), textproto.CanonicalMIMEHeaderKey(name); got != want {
			t.Errorf("%q is %q, not %q", name, got, want)
		}
	}
}
