// Code generated from wasi:clocks@0.3.0 by component/bindgen. DO NOT EDIT.

package clocks

import (
	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Duration is the type duration of wasi:clocks/types@0.3.0.
type Duration = uint64

// LinkTypes adds wasi:clocks/types@0.3.0 to a linker.
func LinkTypes(l *component.Linker) error {
	return l.Define(TypesInterface())
}

// TypesInterface returns wasi:clocks/types@0.3.0 as host functions.
func TypesInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name:  "wasi:clocks/types@0.3.0",
		WIT:   func() *wit.Interface { return witfiles.Interface("wasi:clocks/types@0.3.0") },
		Funcs: []component.FuncDef{},
	}
}
