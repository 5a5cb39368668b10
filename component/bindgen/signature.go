package bindgen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A returnForm is the way in which a Go function returns a WIT result.
type returnForm uint8

const (
	returnsNothing returnForm = iota // error
	returnsValue                     // (T, error)
	returnsError                     // result<T, E>: (T, error) or error; the error may be an E
	returnsOK                        // result<T>: (T, bool, error) or (bool, error)
)

// returned tells how f returns its result; t is T, nil for none.
func returned(f *wit.Func) (form returnForm, t wit.Type) {
	if f.Result == nil {
		return returnsNothing, nil
	}
	if r, ok := f.Result.(*wit.Result); ok {
		switch {
		case r.Err == nil:
			return returnsOK, r.OK
		case isError(r.Err):
			return returnsError, r.OK
		}
	}
	return returnsValue, f.Result
}

// results returns the result list of a Go signature. Names make clear what a
// bool means.
func (f *file) results(fn *wit.Func) string {
	form, t := returned(fn)
	switch {
	case form == returnsOK && t == nil:
		return "(ok bool, err error)"
	case form == returnsOK:
		return fmt.Sprintf("(v %s, ok bool, err error)", f.goType(t))
	case t == nil:
		return "error"
	}
	return fmt.Sprintf("(%s, error)", f.goType(t))
}

// params returns the parameter list of a Go signature.
func (f *file) params(params []wit.Field) string {
	list := []string{"ctx " + f.use("context") + ".Context"}
	for _, p := range params {
		list = append(list, goParam(p.Name)+" "+f.goType(p.Type))
	}
	return strings.Join(list, ", ")
}

// signature writes a method of a Go interface.
func (f *file) signature(i *wit.Interface, fn *wit.Func, params []wit.Field) {
	if fn.Docs != "" {
		for line := range strings.SplitSeq(fn.Docs, "\n") {
			f.p("// %s", line)
		}
	}
	results := f.results(fn)
	if f.mode(i, fn) == staged {
		results = fmt.Sprintf("(wait func(ctx %s.Context) %s)", f.use("context"), results)
	}
	f.p("%s(%s) %s", goFuncName(fn), f.params(params), results)
}

// A callMode is how an async function of the host is called.
type callMode uint8

const (
	synchronous callMode = iota
	inline               // async, and called at once
	beside               // on a goroutine of its own
	staged               // in two parts
)

// mode tells how fn of i is called.
func (f *file) mode(i *wit.Interface, fn *wit.Func) callMode {
	switch {
	case !fn.Async:
		return synchronous
	case slices.Contains(f.Inline, i.Name):
		return inline
	case slices.Contains(f.Staged, i.Name):
		return staged
	}
	return beside
}

// hostFuncs returns the functions of i that are not methods.
func hostFuncs(i *wit.Interface) []*wit.Func {
	var funcs []*wit.Func
	for _, fn := range i.Funcs {
		if kind, _, _ := splitName(fn); kind != method {
			funcs = append(funcs, fn)
		}
	}
	return funcs
}

func hostName(i *wit.Interface) string { return goName(i.Name) + "Host" }

// hostInterface declares the Go interface of the functions of i that are not
// methods.
func (f *file) hostInterface(i *wit.Interface) {
	funcs := hostFuncs(i)
	if len(funcs) == 0 {
		return
	}
	name := f.declare(hostName(i), "the functions of "+i.Name)
	f.p("// %s are the functions of %s.", name, i.ExternalName())
	f.p("type %s interface {", name)
	for _, fn := range funcs {
		f.signature(i, fn, fn.Params)
	}
	f.p("}\n")
}
