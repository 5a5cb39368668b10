// Code generated from wasi:config@0.2.0-rc.1 by component/bindgen. DO NOT EDIT.

// Package config is the Go form of the WIT package wasi:config@0.2.0-rc.1.
package config

import (
	"errors"

	"github.com/gyro-wasm/gyro/component"
)

func lowerListTuple2StringString(c *component.Call, v []component.Tuple2[string, string]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 16, 4)
	p := ptr
	for _, e := range v {
		storeTuple2StringString(c, p, e)
		p += 16
	}
	return ptr, uint32(len(v))
}

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

func storeError(c *component.Call, p uint32, v Error) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case ErrorTagUpstream:
		storeString(c, p+4, v.Value.(string))
	case ErrorTagIO:
		storeString(c, p+4, v.Value.(string))
	}
}

func storeListTuple2StringString(c *component.Call, p uint32, v []component.Tuple2[string, string]) {
	ptr, n := lowerListTuple2StringString(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeOptionString(c *component.Call, p uint32, v component.Option[string]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeString(c, p+4, v.Value)
}

func storeResultListTuple2StringStringError(c *component.Call, p uint32, v component.Result[[]component.Tuple2[string, string], Error]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeListTuple2StringString(c, p+4, v.OK)
}

func storeResultOptionStringError(c *component.Call, p uint32, v component.Result[component.Option[string], Error]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeOptionString(c, p+4, v.OK)
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTuple2StringString(c *component.Call, p uint32, v component.Tuple2[string, string]) {
	storeString(c, p, v.F0)
	storeString(c, p+8, v.F1)
}
