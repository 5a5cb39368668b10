package component_test

import (
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// TestDestructorIsATask checks that a destructor is called as a synchronous
// function is: it has a context of its own, and must not wait.
func TestDestructorIsATask(t *testing.T) {
	checkGoroutines(t)
	linked := link(t, "context", component.NewLinker())
	for _, name := range []string{"use", "use-async"} {
		in := instantiate(t, linked, component.InstanceConfig{})
		if kept := number(t, in, name, 0); kept != 7 {
			t.Errorf("%s: the context of the caller has become %d", name, kept)
		}
		if seen := number(t, in, "seen"); seen != 0 {
			t.Errorf("%s: the context of the destructor was %d", name, seen)
		}
		wantTrap(t, t.Context(), in, "blocked", name, wit.U32Value(1))
	}
}

// TestReallocIsATask checks that the allocator has a context of its own: what
// it stores there, neither who calls the function nor the function finds.
func TestReallocIsATask(t *testing.T) {
	in := instantiate(t, link(t, "context", component.NewLinker()), component.InstanceConfig{})
	if got := number(t, in, "read"); got != 7 {
		t.Errorf("realloc and the caller have found %d and %d", got/100, got%100)
	}
	if got := number(t, in, "seen"); got != 3 {
		t.Errorf("the function has found %d", got)
	}
}
