package outbound

import (
	"errors"
	"strings"
	"testing"
)

func TestAllows(t *testing.T) {
	tests := []struct {
		entry string
		allow string // space-separated scheme://host:port; a port of 0 is left out
		deny  string
	}{
		{"*://*:*", "http://a:80 tcp://1.2.3.4:9 foo://x:0 udp://[::1]:53", ""},
		{"http://example.com", "http://example.com:80 http://EXAMPLE.com:0 HTTP://example.com:80", "http://example.com:81 https://example.com:443 http://www.example.com:80 http://example.com.evil:80"},
		{"  https://example.com/  ", "https://example.com:443", "https://example.com:80"},
		{"http://Example.COM:8080/", "http://example.com:8080", "http://example.com:80"},
		{"*://example.com:80", "http://example.com:80 tcp://example.com:80", "https://example.com:443"},
		{"https://*.example.com", "https://a.example.com:443 https://a.b.example.com:443", "https://example.com:443 https://badexample.com:443"},
		{"http://*", "http://a:80 http://10.0.0.1:80", "http://a:81"},
		{"http://*:*", "http://a:80 http://a:1", "https://a:443"},
		{"http://localhost:8000..8002", "http://localhost:8000 http://localhost:8001", "http://localhost:8002 http://localhost:7999"},
		{"http://h:1..65536", "http://h:65535 http://h:1", ""},
		{"postgres://db", "postgres://db:5432 postgres://db:0", "postgres://db:5433"},
		{"mysql://db", "mysql://db:3306", "redis://db:6379"},
		{"redis://cache", "redis://cache:6379", "redis://cache:6380"},
		{"mqtt://broker", "mqtt://broker:1883", "mqtt://broker:1884"},
		{"tcp://127.0.0.1:5000", "tcp://127.0.0.1:5000", "tcp://127.0.0.2:5000 udp://127.0.0.1:5000 tcp://localhost:5000 tcp://[::ffff:127.0.0.1]:5000"},
		{"tcp://10.1.2.3/8:443", "tcp://10.255.0.1:443", "tcp://11.0.0.1:443 tcp://name:443 tcp://[::ffff:10.0.0.1]:443"},
		{"http://10.0.0.0/8", "http://10.0.0.1:80", "http://10.0.0.1:81"},
		{"tcp://2001:db8::/32:443", "tcp://[2001:db8::1]:443", "tcp://[2001:db9::1]:443"},
		{"http://2001:db8::/32", "http://[2001:db8::1]:80", "http://[2001:db9::1]:80"},
		{"tcp://[2001:db8::]/32:443", "tcp://[2001:db8::1]:443", "tcp://[2001:db9::1]:443"},
		{"tcp://[2001:db8::/32]:443", "tcp://[2001:db8::1]:443", "tcp://[2001:db9::1]:443"},
		{"http://[::1]", "http://[::1]:80 http://[0:0::1]:80", "http://[::2]:80"},
		{"http://[::1]:81", "http://[::1]:81", "http://[::1]:80"},
		{"http://self", "", "http://self:80 http://localhost:80"},
	}
	for _, tt := range tests {
		p, err := Parse([]string{tt.entry})
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.entry, err)
			continue
		}
		check := func(dests string, want bool) {
			for dest := range strings.FieldsSeq(dests) {
				scheme, rest, _ := strings.Cut(dest, "://")
				i := strings.LastIndexByte(rest, ':')
				r, err := parsePort(entry{rest, i + 1, len(rest)}, 65535)
				if err != nil {
					t.Fatal(err)
				}
				if got := p.Allows(scheme, rest[:i], uint16(r)); got != want {
					t.Errorf("%q allows %s: %v, want %v", tt.entry, dest, got, want)
				}
			}
		}
		check(tt.allow, true)
		check(tt.deny, false)
	}
}

func TestParseSkipsEmptied(t *testing.T) {
	p, err := Parse([]string{"", " ", "http://", "https://", "http://a"})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.Hosts(), " "); got != "http://a:80" {
		t.Errorf("hosts %q", got)
	}
}

func TestAllowsSelf(t *testing.T) {
	for entry, want := range map[string]bool{
		"http://self": true, "https://self.alt": true, "*://self:*": true, "http://*": true, "*://*:*": true,
		"http://localhost": false, "redis://*": false, "redis://self": false, "http://*.self": false,
	} {
		p, err := Parse([]string{entry})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.AllowsSelf(); got != want {
			t.Errorf("%q allows self: %v, want %v", entry, got, want)
		}
	}
}

