package rewrite_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// bulkModule has a memory of four pages, tables of 40,000 elements, and a
// function for each bulk instruction on them.
var bulkModule = wasm(
	section(1, fn(i32+i32+i32, ""), fn(i32, i32), fn(i32+"\x70"+i32, ""), fn(i32+i32, ""), fn("", i32)),
	section(3, []byte{0}, []byte{0}, []byte{0}, []byte{0}, []byte{0}, []byte{0}, []byte{1}, []byte{1}, []byte{1}, []byte{3}, []byte{4}),
	section(4, []byte{0x70, 0, 0xc0, 0xb8, 2}, []byte{0x70, 0, 0xc0, 0xb8, 2}),
	section(5, []byte{1, 4, 8}),
	section(7,
		join(str("memory"), []byte{2, 0}),
		join(str("copy"), []byte{0, 0}), join(str("fill"), []byte{0, 1}), join(str("init"), []byte{0, 2}),
		join(str("tcopy"), []byte{0, 3}), join(str("tcopy2"), []byte{0, 4}), join(str("tfill"), []byte{0, 5}),
		join(str("grow"), []byte{0, 6}), join(str("tgrow"), []byte{0, 7}),
		join(str("slot"), []byte{0, 8}), join(str("set"), []byte{0, 9})),
	section(9, []byte{3, 0, 1, 10}),
	raw(12, u32(1)),
	section(10,
		code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 10, 0, 0),
		code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 11, 0),
		code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 8, 0, 0),
		code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 14, 0, 0),
		code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 14, 1, 0),
		code(0x20, 0, 0xd0, 0x70, 0x20, 2, 0xfc, 17, 0), // fills with null
		code(0x20, 0, 0x40, 0),
		code(0xd0, 0x70, 0x20, 0, 0xfc, 15, 0),
		code(0x20, 0, 0x25, 0, 0xd1),     // is it null?
		code(0x20, 0, 0xd2, 10, 0x26, 0), // sets a slot
		code(0x41, 1)),
	section(11, join([]byte{1}, sized(bytes.Repeat([]byte("gyro"), 100)))),
)

const bulkPages = 4 << 16

// TestBulkMemory compares copies and fills of all sizes, which are done in
// chunks, with what Go does, and checks that what is out of bounds does nothing.
func TestBulkMemory(t *testing.T) {
	i := metered(t, bulkModule, 10_000, math.MaxInt64, 1<<20)
	memory := i.Memory("memory").Bytes()
	want := make([]byte, bulkPages)
	r := rand.New(rand.NewPCG(1, 2))
	for n := range want {
		want[n] = byte(r.Uint32())
	}
	copy(memory, want)
	place := func() uint32 {
		if r.IntN(8) == 0 {
			return r.Uint32()
		}
		return r.Uint32N(bulkPages + 2)
	}
	done := 0
	for range 2000 {
		to, from, n, op := place(), place(), place(), [...]string{"copy", "fill"}[r.IntN(2)]
		if r.IntN(2) == 0 {
			from, n = to+r.Uint32N(200)-100, r.Uint32N(bulkPages-min(to, bulkPages)+1) // overlapping
		}
		inside := uint64(to)+uint64(n) <= bulkPages
		before := i.used()
		if op == "copy" {
			inside = inside && uint64(from)+uint64(n) <= bulkPages
		}
		err := i.Func(op).Call(context.Background(), []uint64{uint64(to), uint64(from), uint64(n)})
		if trap := new(engine.Trap); inside != (err == nil) || err != nil && (!errors.As(err, &trap) || trap.Kind != engine.TrapMemory) {
			t.Fatalf("%s %d %d %d: %v", op, to, from, n, err)
		}
		if !inside {
			continue
		}
		done++
		if used := i.used() - before; used != int64(4+n/8) {
			t.Errorf("%s of %d bytes: used %d", op, n, used)
		}
		if op == "copy" {
			copy(want[to:to+n], want[from:from+n])
		} else {
			copy(want[to:to+n], bytes.Repeat([]byte{byte(from)}, int(n)))
		}
		if !bytes.Equal(memory, want) {
			t.Fatalf("%s %d %d %d: the memory is wrong", op, to, from, n)
		}
	}
	if done < 500 {
		t.Errorf("only %d operations were in bounds", done)
	}
}

