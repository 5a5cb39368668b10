package gyrohttp

import (
	"net/url"
	"reflect"
	"testing"
)

var targets = []string{
	"/", "/some/path", "//two/slashes/", "/a-b_c.d~e/../0Z", "/?", "/path?", "/path??", "/path?a?", "/path?query=1", "/path?a=b&c=%41+;[]#x",
	"/path?ü", "/path?a b", "/path?\x01", "/path?\x7f", "/100%25", "/ü", "/a b", "/a:b@c", "/a#b", "http://example.com/", "path", "*", "?", "",
}

func checkTarget(t *testing.T, uri string) {
	var got url.URL
	err := parseTarget(uri, &got)
	want, wantErr := url.ParseRequestURI(uri)
	if want == nil {
		want = &url.URL{}
	}
	if !reflect.DeepEqual(&got, want) || (err == nil) != (wantErr == nil) {
		t.Errorf("%q: %#v, %v; want %#v, %v", uri, got, err, want, wantErr)
	}
}

func TestParseTarget(t *testing.T) {
	for _, uri := range targets {
		checkTarget(t, uri)
	}
}

func FuzzParseTarget(f *testing.F) {
	for _, uri := range targets {
		f.Add(uri)
	}
	f.Fuzz(checkTarget)
}
