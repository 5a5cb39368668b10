package rewrite_test

import (
	"math/rand/v2"

	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// A counted is a random program of loops, branches and calls, with an
// interpreter that counts what is executed. It works on i32 locals, the first of
// which is the parameter and the result of each function.
type counted struct {
	rand  *rand.Rand
	funcs []*countedFunc
}

type countedFunc struct {
	code  []byte
	steps []countedStep
}

// A countedStep does something with the locals, and returns what it costs. A
// signal other than next ends the enclosing blocks.
type countedStep func(v []uint32, cost *int64) signal

// A signal is how many blocks a step leaves, or next.
type signal int

const (
	next    signal = -1
	leaving signal = 1 << 20 // returns
)

const countedLocals = 6

// newCounted returns a program whose last function is its entry.
func newCounted(seed uint64) *counted {
	c := &counted{rand: rand.New(rand.NewPCG(seed, 1))}
	for range 1 + c.rand.IntN(4) {
		f := &countedFunc{}
		f.steps = c.block(f, 0, 3, 5)
		c.funcs = append(c.funcs, f)
	}
	return c
}

func (c *counted) local() byte { return byte(c.rand.IntN(countedLocals)) }

// block makes a few steps inside depth blocks; size bounds how much.
func (c *counted) block(f *countedFunc, depth, nesting, size int) (steps []countedStep) {
	for range 1 + c.rand.IntN(size) {
		kind := c.rand.IntN(9)
		if nesting == 0 && kind >= 4 {
			kind = 0
		}
		switch kind {
		case 0, 1:
			steps = append(steps, c.assign(f))
		case 2:
			steps = append(steps, c.branch(f, depth))
		case 3:
			if len(c.funcs) == 0 {
				continue
			}
			steps = append(steps, c.call(f))
		case 4, 5:
			steps = append(steps, c.choice(f, depth, nesting))
		case 6:
			steps = append(steps, c.scope(f, depth, nesting))
		default:
			steps = append(steps, c.loop(f, depth, nesting))
		}
	}
	return steps
}

func (c *counted) assign(f *countedFunc) countedStep {
	x, y, z, add := c.local(), c.local(), c.local(), uint32(c.rand.IntN(64))
	f.code = append(f.code, 0x20, x, 0x20, y, 0x6a, 0x41, byte(add), 0x6a, 0x21, z)
	return func(v []uint32, cost *int64) signal {
		*cost += 6
		v[z] = v[x] + v[y] + add
		return next
	}
}

// branch leaves some blocks, or the function, if a local is odd.
func (c *counted) branch(f *countedFunc, depth int) countedStep {
	x, label := c.local(), c.rand.IntN(depth+1)
	test := []byte{0x20, x, 0x41, 1, 0x71}
	if label == depth {
		f.code = append(append(f.code, test...), 0x04, 0x40, 0x20, 0, 0x0f, 0x0b)
	} else {
		f.code = append(append(f.code, test...), 0x0d, byte(label))
	}
	return func(v []uint32, cost *int64) signal {
		*cost += 4
		if v[x]&1 == 0 {
			return next
		}
		if label == depth {
			*cost += 2
			return leaving
		}
		return signal(label)
	}
}

func (c *counted) call(f *countedFunc) countedStep {
	x, y, callee := c.local(), c.local(), c.rand.IntN(len(c.funcs))
	f.code = append(f.code, 0x20, x, 0x10, byte(callee), 0x21, y)
	return func(v []uint32, cost *int64) signal {
		*cost += 7
		v[y] = c.run(callee, v[x], cost)
		return next
	}
}

func (c *counted) choice(f *countedFunc, depth, nesting int) countedStep {
	x := c.local()
	f.code = append(f.code, 0x20, x, 0x41, 2, 0x71, 0x04, 0x40)
	yes := c.block(f, depth+1, nesting-1, 2)
	var no []countedStep
	if c.rand.IntN(2) == 0 {
		f.code = append(f.code, 0x05)
		no = c.block(f, depth+1, nesting-1, 2)
	}
	f.code = append(f.code, 0x0b)
	return func(v []uint32, cost *int64) signal {
		*cost += 4
		if v[x]&2 != 0 {
			return leave(runSteps(yes, v, cost))
		}
		return leave(runSteps(no, v, cost))
	}
}

func (c *counted) scope(f *countedFunc, depth, nesting int) countedStep {
	f.code = append(f.code, 0x02, 0x40)
	steps := c.block(f, depth+1, nesting-1, 3)
	f.code = append(f.code, 0x0b)
	return func(v []uint32, cost *int64) signal { return leave(runSteps(steps, v, cost)) }
}

// loop repeats something a few times, with a counter of its own.
func (c *counted) loop(f *countedFunc, depth, nesting int) countedStep {
	counter, n := byte(countedLocals+depth), uint32(1+c.rand.IntN(4))
	f.code = append(f.code, 0x41, byte(n), 0x21, counter, 0x02, 0x40, 0x03, 0x40)
	f.code = append(f.code, 0x20, counter, 0x45, 0x0d, 1, 0x20, counter, 0x41, 1, 0x6b, 0x21, counter)
	steps := c.block(f, depth+2, nesting-1, 3)
	f.code = append(f.code, 0x0c, 0, 0x0b, 0x0b)
	return func(v []uint32, cost *int64) signal {
		*cost += 2
		for left := n; ; left-- {
			*cost += 3
			if left == 0 {
				return next
			}
			*cost += 4
			switch s := runSteps(steps, v, cost); s {
			case next:
				*cost++
			case 0: // a branch to the loop
			case 1:
				return next
			case leaving:
				return leaving
			default:
				return s - 2
			}
		}
	}
}

// leave is how a block answers to a signal from within it.
func leave(s signal) signal {
	switch s {
	case next, leaving:
		return s
	case 0:
		return next
	}
	return s - 1
}

func runSteps(steps []countedStep, v []uint32, cost *int64) signal {
	for _, s := range steps {
		if sig := s(v, cost); sig != next {
			return sig
		}
	}
	return next
}

// run calls function number i.
func (c *counted) run(i int, arg uint32, cost *int64) uint32 {
	v := make([]uint32, countedLocals)
	v[0] = arg
	if runSteps(c.funcs[i].steps, v, cost) != leaving {
		*cost++ // local.get
	}
	return v[0]
}

// module returns the program as a module that exports its last function as "f".
func (c *counted) module() []byte {
	var types, bodies [][]byte
	for _, f := range c.funcs {
		types = append(types, []byte{0})
		bodies = append(bodies, sized(join([]byte{1, 2 * countedLocals, 0x7f}, f.code, []byte{0x20, 0, 0x0b})))
	}
	return wasm(
		section(1, fn(i32, i32)),
		section(3, types...),
		section(7, join(str("f"), []byte{0, byte(len(c.funcs) - 1)})),
		section(10, bodies...),
	)
}

var fuelImport = rewrite.Import{Module: "h", Name: "fuel"}