func TestBulkTables(t *testing.T) {
	i := metered(t, bulkModule, 1000, math.MaxInt64, 1<<20)
	do := func(name string, wantTrap bool, args ...uint64) {
		t.Helper()
		err := i.Func(name).Call(context.Background(), args)
		if trap := new(engine.Trap); wantTrap != (err != nil) || wantTrap && (!errors.As(err, &trap) || trap.Kind != engine.TrapTable) {
			t.Errorf("%s %d: %v", name, args, err)
		}
	}
	isSet := func(slot uint64, want bool) {
		t.Helper()
		if null, err := call(i.Func("slot"), []uint64{slot}); err != nil || null == 0 != want {
			t.Errorf("slot %d: null %d, %v", slot, null, err)
		}
	}
	do("set", false, 5, 0)
	do("set", false, 20_000, 0)
	do("tcopy", false, 100, 0, 30_000) // towards the end
	isSet(105, true)
	isSet(20_100, true)
	isSet(20_000, false)
	do("tcopy", false, 95, 100, 30_000) // towards the beginning
	isSet(100, true)
	isSet(20_095, true)
	do("tcopy", true, 0, 20_000, 20_001)
	do("tcopy", true, 20_000, 0, 20_001)
	isSet(20_095, true)
	do("tfill", true, 0, 0, 40_001)
	isSet(100, true)
	do("tfill", false, 101, 0, 39_899)
	isSet(100, true)
	isSet(20_095, false)
	do("tcopy2", false, 0, 0, 40_000)
	do("tcopy2", true, 1, 0, 40_000)
}

func TestBulkCosts(t *testing.T) {
	tests := []struct {
		name string
		args []uint64
		want int64
	}{
		{"init", []uint64{0, 0, 400}, 4 + 50},
		{"fill", []uint64{0, 1, bulkPages}, 4 + bulkPages/8},
		{"copy", []uint64{8, 0, bulkPages - 8}, 4 + bulkPages/8 - 1},
		{"tcopy", []uint64{1, 0, 30_000}, 4 + 30_000},
		{"tfill", []uint64{0, 0, 40_000}, 4 + 40_000},
		{"tgrow", []uint64{1000}, 3 + 1000},
		{"grow", []uint64{2}, 2 + 2*64},
		{"grow", []uint64{1 << 31}, 2 + 64<<31}, // fails
	}
	for _, tt := range tests {
		i := metered(t, bulkModule, 5000, math.MaxInt64, 1<<20)
		stack := append(tt.args, 0)
		if err := i.Func(tt.name).Call(context.Background(), stack); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if i.used() != tt.want {
			t.Errorf("%s %d: used %d, want %d", tt.name, tt.args, i.used(), tt.want)
		}
		if least := int(tt.want / 10_000); i.calls < least && tt.name != "grow" && tt.name != "tgrow" {
			t.Errorf("%s %d: the host was called %d times", tt.name, tt.args, i.calls)
		}
	}
}