func TestNilPolicyDenies(t *testing.T) {
	var p *Policy
	if p.Allows("http", "a", 80) || p.AllowsSelf() || p.Check("http", "a", 80) == nil || p.CheckSelf() == nil {
		t.Error("a nil policy allows")
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ entry, at, says string }{
		{"example.com", "example.com", "no scheme"},
		{"*", "*", "no scheme"},
		{"insecure:allow-all", "insecure:allow-all", "*://*:*"},
		{"://a", "", "scheme is empty"},
		{"{http,https}://a", "{http,https}", "one entry for each scheme"},
		{"h2://a", "h2", "letters only"},
		{"*://a", "*://a", "no default port"},
		{"tcp://a", "tcp://a", `"tcp" has no default port`},
		{"http://{a,b}", "{a,b}", "one entry for each host"},
		{"http://a:{1,2}", "{1,2}", "one entry for each port"},
		{"http://a/path", "/path", "no path"},
		{"http://a:80/path", "/path", "no path"},
		{"http://a:80//", "/", "no path"},
		{"http://a.*.b", "*", "middle of a host"},
		{"http://*.*.b", "*", "middle of a host"},
		{"http://*a", "*", "middle of a host"},
		{"http://*.10.0.0.1", "*.10.0.0.1", "write a network"},
		{"http://user@a", "user@", "no user name"},
		{"http://a b", " ", "cannot hold ' '"},
		{"http://[::1", "[", "cannot hold '['"},
		{"http://[fe80::1%25lo]", "[", "cannot hold '['"},
		{"http://[10.0.0.1]", "[", "cannot hold '['"},
		{"http://münchen.de", "münchen.de", "xn--"},
		{"http://:80", "", "host is empty"},
		{"http:///", "", "host is empty"},
		{"http://*.", "", "host is empty"},
		{"http://a:b", "b", "a port is a number"},
		{"http://a:65536", "65536", "a port is a number"},
		{"http://a:-1", "-1", "a port is a number"},
		{"http://a:1..", "", "a port is a number"},
		{"http://a:..5", "", "a port is a number"},
		{"http://a:5..5", "5..5", "range of ports is empty"},
		{"http://10.0.0.0/33", "/33", "no path"},
	}
	for _, tt := range tests {
		_, err := Parse([]string{"http://ok", tt.entry})
		var e *EntryError
		if !errors.As(err, &e) {
			t.Errorf("Parse(%q): %v, want an *EntryError", tt.entry, err)
			continue
		}
		if at := e.Entry[e.Offset : e.Offset+e.Len]; at != tt.at || e.Index != 1 || !strings.Contains(e.Error(), tt.says) {
			t.Errorf("Parse(%q) points at %q: %v\nwant %q and %q", tt.entry, at, e, tt.at, tt.says)
		}
	}
}

func TestDenied(t *testing.T) {
	p, _ := Parse(nil)
	tests := []struct {
		scheme, host string
		port         uint16
		want         string
	}{
		{"https", "example.com", 443, "https://example.com"},
		{"http", "example.com", 8080, "http://example.com:8080"},
		{"tcp", "::1", 53, "tcp://[::1]:53"},
		{"udp", "10.0.0.1", 0, "udp://10.0.0.1"},
	}
	for _, tt := range tests {
		var d *Denied
		if err := p.Check(tt.scheme, tt.host, tt.port); !errors.As(err, &d) || d.Destination != tt.want {
			t.Errorf("Check(%s, %s, %d) = %v, want a denial of %s", tt.scheme, tt.host, tt.port, err, tt.want)
		}
	}
	d := &Denied{Destination: "https://example.com"}
	if want := `A component tried to make an outbound network connection to disallowed destination 'https://example.com'.`; d.Error() != want {
		t.Errorf("Error() = %s", d.Error())
	}
	if want := `To allow this request, add 'allowed_outbound_hosts = ["https://example.com"]' to the manifest component section.`; d.Hint() != want {
		t.Errorf("Hint() = %s", d.Hint())
	}
}

// TestDeniedHintAllows proves that following the hint allows the request.
func TestDeniedHintAllows(t *testing.T) {
	for _, c := range []struct {
		host string
		port uint16
	}{{"a.example", 80}, {"a.example", 81}, {"::1", 80}, {"10.0.0.1", 9}} {
		var d *Denied
		if !errors.As((*Policy)(nil).Check("http", c.host, c.port), &d) {
			t.Fatal("not denied")
		}
		p, err := Parse([]string{d.Destination})
		if err != nil || !p.Allows("http", c.host, c.port) {
			t.Errorf("%s does not allow %s:%d (%v)", d.Destination, c.host, c.port, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"*://*:*", "http://a", "tcp://[2001:db8::/32]:1..9", "http://*.a:80/", "x://{", "://", "http://[::1]", "insecure:allow-all", "  \t"} {
		f.Add(s, "a", uint16(80))
	}
	f.Fuzz(func(t *testing.T, s, host string, port uint16) {
		p, err := Parse([]string{s})
		if err != nil {
			e := err.(*EntryError)
			_ = e.Error()
			if e.Offset < 0 || e.Len < 0 || e.Offset+e.Len > len(e.Entry) {
				t.Fatalf("%q: the error points outside: %+v", s, e)
			}
			return
		}
		again, err := Parse(p.Hosts())
		if err != nil {
			t.Fatalf("%q prints as %q: %v", s, p.Hosts(), err)
		}
		for _, scheme := range []string{"http", "tcp"} {
			if p.Allows(scheme, host, port) != again.Allows(scheme, host, port) || p.AllowsSelf() != again.AllowsSelf() {
				t.Fatalf("%q and its printed form %q differ for %s://%s:%d", s, p.Hosts(), scheme, host, port)
			}
		}
	})
}

func BenchmarkAllows(b *testing.B) {
	p, err := Parse([]string{"https://api.example.com", "redis://cache", "https://*.example.org", "http://10.0.0.0/8:8080"})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if !p.Allows("http", "10.2.3.4", 8080) {
			b.Fatal("denied")
		}
	}
}
