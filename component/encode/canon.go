package encode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A trampoline is what a core module imports: a lowered function or a
// canonical built-in; see Binary.md, "Canonical Definitions".
type trampoline struct {
	module, name string
	core         *binary.CoreFunc

	// head writes the definition up to its options.
	head    func(w *buffer) error
	options bool // options follow
	async   bool // with the async one
	// What it needs of the module that imports it. One that needs something is
	// made after that module's instance, which meanwhile imports a shim.
	memory, realloc, pointers bool
	memoryIndex               bool // the memory is an immediate
}

// trampoline finds what an import of the core module stands for.
func (b *builder) trampoline(imp *binary.CoreImport) (*trampoline, error) {
	t := &trampoline{module: imp.Module, name: imp.Name}
	if imp.Type.Sort != binary.SortCoreFunc {
		return nil, fmt.Errorf("core module imports %s %q %q; only functions can be imported", imp.Type.Sort, imp.Module, imp.Name)
	}
	s, err := b.scopeOf(imp.Module)
	if err == nil {
		err = b.resolve(t, s)
	}
	if err != nil {
		return nil, err
	}
	if got := imp.Type.Func; !slices.Equal(got.Params, t.core.Params) || !slices.Equal(got.Results, t.core.Results) {
		return nil, fmt.Errorf("core module imports %q %q as %s, by its type it is %s", imp.Module, imp.Name, got, t.core)
	}
	return t, nil
}

// resolve sets t by its name within s.
func (b *builder) resolve(t *trampoline, s *scope) error {
	if f := s.funcs[t.name]; f != nil && !s.export {
		return b.lower(t, s, f, false)
	}
	if n, ok := strings.CutPrefix(t.name, asyncLower); ok && !s.export {
		if f := s.funcs[n]; f != nil {
			return b.lower(t, s, f, true)
		}
	}
	if n, ok := strings.CutPrefix(t.name, "[task-return]"); ok && s.export {
		if f := s.funcs[n]; f != nil {
			return b.taskReturn(t, s, f)
		}
	}
	if kind, n, ok := strings.Cut(t.name, "]"); ok {
		if r, ok := resourceBuiltins[kind+"]"]; ok {
			if d := s.types[n]; d != nil && wit.ResourceOf(d) != nil {
				return b.resourceBuiltin(t, s, r, d)
			}
		}
	}
	if name := strings.TrimPrefix(t.name, asyncLower); strings.HasPrefix(name, "[stream-") || strings.HasPrefix(name, "[future-") {
		return b.endBuiltin(t, s, name, name != t.name)
	}
	if strings.HasSuffix(t.module, rootModule) {
		if p, ok := plainBuiltins[t.name]; ok {
			b.plainBuiltin(t, p)
			return nil
		}
	}
	return fmt.Errorf("core module imports %q %q, which is neither in the world nor a built-in of the standard", t.module, t.name)
}

// lower sets t to a lowered import; see CanonicalABI.md, "canon lower".
func (b *builder) lower(t *trampoline, s *scope, f *wit.Func, async bool) error {
	if async && !f.Async {
		return fmt.Errorf("core module imports %q %q, but the function is not async", t.module, t.name)
	}
	sig, err := b.flat.Func(f, false, async)
	if err != nil {
		return fmt.Errorf("%s %s: %w", t.module, t.name, err)
	}
	b.live.use(s.item, f)
	t.core, t.options, t.async = sig.Core, true, async
	t.memory, t.realloc, t.pointers = sig.Memory, sig.Realloc, sig.Pointers
	t.head = func(w *buffer) error {
		i, ok := b.imports.funcs[f.Name]
		if s.item != "" {
			i, ok = b.alias(binary.SortFunc, b.imports.instances[s.item], f.Name), true
		}
		if !ok {
			return fmt.Errorf("function %s is not imported", f.Name)
		}
		w.put(byte(binary.CanonLower), 0x00)
		w.u32(i)
		return nil
	}
	return nil
}

// taskReturn sets t to what an async export returns its result by.
func (b *builder) taskReturn(t *trampoline, s *scope, f *wit.Func) error {
	g := &wit.Func{}
	if f.Result != nil {
		g.Params = []wit.Field{{Name: "result", Type: f.Result}}
	}
	sig, err := b.flat.Func(g, false, false)
	if err != nil {
		return fmt.Errorf("%s %s: %w", t.module, t.name, err)
	}
	t.core, t.options, t.memory, t.pointers = sig.Core, true, sig.Memory, sig.Pointers
	t.head = func(w *buffer) error {
		var result buffer
		err := s.space.resultList(&result, f.Result)
		w.put(byte(binary.CanonTaskReturn))
		w.put(result...)
		return err
	}
	return nil
}

func (b *builder) resourceBuiltin(t *trampoline, s *scope, r builtin, d *wit.TypeDef) error {
	if r.op != binary.CanonResourceDrop && !(s.export && d.Resource != nil) {
		return fmt.Errorf("core module imports %q %q, but does not define the resource", t.module, t.name)
	}
	if !s.export {
		b.live.typ(d, false)
	}
	t.core = &binary.CoreFunc{Params: r.params, Results: r.results}
	t.head = func(w *buffer) error {
		i, err := s.space.def(d)
		w.put(byte(r.op))
		w.u32(i)
		return err
	}
	return nil
}

// takesFlag tells whether an operation has an immediate that is false as long
// as the standard allows nothing else: to be cancelled, or async.
func takesFlag(op binary.CanonOp) bool {
	switch op {
	case binary.CanonSubtaskCancel, binary.CanonThreadYield, binary.CanonWaitableSetWait, binary.CanonWaitableSetPoll:
		return true
	}
	return false
}

func (b *builder) plainBuiltin(t *trampoline, p builtin) {
	t.core = &binary.CoreFunc{Params: p.params, Results: p.results}
	t.memoryIndex = p.op == binary.CanonWaitableSetWait || p.op == binary.CanonWaitableSetPoll
	t.memory = t.memoryIndex
	t.head = func(w *buffer) error {
		w.put(byte(p.op))
		switch {
		case takesFlag(p.op):
			w.flag(false)
		case p.op == binary.CanonContextGet || p.op == binary.CanonContextSet:
			w.put(byte(binary.I32), t.name[len("[context-get-")]-'0')
		}
		return nil
	}
}

// define writes the definition of t and returns its core function.
func (b *builder) define(t *trampoline) (uint32, error) {
	var w buffer
	if err := t.head(&w); err != nil {
		return 0, fmt.Errorf("%s %s: %w", t.module, t.name, err)
	}
	o := options{pointers: t.pointers, async: t.async, memory: -1, realloc: -1, postReturn: -1, callback: -1}
	if t.memory {
		o.memory = int(b.memory)
	}
	if t.realloc {
		o.realloc = b.importRealloc
		if o.realloc < 0 {
			return 0, fmt.Errorf("core module imports %q %q, which returns lists or strings, and exports no %s to allocate them", t.module, t.name, reallocExport)
		}
	}
	if t.options {
		b.options(&w, o)
	}
	if t.memoryIndex {
		w.u32(b.memory)
	}
	return b.add(sectionCanon, binary.SortCoreFunc, w), nil
}
