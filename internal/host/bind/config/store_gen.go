// Code generated from wasi:config@0.2.0-rc.1 by component/bindgen. DO NOT EDIT.

package config

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Error is the variant error of wasi:config/store@0.2.0-rc.1. Value is what its case carries, see the constructors.
type Error struct {
	Tag   ErrorTag
	Value any
}

// ErrorTag tells the case of a [Error].
type ErrorTag uint8

// The values of ErrorTag.
const (
	ErrorTagUpstream ErrorTag = iota
	ErrorTagIO
)

var namesErrorTag = [...]string{"upstream", "io"}

// String returns the name that the value has in WIT.
func (e ErrorTag) String() string {
	if int(e) < len(namesErrorTag) {
		return namesErrorTag[e]
	}
	return "ErrorTag(" + strconv.Itoa(int(e)) + ")"
}

// NewErrorUpstream returns the case upstream.
func NewErrorUpstream(v string) Error { return Error{Tag: ErrorTagUpstream, Value: v} }

// AsUpstream returns what the case upstream carries; ok is false for other cases.
func (v Error) AsUpstream() (value string, ok bool) {
	if v.Tag != ErrorTagUpstream {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// NewErrorIO returns the case io.
func NewErrorIO(v string) Error { return Error{Tag: ErrorTagIO, Value: v} }

// AsIO returns what the case io carries; ok is false for other cases.
func (v Error) AsIO() (value string, ok bool) {
	if v.Tag != ErrorTagIO {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// Error implements error.
func (v Error) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// StoreHost are the functions of wasi:config/store@0.2.0-rc.1.
type StoreHost interface {
	Get(ctx context.Context, key string) (component.Option[string], error)
	GetAll(ctx context.Context) ([]component.Tuple2[string, string], error)
}

// LinkStore adds wasi:config/store@0.2.0-rc.1 to a linker. host finds the implementation for a call.
func LinkStore(l *component.Linker, host func(*component.Call) StoreHost) error {
	return l.Define(StoreInterface(host))
}

// StoreInterface returns wasi:config/store@0.2.0-rc.1 as host functions. host finds the implementation for a call.
func StoreInterface(host func(*component.Call) StoreHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:config/store@0.2.0-rc.1",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:config/store@0.2.0-rc.1") },
		Funcs: []component.FuncDef{
			{Name: "get", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				storeHostGet(ctx, c, host(c), stack)
			}},
			{Name: "get-all", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				storeHostGetAll(ctx, c, host(c), stack)
			}},
		},
	}
}

func storeHostGet(ctx context.Context, c *component.Call, host StoreHost, stack []uint64) {
	key := c.LoadString(uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 16, 4)
	v, err := host.Get(ctx, key)
	storeResultOptionStringError(c, ret, resultOf[component.Option[string], Error](c, v, err))
}

func storeHostGetAll(ctx context.Context, c *component.Call, host StoreHost, stack []uint64) {
	ret := uint32(stack[0])
	c.Check(ret, 16, 4)
	v, err := host.GetAll(ctx)
	storeResultListTuple2StringStringError(c, ret, resultOf[[]component.Tuple2[string, string], Error](c, v, err))
}
