// Code generated from wasi:cli@0.3.0 by component/bindgen. DO NOT EDIT.

package cli

import (
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// ErrorCode is the enum error-code of wasi:cli/types@0.3.0.
type ErrorCode uint8

// The values of ErrorCode.
const (
	ErrorCodeIO ErrorCode = iota
	ErrorCodeIllegalByteSequence
	ErrorCodePipe
)

var namesErrorCode = [...]string{"io", "illegal-byte-sequence", "pipe"}

// String returns the name that the value has in WIT.
func (e ErrorCode) String() string {
	if int(e) < len(namesErrorCode) {
		return namesErrorCode[e]
	}
	return "ErrorCode(" + strconv.Itoa(int(e)) + ")"
}

// LinkTypes adds wasi:cli/types@0.3.0 to a linker.
func LinkTypes(l *component.Linker) error {
	return l.Define(TypesInterface())
}

// TypesInterface returns wasi:cli/types@0.3.0 as host functions.
func TypesInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name:  "wasi:cli/types@0.3.0",
		WIT:   func() *wit.Interface { return witfiles.Interface("wasi:cli/types@0.3.0") },
		Funcs: []component.FuncDef{},
	}
}
