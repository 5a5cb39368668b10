// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

// Package cli is the Go form of the WIT package wasi:cli@0.3.0.
package cli

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component"
)

// discriminant checks that v is one of n cases.
func discriminant(c *component.Call, v, n uint32) uint32 {
	if v >= n {
		c.Trap(fmt.Errorf("invalid discriminant %d of %d cases", v, n))
	}
	return v
}

// elemResultUnitErrorCode is how result<_, error-code> is moved in streams and futures.
var elemResultUnitErrorCode = &component.Element[component.Result[struct{}, ErrorCode]]{
	Shape: "d7787e2ac97765d56aac10e4", Size: 2, Align: 1,
	Load: func(c *component.Call, p uint32) component.Result[struct{}, ErrorCode] {
		return loadResultUnitErrorCode(c, p)
	},
	Store: func(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
		storeResultUnitErrorCode(c, p, v)
	},
}

func liftResultUnitUnit(c *component.Call, s []uint64) component.Result[struct{}, struct{}] {
	var v component.Result[struct{}, struct{}]
	v.IsErr = discriminant(c, uint32(s[0]), 2) == 1
	return v
}

func loadResultUnitErrorCode(c *component.Call, p uint32) component.Result[struct{}, ErrorCode] {
	var v component.Result[struct{}, ErrorCode]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = ErrorCode(discriminant(c, uint32(c.Memory().U8(p+1)), 3))
	}
	return v
}

func lowerListString(c *component.Call, v []string) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 8, 4)
	p := ptr
	for _, e := range v {
		storeString(c, p, e)
		p += 8
	}
	return ptr, uint32(len(v))
}

func lowerListTuple2StringString(c *component.Call, v []component.Tuple2[string, string]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 16, 4)
	p := ptr
	for _, e := range v {
		storeTuple2StringString(c, p, e)
		p += 16
	}
	return ptr, uint32(len(v))
}

func storeListString(c *component.Call, p uint32, v []string) {
	ptr, n := lowerListString(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListTuple2StringString(c *component.Call, p uint32, v []component.Tuple2[string, string]) {
	ptr, n := lowerListTuple2StringString(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeOptionOwnTerminalInput(c *component.Call, p uint32, v component.Option[TerminalInput]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, c.NewOwn(TerminalInputResource, v.Value))
}

func storeOptionOwnTerminalOutput(c *component.Call, p uint32, v component.Option[TerminalOutput]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU32(p+4, c.NewOwn(TerminalOutputResource, v.Value))
}

func storeOptionString(c *component.Call, p uint32, v component.Option[string]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeString(c, p+4, v.Value)
}

func storeResultUnitErrorCode(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTuple2StreamU8FutureResultUnitErrorCode(c *component.Call, p uint32, v component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[struct{}, ErrorCode]]]) {
	c.Memory().PutU32(p, component.LowerStream(c, v.F0, component.Bytes))
	c.Memory().PutU32(p+4, component.LowerFuture(c, v.F1, elemResultUnitErrorCode))
}

func storeTuple2StringString(c *component.Call, p uint32, v component.Tuple2[string, string]) {
	storeString(c, p, v.F0)
	storeString(c, p+8, v.F1)
}
