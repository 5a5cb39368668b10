// Code generated from wasi:clocks@0.3.0 by component/bindgen. DO NOT EDIT.

// Package clocks is the Go form of the WIT package wasi:clocks@0.3.0.
package clocks

import (
	"github.com/gyro-wasm/gyro/component"
)

func storeInstant(c *component.Call, p uint32, v Instant) {
	c.Memory().PutU64(p, uint64(v.Seconds))
	c.Memory().PutU32(p+8, v.Nanoseconds)
}
