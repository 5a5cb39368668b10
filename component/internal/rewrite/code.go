package rewrite

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A body is the code of a function: declarations of locals, then instructions.
type body struct {
	base    int    // offset of code in the module
	code    []byte // without the size that precedes it
	groups  int    // of equal locals that are declared
	locals  uint32 // parameters included
	declPos int    // where the declarations begin, behind their count
	exprPos int    // where the instructions begin
	uses    uses
	sites   []site // calls, in order
	cost    int64  // of all instructions, each counted once
}

// uses says which instructions occur that have to be rewritten or that matter
// to [Reuse].
type uses uint16

const (
	usesRem32 uses = 1 << iota
	usesRem64
	usesRefFunc
	usesTableWrite // changes a table
	usesDrop       // drops a segment
	usesSegment    // names a data segment
	usesBulk       // what is charged by size
	usesLoop
	usesSwitch // has a br_table
)

// code reads the code section.
func (m *module) code(r *reader) {
	n := r.count("function bodies", 2, maxFuncs)
	if n != m.declaredFuncs {
		r.fail("%d functions are declared, and %d have code", m.declaredFuncs, n)
		return
	}
	subs := make([]reader, n)
	for i := range subs {
		subs[i] = r.sub(r.u32())
	}
	r.end("code section")
	if r.err != nil {
		return
	}
	m.bodies = make([]body, n)
	inParallel(n, func(first, end int) {
		for i := first; i < end; i++ {
			params := len(m.types[m.funcs[m.importedFuncs+i]].Params)
			m.bodies[i] = subs[i].body(uint32(params))
		}
	})
	locals := uint64(0)
	for i, s := range subs { // the first error, whoever found one first
		if s.err != nil {
			r.err = s.err
			return
		}
		if locals += uint64(m.bodies[i].locals); locals > maxAllLocals {
			r.fail("the functions have more than %d locals together", maxAllLocals)
			return
		}
	}
}

// chunkSize is how many functions are worked on at a time.
const chunkSize = 64

// inParallel calls do for the numbers below n, on all processors, with those
// from first to before end at a time: chunkSize of them, or fewer at the end.
func inParallel(n int, do func(first, end int)) {
	if n <= chunkSize {
		do(0, n)
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/chunkSize+1) {
		group.Go(func() {
			for {
				first := int(next.Add(chunkSize)) - chunkSize
				if first >= n {
					return
				}
				do(first, min(first+chunkSize, n))
			}
		})
	}
	group.Wait()
}

// body reads the code of a function that has the given number of parameters.
func (r *reader) body(params uint32) body {
	b := body{base: r.base, code: r.b, locals: params}
	b.groups = r.count("groups of locals", 2, maxLocals)
	b.declPos = r.pos
	for range b.groups {
		n := r.u32()
		if n > maxLocals || b.locals+n > maxLocals {
			r.fail("more than %d locals", maxLocals)
			break
		}
		b.locals += n
		r.valueType()
	}
	b.exprPos = r.pos
	for depth := 1; depth > 0 && r.err == nil; {
		in := r.instr()
		b.cost += cost(in.op)
		switch in.op {
		case opBlock, opIf:
			depth++
		case opLoop:
			depth++
			b.uses |= usesLoop
		case opCall, opCallInd, opTailCall, opTailInd:
			b.sites = append(b.sites, site{op: byte(in.op), index: in.index})
		case opEnd:
			depth--
		case opBrTable:
			b.uses |= usesSwitch
		case opI32RemS, opI32RemU:
			b.uses |= usesRem32
		case opI64RemS, opI64RemU:
			b.uses |= usesRem64
		case opRefFunc:
			b.uses |= usesRefFunc
		case opMemGrow, opMemoryCopy, opMemoryFill:
			b.uses |= usesBulk
		case opMemoryInit:
			b.uses |= usesBulk | usesSegment
		case opTableCopy, opTableFill, opTableInit, opTableGrow:
			b.uses |= usesBulk | usesTableWrite
		case opTableSet:
			b.uses |= usesTableWrite
		case opDataDrop:
			b.uses |= usesSegment | usesDrop
		case opElemDrop:
			b.uses |= usesDrop
		}
	}
	r.end("function body")
	return b
}

// appendTypes appends the types of the locals that are declared.
func (b *body) appendTypes(types []ValueType) []ValueType {
	r := reader{b: b.code, pos: b.declPos}
	for range b.groups {
		n := r.u32()
		t := r.valueType()
		for range n {
			types = append(types, t)
		}
	}
	return types
}
