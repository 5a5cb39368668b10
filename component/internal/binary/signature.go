package binary

import "github.com/gyro-wasm/gyro/component/wit"

// A Signature is what lifting or lowering a function takes: the core function
// type, and which canonical options are required.
type Signature struct {
	Core            *CoreFunc
	Memory, Realloc bool
	Pointers        bool // lists or strings are passed
}

// A Flattener tells the [Signature] of functions. It remembers the types that
// it has seen and is not for concurrent use.
type Flattener struct{ d *decoder }

// NewFlattener returns a Flattener for 32-bit memories.
func NewFlattener() *Flattener { return &Flattener{newDecoder(nil, Options{})} }

// Func returns the signature of f when it is lifted or lowered, with the async
// option (and a callback, if it is lifted) or without; see CanonicalABI.md,
// "Flattening" and "canonopt Validation". The error, an [*Error], says which
// limit a type exceeds.
func (x *Flattener) Func(f *wit.Func, lift, async bool) (s Signature, err error) {
	defer recoverError(&err)
	d := x.d
	d.work = 0
	params, result := d.anyPointer(f.Params), d.resultPointer(f)
	o := &CanonOptions{Async: async, HasCallback: async && lift}
	s.Core = d.flattenFunc(f, o, I32, lift)
	s.Pointers = params || result
	mostParams, mostResults := maxFlatParams, maxFlatResults
	switch {
	case async && lift:
		mostResults = maxFlatParams
	case async:
		mostParams, mostResults = maxFlatAsyncParams, 0
	}
	spill := d.paramsSpill(f, I32, mostParams)
	s.Memory = s.Pointers || spill || d.resultSpills(f, I32, mostResults)
	if s.Realloc = result; lift {
		s.Realloc = params || spill
	}
	return s, nil
}

// HasPointers tells whether values of type t, which may be nil, contain lists
// or strings.
func (x *Flattener) HasPointers(t wit.Type) (has bool, err error) {
	defer recoverError(&err)
	return t != nil && x.d.info(t).pointer, nil
}

func recoverError(err *error) {
	switch e := recover().(type) {
	case nil:
	case *Error:
		*err = e
	default:
		panic(e)
	}
}
