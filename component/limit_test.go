package component_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// leb returns n as an unsigned LEB128 number.
func leb(n int) []byte {
	var b []byte
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

func section(id byte, content ...[]byte) []byte {
	c := slices.Concat(content...)
	return slices.Concat([]byte{id}, leb(len(c)), c)
}

// many returns a component that instantiates a core module of the given
// sections n times.
func many(n int, sections ...[]byte) []byte {
	module := slices.Concat([]byte("\x00asm\x01\x00\x00\x00"), slices.Concat(sections...))
	return slices.Concat([]byte("\x00asm\x0d\x00\x01\x00"),
		section(1, module), section(2, leb(n), slices.Repeat([]byte{0, 0, 0}, n)))
}

// table and memory are core sections that define one with the given minimum.
func table(elements int) []byte { return section(4, []byte{1, 0x70, 0}, leb(elements)) }
func memory(pages int) []byte   { return section(5, []byte{1, 0}, leb(pages)) }

// TestAmplification loads and instantiates components of a few bytes that ask
// for a lot.
func TestAmplification(t *testing.T) {
	tests := []struct {
		name string
		wasm []byte
		want string // part of the error; none if it may have what it asks for
	}{
		{"table", many(1, table(9_000_000)), ""},
		{"tables", many(300, table(9_000_000)), "elements"},
		{"core instances", many(9_000, memory(0)), ""},
		{"too many core instances", many(11_000, memory(0)), "core modules"},
		{"memory", many(1, memory(17)), "memory"},
		{"memories", many(100, memory(16)), ""},
	}
	rt := newRuntime(t, component.Config{MaxMemory: 1 << 20})
	ctx := context.Background()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := rt.Load(ctx, tt.wasm)
			if err == nil {
				defer c.Close(ctx)
				var linked *component.Linked
				if linked, err = define(t).Link(c); err != nil {
					t.Fatal(err)
				}
				var in *component.Instance
				if in, err = linked.Instantiate(ctx, component.InstanceConfig{}); err == nil {
					defer in.Close(ctx)
				}
			}
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if err != nil && len(err.Error()) > 1000 {
				t.Errorf("the message has %d bytes", len(err.Error()))
			}
		})
	}
}

// TestCallAllocs checks that calls allocate nothing but the data that they
// hand to the host.
func TestCallAllocs(t *testing.T) {
	ctx := context.Background()
	in := instantiate(t, link(t, "kinds", kindsLinker(t, true)), component.InstanceConfig{})
	dynamic := instantiate(t, link(t, "kinds", kindsLinker(t, false)), component.InstanceConfig{})
	loop := func(in *component.Instance, path ...string) func() error {
		f := export(t, in, path...)
		return func() error { _, err := f.Call(ctx, wit.U32Value(10)); return err }
	}
	number, data := export(t, in, kindsInterface, "number"), export(t, in, kindsInterface, "bytes")
	text := export(t, in, kindsInterface, "text")
	tests := []struct {
		name string
		want float64
		call func() error
	}{
		{"number", 0, func() error { _, err := number.Call(ctx, wit.U32Value(1)); return err }},
		{"number, stack form", 0, func() error { _, err := callNumber(ctx, number, 1); return err }},
		{"bytes, stack form", 0, func() error { return callBytes(ctx, data, []byte("sixteen letters.")) }},
		{"text", 1, func() error { _, err := text.Call(ctx, wit.StringValue("sixteen letters.")); return err }},
		{"10 host calls, number", 0, loop(in, "to-host", "number")},
		{"10 host calls, bytes", 0, loop(in, "to-host", "bytes")},
		{"10 host calls, text", 10, loop(in, "to-host", "text")},
		{"10 host calls, record", 0, loop(in, "to-host", "record")},
		{"10 dynamic host calls, number", 0, loop(dynamic, "to-host", "number")},
		{"10 dynamic host calls, text", 10, loop(dynamic, "to-host", "text")},
		{"10 dynamic host calls, bytes", 10, loop(dynamic, "to-host", "bytes")},
		{"10 guest calls, number", 0, loop(in, "to-guest", "number")},
		{"10 guest calls, text", 0, loop(in, "to-guest", "text")},
		{"10 guest calls, bytes", 0, loop(in, "to-guest", "bytes")},
		{"10 guest calls, strings", 0, loop(in, "to-guest", "strings")},
		{"10 guest calls, choice", 0, loop(in, "to-guest", "choice")},
	}
	for _, tt := range tests {
		if n := testing.AllocsPerRun(100, func() {
			if err := tt.call(); err != nil {
				t.Error(err)
			}
		}); n != tt.want {
			t.Errorf("%s: %v allocations, want %v", tt.name, n, tt.want)
		}
	}
}
