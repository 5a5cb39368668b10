// Code generated from wasi:io@0.2.12 by component/bindgen. DO NOT EDIT.

package io

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Pollable is the resource pollable of wasi:io/poll@0.2.12.
type Pollable interface {
	Ready(ctx context.Context) (bool, error)
	Block(ctx context.Context) error
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// PollableResource is the type of handles to [Pollable].
var PollableResource = component.NewResourceType("pollable", func(ctx context.Context, obj any) { obj.(Pollable).Drop(ctx) })

// PollHost are the functions of wasi:io/poll@0.2.12.
type PollHost interface {
	Poll(ctx context.Context, in []Pollable) ([]uint32, error)
}

// LinkPoll adds wasi:io/poll@0.2.12 to a linker. host finds the implementation for a call.
func LinkPoll(l *component.Linker, host func(*component.Call) PollHost) error {
	return l.Define(PollInterface(host))
}

// PollInterface returns wasi:io/poll@0.2.12 as host functions. host finds the implementation for a call.
func PollInterface(host func(*component.Call) PollHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:io/poll@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:io/poll@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "pollable", Type: PollableResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]pollable.ready", Fn: pollableReady},
			{Name: "[method]pollable.block", Fn: pollableBlock},
			{Name: "poll", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				pollHostPoll(ctx, c, host(c), stack)
			}},
		},
	}
}

func pollableReady(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), PollableResource).(Pollable)
	v, err := self.Ready(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(bit(v))
}

func pollableBlock(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), PollableResource).(Pollable)
	err := self.Block(ctx)
	if err != nil {
		c.Trap(err)
	}
}

func pollHostPoll(ctx context.Context, c *component.Call, host PollHost, stack []uint64) {
	in := loadListBorrowPollable(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := host.Poll(ctx, in)
	if err != nil {
		c.Trap(err)
	}
	storeListU32(c, ret, v)
}
