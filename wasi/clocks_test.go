package wasi_test

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/wasi"
)

// A leapingClock goes one second forward whenever somebody waits.
type leapingClock struct{ now atomic.Uint64 }

func (c *leapingClock) Now() uint64        { return c.now.Load() }
func (c *leapingClock) Resolution() uint64 { return 1 }
func (c *leapingClock) AfterFunc(at uint64, f func()) (stop func()) {
	c.now.Store(at + uint64(time.Second))
	go f()
	return func() {}
}

type sevens struct{}

func (sevens) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 0x77
	}
	return len(p), nil
}

// TestClocksAndRandom gives a guest clocks and random numbers of the
// embedder's own, as a component and as a preview1 module.
func TestClocksAndRandom(t *testing.T) {
	for _, guest := range []string{"c-preview1", "c-command"} {
		t.Run(guest, func(t *testing.T) {
			linked := loadGuest(t, guest)
			// It sleeps for a millisecond on a clock that then leaps by a second.
			if got := runWith(t, linked, "clock"); got != "seconds: 1000000000\nslept: 1001000000\n" {
				t.Errorf("clocks: %q", got)
			}
			if got := runWith(t, linked, "random"); got != strings.Repeat("77", 16)+"\n" {
				t.Errorf("random numbers: %q", got)
			}
		})
	}
}

func runWith(t *testing.T, linked *component.Linked, arg string) string {
	t.Helper()
	var out bytes.Buffer
	h, err := wasi.NewHost(wasi.Config{
		Args: []string{"guest", arg}, Stdout: &out,
		Now: func() time.Time { return time.Unix(1e9, 0) }, Monotonic: &leapingClock{},
		Random: sevens{}, InsecureRandom: sevens{},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if code, err := wasi.Run(context.Background(), linked, h); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v", code, err)
	}
	return out.String()
}
