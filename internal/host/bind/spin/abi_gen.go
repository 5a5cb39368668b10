// Code generated from fermyon:spin@2.0.0 by component/bindgen. DO NOT EDIT.

// Package spin is the Go form of the WIT package fermyon:spin@2.0.0.
package spin

import (
	"errors"

	"github.com/gyro-wasm/gyro/component"
)

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
	case ErrorTagInvalidName:
		storeString(c, p+4, v.Value.(string))
	case ErrorTagUndefined:
		storeString(c, p+4, v.Value.(string))
	case ErrorTagProvider:
		storeString(c, p+4, v.Value.(string))
	case ErrorTagOther:
		storeString(c, p+4, v.Value.(string))
	}
}

func storeResultStringError(c *component.Call, p uint32, v component.Result[string, Error]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeError(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeString(c, p+4, v.OK)
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}
