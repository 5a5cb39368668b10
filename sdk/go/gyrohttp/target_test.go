package gyrohttp

import (
	"net/url"
	"reflect"
	"testing"
)

func TestParseTarget(t *testing.T) {
	for _, tt := range []struct {
		uri   string
		plain bool
	}{
		{"/", true},
		{"/some/path", true},
		{"//two/slashes/", true},
		{"/a-b_c.d~e/../0Z", true},
		{"/?", false},
		{"/path?query=1", false},
		{"/100%25", false},
		{"/ü", false},
		{"/a b", false},
		{"/a:b@c", false},
		{"http://example.com/", false},
		{"path", false},
		{"*", false},
		{"", false},
	} {
		if plain := isPlainPath(tt.uri); plain != tt.plain {
			t.Errorf("%q is plain: %v", tt.uri, plain)
		}
		got, err := parseTarget(tt.uri)
		want, wantErr := url.ParseRequestURI(tt.uri)
		if !reflect.DeepEqual(got, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%q: %#v, %v; want %#v, %v", tt.uri, got, err, want, wantErr)
		}
	}
}
