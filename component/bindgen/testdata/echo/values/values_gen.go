// Code generated from test:echo@1.0.0 by component/bindgen. DO NOT EDIT.

package values

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	witfiles "github.com/gyro-wasm/gyro/component/bindgen/testdata/echo"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Point is the record point of test:echo/values@1.0.0.
type Point struct {
	X     int8
	Y     float64
	Label string
}

// Wide is the record wide of test:echo/values@1.0.0.
type Wide struct {
	A uint8
	B uint16
	C uint32
	D uint64
	E int8
	F int16
	G int32
	H int64
	I float32
	J float64
	K bool
	L rune
	M string
	N []byte
	O component.Option[uint8]
}

// Shape is the variant shape of test:echo/values@1.0.0. Value is what its case carries, see the constructors.
type Shape struct {
	Tag   ShapeTag
	Value any
}

// ShapeTag tells the case of a [Shape].
type ShapeTag uint8

// The values of ShapeTag.
const (
	ShapeTagNone ShapeTag = iota
	ShapeTagSmall
	ShapeTagSingle
	ShapeTagWide
	ShapeTagDouble
	ShapeTagText
	ShapeTagPoint
	ShapeTagList
)

var namesShapeTag = [...]string{"none", "small", "single", "wide", "double", "text", "point", "list"}

// String returns the name that the value has in WIT.
func (e ShapeTag) String() string {
	if int(e) < len(namesShapeTag) {
		return namesShapeTag[e]
	}
	return "ShapeTag(" + strconv.Itoa(int(e)) + ")"
}

// NewShapeNone returns the case none.
func NewShapeNone() Shape { return Shape{Tag: ShapeTagNone} }

// NewShapeSmall returns the case small.
func NewShapeSmall(v uint8) Shape { return Shape{Tag: ShapeTagSmall, Value: v} }

// AsSmall returns what the case small carries; ok is false for other cases.
func (v Shape) AsSmall() (value uint8, ok bool) {
	if v.Tag != ShapeTagSmall {
		return value, false
	}
	value, ok = v.Value.(uint8)
	return value, ok
}

// NewShapeSingle returns the case single.
func NewShapeSingle(v float32) Shape { return Shape{Tag: ShapeTagSingle, Value: v} }

// AsSingle returns what the case single carries; ok is false for other cases.
func (v Shape) AsSingle() (value float32, ok bool) {
	if v.Tag != ShapeTagSingle {
		return value, false
	}
	value, ok = v.Value.(float32)
	return value, ok
}

// NewShapeWide returns the case wide.
func NewShapeWide(v uint64) Shape { return Shape{Tag: ShapeTagWide, Value: v} }

// AsWide returns what the case wide carries; ok is false for other cases.
func (v Shape) AsWide() (value uint64, ok bool) {
	if v.Tag != ShapeTagWide {
		return value, false
	}
	value, ok = v.Value.(uint64)
	return value, ok
}

// NewShapeDouble returns the case double.
func NewShapeDouble(v float64) Shape { return Shape{Tag: ShapeTagDouble, Value: v} }

// AsDouble returns what the case double carries; ok is false for other cases.
func (v Shape) AsDouble() (value float64, ok bool) {
	if v.Tag != ShapeTagDouble {
		return value, false
	}
	value, ok = v.Value.(float64)
	return value, ok
}

// NewShapeText returns the case text.
func NewShapeText(v string) Shape { return Shape{Tag: ShapeTagText, Value: v} }

