package wasi_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// imagePool returns a pool of instances of a guest, imaged after initialisation
// where that is possible.
func imagePool(t *testing.T, guest string) *component.Pool {
	t.Helper()
	host, err := wasi.NewHost(wasi.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = host.Close() })
	p, err := loadGuest(t, guest).NewPool(t.Context(), component.PoolConfig{
		Template: func() (component.InstanceConfig, error) { return component.InstanceConfig{Data: host}, nil },
		Snapshot: true,
		Kept:     wasi.Kept,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if ok, why := p.Reuse(); !ok {
		t.Skip("instances do not serve again: ", why)
	}
	return p
}

// ask returns what a fresh instance answers.
func ask(t *testing.T, h http.Handler, method, path, body string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	if w.Code != http.StatusOK {
		t.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.String()
}

// TestImage lets instances of one image tell what they have in common.
func TestImage(t *testing.T) {
	p := imagePool(t, "go-image")
	if ok, why := p.Initialized(); !ok {
		t.Fatal("the image was taken before initialisation: ", why)
	}
	h := wasi.NewHandler(p, wasi.Config{}, func(_ *http.Request, err error) { t.Error(err) })
	t.Run("unique", func(t *testing.T) { testUnique(t, h) })
	t.Run("collisions", func(t *testing.T) { testCollisions(t, h) })
	t.Run("state", func(t *testing.T) { testState(t, h) })
}

// testUnique asks instances, several at a time and one after another, for all
// kinds of random numbers: no two give the same. Only the orders in which a map
// is walked are so few that some come twice.
func testUnique(t *testing.T, h http.Handler) {
	const workers, each = 4, 25
	var mu sync.Mutex
	seen := map[string]map[string]int{} // by source, what it gave, to how often
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range each {
				answer := ask(t, h, "GET", "/random", "")
				mu.Lock()
				for line := range strings.Lines(answer) {
					at := strings.LastIndex(line, " ")
					if seen[line[:at]] == nil {
						seen[line[:at]] = map[string]int{}
					}
					seen[line[:at]][line[at:]]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) != 7 {
		t.Errorf("the guest tells of %d sources", len(seen))
	}
	for source, values := range seen {
		want := workers * each
		if source == "map order" {
			want /= 2
		}
		if len(values) < want {
			t.Errorf("%d instances gave only %d values of %s", workers*each, len(values), source)
		}
	}
}

// testCollisions lets one instance find keys that collide in its maps, as who
// knows its seed could. In the maps of others they do not.
func testCollisions(t *testing.T, h http.Handler) {
	for range 3 {
		keys := ask(t, h, "GET", "/collide", "")
		if n := strings.Count(keys, "\n"); n != 64 {
			t.Fatalf("%d keys", n)
		}
		// 64 keys in 1024 buckets: eight in one is less likely than one in a
		// billion.
		most, err := strconv.Atoi(strings.TrimSpace(ask(t, h, "POST", "/collide", keys)))
		if err != nil || most >= 8 {
			t.Errorf("%d of the keys collide in the next instance (%v)", most, err)
		}
	}
}

// testState checks that what initialisation left works in every instance as if
// it had run there: goroutines, timers, maps, the clocks, the collector.
func testState(t *testing.T, h http.Handler) {
	for range 5 {
		before := time.Now().UnixMilli()
		answer := strings.Fields(ask(t, h, "GET", "/state", ""))
		if len(answer) != 2 || answer[0] != "ok" {
			t.Fatalf("%q", answer)
		}
		if now, err := strconv.ParseInt(answer[1], 10, 64); err != nil || now < before || now > time.Now().UnixMilli() {
			t.Errorf("it is %s in the guest, %v; the request began at %d", answer[1], err, before)
		}
	}
}

// TestImageOfGo checks which modules of standard Go are imaged: those that gyro
// build makes, unless an adapter keeps handles for them.
func TestImageOfGo(t *testing.T) {
	for guest, reason := range map[string]string{
		"go-canonical":     "",
		"go-http-portable": "initialisation leaves handles",
		"go-portable":      "its random numbers would repeat",
	} {
		t.Run(guest, func(t *testing.T) {
			p := imagePool(t, guest)
			if ok, why := p.Initialized(); ok != (reason == "") || !strings.Contains(why, reason) {
				t.Errorf("imaged: %v %s", ok, why)
			}
			h := wasi.NewHandler(p, wasi.Config{}, func(_ *http.Request, err error) { t.Error(err) })
			for range 2 {
				if answer := ask(t, h, "GET", "/", ""); !strings.HasPrefix(strings.ToLower(answer), "hello from go") {
					t.Errorf("answer %q", answer)
				}
			}
		})
	}
}
