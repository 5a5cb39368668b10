package rewrite

import (
	"cmp"
	"iter"
	"slices"
)

// Metering checks the counter where execution could go on for ever, and where it
// could take long: in loops, and at calls. This file finds out which calls.
//
// A call is cut if it may be part of a recursion: each cycle of the call graph
// has a cut call, which checks the fuel and takes from the stack. What is left
// has no cycles. So functions can be planned after those that they call, when it
// is known how much these may execute without a check; and there is a bound on
// the stack that a function and its callers need since the last cut call, its
// depth, which is what a cut call in it takes.
//
// Calls that leave the module are cut, since its exports may be called from
// there. So are indirect calls, unless they only reach functions that make no
// indirect calls; and calls of functions that make tail calls, since a cycle may
// be closed by a tail call, which takes no stack.

// A site is a place where a function calls.
type site struct {
	index uint32 // of the function or, if indirect, of the type
	op    byte
	flags siteFlags
}

type siteFlags uint8

const (
	siteCut     siteFlags = 1 << iota
	siteCheck             // a tail call that checks the fuel
	siteReturns           // a tail call for which the engine makes an ordinary one
)

func (s site) indirect() bool { return opcode(s.op) == opCallInd || opcode(s.op) == opTailInd }

func (s site) tail() bool {
	return (opcode(s.op) == opTailCall || opcode(s.op) == opTailInd) && s.flags&siteReturns == 0
}

// maxTail is the highest number of parameters or results with which the engine
// makes a tail call; with more it needs the stack.
const maxTail = 6

// A node of the call graph is a function, or a type that stands for the functions
// that can be called indirectly with it.
type node struct {
	unchecked unchecked
	depth     int64 // bytes of stack since the last cut call, with the node's own
	height    int32 // the longest way to a node that calls nothing
	state     nodeState
	tiny      bool // charged by its callers
	fast      bool // executes little after cut calls, for as much stack as it takes
	open      bool // may make indirect or tail calls, itself or through direct calls
	tails     bool // makes tail calls
	entered   bool // can be called other than directly
}

type nodeState uint8

const (
	unvisited nodeState = iota
	active              // being visited
	visited
)

// A callGraph holds what is known about the functions of a module, by number.
type callGraph struct {
	*module
	nodes   []node     // the functions, then the types
	same    []uint32   // by type, the first one that is the same
	targets [][]uint32 // what can be called indirectly, by the first type that is the same
	escapes bool       // references to functions may leave the module or come into it
	order   []uint32   // the nodes by height
}

// newCallGraph analyses the calls of a module as it was, and marks its sites.
func newCallGraph(m *module) *callGraph {
	g := &callGraph{module: m, nodes: make([]node, len(m.funcs)+len(m.types))}
	g.findTypes()
	g.findEntries()
	g.findOpen()
	for i := range m.bodies {
		for k := range m.bodies[i].sites {
			g.markSite(&m.bodies[i].sites[k])
		}
	}
	for _, e := range g.exports { // where execution begins
		if e.kind == ExternFunc {
			g.visit(e.index)
		}
	}
	for f := range g.funcs {
		g.visit(uint32(f))
	}
	g.findDepths()
	return g
}

// findTypes finds out which types are the same.
func (g *callGraph) findTypes() {
	first := make(map[string]uint32, len(g.types))
	g.same = make([]uint32, len(g.types))
	var key []byte
	for i, t := range g.types {
		key = appendFuncType(key[:0], t)
		f, ok := first[string(key)]
		if !ok {
			f = uint32(i)
			first[string(key)] = f
		}
		g.same[i] = f
	}
}

// findEntries finds the functions that can be called other than directly.
func (g *callGraph) findEntries() {
	g.targets = make([][]uint32, len(g.types))
	g.references(func(f uint32) {
		if uint64(f) < uint64(len(g.funcs)) && !g.nodes[f].entered {
			g.nodes[f].entered = true
			t := g.same[g.funcs[f]]
			g.targets[t] = append(g.targets[t], f)
		}
	})
	for _, i := range g.imports {
		g.escapes = g.escapes || carriesFuncs(i.typ)
	}
	for _, e := range g.exports {
		t, _ := g.externType(e)
		g.escapes = g.escapes || carriesFuncs(t)
	}
}

