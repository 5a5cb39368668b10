// Code generated from test:echo@1.0.0 by component/bindgen. DO NOT EDIT.

// Package values is the Go form of the WIT package test:echo@1.0.0.
package values

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"github.com/gyro-wasm/gyro/component"
)

func bit(v bool) uint8 {
	if v {
		return 1
	}
	return 0
}

func copyBytes(c *component.Call, p uint32) Bytes {
	return bytes.Clone(c.LoadBytes(c.Memory().U32(p), c.Memory().U32(p+4)))
}

func copyListTuple2StringBytes(c *component.Call, p, n uint32) []component.Tuple2[string, Bytes] {
	v := component.MakeList[component.Tuple2[string, Bytes]](c, p, n, 16, 4)
	for i := range v {
		v[i] = copyTuple2StringBytes(c, p)
		p += 16
	}
	return v
}

func copyResultBytesTrouble(c *component.Call, p uint32) component.Result[Bytes, Trouble] {
	var v component.Result[Bytes, Trouble]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadTrouble(c, p+4)
	} else {
		v.OK = copyBytes(c, p+4)
	}
	return v
}

func copyTuple2StringBytes(c *component.Call, p uint32) component.Tuple2[string, Bytes] {
	return component.Tuple2[string, Bytes]{
		F0: loadString(c, p),
		F1: copyBytes(c, p+8),
	}
}

func copyWide(c *component.Call, p uint32) Wide {
	return Wide{
		A: c.Memory().U8(p),
		B: c.Memory().U16(p + 2),
		C: c.Memory().U32(p + 4),
		D: c.Memory().U64(p + 8),
		E: int8(c.Memory().U8(p + 16)),
		F: int16(c.Memory().U16(p + 18)),
		G: int32(c.Memory().U32(p + 20)),
		H: int64(c.Memory().U64(p + 24)),
		I: math.Float32frombits(c.Memory().U32(p + 32)),
		J: math.Float64frombits(c.Memory().U64(p + 40)),
		K: c.Memory().U8(p+48) != 0,
		L: c.LoadChar(uint64(c.Memory().U32(p + 52))),
		M: loadString(c, p+56),
		N: copyBytes(c, p+64),
		O: loadOptionU8(c, p+72),
	}
}

// discriminant checks that v is one of n cases.
func discriminant(c *component.Call, v, n uint32) uint32 {
	if v >= n {
		c.Trap(fmt.Errorf("invalid discriminant %d of %d cases", v, n))
	}
	return v
}

func liftFailure(c *component.Call, s []uint64) Failure {
	v := Failure{Tag: FailureTag(discriminant(c, uint32(s[0]), 2))}
	switch v.Tag {
	case FailureTagType:
		v.Value = component.Box(c, c.LoadString(uint32(s[1]), uint32(s[2])))
	}
	return v
}

func liftOptionF32(c *component.Call, s []uint64) component.Option[float32] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[float32]{}
	}
	return component.Some(math.Float32frombits(uint32(s[1])))
}

func liftOptionOptionU32(c *component.Call, s []uint64) component.Option[component.Option[uint32]] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[component.Option[uint32]]{}
	}
	return component.Some(liftOptionU32(c, s[1:]))
}

func liftOptionOwnThing(c *component.Call, s []uint64) component.Option[Thing] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[Thing]{}
	}
	return component.Some(c.Own(uint32(s[1]), ThingResource).(Thing))
}

func liftOptionShape(c *component.Call, s []uint64) component.Option[Shape] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[Shape]{}
	}
	return component.Some(liftShape(c, s[1:]))
}

func liftOptionU32(c *component.Call, s []uint64) component.Option[uint32] {
	if discriminant(c, uint32(s[0]), 2) == 0 {
		return component.Option[uint32]{}
	}
	return component.Some(uint32(s[1]))
}

func liftPoint(c *component.Call, s []uint64) Point {
	return Point{
		X:     int8(s[0]),
		Y:     math.Float64frombits(s[1]),
		Label: c.LoadString(uint32(s[2]), uint32(s[3])),
	}
}

func liftResultBytesTrouble(c *component.Call, s []uint64) component.Result[Bytes, Trouble] {
	var v component.Result[Bytes, Trouble]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = liftTrouble(c, s[1:])
	} else {
		v.OK = c.LoadBytes(uint32(s[1]), uint32(s[2]))
	}
	return v
}

