package wasi

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
)

func TestResolveAddresses(t *testing.T) {
	checkGoroutines(t)
	ctx := testContext(t)
	n := &Network{}
	for name, want := range map[string]string{"127.0.0.1": "127.0.0.1", "::1": "::1", "::ffff:10.0.0.1": "10.0.0.1"} {
		s, err := n.ResolveAddresses(ctx, name) // needs no permission: nobody is asked
		if err != nil {
			t.Fatal(err)
		}
		if a, some, err := s.Next(); err != nil || !some || a != netip.MustParseAddr(want) {
			t.Errorf("%s: %v, %v, %v", name, a, some, err)
		}
		if _, some, err := s.Next(); err != nil || some {
			t.Errorf("%s: more than one address, %v", name, err)
		}
		s.Drop()
	}
	n.AllowLookup = func(name string) error {
		if name != "localhost" {
			return errors.New("no")
		}
		return nil
	}
	s, err := n.ResolveAddresses(ctx, "LocalHost")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Drop()
	if err := Wait(ctx, s); err != nil {
		t.Fatal(err)
	}
	if a, some, err := s.Next(); err != nil || !some || !a.IsLoopback() {
		t.Errorf("localhost: %v, %v, %v", a, some, err)
	}
	if _, err := n.ResolveAddresses(ctx, "example.com"); err != SocketAccessDenied {
		t.Errorf("a name that is not allowed: %v", err)
	}
	for _, bad := range []string{"", ".", "a b", "a..b", "http://a", "a:80", "[::1]", "fe80::1%eth0", "-a", "a-", "a/b", "a\x00", "\xff.com", strings.Repeat("a", 64), strings.Repeat("a.", 200) + "b"} {
		if _, err := n.ResolveAddresses(ctx, bad); err != SocketInvalidArgument {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestResolveDropped gives up a lookup that would never end.
func TestResolveDropped(t *testing.T) {
	checkGoroutines(t)
	started := make(chan struct{})
	n := &Network{AllowLookup: func(string) error { return nil }, Resolver: &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			select {
			case started <- struct{}{}:
			case <-ctx.Done():
			}
			<-ctx.Done()
			return nil, ctx.Err()
		},
	}}
	s, err := n.ResolveAddresses(testContext(t), "host.invalid")
	if err != nil {
		t.Fatal(err)
	}
	<-started
	if _, _, err := s.Next(); err != SocketWouldBlock {
		t.Errorf("before the answer: %v", err)
	}
	s.Drop()
	if err := Wait(testContext(t), s); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Next(); err == nil || err == SocketWouldBlock {
		t.Errorf("after the drop: %v", err)
	}
}

func TestLookupError(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want error
	}{
		{&net.DNSError{IsNotFound: true}, SocketNameUnresolvable},
		{&net.DNSError{IsTimeout: true}, SocketTemporaryResolverFailure},
		{&net.DNSError{IsTemporary: true}, SocketTemporaryResolverFailure},
		{&net.DNSError{}, SocketPermanentResolverFailure},
		{context.Canceled, SocketTemporaryResolverFailure},
	} {
		if got := lookupError(tt.err); got != tt.want {
			t.Errorf("%v is %v, want %v", tt.err, got, tt.want)
		}
	}
}

// TestDomainToASCII has samples of RFC 3492 section 7.1, in lower case.
func TestDomainToASCII(t *testing.T) {
	for in, want := range map[string]string{
		"example.com":    "example.com",
		"Example.COM.":   "example.com.",
		"_srv.a":         "_srv.a",
		"münchen.de":     "xn--mnchen-3ya.de",
		"BÜCHER.example": "xn--bcher-kva.example",
		"他们为什么不说中文":      "xn--ihqwcrb4cv8a8dqg056pqjye",
		"3年b組金八先生":       "xn--3b-ww4c5e180e575a65lsy2b",
		"faß.de":         "xn--fa-hia.de",
		"почемужеонинеговорятпорусски": "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l",
	} {
		if got, err := domainToASCII(in); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

func FuzzDomainToASCII(f *testing.F) {
	for _, s := range []string{"a.b", "münchen", "\xff", "xn--", "..", "\U0010ffff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := domainToASCII(s)
		if err != nil {
			return
		}
		for i := range len(got) {
			if got[i] <= ' ' || got[i] >= 0x7f {
				t.Fatalf("%q became %q", s, got)
			}
		}
		if again, err := domainToASCII(got); err != nil || again != got {
			t.Fatalf("%q became %q, and that %q, %v", s, got, again, err)
		}
	})
}
