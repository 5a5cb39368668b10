package encode_test

import (
	"fmt"
	"log"
	"os"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A core module that adds and logs becomes a component, as does one that takes
// the lines, and both become one that imports nothing.
func Example() {
	text, err := os.ReadFile("testdata/calc.wit")
	if err != nil {
		log.Fatal(err)
	}
	set, err := wit.Parse(wit.File{Name: "calc.wit", Text: string(text)})
	if err != nil {
		log.Fatal(err)
	}
	part := func(module, world string) encode.Part {
		core, err := os.ReadFile(module)
		if err != nil {
			log.Fatal(err)
		}
		w, err := set.World(world)
		if err != nil {
			log.Fatal(err)
		}
		wasm, err := encode.Component(core, encode.Options{World: w})
		if err != nil {
			log.Fatal(err)
		}
		return encode.Part{Name: module, Wasm: wasm}
	}
	whole, err := encode.Compose(part("testdata/add.wasm", "adder"), part("testdata/log.wasm", "logger"))
	if err != nil {
		log.Fatal(err)
	}
	world, err := component.World(whole)
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range world.Exports {
		fmt.Println("exports", e.Name)
	}
	fmt.Println("imports", len(world.Imports), "interfaces")
	// Output:
	// exports acme:calc/add@1.0.0
	// imports 0 interfaces
}
