package httptrigger

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/internal/app"
)

// triggersOf makes a trigger for each pattern; its ID is the pattern, with a
// number if it occurs again.
func triggersOf(patterns ...string) []*app.Trigger {
	var triggers []*app.Trigger
	for i, p := range patterns {
		id := p
		if slices.Contains(patterns[:i], p) {
			id = fmt.Sprintf("%s#%d", p, i)
		}
		triggers = append(triggers, &app.Trigger{ID: id, Type: "http", Component: "c", HTTP: &app.HTTPTrigger{Route: p}})
	}
	return triggers
}

func routerOf(t testing.TB, patterns ...string) *Router {
	t.Helper()
	r, _, err := NewRouter(triggersOf(patterns...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMatch(t *testing.T) {
	for _, tc := range []struct {
		routes string
		// path=route for each path, with the values of parameters and, after a
		// colon, the path info; route is - if there is none
		want string
	}{
		{"/", "/=/ =/ //=/ /a=-"},
		{"/foo", "/foo=/foo /foo/=/foo //foo//=/foo /foobar=- /Foo=- /foo/bar=- /%66oo=- /=-"},
		{"foo/", "/foo=foo/ /foo/=foo/"},
		{"/...", "/=/...:/ =/... /a=/...:/a /a/=/...:/a/ /a//=/...:/a/ /a/b=/...:/a/b /a//b=/...:/a//b"},
		{"/*", "/=/*:/ /a=/*:/a"},
		{"/foo/...", "/foo=/foo/... /foo/=/foo/...:/ /foo/a/=/foo/...:/a/ /foobar=- /foo/a/b=/foo/...:/a/b ///foo/a=/foo/...:/a"},
		{"/a//b", "/a/b=/a//b /a//b=-"},
		{"/:id", "/x=/:id[x] /x/=/:id[x] /=- /x/y=- /%2F=/:id[%2F] /a.b=/:id[a.b]"},
		{"/:a/:b", "/x/y=/:a/:b[x,y] /x=- /x/y/z=- /x//y=-"},
		{"/:a/:b/c", "/x//c=/:a/:b/c[x,]"},
		{"/:a/...", "/x=/:a/...[x] /x/=/:a/...[x]:/ /x/y/z=/:a/...[x]:/y/z /=-"},
		{"/:name.:ext", "/x.txt=/:name.:ext[x,txt] /x=- /x.tar.gz=/:name.:ext[x,tar.gz] /x/y.z=- /.z=/:name.:ext[,z]"},
		{"/v:x", "/v:x=/v:x /v1=-"},
		{"/foo.bar", "/foo.bar=/foo.bar /foo=- /fooxbar=-"},
		{"/a/.b", "/a/.b=/a/.b /a.b=-"},
		{"/.well-known/x", "/.well-known/x=/.well-known/x /well-known/x=-"},
		{"/.well-known/...", "/.well-known/x=/.well-known/...:/x"},
		{"/é", "/é=/é /%C3%A9=-"},
		{"/.../b", "/.../b=/.../b /x/b=-"},

		{"/... /:id /foo", "/foo=/foo /bar=/:id[bar] /bar/x=/...:/bar/x"},
		{"/... /.well-known/x", "/.well-known/x=/.well-known/x /.well-known/y=/...:/.well-known/y"},
		{".well-known/x /...", "/.well-known/x=.well-known/x"},
		{"/one/... /one/two/... /one/two/three/...", "/one/two/three/four=/one/two/three/...:/four /one/two/x=/one/two/...:/x /one=/one/..."},
		{"/one/two/three/... /one/two/... /one/...", "/one/two/three/four=/one/two/three/...:/four"},
		{"/a/... /a/:x /a/b", "/a/b=/a/b /a/c=/a/:x[c] /a/c/d=/a/...:/c/d /a=/a/..."},
		{"/:x/b /a/:y", "/a/b=/a/:y[b] /c/b=/:x/b[c]"},
		{"/:x /:x.:y", "/a.b=/:x.:y[a,b] /a=/:x[a]"},
		{"/... /", "/=/"},
		{"/ /...", "/=/ /a=/...:/a"},

		// what is written alike: the last; what means the same: the first
		{"/foo /foo", "/foo=/foo#1"},
		{"/foo /foo/", "/foo=/foo"},
		{"/:a /:b", "/x=/:a[x]"},
		{"/... /*", "/x=/...:/x"},
	} {
		r := routerOf(t, strings.Fields(tc.routes)...)
		for check := range strings.FieldsSeq(tc.want) {
			path, want, _ := strings.Cut(check, "=")
			if got := describe(r, path); got != want {
				t.Errorf("routes %s: %q goes to %s, want %s", tc.routes, path, got, want)
			}
		}
	}
}

func describe(r *Router, path string) string {
	m, ok := r.Match(path)
	if !ok {
		return "-"
	}
	text := m.Route.Trigger.ID
	if len(m.params) > 0 {
		text += "[" + strings.Join(m.params, ",") + "]"
	}
	if info := m.PathInfo(); info != "" {
		text += ":" + info
	}
	return text
}

func TestNewRouterFaults(t *testing.T) {
	for pattern, want := range map[string]string{
		"/*name":                       "a wildcard has no name: write `*` or `...` instead of `*name`",
		"/*/b":                         "a wildcard must be the last part of a route",
		"/*.b":                         "a wildcard must be the last part of a route",
		"/:":                           "a parameter needs a name after the `:`",
		"/:a b":                        "the name of parameter `:a b` cannot be part of a header: use letters, digits, - and _",
		"/a\nb":                        "a route must not contain control characters",
		"/" + strings.Repeat("a", 5e3): "a route has at most 4096 bytes",
	} {
		if _, _, err := NewRouter(triggersOf(pattern)); err == nil || err.Error() != want {
			t.Errorf("%.20q: %v, want %s", pattern, err, want)
		}
	}
}

func TestDuplicates(t *testing.T) {
	triggers := triggersOf("/foo", "/bar", "/foo")
	triggers = append(triggers, &app.Trigger{ID: "private", HTTP: &app.HTTPTrigger{Private: true}}, &app.Trigger{ID: "cron", Cron: &app.CronTrigger{}})
	r, duplicates, err := NewRouter(triggers)
	if err != nil {
		t.Fatal(err)
	}
	if len(duplicates) != 1 || duplicates[0].Route.Trigger.ID != "/foo" || duplicates[0].Winner.Trigger.ID != "/foo#2" {
		t.Errorf("duplicates %+v", duplicates)
	}
	if len(r.Routes()) != 2 || r.Routes()[0].Trigger.ID != "/foo#2" {
		t.Errorf("the winner does not stand in the place of the first")
	}
}

func TestSetHeaders(t *testing.T) {
	for _, tc := range []struct {
		route, target, host string
		want                []string
	}{
		{"/foo/:User_Id/...", "/foo/42/bar/?k=v", "example.com", []string{
			"spin-base-path: /", "spin-client-addr: 192.0.2.1:1234", "spin-component-route: /foo/:User_Id",
			"spin-full-url: http://example.com/foo/42/bar/?k=v", "spin-matched-route: /foo/:User_Id/...",
			"spin-path-info: /bar/", "spin-path-match-user-id: 42", "spin-raw-component-route: /foo/:User_Id/...",
			"x-other: kept",
		}},
		{"/", "/", "", []string{
			"spin-base-path: /", "spin-client-addr: 192.0.2.1:1234", "spin-component-route: /",
			"spin-full-url: http://localhost/", "spin-matched-route: ", "spin-path-info: ", "spin-raw-component-route: /",
			"x-other: kept",
		}},
		{"sub/*", "/sub/%2F%61?", "h:1", []string{
			"spin-base-path: /", "spin-client-addr: 192.0.2.1:1234", "spin-component-route: sub/*",
			"spin-full-url: http://h:1/sub/%2F%61?", "spin-matched-route: /sub/*", "spin-path-info: /%2F%61", "spin-raw-component-route: sub/*",
			"x-other: kept",
		}},
	} {
		r := httptest.NewRequest(http.MethodGet, tc.target, nil)
		r.Host = tc.host
		r.Header.Set("X-Other", "kept")
		r.Header["Spin-Path-Info"] = []string{"forged"}
		r.Header["spin-anything"] = []string{"forged"}
		r.Header.Add("Spin-Path-Match-User-Id", "forged")
		m, ok := routerOf(t, tc.route).Match(r.URL.EscapedPath())
		if !ok {
			t.Fatalf("%s does not match %s", tc.route, tc.target)
		}
		stripHeaders(r.Header)
		var got []string
		for name, values := range r.Header {
			got = append(got, strings.ToLower(name)+": "+strings.Join(values, ","))
		}
		for name, value := range (&routed{r, m}).headers {
			got = append(got, name+": "+value)
		}
		slices.Sort(got)
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", tc.route, got, tc.want)
		}
	}
}

// FuzzMatch looks for panics and for answers that contradict the path.
func FuzzMatch(f *testing.F) {
	f.Add("/...", "/:a.:b/c", "/x.y/c/")
	f.Add("/:a/:b/...", "/a/.b", "//a//b//")
	f.Add(":a..:b", "/.../*", "a..b")
	f.Fuzz(func(t *testing.T, one, two, path string) {
		r, _, err := NewRouter(triggersOf(one, two))
		if err != nil {
			return
		}
		m, ok := r.Match(path)
		if !ok {
			return
		}
		if len(m.params) != len(m.Route.headers) {
			t.Fatalf("%d parameters, %d headers", len(m.params), len(m.Route.headers))
		}
		for _, p := range m.params {
			if strings.Contains(p, "/") {
				t.Fatalf("parameter %q crosses a slash", p)
			}
		}
		info := m.PathInfo()
		if info != "" && (info[0] != '/' || !strings.HasSuffix(path, "/") && strings.HasSuffix(info, "/")) {
			t.Fatalf("path %q: path info %q", path, info)
		}
		if compare(m.Route, m.Route) != 0 {
			t.Fatal("a route differs from itself")
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	patterns := []string{"/...", "/", "/users/:id", "/users/:id/posts/...", "/static/..."}
	for i := range 95 {
		patterns = append(patterns, fmt.Sprintf("/api/v1/resource%d", i))
	}
	for _, n := range []int{5, 100} {
		r := routerOf(b, patterns[:n]...)
		for _, path := range []string{"/", "/users/42", "/static/css/site.css", "/none/of/these"} {
			b.Run(fmt.Sprintf("routes=%d%s", n, path), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					m, ok := r.Match(path)
					if !ok || m.PathInfo() == "x" {
						b.Fatal("no match")
					}
				}
			})
		}
	}
}

func BenchmarkHeaders(b *testing.B) {
	router := routerOf(b, "/users/:id/...")
	r := httptest.NewRequest(http.MethodGet, "/users/42/posts?x=y", nil)
	b.ReportAllocs()
	for b.Loop() {
		m, _ := router.Match(r.URL.EscapedPath())
		stripHeaders(r.Header)
		for range (&routed{r, m}).headers {
		}
	}
}