// carriesFuncs tells whether references to functions can pass through an import
// or export.
func carriesFuncs(t ExternType) bool {
	isRef := func(v ValueType) bool { return v == FuncRef }
	switch t.Kind {
	case ExternTable:
		return isRef(t.Table.Elem)
	case ExternGlobal:
		return isRef(t.Global.Value)
	case ExternFunc:
		return slices.ContainsFunc(t.Func.Params, isRef) || slices.ContainsFunc(t.Func.Results, isRef)
	}
	return false
}

// findOpen finds the functions that may make indirect or tail calls.
func (g *callGraph) findOpen() {
	type caller struct{ f, next int32 }
	var callers []caller
	first := make([]int32, len(g.funcs)) // number of its first caller, from 1
	var work []uint32
	open := func(f uint32) {
		if !g.nodes[f].open {
			g.nodes[f].open = true
			work = append(work, f)
		}
	}
	for i, b := range g.bodies {
		f := uint32(g.importedFuncs + i)
		for _, s := range b.sites {
			g.nodes[f].tails = g.nodes[f].tails || s.tail()
			if opcode(s.op) != opCall {
				open(f)
			}
			if !s.indirect() && uint64(s.index) < uint64(len(g.funcs)) {
				callers = append(callers, caller{int32(f), first[s.index]})
				first[s.index] = int32(len(callers))
			}
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for c := first[f]; c > 0; c = callers[c-1].next {
			open(uint32(callers[c-1].f))
		}
	}
	for t, targets := range g.targets {
		for _, f := range targets {
			g.typeNode(t).open = g.typeNode(t).open || g.nodes[f].open
		}
	}
}

// typeNode returns the node of a type, the first of those that are the same.
func (g *callGraph) typeNode(t int) *node { return &g.nodes[len(g.funcs)+int(t)] }

// callee returns the node that a site calls, and its type. It is not ok if there
// is no such function or type.
func (g *callGraph) callee(s site) (n uint32, t FuncType, ok bool) {
	if s.indirect() {
		if uint64(s.index) >= uint64(len(g.types)) {
			return 0, t, false
		}
		return uint32(len(g.funcs)) + g.same[s.index], g.types[s.index], true
	}
	if uint64(s.index) >= uint64(len(g.funcs)) {
		return 0, t, false
	}
	return s.index, g.types[g.funcs[s.index]], true
}

// markSite cuts a call that has to be whatever the graph looks like.
func (g *callGraph) markSite(s *site) {
	n, t, ok := g.callee(*s)
	if !ok {
		return
	}
	if s.tail() && (len(t.Params) > maxTail || len(t.Results) > maxTail) {
		s.flags |= siteReturns
	}
	switch {
	case s.indirect() && (g.escapes || g.nodes[n].open),
		!s.indirect() && int(n) < g.importedFuncs,
		!s.indirect() && !s.tail() && g.nodes[n].tails:
		s.cut()
	}
}

// cut marks a site as one that may be part of a cycle.
func (s *site) cut() {
	if s.tail() {
		s.flags |= siteCheck
	} else {
		s.flags |= siteCut
	}
}

// sites returns the sites of the node n, none if it is not a function with code.
func (g *callGraph) sites(n uint32) []site {
	if i := int(n) - g.importedFuncs; i >= 0 && i < len(g.bodies) {
		return g.bodies[i].sites
	}
	return nil
}

// edge returns the callee number k of n, and its site if n is a function.
func (g *callGraph) edge(n uint32, k int) (callee uint32, s *site, ok bool) {
	if i := int(n) - len(g.funcs); i >= 0 {
		if targets := g.targets[i]; k < len(targets) {
			return targets[k], nil, true
		}
		return 0, nil, false
	}
	if sites := g.sites(n); k < len(sites) {
		callee, _, ok := g.callee(sites[k])
		if !ok || sites[k].flags&(siteCut|siteCheck) != 0 {
			callee = n // nothing to follow
		}
		return callee, &sites[k], true
	}
	return 0, nil, false
}

// visit visits everything that can be called from n, and cuts the calls that
// close a cycle.
func (g *callGraph) visit(n uint32) {
	type visit struct {
		node uint32
		next int // edge
	}
	var stack []visit
	enter := func(n uint32) {
		if g.nodes[n].state == unvisited {
			g.nodes[n].state = active
			stack = append(stack, visit{node: n})
		}
	}
	enter(n)
	for len(stack) > 0 {
		v := &stack[len(stack)-1]
		callee, s, ok := g.edge(v.node, v.next)
		v.next++
		switch {
		case !ok:
			g.leave(v.node)
			stack = stack[:len(stack)-1]
		case s != nil && s.flags&(siteCut|siteCheck) != 0:
		case g.nodes[callee].state == active && s != nil:
			s.cut()
		default:
			enter(callee)
		}
	}
}

// maxTiny is the most that a function costs that is charged by its callers.
const maxTiny = 16

// leave finishes a node whose callees have been visited.
func (g *callGraph) leave(n uint32) {
	this := &g.nodes[n]
	this.state = visited
	g.order = append(g.order, n)
	this.fast = true
	for c := range g.callees(n) {
		this.height = max(this.height, g.nodes[c].height+1)
		this.fast = this.fast && g.nodes[c].tiny
	}
	if i := int(n) - g.importedFuncs; i >= 0 && i < len(g.bodies) {
		b := &g.bodies[i]
		this.fast = this.fast && b.cost <= g.frame(n)/2
		this.tiny = len(b.sites) == 0 && b.uses&(usesLoop|usesBulk) == 0 && b.cost <= maxTiny
	}
}

// callees yields the nodes that n calls, but for cut calls.
func (g *callGraph) callees(n uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for k := 0; ; k++ {
			callee, s, ok := g.edge(n, k)
			if !ok {
				return
			}
			if (s == nil || s.flags&(siteCut|siteCheck) == 0) && !yield(callee) {
				return
			}
		}
	}
}