func liftResultF64Unit(c *component.Call, s []uint64) component.Result[float64, struct{}] {
	var v component.Result[float64, struct{}]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if !v.IsErr {
		v.OK = math.Float64frombits(s[1])
	}
	return v
}

func liftResultOptionF32U64(c *component.Call, s []uint64) component.Result[component.Option[float32], uint64] {
	var v component.Result[component.Option[float32], uint64]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = s[1]
	} else {
		v.OK = liftOptionF32(c, s[1:])
	}
	return v
}

func liftResultStringUnit(c *component.Call, s []uint64) component.Result[string, struct{}] {
	var v component.Result[string, struct{}]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if !v.IsErr {
		v.OK = c.LoadString(uint32(s[1]), uint32(s[2]))
	}
	return v
}

func liftResultU32Failure(c *component.Call, s []uint64) component.Result[uint32, Failure] {
	var v component.Result[uint32, Failure]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = liftFailure(c, s[1:])
	} else {
		v.OK = uint32(s[1])
	}
	return v
}

func liftResultU8String(c *component.Call, s []uint64) component.Result[uint8, string] {
	var v component.Result[uint8, string]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = c.LoadString(uint32(s[1]), uint32(s[2]))
	} else {
		v.OK = uint8(s[1])
	}
	return v
}

func liftResultUnitColor(c *component.Call, s []uint64) component.Result[struct{}, Color] {
	var v component.Result[struct{}, Color]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = Color(discriminant(c, uint32(s[1]), 3))
	}
	return v
}

func liftResultUnitUnit(c *component.Call, s []uint64) component.Result[struct{}, struct{}] {
	var v component.Result[struct{}, struct{}]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	return v
}

func liftShape(c *component.Call, s []uint64) Shape {
	v := Shape{Tag: ShapeTag(discriminant(c, uint32(s[0]), 8))}
	switch v.Tag {
	case ShapeTagSmall:
		v.Value = component.Box(c, uint8(s[1]))
	case ShapeTagSingle:
		v.Value = component.Box(c, math.Float32frombits(uint32(s[1])))
	case ShapeTagWide:
		v.Value = component.Box(c, s[1])
	case ShapeTagDouble:
		v.Value = component.Box(c, math.Float64frombits(s[1]))
	case ShapeTagText:
		v.Value = component.Box(c, c.LoadString(uint32(s[1]), uint32(s[2])))
	case ShapeTagPoint:
		v.Value = component.Box(c, liftPoint(c, s[1:]))
	case ShapeTagList:
		v.Value = component.Box(c, loadListU16(c, uint32(s[1]), uint32(s[2])))
	}
	return v
}

func liftTrouble(c *component.Call, s []uint64) Trouble {
	return Trouble{
		Code:   uint16(s[0]),
		Reason: c.LoadString(uint32(s[1]), uint32(s[2])),
	}
}

func liftTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c *component.Call, s []uint64) component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]] {
	return component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]{
		F0: liftResultU8String(c, s),
		F1: liftResultUnitUnit(c, s[3:]),
		F2: liftResultUnitColor(c, s[4:]),
		F3: liftResultF64Unit(c, s[6:]),
	}
}

func liftTuple4U8U64StringColor(c *component.Call, s []uint64) component.Tuple4[uint8, uint64, string, Color] {
	return component.Tuple4[uint8, uint64, string, Color]{
		F0: uint8(s[0]),
		F1: s[1],
		F2: c.LoadString(uint32(s[2]), uint32(s[3])),
		F3: Color(discriminant(c, uint32(s[4]), 3)),
	}
}

func loadBytes(c *component.Call, p uint32) Bytes {
	return c.LoadBytes(c.Memory().U32(p), c.Memory().U32(p+4))
}

func loadFailure(c *component.Call, p uint32) Failure {
	v := Failure{Tag: FailureTag(discriminant(c, uint32(c.Memory().U8(p)), 2))}
	switch v.Tag {
	case FailureTagType:
		v.Value = component.Box(c, loadString(c, p+4))
	}
	return v
}

func loadListBorrowThing(c *component.Call, p, n uint32) []Thing {
	v := component.MakeList[Thing](c, p, n, 4, 4)
	for i := range v {
		v[i] = c.Borrow(c.Memory().U32(p), ThingResource).(Thing)
		p += 4
	}
	return v
}

