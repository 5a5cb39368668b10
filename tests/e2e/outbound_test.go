package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shouting are servers that send back in capitals what they get.
func shouting(t testing.TB) (tcp, udp string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				text, _ := io.ReadAll(c)
				c.Write(bytes.ToUpper(text))
			}()
		}
	}()
	p, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	go func() {
		b := make([]byte, 1<<16)
		for {
			n, from, err := p.ReadFrom(b)
			if err != nil {
				return
			}
			p.WriteTo(bytes.ToUpper(b[:n]), from)
		}
	}()
	return l.Addr().String(), p.LocalAddr().String()
}

// TestSockets lets guests talk to the addresses that they may talk to.
func TestSockets(t *testing.T) {
	tcp, udp := shouting(t)
	for _, guest := range []string{"c-http", "c-http-core"} {
		t.Run(guest, func(t *testing.T) {
			s := up(t, single(guest, fmt.Sprintf("allowed_outbound_hosts = ['tcp://%s', 'udp://%s']", tcp, udp)))
			s.post("/tcp", "over tcp", "X-Address: "+tcp).is(t, 200, "OVER TCP")
			s.post("/udp", "over udp", "X-Address: "+udp).is(t, 200, "OVER UDP")
			s.get("/resolve/localhost").has(t, 200, "127.0.0.1\n")
			for path, address := range map[string]string{"/tcp": udp, "/udp": tcp} { // right ports, wrong protocols
				if a := s.post(path, "x", "X-Address: "+address); a.status != 502 {
					t.Errorf("%s to %s: %d %q", path, address, a.status, a.body)
				}
			}
		})
	}
	t.Run("denied", func(t *testing.T) {
		s := up(t, single("c-http", ""))
		for path, address := range map[string]string{"/tcp": tcp, "/udp": udp} {
			if a := s.post(path, "x", "X-Address: "+address); a.status != 502 && a.status != 403 {
				t.Errorf("%s: %d %q", path, a.status, a.body)
			}
			s.logs(`disallowed destination '` + path[1:] + `://` + address + `'`)
			s.logs(`allowed_outbound_hosts = \["` + path[1:] + `://` + address + `"\]`)
		}
	})
}

// TestOutgoing has requests to what is allowed, what is not, and to the
// application itself.
func TestOutgoing(t *testing.T) {
	o := newOrigin(t)
	other := newOrigin(t)
	a := application{components: []component{
		{id: "asks", guest: "c-http", routes: []string{"/fetch"}, config: `allowed_outbound_hosts = ["` + o.url + `", "http://self"]`},
		{id: "alone", guest: "c-http", routes: []string{"/headers"}},
	}}
	s := up(t, a)
	s.get("/fetch", "X-Url: "+o.url+"/teapot").is(t, 418, "short and stout")
	s.get("/fetch", "X-Url: "+other.url+"/teapot").has(t, 502)
	s.logs(`disallowed destination '` + other.url + `'`)
	s.get("/fetch", "X-Url: http://self.alt/headers").has(t, 200, "spin-matched-route: /headers\n")
	// Nobody listens there: an error of the network, not a failure of the guest.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + l.Addr().String()
	l.Close()
	up(t, single("c-http", `allowed_outbound_hosts = ["`+gone+`"]`)).get("/fetch", "X-Url: "+gone).has(t, 502, "response: ")
}

// TestFiles mounts files for a guest, read-only, and nothing else.
func TestFiles(t *testing.T) {
	a := single("c-http", `files = ["static/**", { source = "elsewhere", destination = "/there" }]
exclude_files = ["static/secret.txt"]`)
	a.files = map[string]string{
		"static/a.txt": "a", "static/deep/b.txt": "b", "static/secret.txt": "secret", "elsewhere/c.txt": "c", "private.txt": "private",
	}
	dir := a.write(t)
	s := upIn(t, dir, nil)
	s.get("/files/static/a.txt").is(t, 200, "a")
	s.get("/files/static/deep/b.txt").is(t, 200, "b")
	s.get("/files/there/c.txt").is(t, 200, "c")
	s.get("/files/static").has(t, 200, "a.txt\n", "deep/\n")
	for _, path := range []string{"/static/secret.txt", "/private.txt", "/spin.toml", "/static/../../private.txt", "/..", "/../../etc/passwd", "/there/../../x"} {
		r := s.request(t.Context(), "GET", "/", nil)
		r.URL.Opaque = "/files" + path
		if a := s.send(s.client, r); a.status != 404 {
			t.Errorf("%s: %d %q", path, a.status, short(a.body))
		}
	}
	// What a guest writes is refused, and changes nothing.
	for _, path := range []string{"/files/static/a.txt", "/files/static/new.txt", "/files/new.txt"} {
		if a := s.post(path, "changed"); a.status != 403 {
			t.Errorf("POST %s: %d %q", path, a.status, a.body)
		}
		if a := s.do("DELETE", path, nil); a.status != 403 {
			t.Errorf("DELETE %s: %d %q", path, a.status, a.body)
		}
	}
	s.get("/files/static/a.txt").is(t, 200, "a")
	if text, err := os.ReadFile(filepath.Join(dir, "static", "a.txt")); err != nil || string(text) != "a" {
		t.Errorf("%q, %v", text, err)
	}
	s.get("/env").is(t, 200, "")
	if strings.Contains(s.log(), "failed") {
		t.Error("a request failed")
	}
}
