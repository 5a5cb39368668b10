// Package rewrite prepares core WebAssembly modules for the engine. It is
// pure and deterministic, bytes in and bytes out, so that compiled code can be
// cached by the content of what it was made from.
//
// Start from [Inspect], which tells what a module imports, exports and defines,
// [Split], which makes modules with one memory of one with several, and [Module],
// which rewrites them. All take modules of strangers. They refuse
// what the engine cannot run or would run wrongly, with an [*UnsupportedError],
// and whatever would make the engine's decoder allocate more than the module's
// own size suggests; whether the module is valid beyond that is for the engine
// to find out.
package rewrite

import "fmt"

// AddedPrefix begins the names of exports and functions that are added to a
// module. Modules may not export such names.
const AddedPrefix = "gyro:"

// StartExport is the name under which a rewritten module exports the function
// of its start section. The section itself is removed: the runtime calls the
// export when everything around the instance is in place.
const StartExport = "gyro:start"

// SegmentsExport is the name under which a rewritten module exports a function
// that applies segments, if instantiation alone does not. The runtime calls it
// once for each instance, before the one at [StartExport].
const SegmentsExport = "gyro:segments"

// An Import is the two-level name of an import.
type Import struct{ Module, Name string }

// Options say how a module is rewritten.
type Options struct {
	// Imports are the new names of the module's imports, one for each, in
	// order; nil keeps the names. The engine refuses empty module names.
	Imports []Import
	// TableMax caps how many elements the tables that the module defines may
	// hold together. Starting with more is an error; what is left is shared
	// evenly by those that can grow. 0 is 10,000,000.
	TableMax uint32
	// RemWorkaround avoids the remainder instructions, which the engine's
	// arm64 compiler gets wrong when it is short of registers.
	RemWorkaround bool
	// Fuel meters the module; nil does not.
	Fuel *Fuel
}

// Module returns wasm rewritten: imports renamed, the start section turned into
// an export, tables capped, function references taken from a hidden table
// instead of made anew each time, active element segments that may be out of
// bounds applied by a function at [SegmentsExport], jumps of Go's code made direct
// (jump.go), and custom sections dropped but for the names; and, if asked for,
// metered.
func Module(wasm []byte, o Options) ([]byte, error) { return rewrite(wasm, o, nil) }

// rewrite rewrites a module, one to be used again if reuse is not nil.
func rewrite(wasm []byte, o Options, reuse *Reusable) ([]byte, error) {
	m, err := parse(wasm, 1)
	if err != nil {
		return nil, err
	}
	if o.TableMax == 0 || o.TableMax > maxTableSize {
		o.TableMax = maxTableSize
	}
	if o.Imports != nil && len(o.Imports) != len(m.imports) {
		return nil, fmt.Errorf("rewrite core module: %d new names for %d imports", len(o.Imports), len(m.imports))
	}
	out, err := (&rewriter{module: m, options: o, reuse: reuse}).run()
	if err != nil {
		return nil, fmt.Errorf("rewrite core module: %w", err)
	}
	return out, nil
}

// An UnsupportedError says that a module uses a feature that gyro does not
// have.
type UnsupportedError struct {
	Feature string // "multiple memories"
	Offset  int    // in the module, in bytes
}

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("core module: offset %#x: %s is not supported; compile the module without it", e.Offset, e.Feature)
}