func loadListListOptionPoint(c *component.Call, p, n uint32) [][]component.Option[Point] {
	v := component.MakeList[[]component.Option[Point]](c, p, n, 8, 4)
	for i := range v {
		v[i] = loadListOptionPoint(c, c.Memory().U32(p), c.Memory().U32(p+4))
		p += 8
	}
	return v
}

func loadListOptionPoint(c *component.Call, p, n uint32) []component.Option[Point] {
	v := component.MakeList[component.Option[Point]](c, p, n, 32, 8)
	for i := range v {
		v[i] = loadOptionPoint(c, p)
		p += 32
	}
	return v
}

func loadListShape(c *component.Call, p, n uint32) []Shape {
	v := component.MakeList[Shape](c, p, n, 32, 8)
	for i := range v {
		v[i] = loadShape(c, p)
		p += 32
	}
	return v
}

func loadListTuple2OwnThingU8(c *component.Call, p, n uint32) []component.Tuple2[Thing, uint8] {
	v := component.MakeList[component.Tuple2[Thing, uint8]](c, p, n, 8, 4)
	for i := range v {
		v[i] = loadTuple2OwnThingU8(c, p)
		p += 8
	}
	return v
}

func loadListTuple2StringBytes(c *component.Call, p, n uint32) []component.Tuple2[string, Bytes] {
	v := component.MakeList[component.Tuple2[string, Bytes]](c, p, n, 16, 4)
	for i := range v {
		v[i] = loadTuple2StringBytes(c, p)
		p += 16
	}
	return v
}

func loadListTuple3U8S16Bool(c *component.Call, p, n uint32) []component.Tuple3[uint8, int16, bool] {
	v := component.MakeList[component.Tuple3[uint8, int16, bool]](c, p, n, 6, 2)
	for i := range v {
		v[i] = loadTuple3U8S16Bool(c, p)
		p += 6
	}
	return v
}

func loadListU16(c *component.Call, p, n uint32) []uint16 {
	v := component.MakeList[uint16](c, p, n, 2, 2)
	for i := range v {
		v[i] = c.Memory().U16(p)
		p += 2
	}
	return v
}

func loadMapStringS16(c *component.Call, p, n uint32) map[string]int16 {
	v := component.MakeMap[string, int16](c, p, n, 12, 4)
	for range n {
		k := loadString(c, p)
		v[k] = int16(c.Memory().U16(p + 8))
		p += 12
	}
	return v
}

func loadOptionF32(c *component.Call, p uint32) component.Option[float32] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[float32]{}
	}
	return component.Some(math.Float32frombits(c.Memory().U32(p + 4)))
}

func loadOptionOptionU32(c *component.Call, p uint32) component.Option[component.Option[uint32]] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[component.Option[uint32]]{}
	}
	return component.Some(loadOptionU32(c, p+4))
}

func loadOptionOwnThing(c *component.Call, p uint32) component.Option[Thing] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[Thing]{}
	}
	return component.Some(c.Own(c.Memory().U32(p+4), ThingResource).(Thing))
}

func loadOptionPoint(c *component.Call, p uint32) component.Option[Point] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[Point]{}
	}
	return component.Some(loadPoint(c, p+8))
}

func loadOptionShape(c *component.Call, p uint32) component.Option[Shape] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[Shape]{}
	}
	return component.Some(loadShape(c, p+8))
}

func loadOptionU32(c *component.Call, p uint32) component.Option[uint32] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[uint32]{}
	}
	return component.Some(c.Memory().U32(p + 4))
}

func loadOptionU8(c *component.Call, p uint32) component.Option[uint8] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[uint8]{}
	}
	return component.Some(c.Memory().U8(p + 1))
}

func loadPoint(c *component.Call, p uint32) Point {
	return Point{
		X:     int8(c.Memory().U8(p)),
		Y:     math.Float64frombits(c.Memory().U64(p + 8)),
		Label: loadString(c, p+16),
	}
}

func loadResultF64Unit(c *component.Call, p uint32) component.Result[float64, struct{}] {
	var v component.Result[float64, struct{}]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if !v.IsErr {
		v.OK = math.Float64frombits(c.Memory().U64(p + 8))
	}
	return v
}

