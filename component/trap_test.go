package component_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// hostile links testdata/hostile.wat; ping is what the guest calls, and may be
// nil.
func hostile(t testing.TB, ping func(context.Context, *component.Call)) *component.Linked {
	return link(t, "hostile", define(t,
		component.FuncDef{Name: "call", Fn: func(_ context.Context, c *component.Call, stack []uint64) {
			c.LoadString(uint32(stack[0]), uint32(stack[1]))
		}},
		component.FuncDef{Name: "ping", Fn: func(ctx context.Context, c *component.Call, _ []uint64) {
			if ping != nil {
				ping(ctx, c)
			}
		}},
	))
}

func TestTraps(t *testing.T) {
	text := []component.Value{wit.StringValue("abc")}
	at := func(p uint32) []component.Value { return []component.Value{wit.U32Value(p)} }
	tests := []struct {
		name string
		args []component.Value
		kind component.TrapKind
	}{
		{"unreachable", nil, component.TrapUnreachable},
		{"oob", nil, component.TrapMemory},
		{"divide", nil, component.TrapDivideByZero},
		{"overflow", nil, component.TrapOverflow},
		{"convert", nil, component.TrapConversion},
		{"indirect", nil, component.TrapTable},
		{"endless", nil, component.TrapStackOverflow},
		{"wild-import", nil, "out-of-bounds"},
		{"huge-import", nil, "too-long"},
		{"string-at", at(64), "out-of-bounds"},
		{"string-at", at(72), "too-long"},
		{"string-at", at(80), "invalid-string"},
		{"string-at", at(65), "unaligned"},
		{"string-at", at(0xffff_fff8), "out-of-bounds"},
		{"list-at", at(88), "unaligned"},
		{"list-at", at(96), "too-long"},
		{"char", at(0xd800), "invalid-char"},
		{"char", at(0x11_0000), "invalid-char"},
		{"choice", at(2), "invalid-case"},
		{"cleanup-calls", at(1), "cannot-leave"},
		{"realloc-wild", text, "realloc-out-of-bounds"},
		{"realloc-edge", text, "realloc-out-of-bounds"},
		{"realloc-unaligned", []component.Value{wit.ListValue(wit.U32Value(1))}, "realloc-unaligned"},
		{"realloc-traps", text, component.TrapUnreachable},
		{"realloc-calls", text, "cannot-leave"},
	}
	linked := hostile(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := instantiate(t, linked, component.InstanceConfig{})
			trap := callTrap(t, in, tt.name, tt.args...)
			if trap.Kind != tt.kind {
				t.Errorf("trapped with %s (%v), want %s", trap.Kind, trap, tt.kind)
			}
			if _, err := export(t, in, "cleaned").Call(context.Background()); !errors.Is(err, component.ErrDead) {
				t.Errorf("the instance is still in use after the trap: %v", err)
			}
		})
	}
}

// TestReallocGrows checks that memory which realloc moved is looked up again.
func TestReallocGrows(t *testing.T) {
	in := instantiate(t, hostile(t, nil), component.InstanceConfig{})
	for range 3 {
		call(t, in, "realloc-grows", wit.StringValue(strings.Repeat("x", 60000)))
	}
	small := instantiate(t, hostile(t, nil), component.InstanceConfig{MaxMemory: 1 << 16})
	if trap := callTrap(t, small, "realloc-grows", wit.StringValue("x")); trap.Kind != "realloc-out-of-bounds" {
		t.Errorf("growing beyond MaxMemory: %s: %v", trap.Kind, trap)
	}
}

func TestBacktrace(t *testing.T) {
	in := instantiate(t, hostile(t, nil), component.InstanceConfig{})
	trap := callTrap(t, in, "unreachable")
	var names []string
	for _, f := range trap.Backtrace {
		names = append(names, f.String())
	}
	if want := []string{"Main: inner", "Main: outer"}; len(names) < 3 || !slices.Equal(names[:2], want) {
		t.Errorf("backtrace is %q, want it to begin with %q", names, want)
	}
	if want := "   0: Main: inner\n"; !strings.HasPrefix(trap.Trace(), want) {
		t.Errorf("trace begins %q", trap.Trace())
	}
}

// TestHostErrors checks how errors and panics of host functions come out.
func TestHostErrors(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name string
		ping func(context.Context, *component.Call)
		kind component.TrapKind
		is   error
	}{
		{"trap", func(_ context.Context, c *component.Call) { c.Trap(boom) }, component.TrapHost, boom},
		{"panic", func(context.Context, *component.Call) { panic("oops") }, component.TrapInternal, nil},
		{"panic with an error", func(context.Context, *component.Call) { panic(boom) }, component.TrapInternal, nil},
		{"run-time error", func(context.Context, *component.Call) { _ = strings.Repeat("x", -len("x")) }, component.TrapInternal, nil},
		{"memory", func(_ context.Context, c *component.Call) { c.Memory().U32(1 << 20) }, component.TrapInternal, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			trap := callTrap(t, instantiate(t, hostile(t, tt.ping), component.InstanceConfig{}), "calls")
			if trap.Kind != tt.kind || tt.is != nil && !errors.Is(trap, tt.is) {
				t.Errorf("%s: %v, want %s", trap.Kind, trap, tt.kind)
			}
			if len(trap.Backtrace) == 0 {
				t.Error("there is no backtrace")
			}
		})
	}
}

// TestDynamicHostValue checks what happens when a host function returns a
// value of another type than its own.
func TestDynamicHostValue(t *testing.T) {
	d := component.FuncDef{Name: "plain", Dynamic: func(context.Context, *component.Call, []component.Value) (component.Value, error) {
		return wit.StringValue("no number"), nil
	}}
	l := define(t, d)
	l.AllowMissing(true)
	trap := callTrap(t, instantiate(t, link(t, "versions", l), component.InstanceConfig{}), "plain")
	if trap.Kind != "host-value" {
		t.Errorf("%s: %v", trap.Kind, trap)
	}
}

// TestPostReturn checks that post-return runs once, with the result.
func TestPostReturn(t *testing.T) {
	in := instantiate(t, hostile(t, nil), component.InstanceConfig{})
	for _, n := range []uint32{3, 4} {
		if got := call(t, in, "with-cleanup", wit.U32Value(n)); got.U32() != n {
			t.Errorf("returned %v, want %d", got, n)
		}
	}
	if got := call(t, in, "cleaned"); got.U32() != 7 {
		t.Errorf("post-return got %v in sum, want 7", got)
	}
}

// TestCancel ends the context of a guest that never returns by itself.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	enough := errors.New("enough")
	pings := 0
	in := instantiate(t, hostile(t, func(context.Context, *component.Call) {
		if pings++; pings == 100 {
			cancel(enough)
		}
	}), component.InstanceConfig{})
	_, err := export(t, in, "forever").Call(ctx)
	var trap *component.Trap
	if !errors.As(err, &trap) || trap.Kind != component.TrapCancelled || !errors.Is(err, enough) {
		t.Errorf("%v, want a trap for the cancelled context", err)
	}
	if pings != 100 {
		t.Errorf("the guest called %d times, want no call after the cancellation", pings)
	}
}
