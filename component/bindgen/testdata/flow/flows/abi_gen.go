// Code generated from test:flow@1.0.0 by component/bindgen. DO NOT EDIT.

// Package flows is the Go form of the WIT package test:flow@1.0.0.
package flows

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component"
)

func bit(v bool) uint8 {
	if v {
		return 1
	}
	return 0
}

// discriminant checks that v is one of n cases.
func discriminant(c *component.Call, v, n uint32) uint32 {
	if v >= n {
		c.Trap(fmt.Errorf("invalid discriminant %d of %d cases", v, n))
	}
	return v
}

// elemPoint is how point is moved in streams and futures.
var elemPoint = &component.Element[Point]{
	Shape: "c3d901e8d34cb05a9c9d4da3", Size: 12, Align: 4,
	Load: func(c *component.Call, p uint32) Point { return loadPoint(c, p) },
	Store: func(c *component.Call, p uint32, v Point) {
		storePoint(c, p, v)
	},
}

// elemResultStringFailure is how result<string, failure> is moved in streams and futures.
var elemResultStringFailure = &component.Element[component.Result[string, Failure]]{
	Shape: "6396e479cb34efb7fb44de6f", Size: 16, Align: 4,
	Load: func(c *component.Call, p uint32) component.Result[string, Failure] {
		return loadResultStringFailure(c, p)
	},
	Store: func(c *component.Call, p uint32, v component.Result[string, Failure]) {
		storeResultStringFailure(c, p, v)
	},
}

func liftFailure(c *component.Call, s []uint64) Failure {
	v := Failure{Tag: FailureTag(discriminant(c, uint32(s[0]), 2))}
	switch v.Tag {
	case FailureTagOther:
		v.Value = component.Box(c, c.LoadString(uint32(s[1]), uint32(s[2])))
	}
	return v
}

func liftPoint(c *component.Call, s []uint64) Point {
	return Point{
		X:     int32(s[0]),
		Label: c.LoadString(uint32(s[1]), uint32(s[2])),
	}
}

func liftResultPointFailure(c *component.Call, s []uint64) component.Result[Point, Failure] {
	var v component.Result[Point, Failure]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = liftFailure(c, s[1:])
	} else {
		v.OK = liftPoint(c, s[1:])
	}
	return v
}

func liftResultStringFailure(c *component.Call, s []uint64) component.Result[string, Failure] {
	var v component.Result[string, Failure]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	if v.IsErr {
		v.Err = liftFailure(c, s[1:])
	} else {
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

func loadFailure(c *component.Call, p uint32) Failure {
	v := Failure{Tag: FailureTag(discriminant(c, uint32(c.Memory().U8(p)), 2))}
	switch v.Tag {
	case FailureTagOther:
		v.Value = component.Box(c, loadString(c, p+4))
	}
	return v
}

func loadPoint(c *component.Call, p uint32) Point {
	return Point{
		X:     int32(c.Memory().U32(p)),
		Label: loadString(c, p+4),
	}
}

func loadResultStringFailure(c *component.Call, p uint32) component.Result[string, Failure] {
	var v component.Result[string, Failure]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadFailure(c, p+4)
	} else {
		v.OK = loadString(c, p+4)
	}
	return v
}

func loadString(c *component.Call, p uint32) string {
	return c.LoadString(c.Memory().U32(p), c.Memory().U32(p+4))
}

func lowerPoint(c *component.Call, s []uint64, v Point) {
	s[0] = uint64(uint32(v.X))
	s[1], s[2] = pair(c.StoreString(v.Label))
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

func storeFailure(c *component.Call, p uint32, v Failure) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case FailureTagOther:
		storeString(c, p+4, v.Value.(string))
	}
}

func storePoint(c *component.Call, p uint32, v Point) {
	c.Memory().PutU32(p, uint32(v.X))
	storeString(c, p+4, v.Label)
}

func storeResultPointFailure(c *component.Call, p uint32, v component.Result[Point, Failure]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeFailure(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storePoint(c, p+4, v.OK)
}

func storeResultStringFailure(c *component.Call, p uint32, v component.Result[string, Failure]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeFailure(c, p+4, v.Err)
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

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}