func loadResultOptionF32U64(c *component.Call, p uint32) component.Result[component.Option[float32], uint64] {
	var v component.Result[component.Option[float32], uint64]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = c.Memory().U64(p + 8)
	} else {
		v.OK = loadOptionF32(c, p+8)
	}
	return v
}

func loadResultStringUnit(c *component.Call, p uint32) component.Result[string, struct{}] {
	var v component.Result[string, struct{}]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if !v.IsErr {
		v.OK = loadString(c, p+4)
	}
	return v
}

func loadResultU32Failure(c *component.Call, p uint32) component.Result[uint32, Failure] {
	var v component.Result[uint32, Failure]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadFailure(c, p+4)
	} else {
		v.OK = c.Memory().U32(p + 4)
	}
	return v
}

func loadResultU8String(c *component.Call, p uint32) component.Result[uint8, string] {
	var v component.Result[uint8, string]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadString(c, p+4)
	} else {
		v.OK = c.Memory().U8(p + 4)
	}
	return v
}

func loadResultUnitColor(c *component.Call, p uint32) component.Result[struct{}, Color] {
	var v component.Result[struct{}, Color]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = Color(discriminant(c, uint32(c.Memory().U8(p+1)), 3))
	}
	return v
}

func loadResultUnitUnit(c *component.Call, p uint32) component.Result[struct{}, struct{}] {
	var v component.Result[struct{}, struct{}]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	return v
}

func loadShape(c *component.Call, p uint32) Shape {
	v := Shape{Tag: ShapeTag(discriminant(c, uint32(c.Memory().U8(p)), 8))}
	switch v.Tag {
	case ShapeTagSmall:
		v.Value = component.Box(c, c.Memory().U8(p+8))
	case ShapeTagSingle:
		v.Value = component.Box(c, math.Float32frombits(c.Memory().U32(p+8)))
	case ShapeTagWide:
		v.Value = component.Box(c, c.Memory().U64(p+8))
	case ShapeTagDouble:
		v.Value = component.Box(c, math.Float64frombits(c.Memory().U64(p+8)))
	case ShapeTagText:
		v.Value = component.Box(c, loadString(c, p+8))
	case ShapeTagPoint:
		v.Value = component.Box(c, loadPoint(c, p+8))
	case ShapeTagList:
		v.Value = component.Box(c, loadListU16(c, c.Memory().U32(p+8), c.Memory().U32(p+12)))
	}
	return v
}

func loadString(c *component.Call, p uint32) string {
	return c.LoadString(c.Memory().U32(p), c.Memory().U32(p+4))
}

func loadTrouble(c *component.Call, p uint32) Trouble {
	return Trouble{
		Code:   c.Memory().U16(p),
		Reason: loadString(c, p+4),
	}
}

func loadTuple1ResultOptionF32U64(c *component.Call, p uint32) component.Tuple1[component.Result[component.Option[float32], uint64]] {
	return component.Tuple1[component.Result[component.Option[float32], uint64]]{
		F0: loadResultOptionF32U64(c, p),
	}
}

func loadTuple2OwnThingU8(c *component.Call, p uint32) component.Tuple2[Thing, uint8] {
	return component.Tuple2[Thing, uint8]{
		F0: c.Own(c.Memory().U32(p), ThingResource).(Thing),
		F1: c.Memory().U8(p + 4),
	}
}

func loadTuple2StringBytes(c *component.Call, p uint32) component.Tuple2[string, Bytes] {
	return component.Tuple2[string, Bytes]{
		F0: loadString(c, p),
		F1: loadBytes(c, p+8),
	}
}

func loadTuple3U8S16Bool(c *component.Call, p uint32) component.Tuple3[uint8, int16, bool] {
	return component.Tuple3[uint8, int16, bool]{
		F0: c.Memory().U8(p),
		F1: int16(c.Memory().U16(p + 2)),
		F2: c.Memory().U8(p+4) != 0,
	}
}

func loadTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c *component.Call, p uint32) component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]] {
	return component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]{
		F0: loadResultU8String(c, p),
		F1: loadResultUnitUnit(c, p+12),
		F2: loadResultUnitColor(c, p+13),
		F3: loadResultF64Unit(c, p+16),
	}
}

