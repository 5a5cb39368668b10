package bindgen

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	. "github.com/gyro-wasm/gyro/component/bindgen/testdata/echo/values"
)

// typedEcho implements the generated host interface; it returns its arguments.
type typedEcho struct{}

func (typedEcho) Bools(_ context.Context, x bool) (bool, error) {
	return x, nil
}

func (typedEcho) S8s(_ context.Context, x int8) (int8, error) {
	return x, nil
}

func (typedEcho) U8s(_ context.Context, x uint8) (uint8, error) {
	return x, nil
}

func (typedEcho) S16s(_ context.Context, x int16) (int16, error) {
	return x, nil
}

func (typedEcho) U16s(_ context.Context, x uint16) (uint16, error) {
	return x, nil
}

func (typedEcho) S32s(_ context.Context, x int32) (int32, error) {
	return x, nil
}

func (typedEcho) U32s(_ context.Context, x uint32) (uint32, error) {
	return x, nil
}

func (typedEcho) S64s(_ context.Context, x int64) (int64, error) {
	return x, nil
}

func (typedEcho) U64s(_ context.Context, x uint64) (uint64, error) {
	return x, nil
}

func (typedEcho) F32s(_ context.Context, x float32) (float32, error) {
	return x, nil
}

func (typedEcho) F64s(_ context.Context, x float64) (float64, error) {
	return x, nil
}

func (typedEcho) Chars(_ context.Context, x rune) (rune, error) {
	return x, nil
}

func (typedEcho) Strings(_ context.Context, x string) (string, error) {
	return x, nil
}

func (typedEcho) Octets(_ context.Context, x Bytes) (Bytes, error) {
	return x, nil
}

func (typedEcho) Points(_ context.Context, x Point) (Point, error) {
	return x, nil
}

func (typedEcho) Wides(_ context.Context, x Wide) (Wide, error) {
	return x, nil
}

func (typedEcho) Shapes(_ context.Context, x Shape) (Shape, error) {
	return x, nil
}

func (typedEcho) Colors(_ context.Context, x Color) (Color, error) {
	return x, nil
}

func (typedEcho) Fews(_ context.Context, x Few) (Few, error) {
	return x, nil
}

func (typedEcho) Nines(_ context.Context, x Nine) (Nine, error) {
	return x, nil
}

func (typedEcho) Fulls(_ context.Context, x Full) (Full, error) {
	return x, nil
}

func (typedEcho) Tuples(_ context.Context, x component.Tuple4[uint8, uint64, string, Color]) (component.Tuple4[uint8, uint64, string, Color], error) {
	return x, nil
}

func (typedEcho) Lists(_ context.Context, x [][]component.Option[Point]) ([][]component.Option[Point], error) {
	return x, nil
}

func (typedEcho) ShapeLists(_ context.Context, x []Shape) ([]Shape, error) {
	return x, nil
}

func (typedEcho) OctetLists(_ context.Context, x []component.Tuple2[string, Bytes]) ([]component.Tuple2[string, Bytes], error) {
	return x, nil
}

func (typedEcho) SmallLists(_ context.Context, x []component.Tuple3[uint8, int16, bool]) ([]component.Tuple3[uint8, int16, bool], error) {
	return x, nil
}

func (typedEcho) Options(_ context.Context, x component.Option[component.Option[uint32]]) (component.Option[component.Option[uint32]], error) {
	return x, nil
}

func (typedEcho) OptionShapes(_ context.Context, x component.Option[Shape]) (component.Option[Shape], error) {
	return x, nil
}

func (typedEcho) Results(_ context.Context, x component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]) (component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]], error) {
	return x, nil
}

func (typedEcho) ResultParams(_ context.Context, x component.Result[component.Option[float32], uint64]) (component.Tuple1[component.Result[component.Option[float32], uint64]], error) {
	return component.Tuple1[component.Result[component.Option[float32], uint64]]{F0: x}, nil
}

func (typedEcho) Maps(_ context.Context, x map[string]int16) (map[string]int16, error) {
	return x, nil
}

func (typedEcho) Many(_ context.Context, a uint8, b uint16, c_ uint32, d uint64, e_ int8, f int16, g int32, h int64, i float32, j float64, k bool, l rune, m string, n Bytes, o component.Option[uint8]) (Wide, error) {
	return Wide{A: a, B: b, C: c_, D: d, E: e_, F: f, G: g, H: h, I: i, J: j, K: k, L: l, M: m, N: n, O: o}, nil
}

func (typedEcho) Things(_ context.Context, x Thing) (Thing, error) {
	return x, nil
}

func (typedEcho) OptionThings(_ context.Context, x component.Option[Thing]) (component.Option[Thing], error) {
	return x, nil
}

func (typedEcho) ThingLists(_ context.Context, x []component.Tuple2[Thing, uint8]) ([]component.Tuple2[Thing, uint8], error) {
	return x, nil
}

func (typedEcho) Divide(_ context.Context, x component.Result[uint32, Failure]) (uint32, error) {
	if x.IsErr {
		return 0, x.Err
	}
	return x.OK, nil
}

func (typedEcho) Paint(_ context.Context, x component.Result[struct{}, Color]) error {
	if x.IsErr {
		return x.Err
	}
	return nil
}

func (typedEcho) Repair(_ context.Context, x component.Result[Bytes, Trouble]) (Bytes, error) {
	if x.IsErr {
		return nil, x.Err
	}
	return x.OK, nil
}

func (typedEcho) Sort(_ context.Context, x component.Result[string, struct{}]) (v string, ok bool, err error) {
	return x.OK, !x.IsErr, nil
}

func (typedEcho) Check(_ context.Context, x component.Result[struct{}, struct{}]) (ok bool, err error) {
	return !x.IsErr, nil
}

func (typedEcho) Parse(_ context.Context, x component.Result[uint8, string]) (component.Result[uint8, string], error) {
	return x, nil
}

func (typedEcho) Nothing(_ context.Context) error {
	return nil
}
