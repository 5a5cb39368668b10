package bindgen

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/bindgen/testdata/echo"
	. "github.com/gyro-wasm/gyro/component/bindgen/testdata/echo/values"
	"github.com/gyro-wasm/gyro/component/wit"
)

const valuesName = "test:echo/values@1.0.0"

// instantiate runs the echo guest with def as its import.
func instantiate(t testing.TB, def *component.InterfaceDef) *Values {
	t.Helper()
	ctx := t.Context()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Load(ctx, echoGuest(t, echo.Interface(valuesName)))
	if err != nil {
		t.Fatal(err)
	}
	l := component.NewLinker()
	if err := errors.Join(LinkThings(l, nil), l.Define(def), DefineValues(l)); err != nil {
		t.Fatal(err)
	}
	linked, err := l.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	in, err := linked.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.Background()
		if err := errors.Join(in.Close(ctx), linked.Close(ctx), c.Close(ctx), rt.Close(ctx)); err != nil {
			t.Error(err)
		}
	})
	v, err := NewValues(in)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// dynamicEcho is a host that returns its argument as it is: what the
// generated callers store and load is judged by the Canonical ABI's own
// implementation.
func dynamicEcho() *component.InterfaceDef {
	def := ValuesInterface(nil)
	for i := range def.Funcs {
		f := &def.Funcs[i]
		f.Fn = nil
		f.Dynamic = func(_ context.Context, _ *component.Call, args []component.Value) (component.Value, error) {
			switch f.Name {
			case "nothing":
				return component.Value{}, nil
			case "many", "result-params":
				return wit.RecordValue(args...), nil
			}
			return args[0], nil
		}
	}
	return def
}

func TestCallersAgainstCanonicalABI(t *testing.T) { testEcho(t, dynamicEcho()) }

func TestCallersAgainstAdapters(t *testing.T) {
	testEcho(t, ValuesInterface(func(*component.Call) ValuesHost { return typedEcho{} }))
}