func loadTuple4U8U64StringColor(c *component.Call, p uint32) component.Tuple4[uint8, uint64, string, Color] {
	return component.Tuple4[uint8, uint64, string, Color]{
		F0: c.Memory().U8(p),
		F1: c.Memory().U64(p + 8),
		F2: loadString(c, p+16),
		F3: Color(discriminant(c, uint32(c.Memory().U8(p+24)), 3)),
	}
}

func loadWide(c *component.Call, p uint32) Wide {
	return Wide{
		A: c.Memory().U8(p),
		B: c.Memory().U16(p + 2),
		C: c.Memory().U32(p + 4),
		D: c.Memory().U64(p + 8),
		E: int8(c.Memory().U8(p + 16)),
		F: int16(c.Memory().U16(p + 18)),
		G: int32(c.Memory().U32(p + 20)),
		H: int64(c.Memory().U64(p + 24)),
		I: math.Float32frombits(c.Memory().U32(p + 32)),
		J: math.Float64frombits(c.Memory().U64(p + 40)),
		K: c.Memory().U8(p+48) != 0,
		L: c.LoadChar(uint64(c.Memory().U32(p + 52))),
		M: loadString(c, p+56),
		N: loadBytes(c, p+64),
		O: loadOptionU8(c, p+72),
	}
}

func lowerFailure(c *component.Call, s []uint64, v Failure) {
	clear(s[:3])
	s[0] = uint64(v.Tag)
	switch v.Tag {
	case FailureTagType:
		s[1], s[2] = pair(c.StoreString(v.Value.(string)))
	}
}

func lowerListListOptionPoint(c *component.Call, v [][]component.Option[Point]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 8, 4)
	p := ptr
	for _, e := range v {
		storeListOptionPoint(c, p, e)
		p += 8
	}
	return ptr, uint32(len(v))
}

func lowerListOptionPoint(c *component.Call, v []component.Option[Point]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 32, 8)
	p := ptr
	for _, e := range v {
		storeOptionPoint(c, p, e)
		p += 32
	}
	return ptr, uint32(len(v))
}

func lowerListShape(c *component.Call, v []Shape) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 32, 8)
	p := ptr
	for _, e := range v {
		storeShape(c, p, e)
		p += 32
	}
	return ptr, uint32(len(v))
}

func lowerListTuple2OwnThingU8(c *component.Call, v []component.Tuple2[Thing, uint8]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 8, 4)
	p := ptr
	for _, e := range v {
		storeTuple2OwnThingU8(c, p, e)
		p += 8
	}
	return ptr, uint32(len(v))
}

func lowerListTuple2StringBytes(c *component.Call, v []component.Tuple2[string, Bytes]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 16, 4)
	p := ptr
	for _, e := range v {
		storeTuple2StringBytes(c, p, e)
		p += 16
	}
	return ptr, uint32(len(v))
}

func lowerListTuple3U8S16Bool(c *component.Call, v []component.Tuple3[uint8, int16, bool]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 6, 2)
	p := ptr
	for _, e := range v {
		storeTuple3U8S16Bool(c, p, e)
		p += 6
	}
	return ptr, uint32(len(v))
}

func lowerListU16(c *component.Call, v []uint16) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 2, 2)
	p := ptr
	for _, e := range v {
		c.Memory().PutU16(p, e)
		p += 2
	}
	return ptr, uint32(len(v))
}

func lowerMapStringS16(c *component.Call, v map[string]int16) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 12, 4)
	p := ptr
	for k, e := range v {
		storeString(c, p, k)
		c.Memory().PutU16(p+8, uint16(e))
		p += 12
	}
	return ptr, uint32(len(v))
}

func lowerOptionF32(c *component.Call, s []uint64, v component.Option[float32]) {
	clear(s[:2])
	if !v.Some {
		s[0] = 0
		return
	}
	s[0] = 1
	s[1] = uint64(math.Float32bits(v.Value))
}

func lowerOptionOptionU32(c *component.Call, s []uint64, v component.Option[component.Option[uint32]]) {
	clear(s[:3])
	if !v.Some {
		s[0] = 0
		return
	}
	s[0] = 1
	lowerOptionU32(c, s[1:], v.Value)
}

func lowerOptionOwnThing(c *component.Call, s []uint64, v component.Option[Thing]) {
	clear(s[:2])
	if !v.Some {
		s[0] = 0
		return
	}
	s[0] = 1
	s[1] = uint64(c.NewOwn(ThingResource, v.Value))
}

