package wasi_test

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/tests/guests"
	"github.com/gyro-wasm/gyro/wasi"
)

// Guests for the examples, the one we would rather have first.
var (
	commandGuests = []string{"rust-command", "rust-preview1", "c-command", "c-run-core"}
	httpGuests    = []string{"rust-http", "c-http", "c-http-core"}
)

// TestMain leaves out the examples when no toolchain is there to build their
// guests; they cannot skip themselves.
func TestMain(m *testing.M) {
	flag.Parse()
	_, command := firstGuest(commandGuests)
	_, http := firstGuest(httpGuests)
	if !command || !http {
		fmt.Fprintln(os.Stderr, "skipping the examples: no toolchain of", commandGuests, "or of", httpGuests, "is installed")
		if err := flag.Set("test.skip", strings.TrimPrefix(flag.Lookup("test.skip").Value.String()+"|^Example", "|")); err != nil {
			log.Fatal(err)
		}
	}
	os.Exit(m.Run())
}

// firstGuest returns the first of names that can be built here.
func firstGuest(names []string) (guests.Guest, bool) {
	for _, name := range names {
		if g, err := guests.Named(name); err == nil && len(g.Missing()) == 0 {
			return g, true
		}
	}
	return guests.Guest{}, false
}

func commandGuest() string { return exampleGuest(commandGuests) }
func httpGuest() string    { return exampleGuest(httpGuests) }

func exampleGuest(names []string) string {
	g, _ := firstGuest(names)
	path, err := guests.Path(g)
	if err != nil {
		log.Fatal(err)
	}
	return path
}

// loadGuest builds, loads and links a guest.
func loadGuest(t testing.TB, name string) *component.Linked {
	t.Helper()
	wasm, err := os.ReadFile(guests.Build(t, name))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	linked, err := loadAndLink(ctx, rt, wasm, strings.HasPrefix(name, "python"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := linked.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return linked
}

func loadAndLink(ctx context.Context, rt *component.Runtime, wasm []byte, allowMissing bool) (*component.Linked, error) {
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		return nil, err
	}
	l := component.NewLinker()
	l.AllowMissing(allowMissing)
	if err := wasi.AddTo(l); err != nil {
		return nil, err
	}
	return l.Link(c)
}
