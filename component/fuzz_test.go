package component_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
)

// FuzzLoad takes mutated components as far as they go without calling them:
// load, link with all imports missing, instantiate with little memory. Nothing
// may panic, hang or take much memory. Exports are not called, since a mutated
// loop that does not end cannot be told from a hang.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"greet", "hostile", "kinds", "resources", "versions"} {
		f.Add(fixture(f, name))
	}
	f.Add([]byte("\x00asm\x0d\x00\x01\x00"))
	f.Add([]byte("\x00asm\x01\x00\x00\x00"))
	rt := newRuntime(f, component.Config{Gated: true, MaxMemory: 1 << 20})
	linker := component.NewLinker()
	linker.AllowMissing(true)
	f.Fuzz(func(t *testing.T, wasm []byte) {
		if err := loadAndStart(rt, linker, wasm); errors.Is(err, errUnexpected) {
			t.Fatal(err)
		}
		_, _ = component.World(wasm)
	})
}

var errUnexpected = errors.New("must not fail")

// loadAndStart returns the error that ended it, which wraps errUnexpected if
// it is none that a component may cause.
func loadAndStart(rt *component.Runtime, l *component.Linker, wasm []byte) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	closing := func(what string, close func(context.Context) error) {
		if cerr := close(ctx); cerr != nil {
			err = fmt.Errorf("close %s: %w: %w", what, cerr, errUnexpected)
		}
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		return err
	}
	defer closing("component", c.Close)
	linked, err := l.Link(c)
	if err != nil {
		return err
	}
	defer closing("linked", linked.Close)
	in, err := linked.Instantiate(ctx, component.InstanceConfig{MaxMemory: 1 << 20, MaxHandles: 100})
	if err != nil {
		var trap *component.Trap
		if errors.As(err, &trap) && trap.Kind == component.TrapInternal {
			err = fmt.Errorf("%w: %w", err, errUnexpected)
		}
		return err
	}
	closing("instance", in.Close)
	return err
}
