// Package flow holds the WIT text of the bindings in package flows.
package flow

import (
	_ "embed"
	"sync"

	"github.com/gyro-wasm/gyro/component/wit"
)

//go:embed flow.wit
var text string

// Set returns the resolved text.
var Set = sync.OnceValue(func() *wit.Set {
	set, err := wit.Parse(wit.File{Name: "flow.wit", Text: text})
	if err != nil {
		panic(err)
	}
	return set
})

// Interface returns an interface of the text.
func Interface(name string) *wit.Interface { return Set().Interface(name) }