func testEcho(t *testing.T, def *component.InterfaceDef) {
	v := instantiate(t, def)
	const long = "a string long enough, with ☃ and 𝄞 and \x00"
	thing, other := &thing{name: "one"}, &thing{name: "two"}
	some := component.Some[uint8]
	wide := Wide{A: 255, B: 65535, C: math.MaxUint32, D: math.MaxUint64, E: -1, F: -2, G: math.MinInt32, H: math.MinInt64, I: -0.5, J: math.Inf(-1), K: true, L: '𝄞', M: long, N: []byte{0, 1, 255}, O: some(7)}
	shapes := []Shape{NewShapeNone(), NewShapeSmall(200), NewShapeSingle(-1.5), NewShapeWide(1 << 63), NewShapeDouble(math.Pi), NewShapeText(long),
		NewShapePoint(Point{X: -128, Y: -0.25, Label: "x"}), NewShapeList([]uint16{1, 2, 65535})}

	same(t, "bools", v.Bools, true, false)
	same(t, "s8s", v.S8s, -128, 127)
	same(t, "u8s", v.U8s, 0, 255)
	same(t, "s16s", v.S16s, -32768, 32767)
	same(t, "u16s", v.U16s, 65535)
	same(t, "s32s", v.S32s, math.MinInt32, math.MaxInt32)
	same(t, "u32s", v.U32s, math.MaxUint32)
	same(t, "s64s", v.S64s, math.MinInt64, math.MaxInt64)
	same(t, "u64s", v.U64s, math.MaxUint64)
	same(t, "f32s", v.F32s, math.MaxFloat32, float32(math.Inf(1)))
	same(t, "f64s", v.F64s, math.SmallestNonzeroFloat64, math.Inf(-1))
	same(t, "chars", v.Chars, 'a', '☃', '\U0010ffff')
	same(t, "strings", v.Strings, "", "a", long)
	same(t, "octets", v.Octets, []byte{}, []byte(long))
	same(t, "points", v.Points, Point{X: -1, Y: 2.5, Label: long}, Point{})
	same(t, "wides", v.Wides, wide, Wide{N: []byte{}})
	same(t, "shapes", v.Shapes, shapes...)
	same(t, "colors", v.Colors, ColorRed, ColorDarkBlue)
	same(t, "fews", v.Fews, 0, FewA|FewC)
	same(t, "nines", v.Nines, NineF0|NineF8)
	same(t, "fulls", v.Fulls, math.MaxUint32, FullF31)
	same(t, "tuples", v.Tuples, component.Tuple4[uint8, uint64, string, Color]{F0: 1, F1: 2, F2: long, F3: ColorGreen})
	p := component.Some[Point]
	same(t, "lists", v.Lists, [][]component.Option[Point]{}, [][]component.Option[Point]{{}, {p(Point{X: 1, Label: "a"}), {}, p(Point{X: 2})}})
	same(t, "shape-lists", v.ShapeLists, shapes)
	same(t, "octet-lists", v.OctetLists, []component.Tuple2[string, []byte]{{F0: "a", F1: []byte("bc")}, {F0: "", F1: []byte{}}})
	same(t, "small-lists", v.SmallLists, []component.Tuple3[uint8, int16, bool]{{F0: 1, F1: -2, F2: true}, {F0: 3, F1: 4}})
	u := component.Some[component.Option[uint32]]
	same(t, "options", v.Options, component.Option[component.Option[uint32]]{}, u(component.Option[uint32]{}), u(component.Some[uint32](9)))
	same(t, "option-shapes", v.OptionShapes, component.Option[Shape]{}, component.Some(shapes[2]), component.Some(shapes[5]))
	type results = component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]
	same(t, "results", v.Results, results{F0: component.Result[uint8, string]{OK: 8}, F3: component.Result[float64, struct{}]{OK: 1.5}}, results{
		F0: component.Result[uint8, string]{Err: long, IsErr: true}, F1: component.Result[struct{}, struct{}]{IsErr: true},
		F2: component.Result[struct{}, Color]{IsErr: true, Err: ColorDarkBlue}, F3: component.Result[float64, struct{}]{IsErr: true},
	})
	type joined = component.Result[component.Option[float32], uint64]
	first := func(ctx context.Context, x joined) (joined, error) {
		r, err := v.ResultParams(ctx, x)
		return r.F0, err
	}
	same(t, "result-params", first, joined{}, joined{OK: component.Some[float32](0.5)}, joined{IsErr: true, Err: math.MaxUint64})
	same(t, "maps", v.Maps, map[string]int16{}, map[string]int16{"a": -1, "b": 2})
	many := func(ctx context.Context, w Wide) (Wide, error) {
		return v.Many(ctx, w.A, w.B, w.C, w.D, w.E, w.F, w.G, w.H, w.I, w.J, w.K, w.L, w.M, w.N, w.O)
	}
	same(t, "many", many, wide)
	same(t, "things", v.Things, Thing(thing))
	same(t, "option-things", v.OptionThings, component.Option[Thing]{}, component.Some(Thing(other)))
	same(t, "thing-lists", v.ThingLists, []component.Tuple2[Thing, uint8]{{F0: thing, F1: 1}, {F0: other, F1: 2}})
	same(t, "parse", v.Parse, component.Result[uint8, string]{OK: 1}, component.Result[uint8, string]{IsErr: true, Err: long})
	if err := v.Nothing(t.Context()); err != nil {
		t.Errorf("nothing: %v", err)
	}
	testResults(t, v)
}

