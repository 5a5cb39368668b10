package bindgen

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/bindgen/testdata/echo"
	. "github.com/gyro-wasm/gyro/component/bindgen/testdata/echo/values"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/tests/forward"
)

const thingsName = "test:echo/things@1.0.0"

// A counted is a thing that counts how often it is dropped.
type counted struct {
	*thing
	drops *int
}

func (c counted) Drop(context.Context) { *c.drops++ }

// counting is a host that makes such things, and keeps what it is given.
type counting struct {
	typedEcho
	drops []*int
	given int
}

func (h *counting) NewThing(context.Context, string) (Thing, error) {
	h.drops = append(h.drops, new(int))
	return counted{drops: h.drops[len(h.drops)-1]}, nil
}
func (h *counting) ThingJoin(context.Context, Thing, Thing) (Thing, error) { return nil, errRefused }
func (h *counting) First(context.Context, []Thing) (string, bool, error) {
	return "", false, errRefused
}

func (h *counting) ThingLists(_ context.Context, things []component.Tuple2[Thing, uint8]) ([]component.Tuple2[Thing, uint8], error) {
	h.given += len(things)
	return nil, errRefused
}

func (h *counting) Maps(context.Context, map[string]int16) (map[string]int16, error) {
	return nil, errRefused
}

func (h *counting) OctetLists(context.Context, []component.Tuple2[string, Bytes]) ([]component.Tuple2[string, Bytes], error) {
	return nil, errRefused
}

var errRefused = errors.New("refused")

// hostile returns a guest that calls h with whatever a test says.
func hostile(t *testing.T, h *counting) *forward.Guest {
	t.Helper()
	ctx := t.Context()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		t.Fatal(err)
	}
	l := component.NewLinker()
	things := func(*component.Call) ThingsHost { return h }
	values := func(*component.Call) ValuesHost { return h }
	if err := errors.Join(LinkThings(l, things), LinkValues(l, values)); err != nil {
		t.Fatal(err)
	}
	called := *echo.Interface(valuesName)
	called.Funcs = slices.DeleteFunc(slices.Clone(called.Funcs), func(f *wit.Func) bool {
		return !slices.Contains([]string{"thing-lists", "maps", "octet-lists"}, f.Name)
	})
	linked, err := forward.Link(ctx, rt, l, echo.Interface(thingsName), &called)
	if err != nil {
		t.Fatal(err)
	}
	in, err := linked.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(linked.Close(context.Background()), rt.Close(context.Background())); err != nil {
			t.Error(err)
		}
	})
	return forward.New(in)
}

// TestOwnBeforeTrap gives things to a host function whose later arguments
// trap: all that it did not get are dropped with the instance, and no other.
func TestOwnBeforeTrap(t *testing.T) {
	tests := []struct {
		name    string
		handles []uint32 // given; 1 and 2 are things
		given   int
	}{
		{"wild second", []uint32{1, 9}, 0},
		{"wild third", []uint32{2, 1, 0}, 0},
		{"the same twice", []uint32{1, 1}, 0},
		{"all good, and the host traps", []uint32{2, 1}, 2},
		{"one is kept", []uint32{2}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := &counting{}
			g := hostile(t, h)
			for range 2 {
				if _, err := g.Call(t.Context(), thingsName, "[constructor]thing", wit.StringValue("x")); err != nil {
					t.Fatal(err)
				}
			}
			var list []component.Value
			for _, n := range tt.handles {
				list = append(list, wit.RecordValue(wit.U32Value(n), wit.U8Value(0)))
			}
			var trap *component.Trap
			if _, err := g.Call(t.Context(), valuesName, "thing-lists", wit.ListValue(list...)); !errors.As(err, &trap) || trap.Kind == component.TrapInternal {
				t.Fatalf("%v, want a trap", err)
			}
			if err := g.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			dropped := 0
			for i, n := range h.drops {
				dropped += *n
				if *n > 1 {
					t.Errorf("thing %d was dropped %d times", i, *n)
				}
			}
			if h.given != tt.given || dropped != 2-tt.given {
				t.Errorf("%d given and %d dropped, want %d and %d", h.given, dropped, tt.given, 2-tt.given)
			}
		})
	}
}

// TestBadResultArea passes a wild pointer for a result: what the host would
// have made is not lost, nor what it was to get.
func TestBadResultArea(t *testing.T) {
	h := &counting{}
	g := hostile(t, h)
	for range 2 {
		if _, err := g.Call(t.Context(), thingsName, "[constructor]thing", wit.StringValue("x")); err != nil {
			t.Fatal(err)
		}
	}
	params := func(c *component.Call, stack []uint64) {
		list := c.Alloc(8, 4)
		c.Memory().PutU32(list, 1)
		stack[0], stack[1] = uint64(list), 1
		c.Memory().PutU32(forward.CellResult, 1<<31)
	}
	var trap *component.Trap
	if err := g.Export(valuesName, "thing-lists").CallStack(t.Context(), params, nil); !errors.As(err, &trap) || trap.Kind != "out-of-bounds" {
		t.Fatalf("%v, want a trap", err)
	}
	if err := g.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h.given != 0 || *h.drops[0] != 1 || *h.drops[1] != 1 {
		t.Errorf("%d given, things dropped %d and %d times; want none and once each", h.given, *h.drops[0], *h.drops[1])
	}
}

// TestAmplifiedLists lifts lists that are small in the guest, or that are many
// views of the same bytes, and large in the host.
func TestAmplifiedLists(t *testing.T) {
	const limit = "limit"
	tests := []struct {
		name, fn string
		elems    uint32 // of 12 or 16 bytes
		size     uint32
		bytes    uint32 // that the list<u8> in each has
		kind     component.TrapKind
	}{
		{"map", "maps", 10_000_000, 12, 0, limit},
		{"small map", "maps", 10, 12, 0, component.TrapHost},
		{"views", "octet-lists", 100, 16, 8 << 20, limit},
		{"few views", "octet-lists", 10, 16, 8 << 20, component.TrapHost},
		{"elements", "octet-lists", 10_000_000, 16, 0, limit},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := hostile(t, &counting{})
			defer func() {
				if err := g.Close(context.Background()); err != nil {
					t.Error(err)
				}
			}()
			params := func(c *component.Call, stack []uint64) {
				bytes := c.Alloc(tt.bytes, 1)
				list := c.Alloc(tt.elems*tt.size, 4)
				for i := range tt.elems {
					if tt.bytes > 0 {
						c.Memory().PutU32(list+i*tt.size+8, bytes)
						c.Memory().PutU32(list+i*tt.size+12, tt.bytes)
					}
				}
				stack[0], stack[1] = uint64(list), uint64(tt.elems)
			}
			var trap *component.Trap
			err := g.Export(valuesName, tt.fn).CallStack(t.Context(), params, nil)
			if !errors.As(err, &trap) || trap.Kind != tt.kind {
				t.Errorf("%v, want trap %s", err, tt.kind)
			}
		})
	}
}