func lowerOptionShape(c *component.Call, s []uint64, v component.Option[Shape]) {
	clear(s[:6])
	if !v.Some {
		s[0] = 0
		return
	}
	s[0] = 1
	lowerShape(c, s[1:], v.Value)
}

func lowerOptionU32(c *component.Call, s []uint64, v component.Option[uint32]) {
	clear(s[:2])
	if !v.Some {
		s[0] = 0
		return
	}
	s[0] = 1
	s[1] = uint64(v.Value)
}

func lowerPoint(c *component.Call, s []uint64, v Point) {
	s[0] = uint64(uint32(v.X))
	s[1] = math.Float64bits(v.Y)
	s[2], s[3] = pair(c.StoreString(v.Label))
}

func lowerResultBytesTrouble(c *component.Call, s []uint64, v component.Result[Bytes, Trouble]) {
	clear(s[:4])
	if v.IsErr {
		s[0] = 1
		lowerTrouble(c, s[1:], v.Err)
		return
	}
	s[0] = 0
	s[1], s[2] = pair(c.StoreBytes(v.OK))
}

func lowerResultF64Unit(c *component.Call, s []uint64, v component.Result[float64, struct{}]) {
	clear(s[:2])
	if v.IsErr {
		s[0] = 1
		return
	}
	s[0] = 0
	s[1] = math.Float64bits(v.OK)
}

func lowerResultOptionF32U64(c *component.Call, s []uint64, v component.Result[component.Option[float32], uint64]) {
	clear(s[:3])
	if v.IsErr {
		s[0] = 1
		s[1] = v.Err
		return
	}
	s[0] = 0
	lowerOptionF32(c, s[1:], v.OK)
}

func lowerResultStringUnit(c *component.Call, s []uint64, v component.Result[string, struct{}]) {
	clear(s[:3])
	if v.IsErr {
		s[0] = 1
		return
	}
	s[0] = 0
	s[1], s[2] = pair(c.StoreString(v.OK))
}

func lowerResultU32Failure(c *component.Call, s []uint64, v component.Result[uint32, Failure]) {
	clear(s[:4])
	if v.IsErr {
		s[0] = 1
		lowerFailure(c, s[1:], v.Err)
		return
	}
	s[0] = 0
	s[1] = uint64(v.OK)
}

func lowerResultU8String(c *component.Call, s []uint64, v component.Result[uint8, string]) {
	clear(s[:3])
	if v.IsErr {
		s[0] = 1
		s[1], s[2] = pair(c.StoreString(v.Err))
		return
	}
	s[0] = 0
	s[1] = uint64(v.OK)
}

func lowerResultUnitColor(c *component.Call, s []uint64, v component.Result[struct{}, Color]) {
	clear(s[:2])
	if v.IsErr {
		s[0] = 1
		s[1] = uint64(v.Err)
		return
	}
	s[0] = 0
}

func lowerResultUnitUnit(c *component.Call, s []uint64, v component.Result[struct{}, struct{}]) {
	if v.IsErr {
		s[0] = 1
		return
	}
	s[0] = 0
}

func lowerShape(c *component.Call, s []uint64, v Shape) {
	clear(s[:5])
	s[0] = uint64(v.Tag)
	switch v.Tag {
	case ShapeTagSmall:
		s[1] = uint64(v.Value.(uint8))
	case ShapeTagSingle:
		s[1] = uint64(math.Float32bits(v.Value.(float32)))
	case ShapeTagWide:
		s[1] = v.Value.(uint64)
	case ShapeTagDouble:
		s[1] = math.Float64bits(v.Value.(float64))
	case ShapeTagText:
		s[1], s[2] = pair(c.StoreString(v.Value.(string)))
	case ShapeTagPoint:
		lowerPoint(c, s[1:], v.Value.(Point))
	case ShapeTagList:
		s[1], s[2] = pair(lowerListU16(c, v.Value.([]uint16)))
	}
}

func lowerTrouble(c *component.Call, s []uint64, v Trouble) {
	s[0] = uint64(v.Code)
	s[1], s[2] = pair(c.StoreString(v.Reason))
}

func lowerTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c *component.Call, s []uint64, v component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]) {
	lowerResultU8String(c, s, v.F0)
	lowerResultUnitUnit(c, s[3:], v.F1)
	lowerResultUnitColor(c, s[4:], v.F2)
	lowerResultF64Unit(c, s[6:], v.F3)
}

func lowerTuple4U8U64StringColor(c *component.Call, s []uint64, v component.Tuple4[uint8, uint64, string, Color]) {
	s[0] = uint64(v.F0)
	s[1] = v.F1
	s[2], s[3] = pair(c.StoreString(v.F2))
	s[4] = uint64(v.F3)
}

// pair widens the flat form of a string or list.
func pair(ptr, n uint32) (uint64, uint64) { return uint64(ptr), uint64(n) }

// resultOf makes a result of what a host function returned: err is an E, or it
// traps.
func resultOf[T any, E error](c *component.Call, v T, err error) component.Result[T, E] {
	if err == nil {
		return component.Result[T, E]{OK: v}
	}
	if e, ok := err.(E); ok {
		return component.Result[T, E]{Err: e, IsErr: true}
	}
	var e E
	if !errors.As(err, &e) {
		c.Trap(err)
	}
	return component.Result[T, E]{Err: e, IsErr: true}
}

func storeBytes(c *component.Call, p uint32, v Bytes) {
	ptr, n := c.StoreBytes(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeFailure(c *component.Call, p uint32, v Failure) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case FailureTagType:
		storeString(c, p+4, v.Value.(string))
	}
}

