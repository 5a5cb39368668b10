package encode

import (
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// endBuiltin sets t to an operation on one of the streams and futures in the
// type of a function.
func (b *builder) endBuiltin(t *trampoline, s *scope, name string, async bool) error {
	e, n, fn, ok := endBuiltin(name)
	f := s.funcs[fn]
	if !ok || f == nil {
		return fmt.Errorf("core module imports %q %q, which is neither in the world nor a built-in of the standard", t.module, t.name)
	}
	ends, err := b.endsOf(f)
	if err != nil {
		return err
	}
	if n >= len(ends) {
		return fmt.Errorf("core module imports %q %q, but the function has %d streams and futures", t.module, t.name, len(ends))
	}
	ty := ends[n]
	elem := partsOf(ty)[0]
	if _, stream := ty.(*wit.Stream); stream != strings.HasPrefix(name, "[stream-") {
		return fmt.Errorf("core module imports %q %q, which mistakes a stream for a future or the other way round", t.module, t.name)
	}
	if isCopy(e.op) && !async || isCancel(e.op) && async || async && !isCopy(e.op) {
		return fmt.Errorf("core module imports %q %q, which is not part of the standard yet", t.module, t.name)
	}
	if !s.export {
		b.live.typ(ty, false)
	}
	t.core = &binary.CoreFunc{Params: e.params, Results: e.results}
	if isCopy(e.op) {
		pointers, err := b.flat.HasPointers(elem)
		if err != nil {
			return err
		}
		reads := e.op == binary.CanonStreamRead || e.op == binary.CanonFutureRead
		t.options, t.async, t.memory, t.pointers = true, true, elem != nil, pointers
		t.realloc = pointers && reads
	}
	t.head = func(w *buffer) error {
		i, err := s.space.index(ty)
		w.put(byte(e.op))
		w.u32(i)
		if isCancel(e.op) {
			w.flag(false)
		}
		return err
	}
	return nil
}

// endsOf is the function of that name, which is called once for each f.
func (b *builder) endsOf(f *wit.Func) ([]wit.Type, error) {
	e, known := b.ends[f]
	if !known {
		e.types, e.err = endsOf(f)
		b.ends[f] = e
	}
	return e.types, e.err
}

// ends are the streams and futures of a function.
type ends struct {
	types []wit.Type
	err   error
}

// endsOf returns the streams and futures in the type of f, each after those
// within it.
func endsOf(f *wit.Func) (found []wit.Type, err error) {
	steps := 0
	var walk func(t wit.Type)
	walk = func(t wit.Type) {
		if steps++; steps > maxWalk {
			return
		}
		if d, ok := t.(*wit.TypeDef); ok {
			if d.Type != nil {
				walk(d.Type)
			}
			return
		}
		for _, p := range partsOf(t) {
			if p != nil {
				walk(p)
			}
		}
		switch t.(type) {
		case *wit.Stream, *wit.Future:
			found = append(found, t)
		}
	}
	for _, p := range f.Params {
		walk(p.Type)
	}
	if f.Result != nil {
		walk(f.Result)
	}
	if steps > maxWalk {
		return nil, fmt.Errorf("the type of %s has more than %d parts", f.Name, maxWalk)
	}
	return found, nil
}

// maxWalk bounds how large a type is when it is written out.
const maxWalk = 100_000
