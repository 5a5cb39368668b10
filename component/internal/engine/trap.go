package engine

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"strconv"
	"strings"

	"github.com/tetratelabs/wazero/sys"
)

// A TrapKind says why a call failed.
type TrapKind uint8

// The kinds of traps.
const (
	// TrapInternal is a fault of a host function or of the engine: a Go runtime
	// error, or a panic with something that is not an error.
	TrapInternal TrapKind = iota
	// TrapHost is a host function's error, in Trap.Err.
	TrapHost
	TrapUnreachable
	TrapMemory            // access beyond the memory
	TrapTable             // access beyond a table, or call of an empty slot
	TrapDivideByZero      // integer division or remainder
	TrapIntegerOverflow   // integer division, or conversion of a float
	TrapInvalidConversion // NaN to integer
	TrapIndirectCallType  // indirect call of a function of another type
	TrapNullReference
	TrapStackOverflow
	TrapExit // the instance was closed during the call
)

// trapText is wazero's wording for each kind of trap that guest code raises.
var trapText = map[string]TrapKind{
	"unreachable":                   TrapUnreachable,
	"out of bounds memory access":   TrapMemory,
	"invalid table access":          TrapTable,
	"integer divide by zero":        TrapDivideByZero,
	"integer overflow":              TrapIntegerOverflow,
	"invalid conversion to integer": TrapInvalidConversion,
	"indirect call type mismatch":   TrapIndirectCallType,
	"null reference":                TrapNullReference,
	"stack overflow":                TrapStackOverflow,
}

// A Trap is a call that ended before it returned. The instance may be in any
// state and should not be called again.
type Trap struct {
	Kind TrapKind
	// Msg says what happened, in one line unless a host function's error has
	// several.
	Msg string
	// Frames is the guest's backtrace, innermost first. It holds at most 30
	// frames per call from Go, and none for the call whose stack overflowed.
	Frames []Frame
	// Err is what a host function panicked with, nil for other kinds.
	Err error
	// GoStack is the stack of the goroutine if the kind is TrapInternal and the
	// cause was a Go runtime error.
	GoStack string
}

// Error returns Msg.
func (t *Trap) Error() string { return t.Msg }

// Unwrap returns Err.
func (t *Trap) Unwrap() error { return t.Err }

// A Frame is one guest function of a backtrace. Names come from the module's
// name section, made printable; they are "" where it has none.
type Frame struct {
	Module string
	Func   string
	Index  uint32 // of the function in its module
}

// String returns the name of the function, or its index if it has none.
func (f Frame) String() string {
	s := f.Func
	if s == "" {
		s = "func[" + strconv.FormatUint(uint64(f.Index), 10) + "]"
	}
	if f.Module != "" {
		s = f.Module + "!" + s
	}
	return s
}

// newTrap interprets an error of wazero.
func (e *Engine) newTrap(err error) *Trap {
	cause, text := errors.Unwrap(err), err.Error()
	if isGuestTrap(err) { // a stack overflow comes without a backtrace
		cause = err
	}
	if cause == nil {
		return e.foreignTrap(err, text)
	}
	msg := cause.Error()
	if isGuestTrap(cause) {
		return &Trap{Kind: trapText[msg], Msg: "wasm trap: " + msg, Frames: e.frames(text)}
	}
	t := hostTrap(cause)
	text, goStack, _ := strings.Cut(strings.TrimPrefix(text, msg), goStackMark)
	t.Frames = append(t.Frames, e.frames(text)...)
	if t.Kind == TrapInternal && t.GoStack == "" {
		t.GoStack = goStack
	}
	return t
}

// Parts of wazero's error texts.
const (
	framesMark    = "\nwasm stack trace:\n\t"
	goStackMark   = "\n\nGo runtime stack trace:\n"
	recoveredMark = " (recovered by wazero)"
)

// foreignTrap interprets an error that wraps nothing: the instance was closed,
// a host function panicked with something that is no error, or wazero refused
// the call.
func (e *Engine) foreignTrap(err error, text string) *Trap {
	if exit, ok := err.(*sys.ExitError); ok {
		return &Trap{Kind: TrapExit, Msg: "the instance was closed during the call", Err: exit}
	}
	if i := strings.LastIndex(text, recoveredMark+framesMark); i >= 0 {
		t := internalTrap(fmt.Errorf("panic in a host function: %s", text[:i]))
		t.Frames = e.frames(text[i:])
		return t
	}
	return internalTrap(err)
}

// isGuestTrap tells whether err was raised by guest code. Its type cannot be
// named here, and a host function's error may have the same text.
func isGuestTrap(err error) bool {
	t := reflect.TypeOf(err)
	return t != nil && t.Kind() == reflect.Pointer && t.Elem().PkgPath() == "github.com/tetratelabs/wazero/internal/wasmruntime"
}

// hostTrap makes a trap of what a host function panicked with. A trap of a call
// that the host function has made stays what it is.
func hostTrap(v any) *Trap {
	err, ok := v.(error)
	if !ok {
		return internalTrap(fmt.Errorf("panic in a host function: %v", v))
	}
	if t, ok := err.(*Trap); ok {
		return t
	}
	var inner *Trap
	if errors.As(err, &inner) {
		return &Trap{Kind: inner.Kind, Msg: err.Error(), Frames: inner.Frames, Err: err, GoStack: inner.GoStack}
	}
	var fault runtime.Error
	if errors.As(err, &fault) {
		return internalTrap(fmt.Errorf("panic in a host function: %w", err))
	}
	return &Trap{Kind: TrapHost, Msg: err.Error(), Err: err}
}

func internalTrap(err error) *Trap {
	return &Trap{Kind: TrapInternal, Msg: "internal error: " + err.Error(), Err: err}
}

// frames reads the backtrace in the part of an error text that wazero wrote.
func (e *Engine) frames(text string) []Frame {
	_, lines, _ := strings.Cut(text, framesMark)
	var frames []Frame
	for line := range strings.SplitSeq(lines, "\n\t") {
		if f, ok := e.frame(line); ok {
			frames = append(frames, f)
		}
	}
	return frames
}

// frame reads a line like "key.$12(i32,i32) i32"; see prepare.
func (e *Engine) frame(line string) (Frame, bool) {
	key, rest, ok := strings.Cut(line, ".$")
	if !ok {
		return Frame{}, false
	}
	digits, _, _ := strings.Cut(rest, "(")
	index, err := strconv.ParseUint(digits, 10, 32)
	if err != nil {
		return Frame{}, false
	}
	f := Frame{Index: uint32(index)}
	if m := e.module(key); m != nil {
		f.Module, f.Func = m.names.lookup(f.Index)
		if m.inserted && f.Index > m.lastImport {
			f.Index--
		}
	}
	return f, true
}
