package p1

import (
	"context"
	"math"
)

// argsGet stores the arguments, each with a NUL behind it, at argv_buf, and
// pointers to them at argv.
func argsGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	return stringsGet(m, p.state.Args, uint32(a[0]), uint32(a[1]))
}

// argsSizesGet stores the number of arguments and the bytes that they need.
func argsSizesGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	return sizesGet(m, p.state.Args, uint32(a[0]), uint32(a[1]))
}

// environGet is argsGet for the environment, as name=value.
func environGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	return stringsGet(m, p.environ(), uint32(a[0]), uint32(a[1]))
}

// environSizesGet is argsSizesGet for the environment.
func environSizesGet(_ context.Context, p *Process, m memory, a []uint64) errno {
	return sizesGet(m, p.environ(), uint32(a[0]), uint32(a[1]))
}

func (p *Process) environ() []string {
	env := make([]string, len(p.state.Env))
	for i, v := range p.state.Env {
		env[i] = v.Name + "=" + v.Value
	}
	return env
}

func stringsGet(m memory, ss []string, ptrs, buf uint32) errno {
	size, e := sizeOf(ss)
	if e != errnoSuccess {
		return e
	}
	pointers, ok := m.list(ptrs, uint32(len(ss)), 4, 4)
	if !ok {
		return trap
	}
	b, ok := m.view(buf, size)
	if !ok {
		return trap
	}
	at := 0
	for i, s := range ss {
		le.PutUint32(pointers[4*i:], buf+uint32(at))
		at += copy(b[at:], s)
		b[at] = 0
		at++
	}
	return errnoSuccess
}

func sizesGet(m memory, ss []string, count, size uint32) errno {
	n, e := sizeOf(ss)
	if e != errnoSuccess {
		return e
	}
	if !m.ok32(count) || !m.ok32(size) {
		return trap
	}
	m.put32(count, uint32(len(ss)))
	m.put32(size, n)
	return errnoSuccess
}

func sizeOf(ss []string) (uint32, errno) {
	n := 0
	for _, s := range ss {
		n += len(s) + 1
	}
	if n > math.MaxUint32 {
		return 0, errnoOverflow
	}
	return uint32(n), errnoSuccess
}