// AsText returns what the case text carries; ok is false for other cases.
func (v Shape) AsText() (value string, ok bool) {
	if v.Tag != ShapeTagText {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// NewShapePoint returns the case point.
func NewShapePoint(v Point) Shape { return Shape{Tag: ShapeTagPoint, Value: v} }

// AsPoint returns what the case point carries; ok is false for other cases.
func (v Shape) AsPoint() (value Point, ok bool) {
	if v.Tag != ShapeTagPoint {
		return value, false
	}
	value, ok = v.Value.(Point)
	return value, ok
}

// NewShapeList returns the case list.
func NewShapeList(v []uint16) Shape { return Shape{Tag: ShapeTagList, Value: v} }

// AsList returns what the case list carries; ok is false for other cases.
func (v Shape) AsList() (value []uint16, ok bool) {
	if v.Tag != ShapeTagList {
		return value, false
	}
	value, ok = v.Value.([]uint16)
	return value, ok
}

// String returns the case and what it carries.
func (v Shape) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// Color is the enum color of test:echo/values@1.0.0.
type Color uint8

// The values of Color.
const (
	ColorRed Color = iota
	ColorGreen
	ColorDarkBlue
)

var namesColor = [...]string{"red", "green", "dark-blue"}

// String returns the name that the value has in WIT.
func (e Color) String() string {
	if int(e) < len(namesColor) {
		return namesColor[e]
	}
	return "Color(" + strconv.Itoa(int(e)) + ")"
}

// Error implements error.
func (e Color) Error() string { return e.String() }

// Few are the flags few of test:echo/values@1.0.0.
type Few uint8

// The values of Few.
const (
	FewA Few = 1 << iota
	FewB
	FewC
)

// Nine are the flags nine of test:echo/values@1.0.0.
type Nine uint16

// The values of Nine.
const (
	NineF0 Nine = 1 << iota
	NineF1
	NineF2
	NineF3
	NineF4
	NineF5
	NineF6
	NineF7
	NineF8
)

// Full are the flags full of test:echo/values@1.0.0.
type Full uint32

// The values of Full.
const (
	FullF0 Full = 1 << iota
	FullF1
	FullF2
	FullF3
	FullF4
	FullF5
	FullF6
	FullF7
	FullF8
	FullF9
	FullF10
	FullF11
	FullF12
	FullF13
	FullF14
	FullF15
	FullF16
	FullF17
	FullF18
	FullF19
	FullF20
	FullF21
	FullF22
	FullF23
	FullF24
	FullF25
	FullF26
	FullF27
	FullF28
	FullF29
	FullF30
	FullF31
)

// Trouble is the record trouble of test:echo/values@1.0.0.
type Trouble struct {
	Code   uint16
	Reason string
}

// Error implements error.
func (e Trouble) Error() string {
	return "trouble " + fmt.Sprintf("%+v", struct {
		Code   uint16
		Reason string
	}(e))
}

// Bytes is the type bytes of test:echo/values@1.0.0.
type Bytes = []byte

// ValuesHost are the functions of test:echo/values@1.0.0.
type ValuesHost interface {
	Bools(ctx context.Context, x bool) (bool, error)
	S8s(ctx context.Context, x int8) (int8, error)
	U8s(ctx context.Context, x uint8) (uint8, error)
	S16s(ctx context.Context, x int16) (int16, error)
	U16s(ctx context.Context, x uint16) (uint16, error)
	S32s(ctx context.Context, x int32) (int32, error)
	U32s(ctx context.Context, x uint32) (uint32, error)
	S64s(ctx context.Context, x int64) (int64, error)
	U64s(ctx context.Context, x uint64) (uint64, error)
	F32s(ctx context.Context, x float32) (float32, error)
	F64s(ctx context.Context, x float64) (float64, error)
	Chars(ctx context.Context, x rune) (rune, error)
	Strings(ctx context.Context, x string) (string, error)
	Octets(ctx context.Context, x Bytes) (Bytes, error)
	Points(ctx context.Context, x Point) (Point, error)
	Wides(ctx context.Context, x Wide) (Wide, error)
	Shapes(ctx context.Context, x Shape) (Shape, error)
	Colors(ctx context.Context, x Color) (Color, error)
	Fews(ctx context.Context, x Few) (Few, error)
	Nines(ctx context.Context, x Nine) (Nine, error)
	Fulls(ctx context.Context, x Full) (Full, error)
	Tuples(ctx context.Context, x component.Tuple4[uint8, uint64, string, Color]) (component.Tuple4[uint8, uint64, string, Color], error)
	Lists(ctx context.Context, x [][]component.Option[Point]) ([][]component.Option[Point], error)
	ShapeLists(ctx context.Context, x []Shape) ([]Shape, error)
	OctetLists(ctx context.Context, x []component.Tuple2[string, Bytes]) ([]component.Tuple2[string, Bytes], error)
	SmallLists(ctx context.Context, x []component.Tuple3[uint8, int16, bool]) ([]component.Tuple3[uint8, int16, bool], error)
	Options(ctx context.Context, x component.Option[component.Option[uint32]]) (component.Option[component.Option[uint32]], error)
	OptionShapes(ctx context.Context, x component.Option[Shape]) (component.Option[Shape], error)
	Results(ctx context.Context, x component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]) (component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]], error)
	ResultParams(ctx context.Context, x component.Result[component.Option[float32], uint64]) (component.Tuple1[component.Result[component.Option[float32], uint64]], error)
	Maps(ctx context.Context, x map[string]int16) (map[string]int16, error)
	Many(ctx context.Context, a uint8, b uint16, c_ uint32, d uint64, e_ int8, f int16, g int32, h int64, i float32, j float64, k bool, l rune, m string, n Bytes, o component.Option[uint8]) (Wide, error)
	Things(ctx context.Context, x Thing) (Thing, error)
	OptionThings(ctx context.Context, x component.Option[Thing]) (component.Option[Thing], error)
	ThingLists(ctx context.Context, x []component.Tuple2[Thing, uint8]) ([]component.Tuple2[Thing, uint8], error)
	Divide(ctx context.Context, x component.Result[uint32, Failure]) (uint32, error)
	Paint(ctx context.Context, x component.Result[struct{}, Color]) error
	Repair(ctx context.Context, x component.Result[Bytes, Trouble]) (Bytes, error)
	Sort(ctx context.Context, x component.Result[string, struct{}]) (v string, ok bool, err error)
	Check(ctx context.Context, x component.Result[struct{}, struct{}]) (ok bool, err error)
	Parse(ctx context.Context, x component.Result[uint8, string]) (component.Result[uint8, string], error)
	Nothing(ctx context.Context) error
}

// LinkValues adds test:echo/values@1.0.0 to a linker. host finds the implementation for a call.
func LinkValues(l *component.Linker, host func(*component.Call) ValuesHost) error {
	return l.Define(ValuesInterface(host))
}

