package encode_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/encode"
)

func partOf(t testing.TB, name string) encode.Part {
	return encode.Part{Name: name, Wasm: guest(t, name)}
}

func composed(t testing.TB, root encode.Part, plugs ...encode.Part) []byte {
	t.Helper()
	wasm, err := encode.Compose(root, plugs...)
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// TestMiddleware puts services behind middleware; the composition answers as
// the one that the tools make, which is that of C.
func TestMiddleware(t *testing.T) {
	paths := strings.Fields("/hello /headers /echo /wait /large?bytes=100 /fail /panic")
	ours := composed(t, partOf(t, "c-p3-middleware"), partOf(t, "c-p3-http"))
	if got, want := answers(t, ours, paths...), answers(t, guest(t, "c-p3-composed"), paths...); !slices.Equal(got, want) {
		t.Errorf("answers\n%s\nthe tools' composition\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	// A composition is a component like another: chains can be made at once or
	// one after the other.
	chain := composed(t, partOf(t, "rust-p3-middleware"), partOf(t, "c-p3-middleware"), partOf(t, "rust-p3-http"))
	inner := composed(t, partOf(t, "c-p3-middleware"), partOf(t, "rust-p3-http"))
	twice := composed(t, partOf(t, "rust-p3-middleware"), encode.Part{Name: "inner", Wasm: inner})
	paths = strings.Fields("/hello /echo /wait /fail")
	got, want := answers(t, twice, paths...), answers(t, chain, paths...)
	if !slices.Equal(got, want) {
		t.Errorf("one after the other it answers\n%s\nat once\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, a := range answers(t, guest(t, "rust-p3-http"), paths...)[:3] {
		if !strings.Contains(want[i], strings.Fields(a)[1]) {
			t.Errorf("behind middleware %s, without %s", want[i], a)
		}
	}
}
