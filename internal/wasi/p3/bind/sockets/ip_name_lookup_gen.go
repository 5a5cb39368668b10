// Code generated from wasi:sockets@0.3.0 by component/bindgen. DO NOT EDIT.

package sockets

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// IPNameLookupErrorCode is the variant error-code of wasi:sockets/ip-name-lookup@0.3.0. Value is what its case carries, see the constructors.
type IPNameLookupErrorCode struct {
	Tag   IPNameLookupErrorCodeTag
	Value any
}

// IPNameLookupErrorCodeTag tells the case of a [IPNameLookupErrorCode].
type IPNameLookupErrorCodeTag uint8

// The values of IPNameLookupErrorCodeTag.
const (
	IPNameLookupErrorCodeTagAccessDenied IPNameLookupErrorCodeTag = iota
	IPNameLookupErrorCodeTagInvalidArgument
	IPNameLookupErrorCodeTagNameUnresolvable
	IPNameLookupErrorCodeTagTemporaryResolverFailure
	IPNameLookupErrorCodeTagPermanentResolverFailure
	IPNameLookupErrorCodeTagOther
)

var namesIPNameLookupErrorCodeTag = [...]string{"access-denied", "invalid-argument", "name-unresolvable", "temporary-resolver-failure", "permanent-resolver-failure", "other"}

// String returns the name that the value has in WIT.
func (e IPNameLookupErrorCodeTag) String() string {
	if int(e) < len(namesIPNameLookupErrorCodeTag) {
		return namesIPNameLookupErrorCodeTag[e]
	}
	return "IPNameLookupErrorCodeTag(" + strconv.Itoa(int(e)) + ")"
}

// NewIPNameLookupErrorCodeAccessDenied returns the case access-denied.
func NewIPNameLookupErrorCodeAccessDenied() IPNameLookupErrorCode {
	return IPNameLookupErrorCode{Tag: IPNameLookupErrorCodeTagAccessDenied}
}

// NewIPNameLookupErrorCodeInvalidArgument returns the case invalid-argument.
func NewIPNameLookupErrorCodeInvalidArgument() IPNameLookupErrorCode {
	return IPNameLookupErrorCode{Tag: IPNameLookupErrorCodeTagInvalidArgument}
}

// NewIPNameLookupErrorCodeNameUnresolvable returns the case name-unresolvable.
func NewIPNameLookupErrorCodeNameUnresolvable() IPNameLookupErrorCode {
	return IPNameLookupErrorCode{Tag: IPNameLookupErrorCodeTagNameUnresolvable}
}

// NewIPNameLookupErrorCodeTemporaryResolverFailure returns the case temporary-resolver-failure.
func NewIPNameLookupErrorCodeTemporaryResolverFailure() IPNameLookupErrorCode {
	return IPNameLookupErrorCode{Tag: IPNameLookupErrorCodeTagTemporaryResolverFailure}
}

// NewIPNameLookupErrorCodePermanentResolverFailure returns the case permanent-resolver-failure.
func NewIPNameLookupErrorCodePermanentResolverFailure() IPNameLookupErrorCode {
	return IPNameLookupErrorCode{Tag: IPNameLookupErrorCodeTagPermanentResolverFailure}
}

// NewIPNameLookupErrorCodeOther returns the case other.
func NewIPNameLookupErrorCodeOther(v component.Option[string]) IPNameLookupErrorCode {
	return IPNameLookupErrorCode{Tag: IPNameLookupErrorCodeTagOther, Value: v}
}

// AsOther returns what the case other carries; ok is false for other cases.
func (v IPNameLookupErrorCode) AsOther() (value component.Option[string], ok bool) {
	if v.Tag != IPNameLookupErrorCodeTagOther {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// Error implements error.
func (v IPNameLookupErrorCode) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// IPNameLookupHost are the functions of wasi:sockets/ip-name-lookup@0.3.0.
type IPNameLookupHost interface {
	ResolveAddresses(ctx context.Context, name string) ([]IPAddress, error)
}

// LinkIPNameLookup adds wasi:sockets/ip-name-lookup@0.3.0 to a linker. host finds the implementation for a call.
func LinkIPNameLookup(l *component.Linker, host func(*component.Call) IPNameLookupHost) error {
	return l.Define(IPNameLookupInterface(host))
}

// IPNameLookupInterface returns wasi:sockets/ip-name-lookup@0.3.0 as host functions. host finds the implementation for a call.
func IPNameLookupInterface(host func(*component.Call) IPNameLookupHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:sockets/ip-name-lookup@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:sockets/ip-name-lookup@0.3.0") },
		Funcs: []component.FuncDef{
			{Name: "resolve-addresses", Async: func(ctx context.Context, c *component.Call, stack []uint64) component.Work {
				return ipNameLookupHostResolveAddresses(ctx, c, host(c), stack)
			}},
		},
	}
}

func ipNameLookupHostResolveAddresses(_ context.Context, c *component.Call, host IPNameLookupHost, stack []uint64) component.Work {
	name := c.LoadString(uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	return func(ctx context.Context) func(*component.Call, []uint64) {
		v, err := host.ResolveAddresses(ctx, name)
		return func(c *component.Call, stack []uint64) {
			storeResultListIPAddressIPNameLookupErrorCode(c, ret, resultOf[[]IPAddress, IPNameLookupErrorCode](c, v, err))
		}
	}
}