// ValuesInterface returns test:echo/values@1.0.0 as host functions. host finds the implementation for a call.
func ValuesInterface(host func(*component.Call) ValuesHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "test:echo/values@1.0.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("test:echo/values@1.0.0") },
		Resources: []component.ResourceDef{
			{Name: "thing", Type: ThingResource},
		},
		Funcs: []component.FuncDef{
			{Name: "bools", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostBools(ctx, c, host(c), stack)
			}},
			{Name: "s8s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostS8s(ctx, c, host(c), stack)
			}},
			{Name: "u8s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostU8s(ctx, c, host(c), stack)
			}},
			{Name: "s16s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostS16s(ctx, c, host(c), stack)
			}},
			{Name: "u16s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostU16s(ctx, c, host(c), stack)
			}},
			{Name: "s32s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostS32s(ctx, c, host(c), stack)
			}},
			{Name: "u32s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostU32s(ctx, c, host(c), stack)
			}},
			{Name: "s64s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostS64s(ctx, c, host(c), stack)
			}},
			{Name: "u64s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostU64s(ctx, c, host(c), stack)
			}},
			{Name: "f32s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostF32s(ctx, c, host(c), stack)
			}},
			{Name: "f64s", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostF64s(ctx, c, host(c), stack)
			}},
			{Name: "chars", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostChars(ctx, c, host(c), stack)
			}},
			{Name: "strings", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostStrings(ctx, c, host(c), stack)
			}},
			{Name: "octets", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostOctets(ctx, c, host(c), stack)
			}},
			{Name: "points", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostPoints(ctx, c, host(c), stack)
			}},
			{Name: "wides", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostWides(ctx, c, host(c), stack)
			}},
			{Name: "shapes", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostShapes(ctx, c, host(c), stack)
			}},
			{Name: "colors", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostColors(ctx, c, host(c), stack)
			}},
			{Name: "fews", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostFews(ctx, c, host(c), stack)
			}},
			{Name: "nines", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostNines(ctx, c, host(c), stack)
			}},
			{Name: "fulls", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostFulls(ctx, c, host(c), stack)
			}},
			{Name: "tuples", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostTuples(ctx, c, host(c), stack)
			}},
			{Name: "lists", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostLists(ctx, c, host(c), stack)
			}},
			{Name: "shape-lists", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostShapeLists(ctx, c, host(c), stack)
			}},
			{Name: "octet-lists", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostOctetLists(ctx, c, host(c), stack)
			}},
			{Name: "small-lists", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostSmallLists(ctx, c, host(c), stack)
			}},
			{Name: "options", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostOptions(ctx, c, host(c), stack)
			}},
			{Name: "option-shapes", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostOptionShapes(ctx, c, host(c), stack)
			}},
			{Name: "results", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostResults(ctx, c, host(c), stack)
			}},
			{Name: "result-params", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostResultParams(ctx, c, host(c), stack)
			}},
			{Name: "maps", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostMaps(ctx, c, host(c), stack)
			}},
			{Name: "many", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostMany(ctx, c, host(c), stack)
			}},
			{Name: "things", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostThings(ctx, c, host(c), stack)
			}},
			{Name: "option-things", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostOptionThings(ctx, c, host(c), stack)
			}},
			{Name: "thing-lists", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostThingLists(ctx, c, host(c), stack)
			}},
			{Name: "divide", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostDivide(ctx, c, host(c), stack)
			}},
			{Name: "paint", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostPaint(ctx, c, host(c), stack)
			}},
			{Name: "repair", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostRepair(ctx, c, host(c), stack)
			}},
			{Name: "sort", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostSort(ctx, c, host(c), stack)
			}},
			{Name: "check", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostCheck(ctx, c, host(c), stack)
			}},
			{Name: "parse", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostParse(ctx, c, host(c), stack)
			}},
			{Name: "nothing", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				valuesHostNothing(ctx, c, host(c), stack)
			}},
		},
	}
}

func valuesHostBools(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := uint32(stack[0]) != 0
	v, err := host.Bools(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(bit(v))
}

func valuesHostS8s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := int8(stack[0])
	v, err := host.S8s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(uint32(v))
}

func valuesHostU8s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := uint8(stack[0])
	v, err := host.U8s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostS16s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := int16(stack[0])
	v, err := host.S16s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(uint32(v))
}

func valuesHostU16s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := uint16(stack[0])
	v, err := host.U16s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostS32s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := int32(stack[0])
	v, err := host.S32s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(uint32(v))
}

func valuesHostU32s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := uint32(stack[0])
	v, err := host.U32s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostS64s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := int64(stack[0])
	v, err := host.S64s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostU64s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := stack[0]
	v, err := host.U64s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = v
}

func valuesHostF32s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := math.Float32frombits(uint32(stack[0]))
	v, err := host.F32s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(math.Float32bits(v))
}