// testResults checks the functions whose results are Go errors.
func testResults(t *testing.T, v *Values) {
	ctx := t.Context()
	type divided = component.Result[uint32, Failure]
	if r, err := v.Divide(ctx, divided{OK: 7}); r != 7 || err != nil {
		t.Errorf("divide: %d, %v", r, err)
	}
	for _, f := range []Failure{NewFailureUnknown(), NewFailureType("odd")} {
		if r, err := v.Divide(ctx, divided{IsErr: true, Err: f}); r != 0 || err != f {
			t.Errorf("divide: %d, %v, want %v", r, err, f)
		}
	}
	if err := v.Paint(ctx, component.Result[struct{}, Color]{}); err != nil {
		t.Errorf("paint: %v", err)
	}
	if err := v.Paint(ctx, component.Result[struct{}, Color]{IsErr: true, Err: ColorDarkBlue}); err != ColorDarkBlue || err.Error() != "dark-blue" {
		t.Errorf("paint: %v", err)
	}
	type repaired = component.Result[Bytes, Trouble]
	if r, err := v.Repair(ctx, repaired{OK: []byte("ok")}); string(r) != "ok" || err != nil {
		t.Errorf("repair: %q, %v", r, err)
	}
	bad := Trouble{Code: 404, Reason: "gone"}
	if _, err := v.Repair(ctx, repaired{IsErr: true, Err: bad}); err != bad || err.Error() != "trouble {Code:404 Reason:gone}" {
		t.Errorf("repair: %v", err)
	}
	if s, ok, err := v.Sort(ctx, component.Result[string, struct{}]{OK: "a"}); s != "a" || !ok || err != nil {
		t.Errorf("sort: %q, %v, %v", s, ok, err)
	}
	if s, ok, err := v.Sort(ctx, component.Result[string, struct{}]{IsErr: true}); s != "" || ok || err != nil {
		t.Errorf("sort: %q, %v, %v", s, ok, err)
	}
	for _, want := range []bool{true, false} {
		if ok, err := v.Check(ctx, component.Result[struct{}, struct{}]{IsErr: !want}); ok != want || err != nil {
			t.Errorf("check: %v, %v, want %v", ok, err, want)
		}
	}
}

// same calls f with each value and expects it back.
func same[T any](t *testing.T, name string, f func(context.Context, T) (T, error), values ...T) {
	t.Helper()
	for _, want := range values {
		got, err := f(t.Context(), want)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, want)
		}
	}
}

type thing struct{ name string }

func (x *thing) Name(context.Context) (string, error) { return x.name, nil }
func (x *thing) Rename(context.Context, string) error { return nil }
func (x *thing) Next(context.Context) (component.Option[Thing], error) {
	return component.Option[Thing]{}, nil
}
func (x *thing) Drop(context.Context) {}

// TestHostErrors checks what becomes of errors that the host returns.
func TestHostErrors(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{NewFailureType("plain"), "type: plain"},
		{errors.Join(errors.New("wrapped"), NewFailureType("inner")), "type: inner"},
		{errors.New("no failure"), "no failure"},
	} {
		host := failing{err: tt.err}
		v := instantiate(t, ValuesInterface(func(*component.Call) ValuesHost { return host }))
		_, err := v.Divide(t.Context(), component.Result[uint32, Failure]{})
		var failure Failure
		var trap *component.Trap
		isFailure := errors.As(tt.err, &failure)
		if err == nil || !strings.Contains(err.Error(), tt.want) || errors.As(err, &trap) == isFailure {
			t.Errorf("host error %v: got %v", tt.err, err)
		}
	}
}

// failing is a host whose divide fails.
type failing struct {
	typedEcho
	err error
}

func (f failing) Divide(context.Context, component.Result[uint32, Failure]) (uint32, error) {
	return 0, f.err
}

// BenchmarkEcho measures a call of a guest that calls the host, through the
// generated code on both sides.
func BenchmarkEcho(b *testing.B) {
	v := instantiate(b, ValuesInterface(func(*component.Call) ValuesHost { return typedEcho{} }))
	ctx := b.Context()
	b.Run("nothing", func(b *testing.B) {
		bench(b, func() error { return v.Nothing(ctx) })
	})
	b.Run("u64", func(b *testing.B) {
		bench(b, func() error { _, err := v.U64s(ctx, 1); return err })
	})
	b.Run("enum", func(b *testing.B) {
		bench(b, func() error { _, err := v.Colors(ctx, ColorGreen); return err })
	})
	b.Run("result", func(b *testing.B) {
		bench(b, func() error { _, err := v.Divide(ctx, component.Result[uint32, Failure]{OK: 1}); return err })
	})
}

func bench(b *testing.B, call func() error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}
