package rewrite

import (
	"math"
	"slices"
)

// Fuel says how a module is metered: it counts what it executes, and lets the
// host decide, again and again, whether it goes on.
//
// The counter is a global of the instance, exported as [FuelExport], which counts
// down from 0. Where it is checked and negative, the module calls the host with
// its value and takes the result as its new one. So what an instance has used is
// what the host has added less what is left. The host may set the global between
// calls; it may panic when it is called, which ends the guest. Loops that call
// nothing have the counter in a local: while the host function runs, its argument
// is what counts, not the global; and after a trap the global may lack what was
// used since the host was called last.
//
// The same execution always uses the same fuel, in whatever portions it is given.
// What counts is the code as it is executed, after jumps were made direct.
// An instruction costs 1; those that only make blocks cost nothing; a call or an
// integer division costs 5, an indirect call 21. A bulk instruction costs another
// 1 per 8 bytes or table element, memory.grow 64 per page. Code of up to 8 that a
// branch may skip is charged together with the branch. Functions of up to 16
// without loops and calls are charged as a whole by those that call them, and not
// at all if that is the host.
//
// Between two checks no more than about 150,000 is executed, however the module
// is made; a quantum of the host comes on top of that. Instructions take less
// than a nanosecond on average, but some miss the cache or touch new memory: a
// host that needs even intervals gives less when the last portion took long.
type Fuel struct {
	// Import is the name of the host function, of type (i64) -> (i64), which
	// becomes the last import: functions that the module defines get the next
	// number each.
	Import Import
	// Stack bounds how much stack recursion may take, in bytes; 0 is no bound.
	// Calls take up to several times less than is assumed. What is left is a
	// global that is exported as [StackExport]; it is right again when a call
	// has returned, and the host may set it before one. Where it does not suffice
	// the host function is called with [StackExhausted] and must panic.
	// It is called with [TableRefused] too; what it returns then is of no
	// interest.
	Stack uint32

	exact bool // for tests: charge nothing that is not executed
}

// The names under which a metered module exports its mutable globals of type i64.
const (
	FuelExport  = "gyro:fuel"
	StackExport = "gyro:stack"
)

// StackExhausted is the argument of [Fuel.Import] that says that the stack is
// used up.
const StackExhausted int64 = math.MinInt64

// TableRefused is the argument of [Fuel.Import] that says that a table did not
// grow, and might have but for [Options.TableMax].
const TableRefused int64 = math.MinInt64 + 1

// A meter holds the indices of what metering adds to a module.
type meter struct {
	bounds bounds
	graph  *callGraph
	short  int64  // cost of regions that are merged into others
	host   uint32 // the imported function
	fuel   uint32 // global
	stack  uint32 // global
	refuel uint32 // function that is called when a counter is negative
	spend  uint32 // function; see spendBody
	bulk   map[bulkOp]uint32
	grown  uint32   // function; see grownBody
	large  []uint32 // data segments
}

// addMeter adds what the code of a metered module refers to.
func (w *rewriter) addMeter() {
	original := *w.module
	original.funcs = slices.Clone(w.funcs)
	w.meter = &meter{
		bounds: bounds{len(w.funcs), len(w.types), len(w.tables), len(w.globals)},
		host:   uint32(w.importedFuncs),
		bulk:   map[bulkOp]uint32{},
		graph:  newCallGraph(&original),
		short:  maxSkipped,
	}
	if w.options.Fuel.exact {
		w.meter.short = 0
		w.meter.graph.forgetTiny()
	}
	m := w.meter
	w.addImport(w.options.Fuel.Import, w.addType(FuncType{[]ValueType{I64}, []ValueType{I64}}))
	m.fuel = w.addCounter(FuelExport, 0)
	if stack := w.options.Fuel.Stack; stack > 0 {
		m.stack = w.addCounter(StackExport, int64(stack))
	}
	m.refuel = w.addFunc("fuel", FuncType{}, w.refuelBody())
	w.addBulk()
}

// addCounter adds a global that is exported.
func (w *rewriter) addCounter(name string, v int64) uint32 {
	i := uint32(len(w.globals))
	w.globals = append(w.globals, GlobalType{I64, true})
	w.addItem(secGlobal, appendOp(appendConst([]byte{byte(I64), 1}, opI64Const, v), opEnd))
	w.addItem(secExport, exportEntry{name, ExternGlobal, i}.appendTo(nil))
	return i
}

// refuelBody returns the function that is called when the fuel or what is left of
// the stack is negative.
func (w *rewriter) refuelBody() []byte {
	b := []byte{0} // no locals
	negative := func(b []byte, counter uint32) []byte {
		return appendOp(appendConst(appendIndexed(b, opGlobalGet, counter), opI64Const, 0), opI64LtS, opIf, noResult)
	}
	if w.options.Fuel.Stack > 0 {
		b = appendConst(negative(b, w.meter.stack), opI64Const, StackExhausted)
		b = appendOp(appendIndexed(b, opCall, w.meter.host), opDrop, opUnreachable, opEnd)
	}
	b = appendIndexed(b, opGlobalGet, w.meter.fuel)
	b = appendIndexed(b, opCall, w.meter.host)
	return appendOp(appendIndexed(b, opGlobalSet, w.meter.fuel), opEnd)
}

// bounds are the sizes of index spaces of the module as it was: nothing in its
// code may refer to what is added.
type bounds struct{ funcs, types, tables, globals int }

// contain tells whether the indices of in, in a function with so many locals,
// are those of items that the module has.
func (n bounds) contain(in instr, locals uint32) bool {
	within := func(index uint32, n int) bool { return uint64(index) < uint64(n) }
	switch in.op {
	case opCall, opTailCall, opRefFunc:
		return within(in.index, n.funcs)
	case opBlock, opLoop, opIf:
		return within(in.index, n.types) || in.index == 0
	case opCallInd, opTailInd:
		return within(in.index, n.types) && within(in.second, n.tables)
	case opLocalGet, opLocalSet, opLocalTee:
		return in.index < locals
	case opGlobalGet, opGlobalSet:
		return within(in.index, n.globals)
	case opTableGet, opTableSet, opTableGrow, opTableSize, opTableFill:
		return within(in.index, n.tables)
	case opTableInit:
		return within(in.second, n.tables)
	case opTableCopy:
		return within(in.index, n.tables) && within(in.second, n.tables)
	}
	return true
}

// appendCharge appends code that puts a counter less cost on the stack.
func (w *rewriter) appendCharge(b []byte, counter uint32, cost int64) []byte {
	b = appendIndexed(b, opGlobalGet, counter)
	return appendOp(appendConst(b, opI64Const, cost), opI64Sub)
}

// appendCheck appends code that asks for more if the value on the stack, which
// the counters have or which is negative if one of them is, is negative.
func (w *rewriter) appendCheck(b []byte) []byte {
	b = appendOp(appendConst(b, opI64Const, 0), opI64LtS, opIf, noResult)
	return appendOp(appendIndexed(b, opCall, w.meter.refuel), opEnd)
}