func valuesHostF64s(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := math.Float64frombits(stack[0])
	v, err := host.F64s(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = math.Float64bits(v)
}

func valuesHostChars(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := c.LoadChar(stack[0])
	v, err := host.Chars(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(uint32(v))
}

func valuesHostStrings(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := c.LoadString(uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.Strings(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeString(c, ret, v)
}

func valuesHostOctets(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := c.LoadBytes(uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.Octets(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeBytes(c, ret, v)
}

func valuesHostPoints(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftPoint(c, stack)
	ret := uint32(stack[4])
	c.Check(ret, 24, 8)
	v, err := host.Points(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storePoint(c, ret, v)
}

func valuesHostWides(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	p := uint32(stack[0])
	c.Check(p, 80, 8)
	x := loadWide(c, p)
	ret := uint32(stack[1])
	c.Check(ret, 80, 8)
	v, err := host.Wides(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeWide(c, ret, v)
}

func valuesHostShapes(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftShape(c, stack)
	ret := uint32(stack[5])
	c.Check(ret, 32, 8)
	v, err := host.Shapes(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeShape(c, ret, v)
}

func valuesHostColors(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := Color(discriminant(c, uint32(stack[0]), 3))
	v, err := host.Colors(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostFews(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := Few(stack[0]) & 0x7
	v, err := host.Fews(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostNines(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := Nine(stack[0]) & 0x1ff
	v, err := host.Nines(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostFulls(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := Full(stack[0])
	v, err := host.Fulls(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(v)
}

func valuesHostTuples(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftTuple4U8U64StringColor(c, stack)
	ret := uint32(stack[5])
	c.Check(ret, 32, 8)
	v, err := host.Tuples(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeTuple4U8U64StringColor(c, ret, v)
}

func valuesHostLists(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := loadListListOptionPoint(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.Lists(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeListListOptionPoint(c, ret, v)
}

func valuesHostShapeLists(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := loadListShape(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.ShapeLists(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeListShape(c, ret, v)
}

func valuesHostOctetLists(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := loadListTuple2StringBytes(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.OctetLists(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeListTuple2StringBytes(c, ret, v)
}

func valuesHostSmallLists(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := loadListTuple3U8S16Bool(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.SmallLists(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeListTuple3U8S16Bool(c, ret, v)
}

func valuesHostOptions(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftOptionOptionU32(c, stack)
	ret := uint32(stack[3])
	c.Check(ret, 12, 4)
	v, err := host.Options(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeOptionOptionU32(c, ret, v)
}

func valuesHostOptionShapes(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftOptionShape(c, stack)
	ret := uint32(stack[6])
	c.Check(ret, 40, 8)
	v, err := host.OptionShapes(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeOptionShape(c, ret, v)
}

func valuesHostResults(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c, stack)
	ret := uint32(stack[8])
	c.Check(ret, 32, 8)
	v, err := host.Results(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c, ret, v)
}

func valuesHostResultParams(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftResultOptionF32U64(c, stack)
	ret := uint32(stack[3])
	c.Check(ret, 16, 8)
	v, err := host.ResultParams(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeTuple1ResultOptionF32U64(c, ret, v)
}

func valuesHostMaps(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := loadMapStringS16(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.Maps(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeMapStringS16(c, ret, v)
}

func valuesHostMany(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	p := uint32(stack[0])
	c.Check(p, 80, 8)
	a := c.Memory().U8(p)
	b := c.Memory().U16(p + 2)
	c_ := c.Memory().U32(p + 4)
	d := c.Memory().U64(p + 8)
	e_ := int8(c.Memory().U8(p + 16))
	f := int16(c.Memory().U16(p + 18))
	g := int32(c.Memory().U32(p + 20))
	h := int64(c.Memory().U64(p + 24))
	i := math.Float32frombits(c.Memory().U32(p + 32))
	j := math.Float64frombits(c.Memory().U64(p + 40))
	k := c.Memory().U8(p+48) != 0
	l := c.LoadChar(uint64(c.Memory().U32(p + 52)))
	m := loadString(c, p+56)
	n := loadBytes(c, p+64)
	o := loadOptionU8(c, p+72)
	ret := uint32(stack[1])
	c.Check(ret, 80, 8)
	v, err := host.Many(ctx, a, b, c_, d, e_, f, g, h, i, j, k, l, m, n, o)
	if err != nil {
		c.Trap(err)
	}
	storeWide(c, ret, v)
}

func valuesHostThings(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := c.Own(uint32(stack[0]), ThingResource).(Thing)
	c.Accept()
	v, err := host.Things(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(ThingResource, v))
}

func valuesHostOptionThings(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftOptionOwnThing(c, stack)
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	c.Accept()
	v, err := host.OptionThings(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeOptionOwnThing(c, ret, v)
}

func valuesHostThingLists(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := loadListTuple2OwnThingU8(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	c.Accept()
	v, err := host.ThingLists(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeListTuple2OwnThingU8(c, ret, v)
}

func valuesHostDivide(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftResultU32Failure(c, stack)
	ret := uint32(stack[4])
	c.Check(ret, 16, 4)
	v, err := host.Divide(ctx, x)
	storeResultU32Failure(c, ret, resultOf[uint32, Failure](c, v, err))
}

func valuesHostPaint(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftResultUnitColor(c, stack)
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := host.Paint(ctx, x)
	storeResultUnitColor(c, ret, resultOf[struct{}, Color](c, struct{}{}, err))
}

func valuesHostRepair(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftResultBytesTrouble(c, stack)
	ret := uint32(stack[4])
	c.Check(ret, 16, 4)
	v, err := host.Repair(ctx, x)
	storeResultBytesTrouble(c, ret, resultOf[Bytes, Trouble](c, v, err))
}

func valuesHostSort(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftResultStringUnit(c, stack)
	ret := uint32(stack[3])
	c.Check(ret, 12, 4)
	v, ok, err := host.Sort(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeResultStringUnit(c, ret, component.Result[string, struct{}]{OK: v, IsErr: !ok})
}

func valuesHostCheck(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftResultUnitUnit(c, stack)
	ok, err := host.Check(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	lowerResultUnitUnit(c, stack, component.Result[struct{}, struct{}]{IsErr: !ok})
}

func valuesHostParse(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	x := liftResultU8String(c, stack)
	ret := uint32(stack[3])
	c.Check(ret, 12, 4)
	v, err := host.Parse(ctx, x)
	if err != nil {
		c.Trap(err)
	}
	storeResultU8String(c, ret, v)
}

func valuesHostNothing(ctx context.Context, c *component.Call, host ValuesHost, stack []uint64) {
	err := host.Nothing(ctx)
	if err != nil {
		c.Trap(err)
	}
}

// Values calls the functions of test:echo/values@1.0.0 that a guest exports. It is used as the
// instance is, by one goroutine at a time.
type Values struct {
	fnBools        *component.Func
	fnS8s          *component.Func
	fnU8s          *component.Func
	fnS16s         *component.Func
	fnU16s         *component.Func
	fnS32s         *component.Func
	fnU32s         *component.Func
	fnS64s         *component.Func
	fnU64s         *component.Func
	fnF32s         *component.Func
	fnF64s         *component.Func
	fnChars        *component.Func
	fnStrings      *component.Func
	fnOctets       *component.Func
	fnPoints       *component.Func
	fnWides        *component.Func
	fnShapes       *component.Func
	fnColors       *component.Func
	fnFews         *component.Func
	fnNines        *component.Func
	fnFulls        *component.Func
	fnTuples       *component.Func
	fnLists        *component.Func
	fnShapeLists   *component.Func
	fnOctetLists   *component.Func
	fnSmallLists   *component.Func
	fnOptions      *component.Func
	fnOptionShapes *component.Func
	fnResults      *component.Func
	fnResultParams *component.Func
	fnMaps         *component.Func
	fnMany         *component.Func
	fnThings       *component.Func
	fnOptionThings *component.Func
	fnThingLists   *component.Func
	fnDivide       *component.Func
	fnPaint        *component.Func
	fnRepair       *component.Func
	fnSort         *component.Func
	fnCheck        *component.Func
	fnParse        *component.Func
	fnNothing      *component.Func
}

// NewValues finds the functions; it fails if the instance lacks one.
func NewValues(in *component.Instance) (*Values, error) {
	e := &Values{}
	var err error
	if e.fnBools, err = in.Func("test:echo/values@1.0.0", "bools"); err != nil {
		return nil, err
	}
	if e.fnS8s, err = in.Func("test:echo/values@1.0.0", "s8s"); err != nil {
		return nil, err
	}
	if e.fnU8s, err = in.Func("test:echo/values@1.0.0", "u8s"); err != nil {
		return nil, err
	}
	if e.fnS16s, err = in.Func("test:echo/values@1.0.0", "s16s"); err != nil {
		return nil, err
	}
	if e.fnU16s, err = in.Func("test:echo/values@1.0.0", "u16s"); err != nil {
		return nil, err
	}
	if e.fnS32s, err = in.Func("test:echo/values@1.0.0", "s32s"); err != nil {
		return nil, err
	}
	if e.fnU32s, err = in.Func("test:echo/values@1.0.0", "u32s"); err != nil {
		return nil, err
	}
	if e.fnS64s, err = in.Func("test:echo/values@1.0.0", "s64s"); err != nil {
		return nil, err
	}
	if e.fnU64s, err = in.Func("test:echo/values@1.0.0", "u64s"); err != nil {
		return nil, err
	}
	if e.fnF32s, err = in.Func("test:echo/values@1.0.0", "f32s"); err != nil {
		return nil, err
	}
	if e.fnF64s, err = in.Func("test:echo/values@1.0.0", "f64s"); err != nil {
		return nil, err
	}
	if e.fnChars, err = in.Func("test:echo/values@1.0.0", "chars"); err != nil {
		return nil, err
	}
	if e.fnStrings, err = in.Func("test:echo/values@1.0.0", "strings"); err != nil {
		return nil, err
	}
	if e.fnOctets, err = in.Func("test:echo/values@1.0.0", "octets"); err != nil {
		return nil, err
	}
	if e.fnPoints, err = in.Func("test:echo/values@1.0.0", "points"); err != nil {
		return nil, err
	}
	if e.fnWides, err = in.Func("test:echo/values@1.0.0", "wides"); err != nil {
		return nil, err
	}
	if e.fnShapes, err = in.Func("test:echo/values@1.0.0", "shapes"); err != nil {
		return nil, err
	}
	if e.fnColors, err = in.Func("test:echo/values@1.0.0", "colors"); err != nil {
		return nil, err
	}
	if e.fnFews, err = in.Func("test:echo/values@1.0.0", "fews"); err != nil {
		return nil, err
	}
	if e.fnNines, err = in.Func("test:echo/values@1.0.0", "nines"); err != nil {
		return nil, err
	}
	if e.fnFulls, err = in.Func("test:echo/values@1.0.0", "fulls"); err != nil {
		return nil, err
	}
	if e.fnTuples, err = in.Func("test:echo/values@1.0.0", "tuples"); err != nil {
		return nil, err
	}
	if e.fnLists, err = in.Func("test:echo/values@1.0.0", "lists"); err != nil {
		return nil, err
	}
	if e.fnShapeLists, err = in.Func("test:echo/values@1.0.0", "shape-lists"); err != nil {
		return nil, err
	}
	if e.fnOctetLists, err = in.Func("test:echo/values@1.0.0", "octet-lists"); err != nil {
		return nil, err
	}
	if e.fnSmallLists, err = in.Func("test:echo/values@1.0.0", "small-lists"); err != nil {
		return nil, err
	}
	if e.fnOptions, err = in.Func("test:echo/values@1.0.0", "options"); err != nil {
		return nil, err
	}
	if e.fnOptionShapes, err = in.Func("test:echo/values@1.0.0", "option-shapes"); err != nil {
		return nil, err
	}
	if e.fnResults, err = in.Func("test:echo/values@1.0.0", "results"); err != nil {
		return nil, err
	}
	if e.fnResultParams, err = in.Func("test:echo/values@1.0.0", "result-params"); err != nil {
		return nil, err
	}
	if e.fnMaps, err = in.Func("test:echo/values@1.0.0", "maps"); err != nil {
		return nil, err
	}
	if e.fnMany, err = in.Func("test:echo/values@1.0.0", "many"); err != nil {
		return nil, err
	}
	if e.fnThings, err = in.Func("test:echo/values@1.0.0", "things"); err != nil {
		return nil, err
	}
	if e.fnOptionThings, err = in.Func("test:echo/values@1.0.0", "option-things"); err != nil {
		return nil, err
	}
	if e.fnThingLists, err = in.Func("test:echo/values@1.0.0", "thing-lists"); err != nil {
		return nil, err
	}
	if e.fnDivide, err = in.Func("test:echo/values@1.0.0", "divide"); err != nil {
		return nil, err
	}
	if e.fnPaint, err = in.Func("test:echo/values@1.0.0", "paint"); err != nil {
		return nil, err
	}
	if e.fnRepair, err = in.Func("test:echo/values@1.0.0", "repair"); err != nil {
		return nil, err
	}
	if e.fnSort, err = in.Func("test:echo/values@1.0.0", "sort"); err != nil {
		return nil, err
	}
	if e.fnCheck, err = in.Func("test:echo/values@1.0.0", "check"); err != nil {
		return nil, err
	}
	if e.fnParse, err = in.Func("test:echo/values@1.0.0", "parse"); err != nil {
		return nil, err
	}
	if e.fnNothing, err = in.Func("test:echo/values@1.0.0", "nothing"); err != nil {
		return nil, err
	}
	return e, nil
}

// DefineValues tells a linker the types of test:echo/values@1.0.0, for core modules
// that export it under canonical names.
func DefineValues(l *component.Linker) error {
	return l.DefineExport("test:echo/values@1.0.0", func() *wit.Interface { return witfiles.Interface("test:echo/values@1.0.0") })
}

// Bools calls the guest's function bools.
func (e *Values) Bools(ctx context.Context, x bool) (bool, error) {
	var r bool
	err := e.fnBools.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(bit(x))
		},
		func(c *component.Call, stack []uint64) {
			r = uint32(stack[0]) != 0
		})
	return r, err
}

// S8s calls the guest's function s8s.
func (e *Values) S8s(ctx context.Context, x int8) (int8, error) {
	var r int8
	err := e.fnS8s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(uint32(x))
		},
		func(c *component.Call, stack []uint64) {
			r = int8(stack[0])
		})
	return r, err
}

// U8s calls the guest's function u8s.
func (e *Values) U8s(ctx context.Context, x uint8) (uint8, error) {
	var r uint8
	err := e.fnU8s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = uint8(stack[0])
		})
	return r, err
}

// S16s calls the guest's function s16s.
func (e *Values) S16s(ctx context.Context, x int16) (int16, error) {
	var r int16
	err := e.fnS16s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(uint32(x))
		},
		func(c *component.Call, stack []uint64) {
			r = int16(stack[0])
		})
	return r, err
}

// U16s calls the guest's function u16s.
func (e *Values) U16s(ctx context.Context, x uint16) (uint16, error) {
	var r uint16
	err := e.fnU16s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = uint16(stack[0])
		})
	return r, err
}

// S32s calls the guest's function s32s.
func (e *Values) S32s(ctx context.Context, x int32) (int32, error) {
	var r int32
	err := e.fnS32s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(uint32(x))
		},
		func(c *component.Call, stack []uint64) {
			r = int32(stack[0])
		})
	return r, err
}

// U32s calls the guest's function u32s.
func (e *Values) U32s(ctx context.Context, x uint32) (uint32, error) {
	var r uint32
	err := e.fnU32s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = uint32(stack[0])
		})
	return r, err
}

// S64s calls the guest's function s64s.
func (e *Values) S64s(ctx context.Context, x int64) (int64, error) {
	var r int64
	err := e.fnS64s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = int64(stack[0])
		})
	return r, err
}

// U64s calls the guest's function u64s.
func (e *Values) U64s(ctx context.Context, x uint64) (uint64, error) {
	var r uint64
	err := e.fnU64s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = x
		},
		func(c *component.Call, stack []uint64) {
			r = stack[0]
		})
	return r, err
}

// F32s calls the guest's function f32s.
func (e *Values) F32s(ctx context.Context, x float32) (float32, error) {
	var r float32
	err := e.fnF32s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(math.Float32bits(x))
		},
		func(c *component.Call, stack []uint64) {
			r = math.Float32frombits(uint32(stack[0]))
		})
	return r, err
}

// F64s calls the guest's function f64s.
func (e *Values) F64s(ctx context.Context, x float64) (float64, error) {
	var r float64
	err := e.fnF64s.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = math.Float64bits(x)
		},
		func(c *component.Call, stack []uint64) {
			r = math.Float64frombits(stack[0])
		})
	return r, err
}

// Chars calls the guest's function chars.
func (e *Values) Chars(ctx context.Context, x rune) (rune, error) {
	var r rune
	err := e.fnChars.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(uint32(x))
		},
		func(c *component.Call, stack []uint64) {
			r = c.LoadChar(stack[0])
		})
	return r, err
}

// Strings calls the guest's function strings.
func (e *Values) Strings(ctx context.Context, x string) (string, error) {
	var r string
	err := e.fnStrings.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(c.StoreString(x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = loadString(c, ret)
		})
	return r, err
}

// Octets calls the guest's function octets.
func (e *Values) Octets(ctx context.Context, x Bytes) (Bytes, error) {
	var r Bytes
	err := e.fnOctets.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(c.StoreBytes(x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = copyBytes(c, ret)
		})
	return r, err
}

// Points calls the guest's function points.
func (e *Values) Points(ctx context.Context, x Point) (Point, error) {
	var r Point
	err := e.fnPoints.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerPoint(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 24, 8)
			r = loadPoint(c, ret)
		})
	return r, err
}

// Wides calls the guest's function wides.
func (e *Values) Wides(ctx context.Context, x Wide) (Wide, error) {
	var r Wide
	err := e.fnWides.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			p := c.Alloc(80, 8)
			storeWide(c, p, x)
			stack[0] = uint64(p)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 80, 8)
			r = copyWide(c, ret)
		})
	return r, err
}

// Shapes calls the guest's function shapes.
func (e *Values) Shapes(ctx context.Context, x Shape) (Shape, error) {
	var r Shape
	err := e.fnShapes.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerShape(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 32, 8)
			r = loadShape(c, ret)
		})
	return r, err
}

// Colors calls the guest's function colors.
func (e *Values) Colors(ctx context.Context, x Color) (Color, error) {
	var r Color
	err := e.fnColors.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = Color(discriminant(c, uint32(stack[0]), 3))
		})
	return r, err
}

// Fews calls the guest's function fews.
func (e *Values) Fews(ctx context.Context, x Few) (Few, error) {
	var r Few
	err := e.fnFews.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = Few(stack[0]) & 0x7
		})
	return r, err
}

