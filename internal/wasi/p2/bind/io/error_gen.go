// Code generated from wasi:io@0.2.12 by component/bindgen. DO NOT EDIT.

package io

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Error is the resource error of wasi:io/error@0.2.12.
type Error interface {
	ToDebugString(ctx context.Context) (string, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// ErrorResource is the type of handles to [Error].
var ErrorResource = component.NewResourceType("error", func(ctx context.Context, obj any) { obj.(Error).Drop(ctx) })

// LinkError adds wasi:io/error@0.2.12 to a linker.
func LinkError(l *component.Linker) error {
	return l.Define(ErrorInterface())
}

// ErrorInterface returns wasi:io/error@0.2.12 as host functions.
func ErrorInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:io/error@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:io/error@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "error", Type: ErrorResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]error.to-debug-string", Fn: errorToDebugString},
		},
	}
}

func errorToDebugString(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ErrorResource).(Error)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.ToDebugString(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeString(c, ret, v)
}