func storeListListOptionPoint(c *component.Call, p uint32, v [][]component.Option[Point]) {
	ptr, n := lowerListListOptionPoint(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListOptionPoint(c *component.Call, p uint32, v []component.Option[Point]) {
	ptr, n := lowerListOptionPoint(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListShape(c *component.Call, p uint32, v []Shape) {
	ptr, n := lowerListShape(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListTuple2OwnThingU8(c *component.Call, p uint32, v []component.Tuple2[Thing, uint8]) {
	ptr, n := lowerListTuple2OwnThingU8(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListTuple2StringBytes(c *component.Call, p uint32, v []component.Tuple2[string, Bytes]) {
	ptr, n := lowerListTuple2StringBytes(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListTuple3U8S16Bool(c *component.Call, p uint32, v []component.Tuple3[uint8, int16, bool]) {
	ptr, n := lowerListTuple3U8S16Bool(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListU16(c *component.Call, p uint32, v []uint16) {
	ptr, n := lowerListU16(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeMapStringS16(c *component.Call, p uint32, v map[string]int16) {
	ptr, n := lowerMapStringS16(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeOptionF32(c *component.Call, p uint32, v component.Option[float32]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, math.Float32bits(v.Value))
}

func storeOptionOptionU32(c *component.Call, p uint32, v component.Option[component.Option[uint32]]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeOptionU32(c, p+4, v.Value)
}

func storeOptionOwnThing(c *component.Call, p uint32, v component.Option[Thing]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, c.NewOwn(ThingResource, v.Value))
}

func storeOptionPoint(c *component.Call, p uint32, v component.Option[Point]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storePoint(c, p+8, v.Value)
}

func storeOptionShape(c *component.Call, p uint32, v component.Option[Shape]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeShape(c, p+8, v.Value)
}

func storeOptionU32(c *component.Call, p uint32, v component.Option[uint32]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, v.Value)
}

func storeOptionU8(c *component.Call, p uint32, v component.Option[uint8]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU8(p+1, v.Value)
}

func storePoint(c *component.Call, p uint32, v Point) {
	c.Memory().PutU8(p, uint8(v.X))
	c.Memory().PutU64(p+8, math.Float64bits(v.Y))
	storeString(c, p+16, v.Label)
}

func storeResultBytesTrouble(c *component.Call, p uint32, v component.Result[Bytes, Trouble]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeTrouble(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeBytes(c, p+4, v.OK)
}

func storeResultF64Unit(c *component.Call, p uint32, v component.Result[float64, struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU64(p+8, math.Float64bits(v.OK))
}

func storeResultOptionF32U64(c *component.Call, p uint32, v component.Result[component.Option[float32], uint64]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU64(p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeOptionF32(c, p+8, v.OK)
}

func storeResultStringUnit(c *component.Call, p uint32, v component.Result[string, struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
	storeString(c, p+4, v.OK)
}

func storeResultU32Failure(c *component.Call, p uint32, v component.Result[uint32, Failure]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeFailure(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, v.OK)
}

func storeResultU8String(c *component.Call, p uint32, v component.Result[uint8, string]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeString(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+4, v.OK)
}

func storeResultUnitColor(c *component.Call, p uint32, v component.Result[struct{}, Color]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeResultUnitFailure(c *component.Call, p uint32, v component.Result[struct{}, Failure]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeFailure(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeResultUnitUnit(c *component.Call, p uint32, v component.Result[struct{}, struct{}]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeShape(c *component.Call, p uint32, v Shape) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case ShapeTagSmall:
		c.Memory().PutU8(p+8, v.Value.(uint8))
	case ShapeTagSingle:
		c.Memory().PutU32(p+8, math.Float32bits(v.Value.(float32)))
	case ShapeTagWide:
		c.Memory().PutU64(p+8, v.Value.(uint64))
	case ShapeTagDouble:
		c.Memory().PutU64(p+8, math.Float64bits(v.Value.(float64)))
	case ShapeTagText:
		storeString(c, p+8, v.Value.(string))
	case ShapeTagPoint:
		storePoint(c, p+8, v.Value.(Point))
	case ShapeTagList:
		storeListU16(c, p+8, v.Value.([]uint16))
	}
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTrouble(c *component.Call, p uint32, v Trouble) {
	c.Memory().PutU16(p, v.Code)
	storeString(c, p+4, v.Reason)
}

func storeTuple1ResultOptionF32U64(c *component.Call, p uint32, v component.Tuple1[component.Result[component.Option[float32], uint64]]) {
	storeResultOptionF32U64(c, p, v.F0)
}

func storeTuple2OwnThingU8(c *component.Call, p uint32, v component.Tuple2[Thing, uint8]) {
	c.Memory().PutU32(p, c.NewOwn(ThingResource, v.F0))
	c.Memory().PutU8(p+4, v.F1)
}

func storeTuple2StringBytes(c *component.Call, p uint32, v component.Tuple2[string, Bytes]) {
	storeString(c, p, v.F0)
	storeBytes(c, p+8, v.F1)
}

func storeTuple3U8S16Bool(c *component.Call, p uint32, v component.Tuple3[uint8, int16, bool]) {
	c.Memory().PutU8(p, v.F0)
	c.Memory().PutU16(p+2, uint16(v.F1))
	c.Memory().PutU8(p+4, bit(v.F2))
}

func storeTuple4ResultU8StringResultUnitUnitResultUnitColorResultF64Unit(c *component.Call, p uint32, v component.Tuple4[component.Result[uint8, string], component.Result[struct{}, struct{}], component.Result[struct{}, Color], component.Result[float64, struct{}]]) {
	storeResultU8String(c, p, v.F0)
	storeResultUnitUnit(c, p+12, v.F1)
	storeResultUnitColor(c, p+13, v.F2)
	storeResultF64Unit(c, p+16, v.F3)
}

func storeTuple4U8U64StringColor(c *component.Call, p uint32, v component.Tuple4[uint8, uint64, string, Color]) {
	c.Memory().PutU8(p, v.F0)
	c.Memory().PutU64(p+8, v.F1)
	storeString(c, p+16, v.F2)
	c.Memory().PutU8(p+24, uint8(v.F3))
}

func storeWide(c *component.Call, p uint32, v Wide) {
	c.Memory().PutU8(p, v.A)
	c.Memory().PutU16(p+2, v.B)
	c.Memory().PutU32(p+4, v.C)
	c.Memory().PutU64(p+8, v.D)
	c.Memory().PutU8(p+16, uint8(v.E))
	c.Memory().PutU16(p+18, uint16(v.F))
	c.Memory().PutU32(p+20, uint32(v.G))
	c.Memory().PutU64(p+24, uint64(v.H))
	c.Memory().PutU32(p+32, math.Float32bits(v.I))
	c.Memory().PutU64(p+40, math.Float64bits(v.J))
	c.Memory().PutU8(p+48, bit(v.K))
	c.Memory().PutU32(p+52, uint32(v.L))
	storeString(c, p+56, v.M)
	storeBytes(c, p+64, v.N)
	storeOptionU8(c, p+72, v.O)
}