// Nines calls the guest's function nines.
func (e *Values) Nines(ctx context.Context, x Nine) (Nine, error) {
	var r Nine
	err := e.fnNines.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = Nine(stack[0]) & 0x1ff
		})
	return r, err
}

// Fulls calls the guest's function fulls.
func (e *Values) Fulls(ctx context.Context, x Full) (Full, error) {
	var r Full
	err := e.fnFulls.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(x)
		},
		func(c *component.Call, stack []uint64) {
			r = Full(stack[0])
		})
	return r, err
}

// Tuples calls the guest's function tuples.
func (e *Values) Tuples(ctx context.Context, x component.Tuple4[uint8, uint64, string, Color]) (component.Tuple4[uint8, uint64, string, Color], error) {
	var r component.Tuple4[uint8, uint64, string, Color]
	err := e.fnTuples.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerTuple4U8U64StringColor(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 32, 8)
			r = loadTuple4U8U64StringColor(c, ret)
		})
	return r, err
}

// Lists calls the guest's function lists.
func (e *Values) Lists(ctx context.Context, x [][]component.Option[Point]) ([][]component.Option[Point], error) {
	var r [][]component.Option[Point]
	err := e.fnLists.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(lowerListListOptionPoint(c, x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = loadListListOptionPoint(c, c.Memory().U32(ret), c.Memory().U32(ret+4))
		})
	return r, err
}

