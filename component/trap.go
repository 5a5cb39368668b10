package component

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/canon"
	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A TrapKind says what kind of rule a guest broke. Besides those below there
// are the names of the Canonical ABI's own rules, such as "unaligned",
// "unknown-handle" or "cannot-enter".
type TrapKind string

// Kinds of traps that are not from the Canonical ABI.
const (
	TrapUnreachable   TrapKind = "unreachable"
	TrapMemory        TrapKind = "memory-out-of-bounds"
	TrapTable         TrapKind = "table-out-of-bounds"
	TrapDivideByZero  TrapKind = "divide-by-zero"
	TrapOverflow      TrapKind = "integer-overflow"
	TrapConversion    TrapKind = "invalid-conversion"
	TrapIndirectCall  TrapKind = "indirect-call-type"
	TrapNullReference TrapKind = "null-reference"
	TrapStackOverflow TrapKind = "stack-overflow"
	// TrapHost is a guest ended by a host function; Unwrap gives the cause.
	TrapHost TrapKind = "host"
	// TrapCancelled is a guest whose context ended; Unwrap gives the context's
	// error.
	TrapCancelled TrapKind = "cancelled"
	// TrapFuel is a guest that has used all its fuel, see [InstanceConfig].
	TrapFuel TrapKind = "out-of-fuel"
	// TrapTableFull is a guest that has more handles than it may, and
	// TrapTooMuchLifted one whose call hands too much data to the host, see
	// [InstanceConfig].
	TrapTableFull     TrapKind = "table-full"
	TrapTooMuchLifted TrapKind = "limit"
	// TrapInternal is a bug of a host function, which panicked, or of the
	// runtime.
	TrapInternal TrapKind = "internal"
)

var engineKinds = [...]TrapKind{
	engine.TrapInternal:          TrapInternal,
	engine.TrapHost:              TrapHost,
	engine.TrapUnreachable:       TrapUnreachable,
	engine.TrapMemory:            TrapMemory,
	engine.TrapTable:             TrapTable,
	engine.TrapDivideByZero:      TrapDivideByZero,
	engine.TrapIntegerOverflow:   TrapOverflow,
	engine.TrapInvalidConversion: TrapConversion,
	engine.TrapIndirectCallType:  TrapIndirectCall,
	engine.TrapNullReference:     TrapNullReference,
	engine.TrapStackOverflow:     TrapStackOverflow,
	engine.TrapExit:              TrapCancelled,
}

// A Trap is the error of a guest that was ended. The instance cannot be used
// any more.
type Trap struct {
	Kind TrapKind
	Msg  string
	// Backtrace is the guest's call stack, innermost frame first, with names
	// from the modules' name sections.
	Backtrace []Frame

	err error
}

// A Frame is one call of a core function.
type Frame struct {
	// Module and Func are the names that the module's name section gives, ""
	// where it gives none.
	Module, Func string
	// Index is the number of the function in its module.
	Index uint32
}

// String returns the name of the function, or its number if it has none.
func (f Frame) String() string {
	name := f.Func
	if name == "" {
		name = fmt.Sprintf("function %d", f.Index)
	}
	if f.Module != "" {
		return f.Module + ": " + name
	}
	return name
}

// Error implements error. It does not contain the backtrace.
func (t *Trap) Error() string { return "guest trapped: " + t.Msg }

// Unwrap returns the error that a host function ended the guest with, or nil.
func (t *Trap) Unwrap() error { return t.err }

// Trace returns the backtrace as text, one indented line for each frame.
func (t *Trap) Trace() string {
	var b strings.Builder
	for i, f := range t.Backtrace {
		fmt.Fprintf(&b, "  %2d: %s\n", i, f)
	}
	return b.String()
}

// A hostError is what a host function panics with to end the guest.
type hostError struct {
	kind TrapKind
	err  error
}

func (e *hostError) Error() string { return e.err.Error() }
func (e *hostError) Unwrap() error { return e.err }

// Trap ends the guest; err is the cause that the caller of the guest gets,
// inside a [*Trap]. It does not return.
func (c *Call) Trap(err error) { panic(&hostError{TrapHost, err}) }

// checkCancelled ends the guest if its context has ended.
func (s *store) checkCancelled() {
	if err := s.ctx.Err(); err != nil && s.shared == nil {
		panic(&hostError{TrapCancelled, context.Cause(s.ctx.Context)})
	}
}

// asTrap turns what unwound a guest into a *Trap; other errors are returned as
// they are.
func asTrap(err error) error {
	var et *engine.Trap
	if !errors.As(err, &et) {
		return fromCause(err, nil)
	}
	frames := make([]Frame, 0, len(et.Frames))
	for _, f := range et.Frames {
		if !strings.HasPrefix(f.Func, rewrite.AddedPrefix) { // those are ours
			frames = append(frames, Frame(f))
		}
	}
	if et.Err != nil {
		if t, ok := fromCause(et.Err, frames).(*Trap); ok {
			return t
		}
	}
	if et.Kind == engine.TrapHost { // not by Call.Trap, hence not on purpose
		return &Trap{Kind: TrapInternal, Msg: "host function panicked: " + et.Msg, Backtrace: frames, err: et.Err}
	}
	return &Trap{Kind: engineKinds[et.Kind], Msg: et.Msg, Backtrace: frames, err: et.Err}
}

// fromCause turns what a host function panicked with into a *Trap.
func fromCause(err error, frames []Frame) error {
	var ct *canon.Trap
	var he *hostError
	var ke *wit.KindError
	switch {
	case errors.As(err, &ke):
		return &Trap{Kind: TrapKind(canon.TrapHostValue.String()), Msg: "a host function used a value as what it is not: " + ke.Error(), Backtrace: frames, err: ke}
	case errors.As(err, &he):
		return &Trap{Kind: he.kind, Msg: he.err.Error(), Backtrace: frames, err: he.err}
	case errors.As(err, &ct):
		return &Trap{Kind: TrapKind(ct.Kind.String()), Msg: ct.Msg, Backtrace: frames}
	}
	return err
}

// recovered turns the value of a panic into an error. What is not an error of
// ours is a bug of a host function, which ends its guest and nothing else.
func recovered(r any) error {
	if err, ok := r.(error); ok {
		if t, ok := asTrap(err).(*Trap); ok {
			return t
		}
	}
	return &Trap{Kind: TrapInternal, Msg: fmt.Sprintf("host function panicked: %v", r)}
}
