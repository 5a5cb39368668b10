package engine

import (
	"fmt"

	"github.com/tetratelabs/wazero/experimental"
)

// A Memory is a linear memory, perhaps shared by several instances of a group.
type Memory struct{ m *linear }

// Bytes returns the current contents. The slice is good until the next call
// into the group, which may grow the memory, and not after the group is closed.
func (m *Memory) Bytes() []byte { return m.m.buf }

// linear is the linear memory of an instance. It is handed to wazero as
// allocator and memory in one, made before the instantiation so that the lack
// of memory is an ordinary error.
//
// Its owner is the group: wazero frees a memory when the first of the
// instances that use it closes, and so Free does nothing.
type linear struct {
	buf   []byte // what the guest sees
	limit uint64 // the most that buf may become, in bytes
	pages reservation
}

// newLinear returns a memory of size bytes that can grow to limit bytes.
func newLinear(size, limit uint64) (*linear, error) {
	m := &linear{limit: limit}
	if err := m.pages.reserve(size, limit); err != nil {
		return nil, err
	}
	if size > 0 && m.Reallocate(size) == nil {
		_ = m.release()
		return nil, fmt.Errorf("no memory left for a guest that needs %d bytes to start", size)
	}
	return m, nil
}

// Allocate implements experimental.MemoryAllocator.
func (m *linear) Allocate(_, _ uint64) experimental.LinearMemory { return m }

// Reallocate implements experimental.LinearMemory. A nil result makes the
// guest's memory.grow return -1.
func (m *linear) Reallocate(size uint64) []byte {
	if size > m.limit {
		return nil
	}
	if buf := m.pages.grow(m.buf, size); buf != nil {
		m.buf = buf
		return buf
	}
	return nil
}

// Free implements experimental.LinearMemory.
func (m *linear) Free() {}

func (m *linear) release() error {
	m.buf = nil
	return m.pages.release()
}