// ShapeLists calls the guest's function shape-lists.
func (e *Values) ShapeLists(ctx context.Context, x []Shape) ([]Shape, error) {
	var r []Shape
	err := e.fnShapeLists.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(lowerListShape(c, x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = loadListShape(c, c.Memory().U32(ret), c.Memory().U32(ret+4))
		})
	return r, err
}

// OctetLists calls the guest's function octet-lists.
func (e *Values) OctetLists(ctx context.Context, x []component.Tuple2[string, Bytes]) ([]component.Tuple2[string, Bytes], error) {
	var r []component.Tuple2[string, Bytes]
	err := e.fnOctetLists.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(lowerListTuple2StringBytes(c, x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = copyListTuple2StringBytes(c, c.Memory().U32(ret), c.Memory().U32(ret+4))
		})
	return r, err
}

// SmallLists calls the guest's function small-lists.
func (e *Values) SmallLists(ctx context.Context, x []component.Tuple3[uint8, int16, bool]) ([]component.Tuple3[uint8, int16, bool], error) {
	var r []component.Tuple3[uint8, int16, bool]
	err := e.fnSmallLists.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(lowerListTuple3U8S16Bool(c, x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = loadListTuple3U8S16Bool(c, c.Memory().U32(ret), c.Memory().U32(ret+4))
		})
	return r, err
}

