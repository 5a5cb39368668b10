package engine

import (
	"context"
	"fmt"
	"os"
	"sync"
)

// NoReuseVariable is the environment variable that, if it is not empty, turns
// off the reuse of instances in the whole process.
const NoReuseVariable = "GYRO_NO_INSTANCE_REUSE"

// CannotReset says why groups cannot be put back into the state of an image;
// "" if they can. It tries once, with a small module: how wazero treats a
// memory that its allocator has made smaller is nothing that it promises.
func CannotReset() string {
	if os.Getenv(NoReuseVariable) != "" {
		return NoReuseVariable + " is set"
	}
	return selfTest()
}

var selfTest = sync.OnceValue(func() string {
	if err := tryReset(context.Background()); err != nil {
		return fmt.Sprintf("instances cannot be put back here: %v", err)
	}
	return ""
})

// selfTestModule has a memory of one page, which it exports as "m", a mutable
// global 7 as "g" and a function "f" that sets the global to 9, grows the memory
// by two pages, stores 1 at addresses 8 and 70,000, and returns the size of the
// memory in pages:
//
//	(module
//	  (memory (export "m") 1) (global (export "g") (mut i32) (i32.const 7))
//	  (func (export "f") (result i32)
//	    (global.set 0 (i32.const 9)) (drop (memory.grow (i32.const 2)))
//	    (i32.store8 (i32.const 8) (i32.const 1)) (i32.store8 (i32.const 70000) (i32.const 1))
//	    (memory.size)))
const selfTestModule = "\x00asm\x01\x00\x00\x00" +
	"\x01\x05\x01\x60\x00\x01\x7f" +
	"\x03\x02\x01\x00" +
	"\x05\x03\x01\x00\x01" +
	"\x06\x06\x01\x7f\x01\x41\x07\x0b" +
	"\x07\x0d\x03\x01m\x02\x00\x01g\x03\x00\x01f\x00\x00" +
	"\x0a\x1f\x01\x1d\x00\x41\x09\x24\x00\x41\x02\x40\x00\x1a\x41\x08\x41\x01\x3a\x00\x00\x41\xf0\xa2\x04\x41\x01\x3a\x00\x00\x3f\x00\x0b"

// tryReset changes a group and puts it back, and looks whether a change is left.
func tryReset(ctx context.Context) error {
	e, err := New(ctx, Config{Workers: 1})
	if err != nil {
		return err
	}
	defer e.Close(ctx)
	m, err := e.Compile(ctx, []byte(selfTestModule))
	if err != nil {
		return err
	}
	instantiate := func(g *Group) (*Instance, error) {
		return e.Instantiate(ctx, m, func(string) *Instance { return nil }, InstanceOptions{Group: g, Globals: []string{"g"}})
	}
	template := NewGroup(0)
	defer template.Close(ctx)
	if _, err := instantiate(template); err != nil {
		return err
	}
	image, err := template.Capture()
	if err != nil {
		return err
	}
	defer image.Close()
	g := image.NewGroup(0)
	defer g.Close(ctx)
	i, err := instantiate(g)
	if err != nil {
		return err
	}
	for range 3 {
		if _, ok := g.Reset(); !ok {
			return errNotReset
		}
		memory := i.Memory("m").Bytes()
		if len(memory) != PageSize || memory[8] != 0 || i.Global("g").Get() != 7 {
			return errNotReset
		}
		stack := []uint64{0}
		if err := i.Func("f").Call(ctx, stack); err != nil {
			return err
		}
		memory = i.Memory("m").Bytes()
		if stack[0] != 3 || memory[8] != 1 || memory[70_000] != 1 || memory[PageSize+1] != 0 || i.Global("g").Get() != 9 {
			return errNotReset
		}
		clear(memory[:PageSize]) // some of it by the host
		memory[PageSize+1] = 1
	}
	return nil
}

var errNotReset = fmt.Errorf("an instance was not as it had been after a reset")
