package component

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Func is a function that an instance exports. It belongs to the instance
// and is used like it, by one goroutine at a time.
type Func struct {
	inst *Instance
	*exported
}

// HasFunc tells whether instances will export a function under path, which is
// as for [Instance.Func]; if not, the error says what they export.
func (k *Linked) HasFunc(path ...string) error {
	it, _, err := k.lookup(path)
	if err != nil {
		return err
	}
	if _, ok := it.(*plan.Func); !ok {
		return fmt.Errorf("export %s is not a function", pathName(path))
	}
	return nil
}

// Func returns an exported function: by its plain name, or by the name of the
// exported interface and the function's name in it. A version in the
// interface's name matches any of the same semver track.
func (in *Instance) Func(path ...string) (*Func, error) {
	s, err := in.live()
	if err != nil {
		return nil, err
	}
	e, err := s.linked.export(path)
	if err != nil {
		return nil, err
	}
	if in.first.inst == nil && s.shared == nil {
		in.first = Func{inst: in, exported: e}
		return &in.first, nil
	}
	return &Func{inst: in, exported: e}, nil
}

// An exported is an exported function, the same for all instances.
type exported struct {
	path   []string
	name   string
	number int // of the lift
	lift   *plan.Lift
	fn     *canon.Func
	bind   *binding
	twin   bool // it is one of a twin interface, see [Linker.TwinVersion]

	missing error // why there is none; nil if there is
}

// export finds an exported function.
func (k *Linked) export(path []string) (*exported, error) {
	var found []*exported
	old := k.found.Load()
	if old != nil {
		found = *old
	}
	for _, e := range found {
		if slices.Equal(e.path, path) {
			return e, e.missing
		}
	}
	e, err := k.findExport(path)
	if err != nil {
		e = &exported{path: slices.Clone(path), missing: err}
	}
	if n := len(found); n < maxFound {
		found = append(found[:n:n], e)
		k.found.CompareAndSwap(old, &found) // who comes second keeps nothing
	}
	return e, err
}

// maxFound bounds how many exports are kept for the next who asks.
const maxFound = 32

func (k *Linked) findExport(path []string) (*exported, error) {
	it, twin, err := k.lookup(path)
	if err != nil {
		return nil, err
	}
	f, ok := it.(*plan.Func)
	if !ok {
		return nil, fmt.Errorf("export %s is not a function", pathName(path))
	}
	if f.Lift < 0 {
		return nil, fmt.Errorf("export %s is a function that the component itself imports", pathName(path))
	}
	return &exported{
		path: slices.Clone(path), name: pathName(path), number: f.Lift, twin: twin,
		lift: &k.plan.Lifts[f.Lift], fn: k.funcs.lifts[f.Lift], bind: k.lifts[f.Lift],
	}, nil
}

// lookup finds an exported item by its path; twin tells that it is one of the
// interface's twin.
func (k *Linked) lookup(path []string) (it plan.Item, twin bool, err error) {
	if it, err = lookup(k.exports, path); err == nil || len(path) < 2 {
		return it, false, err
	}
	if other, ok := k.exportTwins[track(path[0])]; ok {
		if it, terr := lookup(k.exports, append([]string{other}, path[1:]...)); terr == nil {
			return it, true, nil
		}
	}
	return nil, false, err
}

// lookup finds an item by its path.
func lookup(in *plan.Instance, path []string) (plan.Item, error) {
	var it plan.Item = in
	for i, name := range path {
		outer, ok := it.(*plan.Instance)
		if !ok {
			return nil, fmt.Errorf("export %s is not an instance", pathName(path[:i]))
		}
		if it, ok = outer.Items[name]; !ok {
			it = compatible(outer, name)
		}
		if it == nil {
			return nil, fmt.Errorf("there is no export %s; there are: %s", pathName(path[:i+1]), strings.Join(outer.Names, ", "))
		}
	}
	return it, nil
}