// Options calls the guest's function options.
func (e *Values) Options(ctx context.Context, x component.Option[component.Option[uint32]]) (component.Option[component.Option[uint32]], error) {
	var r component.Option[component.Option[uint32]]
	err := e.fnOptions.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerOptionOptionU32(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 12, 4)
			r = loadOptionOptionU32(c, ret)
		})
	return r, err
}

// OptionShapes calls the guest's function option-shapes.
func (e *Values) OptionShapes(ctx context.Context, x component.Option[Shape]) (component.Option[Shape], error) {
	var r component.Option[Shape]
	err := e.fnOptionShapes.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerOptionShape(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 40, 8)
			r = loadOptionShape(c, ret)
		})
	return r, err
}

// Results calls the guest's function results.
func (e *Values) Results(ctx context.Context, x component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]) (component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]], error) {
	var r component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]
	err := e.fnResults.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 32, 8)
			r = loadTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c, ret)
		})
	return r, err
}

// ResultParams calls the guest's function result-params.
func (e *Values) ResultParams(ctx context.Context, x component.Result[component.Option[float32], uint64]) (component.Tuple1[component.Result[component.Option[float32], uint64]], error) {
	var r component.Tuple1[component.Result[component.Option[float32], uint64]]
	err := e.fnResultParams.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerResultOptionF32U64(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 16, 8)
			r = loadTuple1ResultOptionF32U64(c, ret)
		})
	return r, err
}

