// Code generated from wasi:random@0.3.0 by component/bindgen. DO NOT EDIT.

// Package random is the Go form of the WIT package wasi:random@0.3.0.
package random

import (
	"github.com/gyro-wasm/gyro/component"
)

func storeBytes(c *component.Call, p uint32, v []byte) {
	ptr, n := c.StoreBytes(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTuple2U64U64(c *component.Call, p uint32, v component.Tuple2[uint64, uint64]) {
	c.Memory().PutU64(p, v.F0)
	c.Memory().PutU64(p+8, v.F1)
}
