// Code generated from fermyon:spin@2.0.0 by component/bindgen. DO NOT EDIT.

package spin

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Error is the variant error of fermyon:spin/variables@2.0.0. Value is what its case carries, see the constructors.
type Error struct {
	Tag   ErrorTag
	Value any
}

// ErrorTag tells the case of a [Error].
type ErrorTag uint8

// The values of ErrorTag.
const (
	ErrorTagInvalidName ErrorTag = iota
	ErrorTagUndefined
	ErrorTagProvider
	ErrorTagOther
)

var namesErrorTag = [...]string{"invalid-name", "undefined", "provider", "other"}

// String returns the name that the value has in WIT.
func (e ErrorTag) String() string {
	if int(e) < len(namesErrorTag) {
		return namesErrorTag[e]
	}
	return "ErrorTag(" + strconv.Itoa(int(e)) + ")"
}

// NewErrorInvalidName returns the case invalid-name.
func NewErrorInvalidName(v string) Error { return Error{Tag: ErrorTagInvalidName, Value: v} }

// AsInvalidName returns what the case invalid-name carries; ok is false for other cases.
func (v Error) AsInvalidName() (value string, ok bool) {
	if v.Tag != ErrorTagInvalidName {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// NewErrorUndefined returns the case undefined.
func NewErrorUndefined(v string) Error { return Error{Tag: ErrorTagUndefined, Value: v} }

// AsUndefined returns what the case undefined carries; ok is false for other cases.
func (v Error) AsUndefined() (value string, ok bool) {
	if v.Tag != ErrorTagUndefined {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// NewErrorProvider returns the case provider.
func NewErrorProvider(v string) Error { return Error{Tag: ErrorTagProvider, Value: v} }

// AsProvider returns what the case provider carries; ok is false for other cases.
func (v Error) AsProvider() (value string, ok bool) {
	if v.Tag != ErrorTagProvider {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// NewErrorOther returns the case other.
func NewErrorOther(v string) Error { return Error{Tag: ErrorTagOther, Value: v} }

// AsOther returns what the case other carries; ok is false for other cases.
func (v Error) AsOther() (value string, ok bool) {
	if v.Tag != ErrorTagOther {
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

// VariablesHost are the functions of fermyon:spin/variables@2.0.0.
type VariablesHost interface {
	Get(ctx context.Context, name string) (string, error)
}

// LinkVariables adds fermyon:spin/variables@2.0.0 to a linker. host finds the implementation for a call.
func LinkVariables(l *component.Linker, host func(*component.Call) VariablesHost) error {
	return l.Define(VariablesInterface(host))
}

// VariablesInterface returns fermyon:spin/variables@2.0.0 as host functions. host finds the implementation for a call.
func VariablesInterface(host func(*component.Call) VariablesHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "fermyon:spin/variables@2.0.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("fermyon:spin/variables@2.0.0") },
		Funcs: []component.FuncDef{
			{Name: "get", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				variablesHostGet(ctx, c, host(c), stack)
			}},
		},
	}
}

func variablesHostGet(ctx context.Context, c *component.Call, host VariablesHost, stack []uint64) {
	name := c.LoadString(uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 16, 4)
	v, err := host.Get(ctx, name)
	storeResultStringError(c, ret, resultOf[string, Error](c, v, err))
}