// Maps calls the guest's function maps.
func (e *Values) Maps(ctx context.Context, x map[string]int16) (map[string]int16, error) {
	var r map[string]int16
	err := e.fnMaps.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(lowerMapStringS16(c, x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = loadMapStringS16(c, c.Memory().U32(ret), c.Memory().U32(ret+4))
		})
	return r, err
}

// Many calls the guest's function many.
func (e *Values) Many(ctx context.Context, a uint8, b uint16, c_ uint32, d uint64, e_ int8, f int16, g int32, h int64, i float32, j float64, k bool, l rune, m string, n Bytes, o component.Option[uint8]) (Wide, error) {
	var r Wide
	err := e.fnMany.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			p := c.Alloc(80, 8)
			c.Memory().PutU8(p, a)
			c.Memory().PutU16(p+2, b)
			c.Memory().PutU32(p+4, c_)
			c.Memory().PutU64(p+8, d)
			c.Memory().PutU8(p+16, uint8(e_))
			c.Memory().PutU16(p+18, uint16(f))
			c.Memory().PutU32(p+20, uint32(g))
			c.Memory().PutU64(p+24, uint64(h))
			c.Memory().PutU32(p+32, math.Float32bits(i))
			c.Memory().PutU64(p+40, math.Float64bits(j))
			c.Memory().PutU8(p+48, bit(k))
			c.Memory().PutU32(p+52, uint32(l))
			storeString(c, p+56, m)
			storeBytes(c, p+64, n)
			storeOptionU8(c, p+72, o)
			stack[0] = uint64(p)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 80, 8)
			r = copyWide(c, ret)
		})
	return r, err
}

// Things calls the guest's function things.
func (e *Values) Things(ctx context.Context, x Thing) (Thing, error) {
	var r Thing
	err := e.fnThings.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0] = uint64(c.NewOwn(ThingResource, x))
		},
		func(c *component.Call, stack []uint64) {
			r = c.Own(uint32(stack[0]), ThingResource).(Thing)
		})
	return r, err
}

// OptionThings calls the guest's function option-things.
func (e *Values) OptionThings(ctx context.Context, x component.Option[Thing]) (component.Option[Thing], error) {
	var r component.Option[Thing]
	err := e.fnOptionThings.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerOptionOwnThing(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = loadOptionOwnThing(c, ret)
		})
	return r, err
}

// ThingLists calls the guest's function thing-lists.
func (e *Values) ThingLists(ctx context.Context, x []component.Tuple2[Thing, uint8]) ([]component.Tuple2[Thing, uint8], error) {
	var r []component.Tuple2[Thing, uint8]
	err := e.fnThingLists.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			stack[0], stack[1] = pair(lowerListTuple2OwnThingU8(c, x))
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 8, 4)
			r = loadListTuple2OwnThingU8(c, c.Memory().U32(ret), c.Memory().U32(ret+4))
		})
	return r, err
}

// Divide calls the guest's function divide.
func (e *Values) Divide(ctx context.Context, x component.Result[uint32, Failure]) (uint32, error) {
	var r component.Result[uint32, Failure]
	err := e.fnDivide.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerResultU32Failure(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 16, 4)
			r = loadResultU32Failure(c, ret)
		})
	if err == nil && r.IsErr {
		err = r.Err
	}
	return r.OK, err
}

// Paint calls the guest's function paint.
func (e *Values) Paint(ctx context.Context, x component.Result[struct{}, Color]) error {
	var r component.Result[struct{}, Color]
	err := e.fnPaint.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerResultUnitColor(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 2, 1)
			r = loadResultUnitColor(c, ret)
		})
	if err == nil && r.IsErr {
		err = r.Err
	}
	return err
}

// Repair calls the guest's function repair.
func (e *Values) Repair(ctx context.Context, x component.Result[Bytes, Trouble]) (Bytes, error) {
	var r component.Result[Bytes, Trouble]
	err := e.fnRepair.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerResultBytesTrouble(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 16, 4)
			r = copyResultBytesTrouble(c, ret)
		})
	if err == nil && r.IsErr {
		err = r.Err
	}
	return r.OK, err
}

// Sort calls the guest's function sort.
func (e *Values) Sort(ctx context.Context, x component.Result[string, struct{}]) (v string, ok bool, err error) {
	var r component.Result[string, struct{}]
	err = e.fnSort.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerResultStringUnit(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 12, 4)
			r = loadResultStringUnit(c, ret)
		})
	return r.OK, err == nil && !r.IsErr, err
}

// Check calls the guest's function check.
func (e *Values) Check(ctx context.Context, x component.Result[struct{}, struct{}]) (ok bool, err error) {
	var r component.Result[struct{}, struct{}]
	err = e.fnCheck.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerResultUnitUnit(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			r = liftResultUnitUnit(c, stack)
		})
	return err == nil && !r.IsErr, err
}

// Parse calls the guest's function parse.
func (e *Values) Parse(ctx context.Context, x component.Result[uint8, string]) (component.Result[uint8, string], error) {
	var r component.Result[uint8, string]
	err := e.fnParse.CallStack(ctx,
		func(c *component.Call, stack []uint64) {
			lowerResultU8String(c, stack, x)
		},
		func(c *component.Call, stack []uint64) {
			ret := uint32(stack[0])
			c.Check(ret, 12, 4)
			r = loadResultU8String(c, ret)
		})
	return r, err
}

// Nothing calls the guest's function nothing.
func (e *Values) Nothing(ctx context.Context) error {
	return e.fnNothing.CallStack(ctx,
		nil,
		nil)
}