// TestLargeSegment checks that a segment that is copied in chunks is copied as
// any other.
func TestLargeSegment(t *testing.T) {
	data := make([]byte, 1<<20+5)
	for i := range data {
		data[i] = byte(i*i>>8 ^ i)
	}
	module := wasm(
		section(1, fn(i32+i32+i32, ""), fn("", "")),
		section(3, []byte{0}, []byte{1}),
		section(5, []byte{0, 17}),
		section(7, join(str("memory"), []byte{2, 0}), join(str("init"), []byte{0, 0}), join(str("drop"), []byte{0, 1})),
		raw(12, u32(1)),
		section(10, code(0x20, 0, 0x20, 1, 0x20, 2, 0xfc, 8, 0, 0), code(0xfc, 9, 0)),
		section(11, join([]byte{1}, sized(data))),
	)
	i := metered(t, module, 10_000, math.MaxInt64, 1<<20)
	memory := i.Memory("memory").Bytes()
	n := uint32(len(data))
	tests := []struct {
		to, from, count uint32
		trap            bool
	}{
		{0, 0, n, false},
		{3, 1, n - 1, false},
		{0, n, 0, false},
		{65536, 1000, 70_000, false},
		{0, 1, n, true},
		{0, 1<<32 - 1, n, true},
		{0, 1<<32 - 65_536, 65_537, true},
		{17<<16 - n + 1, 0, n, true},
		{1<<32 - 1, 0, 65_537, true},
	}
	want := make([]byte, len(memory))
	for _, tt := range tests {
		clear(memory)
		clear(want)
		err := i.Func("init").Call(context.Background(), []uint64{uint64(tt.to), uint64(tt.from), uint64(tt.count)})
		if trap := new(engine.Trap); tt.trap != (err != nil) || tt.trap && (!errors.As(err, &trap) || trap.Kind != engine.TrapMemory) {
			t.Errorf("%+v: %v", tt, err)
		}
		if !tt.trap {
			copy(want[tt.to:], data[tt.from:tt.from+tt.count])
		}
		if !bytes.Equal(memory, want) {
			t.Errorf("%+v: the memory is wrong", tt)
		}
	}
	before := i.calls
	if err := i.Func("init").Call(context.Background(), []uint64{0, 0, uint64(n)}); err != nil || i.calls-before < 10 {
		t.Errorf("the host was called %d times: %v", i.calls-before, err)
	}
	if err := i.Func("drop").Call(context.Background(), nil); err != nil {
		t.Error(err)
	}
	if err := i.Func("init").Call(context.Background(), []uint64{0, 0, uint64(n)}); err == nil {
		t.Error("a dropped segment is copied")
	}
}

// TestFuelStops checks that guests that never end are stopped, and those that
// take all of the stack.
func TestFuelStops(t *testing.T) {
	module := func(body []byte) []byte {
		return wasm(
			section(1, fn("", ""), fn(i32, i32)),
			section(3, []byte{0}, []byte{1}),
			section(4, []byte{0x70, 0, 1}),
			section(7, join(str("f"), []byte{0, 0}), join(str("g"), []byte{0, 1})),
			section(9, []byte{0, 0x41, 0, 0x0b, 1, 0}),
			section(10, body, code(0x20, 0)),
		)
	}
	tests := []struct {
		name string
		body []byte
		want error
	}{
		{"loop", code(0x03, 0x40, 0x0c, 0, 0x0b), errFuel},
		{"loop with br_table", code(0x03, 0x40, 0x41, 0, 0x0e, 1, 0, 0, 0x0b), errFuel},
		{"loop with a parameter", code(0x41, 0, 0x03, 1, 0x0c, 0, 0x0b, 0x1a), errFuel},
		{"tail calls", code(0x12, 0), errFuel},
		{"indirect tail calls", code(0x41, 0, 0x13, 0, 0), errFuel},
		{"recursion", code(0x10, 0), errStack},
		{"indirect recursion", code(0x41, 0, 0x11, 0, 0), errStack},
		{"recursion within a loop", code(0x03, 0x40, 0x10, 0, 0x0c, 0, 0x0b), errStack},
		{"recursion in a branch", code(0x41, 1, 0x04, 0x40, 0x10, 0, 0x0b, 0x10, 0), errStack},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := metered(t, module(tt.body), 1000, 10_000_000, 1<<20)
			if err := i.Func("f").Call(context.Background(), nil); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// TestFuelIsReserved checks that code cannot refer to what metering adds.
func TestFuelIsReserved(t *testing.T) {
	tests := map[string][]byte{
		"global":     code(0x42, 0, 0x24, 0),
		"function":   code(0x10, 1),
		"local":      code(0x42, 0, 0x21, 0),
		"tail call":  code(0x12, 2),
		"type":       code(0x41, 0, 0x11, 1, 0),
		"block type": code(0x03, 1, 0x0b),
	}
	for name, body := range tests {
		module := wasm(section(1, noParams), oneFunc, section(10, body))
		if _, err := rewrite.Module(module, rewrite.Options{Fuel: &rewrite.Fuel{Import: fuelImport, Stack: 1}}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
