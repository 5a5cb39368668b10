package component_test

import "slices"

// statements returns code that changes something and leaves nothing on the
// stack; locals 0 to 2 are of type i32.
func (m *nodeGen) statements(n int) []byte {
	m.called = false
	var code []byte
	for range n {
		code = append(code, m.statement()...)
	}
	return code
}

func (m *nodeGen) statement() []byte {
	switch m.n(12) {
	case 0, 1, 2, 3:
		if memory, ok := m.memory(); ok {
			return m.writeMemory(memory)
		}
	case 4, 5:
		if code := m.writeGlobal(); code != nil {
			return code
		}
	case 6:
		if len(m.tables) > 0 {
			return m.useTable(m.tables[m.n(len(m.tables))])
		}
	case 7, 8:
		return m.useHandles()
	case 9:
		return m.useHost()
	case 10:
		return m.call()
	}
	return slices.Concat(m.expr(2), op(0x21, 2))
}

func (m *nodeGen) writeMemory(memory int) []byte {
	fill := append(misc(0x0b), leb(memory)...)
	switch m.n(9) {
	case 0:
		return slices.Concat(m.address(), m.expr(1), m.access([]byte{0x36}, memory))
	case 1:
		return slices.Concat(m.address(), m.constant(coreF64), m.access([]byte{0x39}, memory))
	case 2:
		return slices.Concat(m.address(), m.constant(coreV128), m.access([]byte{0xfd, 0x0b}, memory))
	case 3:
		return slices.Concat(m.address(), m.expr(1), m.address(), fill)
	case 4:
		other, _ := m.memory()
		return slices.Concat(m.address(), m.address(), m.address(), misc(0x0a, memory, other))
	case 5:
		if len(m.passive) > 0 {
			segment := m.n(len(m.passive))
			if !m.passive[segment] && !m.one(4) {
				break
			}
			if m.drops && m.one(2) {
				return misc(0x09, segment)
			}
			return slices.Concat(m.address(), i32Const(int64(m.n(3))), i32Const(int64(m.n(4))), misc(0x08, segment, memory))
		}
	case 6:
		// All of it at once.
		return slices.Concat(i32Const(0), m.expr(1), op(0x3f, memory), i32Const(16), []byte{0x74}, fill)
	case 7:
		return slices.Concat(m.expr(1), i32Const([]int64{1, 3, 15, 127, 0xffff}[m.n(5)]), []byte{0x71}, op(0x40, memory), op(0x21, 2))
	}
	// A byte here and there.
	stride := i32Const([]int64{1021, 4096, 8192, 12288, 65536}[m.n(5)])
	size := slices.Concat(op(0x3f, memory), i32Const(16), []byte{0x74})
	return slices.Concat(i32Const(0), op(0x21, 2), op(0x3f, memory), []byte{0x04, 0x40, 0x03, 0x40},
		op(0x20, 2), op(0x20, 0), m.storeByte(memory),
		op(0x20, 2), stride, []byte{0x6a}, op(0x22, 2), size, []byte{0x49, 0x0d, 0, 0x0b, 0x0b})
}

func (m *nodeGen) storeByte(memory int) []byte {
	if memory > 0 {
		return slices.Concat([]byte{0x3a, 0x40}, leb(memory), []byte{0})
	}
	return []byte{0x3a, 0, 0}
}

func (m *nodeGen) writeGlobal() []byte {
	var mutable []nodeGlobal
	for _, x := range m.globals {
		if x.mutable {
			mutable = append(mutable, x)
		}
	}
	if len(mutable) == 0 {
		return nil
	}
	x := mutable[m.n(len(mutable))]
	set := op(0x24, x.index)
	switch x.typ {
	case coreI32:
		return slices.Concat(m.expr(2), set)
	case coreI64:
		return slices.Concat(m.expr(2), []byte{0xac}, m.constant(coreI64), []byte{0x85}, set)
	case coreF32:
		return slices.Concat(m.expr(2), []byte{0xbe}, set)
	case coreF64:
		return slices.Concat(m.expr(2), []byte{0xac}, m.constant(coreI64), []byte{0x85, 0xbf}, set)
	case coreV128:
		return slices.Concat(m.expr(2), []byte{0xfd, 0x11}, set)
	case coreFuncRef:
		return slices.Concat(m.ref(coreFuncRef), set)
	}
	return slices.Concat([]byte{0xd0, coreExternRef}, set)
}

func (m *nodeGen) ref(typ byte) []byte {
	if typ == coreFuncRef && !m.one(3) {
		return op(0xd2, m.kept[m.n(len(m.kept))])
	}
	return []byte{0xd0, typ}
}

