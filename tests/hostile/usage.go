package hostile

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

// Limits of one program.
const (
	MaxSteps    = 100
	GuestMemory = 8 << 20
	hostMemory  = 256 << 20
	// HangTime is how long after its end a program that does not stop is
	// called one that hangs.
	HangTime = 30 * time.Second
)

// Watch panics if call goes on for long after its context ended.
func Watch(name string, call func() error) error {
	t := time.AfterFunc(HangTime, func() {
		stacks := make([]byte, 1<<20)
		panic(fmt.Sprintf("%s does not return\n%s", name, stacks[:runtime.Stack(stacks, true)]))
	})
	defer t.Stop()
	return call()
}

// CheckMemory fails if a guest has read what it may not know.
func CheckMemory(tb testing.TB, mem component.Memory) {
	if bytes.Contains(mem, []byte(secret)) {
		tb.Error("the guest has read a file outside of its directory")
	}
}

// released waits until a program that has ended holds nothing of HTTP.
func released(tb testing.TB, h *wasi.HTTP) {
	var requests, bodies, fields int
	for end := time.Now().Add(HangTime); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if requests, bodies, fields = h.Holds(); requests|bodies|fields == 0 {
			return
		}
	}
	tb.Errorf("%d requests, %d bodies and %d bytes of fields are left", requests, bodies, fields)
}

// Usage is what a program could leave behind.
type Usage struct{ goroutines, files int }

// Footprint returns what there is now.
func Footprint() Usage {
	open, _ := os.ReadDir("/proc/self/fd") // none where there is no such thing
	return Usage{runtime.NumGoroutine(), len(open)}
}

// Settled waits until there are no more goroutines and open files than before.
func (u Usage) Settled(tb testing.TB) {
	var now Usage
	for end := time.Now().Add(HangTime); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if now = Footprint(); now.goroutines <= u.goroutines && now.files <= u.files {
			return
		}
	}
	stacks := make([]byte, 1<<20)
	tb.Errorf("%+v is left of %+v\n%s", now, u, stacks[:runtime.Stack(stacks, true)])
}

// CheckHeap fails if the host holds more than a program can make it hold.
func CheckHeap(tb testing.TB) {
	if heap() > hostMemory {
		runtime.GC()
		if n := heap(); n > hostMemory {
			tb.Errorf("the host holds %d bytes", n)
		}
	}
}

func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}