func compatible(in *plan.Instance, name string) plan.Item {
	if !strings.Contains(name, "@") {
		return nil
	}
	t := track(name)
	for _, n := range in.Names {
		if track(n) == t {
			return in.Items[n]
		}
	}
	return nil
}

// Type returns the function's type.
func (f *Func) Type() *wit.Func { return f.lift.Type }

// Call calls the function with one value per parameter and returns its
// result, the zero Value if it has none. An argument that is not of its
// parameter's type is an error that names the place, before anything happens;
// a trap is a [*Trap].
func (f *Func) Call(ctx context.Context, args ...Value) (result Value, err error) {
	if f.lift.Type.Async {
		return f.callTask(ctx, args)
	}
	c, err := f.begin(ctx)
	if err != nil {
		return Value{}, err
	}
	defer c.store.leave(&err)
	if err := f.fn.LowerArgs(&c.cx, args, c.stack); err != nil {
		f.abandon(c)
		return Value{}, &ArgumentError{Func: f.name, Err: err}
	}
	f.invoke(c)
	v := f.fn.LiftResult(&c.cx, c.stack)
	f.end(c)
	c.Accept()
	return v, nil
}

// An ArgumentError says which argument of a call does not fit.
type ArgumentError struct {
	Func string
	Err  error
}

// Error implements error.
func (e *ArgumentError) Error() string { return fmt.Sprintf("call of %s: %v", e.Func, e.Err) }

// Unwrap returns the reason.
func (e *ArgumentError) Unwrap() error { return e.Err }

// CallStack calls the function in stack form, as generated adapters do. params
// lowers the parameters into stack: flattened, or a pointer to a tuple if they
// are more than 16 flat values. results lifts the result from stack[0]: the
// only flat value, or a pointer to the result if it takes more. Either may be
// nil if there is nothing to do. For functions with the async type there is
// [Func.CallStackAsync].
func (f *Func) CallStack(ctx context.Context, params, results func(c *Call, stack []uint64)) (err error) {
	if f.lift.Type.Async {
		return &ArgumentError{Func: f.name, Err: errAsyncType}
	}
	c, err := f.begin(ctx)
	if err != nil {
		return err
	}
	defer c.store.leave(&err)
	if params != nil {
		params(c, c.stack)
	}
	f.invoke(c)
	if results != nil {
		results(c, c.stack)
	}
	f.end(c)
	c.Accept()
	return nil
}

var errAsyncType = errors.New("the function has the async type: it is called by CallStackAsync")

// begin enters the instance for a call of f.
func (f *Func) begin(ctx context.Context) (*Call, error) {
	s, err := f.inst.live()
	if err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	s.insts[f.lift.Instance].EnterFrom(nil) // cannot trap: nothing is entered between calls
	c := s.push(f.bind)
	c.twin = f.twin
	c.enter(f.fn)
	return c, nil
}

// invoke calls the core function and keeps its flat results for post-return.
func (f *Func) invoke(c *Call) {
	c.store.mustCall(c.store.funcs[f.lift.Func], c.stack)
	c.refresh()
	copy(c.post[:], c.stack)
}

// end finishes the task: the guest may not keep what was lent to it, then it
// cleans up. (CanonicalABI.md, "canon lift".)
func (f *Func) end(c *Call) {
	c.task.Return()
	c.store.postReturn(f.lift, c)
	f.abandon(c)
}

// abandon ends a call, also one that did not get as far as guest code.
func (f *Func) abandon(c *Call) {
	c.subtask.Resolve()
	c.store.insts[f.lift.Instance].LeaveTo(nil)
	c.store.pop()
}

// postReturn calls the post-return function of a lift, if it has one, with
// the flat results of the call.
func (s *store) postReturn(l *plan.Lift, c *Call) {
	if l.Options.PostReturn < 0 {
		return
	}
	ci := s.insts[l.Instance]
	ci.MayLeave = false
	s.mustCall(s.funcs[l.Options.PostReturn], c.post[:])
	ci.MayLeave = true
}