func (m *nodeGen) useTable(t nodeTable) []byte {
	slot := i32Const(int64(m.n(max(1, t.min))))
	if m.one(8) {
		slot = slices.Concat(m.expr(1), i32Const(7), []byte{0x71})
	}
	few := i32Const(int64(m.n(4)))
	if m.drops && m.one(2) {
		return misc(0x0d, m.n(len(m.elemTypes)))
	}
	if m.tableWrites {
		switch m.n(6) {
		case 0:
			return slices.Concat(slot, m.ref(t.typ), op(0x26, t.index))
		case 1:
			return slices.Concat(m.ref(t.typ), few, misc(0x0f, t.index), op(0x21, 2))
		case 2:
			return slices.Concat(slot, m.ref(t.typ), few, misc(0x11, t.index))
		case 3:
			return slices.Concat(slot, i32Const(int64(m.n(4))), few, misc(0x0e, t.index, t.index))
		case 4:
			if s := m.n(len(m.elemTypes)); t.typ == coreFuncRef {
				return slices.Concat(slot, i32Const(0), few, misc(0x0c, s, t.index))
			}
		}
	}
	if t.typ == coreExternRef || !m.one(3) {
		return slices.Concat(slot, op(0x25, t.index), []byte{0xd1}, op(0x21, 2))
	}
	return slices.Concat(slot, op(0x11, m.typ(nil, oneResult)), leb(t.index), op(0x21, 2))
}

func (m *nodeGen) host0(f string) []byte { return op(0x10, m.host[f]) }

// handle returns what may be a handle.
func (m *nodeGen) handle() []byte {
	if m.one(2) {
		return op(0x20, 2)
	}
	return i32Const(int64(1 + m.n(4)))
}

func (m *nodeGen) useHandles() []byte {
	own := m.number > 0
	if m.quiet && !own {
		return m.useHost()
	}
	if m.quiet || own && m.one(4) {
		return m.freeHandles()
	}
	switch m.n(6) {
	case 0, 1:
		return slices.Concat(m.host0("make"), op(0x21, 2))
	case 2:
		return slices.Concat(m.host0("make"), m.host0("drop"))
	case 3:
		if own {
			return slices.Concat(m.expr(1), m.host0("new"), op(0x21, 2))
		}
	case 4:
		if own {
			return slices.Concat(m.expr(1), m.host0("new"), op(0x22, 2), m.host0("rep"), m.host0("set"), op(0x20, 2), m.host0("end"))
		}
	}
	if !m.one(8) {
		return slices.Concat(m.host0("make"), op(0x22, 2), m.host0("set"))
	}
	if own && m.one(2) {
		return slices.Concat(m.handle(), m.host0("end"))
	}
	return slices.Concat(m.handle(), m.host0("drop"))
}

// freeHandles makes handles and drops them: what remains is the order of their
// indices.
func (m *nodeGen) freeHandles() []byte {
	var code []byte
	for _, local := range []int{0, 1, 2} {
		code = slices.Concat(code, m.expr(0), m.host0("new"), op(0x21, local))
	}
	for _, local := range m.rest.Perm(3) {
		code = slices.Concat(code, op(0x20, local), m.host0("end"))
	}
	return code
}

func (m *nodeGen) useHost() []byte {
	switch m.n(7) {
	case 0:
		return slices.Concat(m.host0("fixed"), op(0x21, 2))
	case 1:
		if !m.quiet {
			return slices.Concat(m.host0("number"), op(0x21, 2))
		}
	case 2:
		if !m.quiet {
			return slices.Concat(m.expr(1), []byte{0xad}, m.host0("value"))
		}
	case 3:
		return slices.Concat(m.host0("get"), op(0x21, 2))
	case 4:
		return slices.Concat(m.expr(1), m.host0("set"))
	case 5:
		if m.one(4) {
			return m.host0("dec")
		}
		return slices.Concat(m.host0("inc"), m.host0("dec"))
	}
	return m.host0("inc")
}

// call returns a call of a function of this or an earlier node, one for each
// function, so that a guest does not call exponentially many.
func (m *nodeGen) call() []byte {
	if m.one(3) {
		depth := []int64{7, 0xff, 0x1fff, 0x3fff}[m.n(4)]
		return slices.Concat(m.expr(1), i32Const(depth), []byte{0x71}, op(0x10, m.deep), op(0x21, 2))
	}
	if m.called || m.quiet || len(m.callees) == 0 {
		return slices.Concat(m.expr(2), op(0x21, 2))
	}
	m.called = true
	return slices.Concat(m.expr(1), m.expr(1), op(0x10, m.callees[m.n(len(m.callees))]), op(0x21, 2))
}
