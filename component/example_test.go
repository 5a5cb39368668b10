package component_test

import (
	"context"
	_ "embed"
	"fmt"
	"log"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// greetWasm imports print: func(line: string) and exports
// greet: func(name: string) -> u32. Its source is testdata/greet.wat.
//
//go:embed testdata/greet.wasm
var greetWasm []byte

// A program loads a component, gives it the function that it imports, and
// calls the one that it exports. Types are known at run time: arguments and
// results are values.
func Example() {
	ctx := context.Background()
	rt, err := component.NewRuntime(ctx, component.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer rt.Close(ctx)

	greeter, err := rt.Load(ctx, greetWasm)
	if err != nil {
		log.Fatal(err) // not a valid component
	}
	linker := component.NewLinker()
	err = linker.DefineFunc(component.FuncDef{
		Name: "print",
		Dynamic: func(_ context.Context, _ *component.Call, args []component.Value) (component.Value, error) {
			fmt.Println(args[0].Str())
			return component.Value{}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	linked, err := linker.Link(greeter)
	if err != nil {
		log.Fatal(err) // lists every import that the linker lacks
	}
	defer linked.Close(ctx)

	instance, err := linked.Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		log.Fatal(err)
	}
	defer instance.Close(ctx)
	greet, err := instance.Func("greet")
	if err != nil {
		log.Fatal(err)
	}
	n, err := greet.Call(ctx, wit.StringValue("component"))
	if err != nil {
		log.Fatal(err) // a *component.Trap if the guest broke a rule
	}
	fmt.Println("the name has", n.U32(), "bytes")
	// Output:
	// hello, component
	// the name has 9 bytes
}

// World tells what a component imports and exports.
func ExampleWorld() {
	world, err := component.World(greetWasm)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(wit.FormatWorld(world))
	// Output:
	// package root:component;
	//
	// world root {
	//   import print: func(line: string);
	//
	//   export greet: func(name: string) -> u32;
	// }
}