// findDepths computes the depths of all nodes.
func (g *callGraph) findDepths() {
	slices.SortStableFunc(g.order, func(a, b uint32) int { return cmp.Compare(g.nodes[a].height, g.nodes[b].height) })
	for _, n := range slices.Backward(g.order) {
		this := &g.nodes[n]
		this.depth += g.frame(n)
		for c := range g.callees(n) {
			g.nodes[c].depth = max(g.nodes[c].depth, this.depth)
		}
	}
}

// frame returns how many bytes of stack a call of n takes, at most but for
// vectors: the engine keeps locals there while something is called, and what it
// has computed between one call and the next.
func (g *callGraph) frame(n uint32) int64 {
	i := int(n) - g.importedFuncs
	if i < 0 || i >= len(g.bodies) {
		return 0
	}
	b := &g.bodies[i]
	return 48 + 8*int64(b.locals) + 8*int64(len(b.sites))
}

// cost returns what all instructions of a function cost.
func (g *callGraph) cost(f uint32) int64 { return g.bodies[int(f)-g.importedFuncs].cost }

// forgetTiny lets all functions be charged on their own.
func (g *callGraph) forgetTiny() {
	for i := range g.nodes {
		g.nodes[i].tiny = false
	}
}

// levels yields the nodes by height: those of one height do not call each other.
func (g *callGraph) levels() iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		for first := 0; first < len(g.order); {
			end := first + 1
			for end < len(g.order) && g.nodes[g.order[end]].height == g.nodes[g.order[first]].height {
				end++
			}
			if !yield(g.order[first:end]) {
				return
			}
			first = end
		}
	}
}

// joinTargets finds out what a type may execute without a check.
func (g *callGraph) joinTargets(n uint32) {
	u := unchecked{0, never, never}
	for c := range g.callees(n) {
		u = u.join(g.nodes[c].unchecked)
	}
	g.nodes[n].unchecked = u
}
