package gyrohttp

import (
	"net/textproto"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	others := []string{"x-other", "Accept", "HOST", "hosT", "not a name", "", "x", strings.Repeat("x", 31), strings.Repeat("x", 100)}
	for i, n := range names {
		if find(n.lower) != i || canonical(n.lower) != n.canonical {
			t.Errorf("%q is number %d, not %d, and canonically %q", n.lower, find(n.lower), i, canonical(n.lower))
		}
		others = append(others, n.lower)
	}
	for _, name := range others {
		if got, want := canonical(name), textproto.CanonicalMIMEHeaderKey(name); got != want {
			t.Errorf("%q is %q, not %q", name, got, want)
		}
	}
}
