// Code generated from test:flow@1.0.0 by component/bindgen. DO NOT EDIT.

package flows

import (
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	witfiles "github.com/gyro-wasm/gyro/component/bindgen/testdata/flow"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Point is the record point of test:flow/types@1.0.0.
type Point struct {
	X     int32
	Label string
}

// Failure is the variant failure of test:flow/types@1.0.0. Value is what its case carries, see the constructors.
type Failure struct {
	Tag   FailureTag
	Value any
}

// FailureTag tells the case of a [Failure].
type FailureTag uint8

// The values of FailureTag.
const (
	FailureTagBroken FailureTag = iota
	FailureTagOther
)

var namesFailureTag = [...]string{"broken", "other"}

// String returns the name that the value has in WIT.
func (e FailureTag) String() string {
	if int(e) < len(namesFailureTag) {
		return namesFailureTag[e]
	}
	return "FailureTag(" + strconv.Itoa(int(e)) + ")"
}

// NewFailureBroken returns the case broken.
func NewFailureBroken() Failure { return Failure{Tag: FailureTagBroken} }

// NewFailureOther returns the case other.
func NewFailureOther(v string) Failure { return Failure{Tag: FailureTagOther, Value: v} }

// AsOther returns what the case other carries; ok is false for other cases.
func (v Failure) AsOther() (value string, ok bool) {
	if v.Tag != FailureTagOther {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// Error implements error.
func (v Failure) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// LinkTypes adds test:flow/types@1.0.0 to a linker.
func LinkTypes(l *component.Linker) error {
	return l.Define(TypesInterface())
}

// TypesInterface returns test:flow/types@1.0.0 as host functions.
func TypesInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name:  "test:flow/types@1.0.0",
		WIT:   func() *wit.Interface { return witfiles.Interface("test:flow/types@1.0.0") },
		Funcs: []component.FuncDef{},
	}
}
