package component

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/wit"
)

// The names of a core module that have to do with asynchronous calls, as
// wit-component has them (validation.rs, "Legacy"):
//
//	export "[async-lift]wasi:http/handler@0.3.0#handle"            a function that calls back
//	export "[callback][async-lift]wasi:http/handler@0.3.0#handle"  its callback
//	import "wasi:http/client@0.3.0" "[async-lower]send"            a call that is not waited for
//	import "[export]wasi:http/handler@0.3.0" "[task-return]handle" the end of a task
//	import "wasi:http/types@0.3.0" "[stream-new-0][static]response.new"
//	                                 a built-in for the first stream or future in the type of a function
//	import "$root" "[waitable-join]" a built-in without a type
const (
	asyncLiftPrefix   = "[async-lift]"
	stackfulPrefix    = "[async-lift-stackful]"
	callbackPrefix    = "[callback]"
	asyncLowerPrefix  = "[async-lower]"
	cancellablePrefix = "[cancellable]"
	exportPrefix      = "[export]" // before the name of an exported interface
	rootModule        = "$root"
	unitArg           = "unit" // in place of a number: a stream or future without elements
)

// A form is how an export is lifted.
type form int

const (
	formSync form = iota
	formAsync
	formStackful
	formCallback // is not lifted, but the callback of one that is
)

// cutForm splits the form off the name of an export.
func cutForm(name string) (full string, f form) {
	for _, p := range []struct {
		prefix string
		form   form
	}{{callbackPrefix + asyncLiftPrefix, formCallback}, {asyncLiftPrefix, formAsync}, {stackfulPrefix, formStackful}} {
		if rest, ok := strings.CutPrefix(name, p.prefix); ok {
			return rest, p.form
		}
	}
	return name, formSync
}

// asyncOptions makes o those of an export that is lifted with the async option.
func (b *coreLinker) asyncOptions(o *plan.Options, e binary.CoreExtern, t *wit.Func, f *canon.Func, how form) error {
	switch {
	case !t.Async:
		return errors.New("the function is not async")
	case how == formStackful:
		return errors.New("a function that waits without a callback is not part of the standard yet")
	}
	if err := sameSignature(e.Type.Func, f.LiftParams, i32Result); err != nil {
		return err
	}
	callback := b.exportedFunc(callbackPrefix + e.Name)
	if callback == nil {
		return fmt.Errorf("there is no callback: export %s%s", callbackPrefix, e.Name)
	}
	if got := signature(callback); got != "iii:i" {
		return fmt.Errorf("its callback has the core signature %s, which should be iii:i", got)
	}
	o.Async, o.Callback = true, b.extract(callbackPrefix+e.Name)
	return nil
}

var i32Result = []canon.CoreType{canon.CoreI32}

// lowers says why a function of type t cannot be imported with the core type
// core.
func lowers(core *binary.CoreFunc, t *wit.Func, f *canon.Func, async bool) error {
	switch {
	case !async:
		return sameSignature(core, f.LowerParams, f.LowerResults)
	case !t.Async:
		return errors.New("the function is not async")
	}
	return sameSignature(core, f.LowerAsyncParams(), i32Result)
}

// A builtinName is the name of an import that is a built-in, taken apart:
// "[async-lower][stream-read-0]f".
type builtinName struct {
	*binary.Canon
	gate               string
	arg                string // "0"
	of                 string // "f"
	async, cancellable bool
}

// parseBuiltin takes name apart; ok is false if it does not look like that of a
// built-in.
func parseBuiltin(name string) (n builtinName, ok bool) {
	name, n.async = strings.CutPrefix(name, asyncLowerPrefix)
	name, n.cancellable = strings.CutPrefix(name, cancellablePrefix)
	name, ok = strings.CutPrefix(name, "[")
	word, of, closed := strings.Cut(name, "]")
	if !ok || !closed {
		return n, false
	}
	n.of = of
	n.Canon, n.arg, n.gate = binary.NamedBuiltin(word)
	return n, n.Canon != nil
}

// builtin makes d that for imp if that is a built-in, and records why it cannot
// be had.
func (b *coreLinker) builtin(imp binary.CoreImport, d *coreImport) bool {
	special := imp.Module == rootModule || strings.HasPrefix(imp.Module, exportPrefix)
	if !special && b.linker.interfaces[track(imp.Module)] == nil {
		return false
	}
	n, ok := parseBuiltin(imp.Name)
	if !ok {
		if !special {
			return false
		}
		b.missBuiltin(imp, d, errors.New("there is no such built-in"))
		return true
	}
	err := n.check(imp.Module)
	if err == nil {
		err = b.resolve(n, imp.Module, d)
	}
	if err == nil {
		err = imports(imp.Type.Func, n.Core)
	}
	if err != nil {
		b.missBuiltin(imp, d, err)
		return true
	}
	d.Canon = n.Canon
	return true
}

