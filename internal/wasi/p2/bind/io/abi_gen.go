// Code generated from wasi:io@0.2.12 by component/bindgen. DO NOT EDIT.

// Package io is the Go form of the WIT package wasi:io@0.2.12.
package io

import (
	"errors"

	"github.com/gyro-wasm/gyro/component"
)

func bit(v bool) uint8 {
	if v {
		return 1
	}
	return 0
}

func loadListBorrowPollable(c *component.Call, p, n uint32) []Pollable {
	v := component.MakeList[Pollable](c, p, n, 4, 4)
	for i := range v {
		v[i] = c.Borrow(c.Memory().U32(p), PollableResource).(Pollable)
		p += 4
	}
	return v
}

func lowerListU32(c *component.Call, v []uint32) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 4, 4)
	p := ptr
	for _, e := range v {
		c.Memory().PutU32(p, e)
		p += 4
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

func storeBytes(c *component.Call, p uint32, v []byte) {
	ptr, n := c.StoreBytes(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeListU32(c *component.Call, p uint32, v []uint32) {
	ptr, n := lowerListU32(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeResultBytesStreamError(c *component.Call, p uint32, v component.Result[[]byte, StreamError]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeStreamError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeBytes(c, p+4, v.OK)
}

func storeResultU64StreamError(c *component.Call, p uint32, v component.Result[uint64, StreamError]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeStreamError(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU64(p+8, v.OK)
}

func storeResultUnitStreamError(c *component.Call, p uint32, v component.Result[struct{}, StreamError]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeStreamError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeStreamError(c *component.Call, p uint32, v StreamError) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case StreamErrorTagLastOperationFailed:
		c.Memory().PutU32(p+4, c.NewOwn(ErrorResource, v.Value.(Error)))
	}
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}
