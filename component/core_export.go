package component

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/wit"
)

// addExports lifts the exports that have canonical names, and _start.
func (b *coreLinker) addExports() error {
	p := b.linked.plan
	p.Exports = &plan.Instance{Items: map[string]plan.Item{}}
	b.linked.exports = p.Exports
	for _, e := range b.module.Exports {
		if e.Type.Sort != binary.SortCoreFunc || strings.HasPrefix(e.Name, postReturnPrefix) {
			continue
		}
		if e.Name == startExport {
			b.addLift(p.Exports, e, &wit.Func{Name: startExport}, &canon.Func{}, b.options)
			continue
		}
		if err := b.addExport(e); err != nil {
			return fmt.Errorf("core module export %s: %w", e.Name, err)
		}
	}
	return nil
}

// addExport lifts an export if it has a canonical name.
func (b *coreLinker) addExport(e binary.CoreExtern) error {
	full, form := cutForm(e.Name)
	iface, name, ok := strings.Cut(full, "#")
	if !ok {
		return nil
	}
	types := b.linker.exports[track(iface)]
	if types == nil {
		return errors.New("an interface whose types this host does not know; make it a component")
	}
	t, f, err := b.compileFunc(types(), name)
	if err != nil {
		return err
	}
	o := b.options
	switch form {
	case formSync:
		err = sameSignature(e.Type.Func, f.LiftParams, f.LiftResults)
	case formCallback:
		if b.exportedFunc(asyncLiftPrefix+full) == nil {
			err = fmt.Errorf("there is no %s%s that it is the callback of", asyncLiftPrefix, full)
		}
		return err
	default:
		err = b.asyncOptions(&o, e, t, f, form)
	}
	if err != nil {
		return err
	}
	in, ok := b.linked.exports.Items[iface].(*plan.Instance)
	if !ok {
		in = &plan.Instance{Items: map[string]plan.Item{}}
		b.linked.exports.Add(iface, in)
	}
	if in.Items[name] != nil {
		return errors.New("the function is exported twice")
	}
	b.addLift(in, e, t, f, o)
	return nil
}

// addLift lifts an export with options o, to which it adds what every lift has.
func (b *coreLinker) addLift(to *plan.Instance, e binary.CoreExtern, t *wit.Func, f *canon.Func, o plan.Options) {
	p, k := b.linked.plan, b.linked.funcs
	if b.exportedFunc(reallocExport) != nil {
		o.Realloc = b.extract(reallocExport)
	}
	result := ""
	if o.Async {
		result = b.compiler.Key(t.Result)
	} else if b.exportedFunc(postReturnPrefix+e.Name) != nil {
		o.PostReturn = b.extract(postReturnPrefix + e.Name)
	}
	to.Add(t.Name, &plan.Func{Lift: len(p.Lifts), Import: -1, Type: t})
	p.Lifts = append(p.Lifts, plan.Lift{Type: t, Func: b.extract(e.Name), Options: o})
	k.lifts, k.results = append(k.lifts, f), append(k.results, result)
}

// addInit runs _initialize when an instance is made. A module that has
// lifted exports and only _start, as some compilers emit, is initialised by
// that.
func (b *coreLinker) addInit() {
	name := ""
	switch lifts := len(b.linked.plan.Lifts); {
	case b.exportedFunc(initExport) != nil:
		name = initExport
	case b.exportedFunc(startExport) != nil && lifts > 1:
		name = startExport
	default:
		return
	}
	b.linked.plan.Steps = append(b.linked.plan.Steps, plan.CallFunc{Func: b.extract(name), Name: name})
}