// imports says why a core function of type want cannot be imported as got.
func imports(got, want *binary.CoreFunc) error {
	if g, w := signature(got), signature(want); g != w {
		return fmt.Errorf("imported as %s, which should be %s", g, w)
	}
	return nil
}

// missBuiltin records that there is no such built-in as imp, and makes d a
// function that says so.
func (b *coreLinker) missBuiltin(imp binary.CoreImport, d *coreImport, err error) {
	b.miss([]string{imp.Module, imp.Name}, err.Error())
	b.addFunc(imp, d, nil, nil)
}

// check sees to it that a built-in comes from the right module and has the
// prefixes and arguments that it may have, and notes those in its definition.
func (n *builtinName) check(module string) error {
	if n.gate != "" {
		return fmt.Errorf("%s is not part of the standard yet", n.gate)
	}
	needsModule, takes := rootModule, ""
	switch n.Op {
	case binary.CanonTaskReturn, binary.CanonTaskCancel:
		needsModule = exportPrefix
	case binary.CanonContextGet, binary.CanonContextSet:
		return n.checkContext(module)
	case binary.CanonSubtaskCancel:
		takes = asyncLowerPrefix
	case binary.CanonThreadYield:
		takes = cancellablePrefix
	case binary.CanonWaitableSetWait, binary.CanonWaitableSetPoll:
		takes = cancellablePrefix
		n.arg = strings.TrimPrefix(n.arg, "i32") // the type of pointers
	case binary.CanonStreamNew, binary.CanonStreamDropReadable, binary.CanonStreamDropWritable,
		binary.CanonFutureNew, binary.CanonFutureDropReadable, binary.CanonFutureDropWritable:
		needsModule = ""
	case binary.CanonStreamRead, binary.CanonStreamWrite, binary.CanonStreamCancelRead, binary.CanonStreamCancelWrite,
		binary.CanonFutureRead, binary.CanonFutureWrite, binary.CanonFutureCancelRead, binary.CanonFutureCancelWrite:
		needsModule, takes = "", asyncLowerPrefix
	case binary.CanonResourceNew, binary.CanonResourceDrop, binary.CanonResourceRep:
		return errors.New("no such resource type")
	}
	switch {
	case needsModule == rootModule && module != rootModule:
		return fmt.Errorf("it is a built-in of module %s", rootModule)
	case needsModule == exportPrefix && !strings.HasPrefix(module, exportPrefix):
		return fmt.Errorf("it is a built-in of a module whose name begins with %s", exportPrefix)
	case n.async && takes != asyncLowerPrefix || n.cancellable && takes != cancellablePrefix:
		return errors.New("there is no such form of the built-in")
	case n.arg != "" && needsModule != "":
		return errors.New("there is no such built-in")
	case n.of != "" && needsModule == rootModule:
		return errors.New("the built-in does not belong to a function")
	}
	return n.checkAsync()
}

// checkAsync refuses those forms that components may not use either.
func (n *builtinName) checkAsync() error {
	name := binary.BuiltinName(n.Opcode)
	n.Async = n.async || n.cancellable
	switch n.Op {
	case binary.CanonStreamRead, binary.CanonStreamWrite, binary.CanonFutureRead, binary.CanonFutureWrite:
		if !n.async {
			return fmt.Errorf("synchronous %s is not part of the standard yet", name)
		}
		n.Async, n.Options.Async = false, true
	default:
		if n.async {
			return fmt.Errorf("async %s is not part of the standard yet", name)
		}
	}
	return nil
}

// checkContext is check for context.get and context.set: "[context-get-0]", or
// "[context-get-i32-0]".
func (n *builtinName) checkContext(module string) error {
	if module != rootModule || n.async || n.cancellable || n.of != "" {
		return errors.New("there is no such built-in")
	}
	switch strings.TrimPrefix(n.arg, "i32-") {
	case "0":
	case "1":
		n.Imm = 1
	default:
		return errors.New("there is no such slot, only 0 and 1 of type i32")
	}
	core := binary.CoreFunc{Params: []binary.CoreVal{binary.I32}}
	if n.Op == binary.CanonContextGet {
		core = binary.CoreFunc{Results: core.Params}
	}
	n.Core = &core
	return nil
}

