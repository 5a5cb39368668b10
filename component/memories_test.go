package component_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// TestMemories runs a core module with three memories: canonical options and
// another core module use those that the engine sees in modules of their own.
func TestMemories(t *testing.T) {
	linked := link(t, "memories", component.NewLinker())
	in, other := instantiate(t, linked, component.InstanceConfig{}), instantiate(t, linked, component.InstanceConfig{})
	steps := []struct {
		in   *component.Instance
		name string
		args []component.Value
		want component.Value
	}{
		{in, "hello", nil, wit.StringValue("hello")},
		{in, "provided", nil, wit.StringValue("provided")},
		{in, "sum", []component.Value{wit.StringValue("\x01\x02\x03")}, component.Value{}},
		{other, "sum", []component.Value{wit.StringValue("\x10")}, component.Value{}},
		{in, "last", nil, wit.U32Value(6)},
		{other, "last", nil, wit.U32Value(16)},
		{in, "grow", []component.Value{wit.U32Value(0)}, wit.S32Value(1)},
		{in, "grow", []component.Value{wit.U32Value(1)}, wit.S32Value(-1)}, // it has a maximum
		{in, "hello", nil, wit.StringValue("hello")},
	}
	for i, s := range steps {
		if got := call(t, s.in, s.name, s.args...); !got.Equal(s.want) {
			t.Errorf("call %d of %s: got %v, want %v", i, s.name, got, s.want)
		}
	}
	if trap := callTrap(t, in, "oob"); trap.Kind != component.TrapMemory {
		t.Errorf("got %v", trap)
	}
}

// TestManyMemories checks that memories count as the core modules that they
// become.
func TestManyMemories(t *testing.T) {
	ctx := context.Background()
	rt := newRuntime(t, component.Config{})
	memories := func(n int) []byte { return section(5, leb(n), []byte(strings.Repeat("\x00\x00", n))) }
	tests := []struct {
		name string
		wasm []byte
		want string // part of the error, if there is one
	}{
		{"sixteen", many(3, memories(16)), ""},
		{"seventeen", many(1, memories(17)), "a seventeenth memory is not supported"},
		{"too many together", many(1000, memories(16)), "more than 10000 core modules"},
	}
	for _, tt := range tests {
		c, err := rt.Load(ctx, tt.wasm)
		if err == nil {
			err = c.Close(ctx)
		}
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: got %v, want %q", tt.name, err, tt.want)
		}
	}
}
