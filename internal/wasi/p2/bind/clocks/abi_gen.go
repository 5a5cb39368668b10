// Code generated from wasi:clocks@0.2.12 by component/bindgen. DO NOT EDIT.

// Package clocks is the Go form of the WIT package wasi:clocks@0.2.12.
package clocks

import (
	"github.com/gyro-wasm/gyro/component"
)

func storeDatetime(c *component.Call, p uint32, v Datetime) {
	c.Memory().PutU64(p, v.Seconds)
	c.Memory().PutU32(p+8, v.Nanoseconds)
}