// resolve finds the types that a built-in names and makes d's of it.
func (b *coreLinker) resolve(n builtinName, module string, d *coreImport) error {
	d.Options.Async = n.Options.Async
	switch n.Op {
	case binary.CanonWaitableSetWait, binary.CanonWaitableSetPoll:
		if d.Options.Memory < 0 {
			return fmt.Errorf("the module exports no memory under the name %q", memoryExport)
		}
	case binary.CanonTaskReturn:
		return b.taskReturn(n, module, d)
	case binary.CanonStreamNew, binary.CanonStreamRead, binary.CanonStreamWrite, binary.CanonStreamCancelRead,
		binary.CanonStreamCancelWrite, binary.CanonStreamDropReadable, binary.CanonStreamDropWritable:
		return b.elem(n, module, d, &wit.Stream{})
	case binary.CanonFutureNew, binary.CanonFutureRead, binary.CanonFutureWrite, binary.CanonFutureCancelRead,
		binary.CanonFutureCancelWrite, binary.CanonFutureDropReadable, binary.CanonFutureDropWritable:
		return b.elem(n, module, d, &wit.Future{})
	}
	return nil
}

// taskReturn makes d that for a function of an exported interface.
func (b *coreLinker) taskReturn(n builtinName, module string, d *coreImport) error {
	t, _, err := b.funcOf(n, module)
	if err != nil {
		return err
	}
	back := &wit.Func{Name: t.Name}
	if n.Results = t.Result; t.Result != nil {
		back.Params = []wit.Field{{Type: t.Result}}
	}
	f, err := b.compiler.Func(back)
	if err != nil {
		return err
	}
	core := binary.CoreFunc{Params: make([]binary.CoreVal, len(f.LowerParams))}
	for i, p := range f.LowerParams {
		core.Params[i] = binary.CoreVal(p)
	}
	n.Core, d.returns = &core, b.compiler.Key(t.Result)
	return nil
}

// elem makes d that for a stream or future in the type of a function, or for
// one like unit.
func (b *coreLinker) elem(n builtinName, module string, d *coreImport, unit wit.Type) error {
	n.Elem = unit
	if n.arg != unitArg {
		t, _, err := b.funcOf(n, module)
		if err != nil {
			return err
		}
		all := streamsOf(t)
		i, err := strconv.ParseUint(n.arg, 10, 32)
		if err != nil || i >= uint64(len(all)) {
			return fmt.Errorf("function %s has %d streams and futures, none with number %q", n.of, len(all), n.arg)
		}
		n.Elem = all[i]
	}
	_, isStream := n.Elem.(*wit.Stream)
	if _, want := unit.(*wit.Stream); isStream != want {
		return fmt.Errorf("number %s of function %s is of the other kind, stream or future", n.arg, n.of)
	}
	var err error
	d.async, err = b.compiler.AsyncType(n.Elem)
	return err
}

// funcOf finds the function that a built-in names, in an interface that is
// imported or, as module says, exported.
func (b *coreLinker) funcOf(n builtinName, module string) (*wit.Func, *canon.Func, error) {
	name, exported := strings.CutPrefix(module, exportPrefix)
	if exported {
		if types := b.linker.exports[track(name)]; types != nil {
			return b.compileFunc(types(), n.of)
		}
	} else if d := b.linker.interfaces[track(name)]; d != nil && d.WIT != nil {
		return b.compileFunc(d.WIT(), n.of)
	}
	return nil, nil, fmt.Errorf("this host does not know the types of %s", name)
}

// streamsOf returns the stream and future types in the type of a function, in the
// order of wit-component: what is inside of one stands before it.
func streamsOf(f *wit.Func) []wit.Type {
	var all []wit.Type
	for _, p := range f.Params {
		all = appendStreams(all, p.Type)
	}
	return appendStreams(all, f.Result)
}

// appendStreams appends those in t, nil for none. Types of the host's own WIT are
// as deep as they are written.
func appendStreams(all []wit.Type, t wit.Type) []wit.Type {
	switch t := wit.Underlying(t).(type) {
	case *wit.Stream:
		return append(appendStreams(all, t.Elem), t)
	case *wit.Future:
		return append(appendStreams(all, t.Elem), t)
	case *wit.List:
		return appendStreams(all, t.Elem)
	case *wit.Map:
		return appendStreams(appendStreams(all, t.Key), t.Value)
	case *wit.Option:
		return appendStreams(all, t.Elem)
	case *wit.Result:
		return appendStreams(appendStreams(all, t.OK), t.Err)
	case *wit.Tuple:
		for _, e := range t.Types {
			all = appendStreams(all, e)
		}
	case *wit.Record:
		for _, f := range t.Fields {
			all = appendStreams(all, f.Type)
		}
	case *wit.Variant:
		for _, c := range t.Cases {
			all = appendStreams(all, c.Type)
		}
	}
	return all
}
