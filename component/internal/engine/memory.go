package engine

import (
	"fmt"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// A Memory is a linear memory, perhaps shared by several instances of a group.
type Memory struct{ m *linear }

// Bytes returns the current contents. The slice is good until the next call
// into the group, which may grow the memory, and not after the group is closed.
func (m *Memory) Bytes() []byte { return m.m.buf }

// Current returns where the contents stand that Bytes returns, at any time.
func (m *Memory) Current() *[]byte { return &m.m.buf }

// linear is the linear memory of an instance. It is handed to wazero as
// allocator and memory in one, made before the instantiation so that the lack
// of memory is an ordinary error.
//
// Its owner is the group: wazero frees a memory when the first of the
// instances that use it closes, and so Free does nothing.
type linear struct {
	buf   []byte // what the guest sees
	limit uint64 // the most that buf may become, in bytes
	high  uint64 // the most that buf has been since the last reset, in bytes
	pages reservation
	group *Group
	image *memoryImage // what reset goes back to; nil if nothing
	mem   api.Memory   // as wazero knows it, once it is instantiated

	pinned bool // Reallocate gives the length of the image, whatever is asked for
}

// newLinear returns a memory that can grow to limit bytes, or as far as the
// group may. It begins with size bytes of zeros, or with the length and the
// contents of image: what is instantiated after it may count on a memory that an
// initialisation has grown.
func newLinear(g *Group, size, limit uint64, image *memoryImage) (*linear, error) {
	m := &linear{group: g, limit: limit, image: image}
	if err := m.pages.reserve(size, limit); err != nil {
		return nil, err
	}
	if image != nil {
		size = image.size
		if err := m.pages.mapImage(image); err != nil {
			_ = m.release()
			return nil, err
		}
	}
	if size > 0 && m.Reallocate(size) == nil {
		_ = m.release()
		if g.refused {
			return nil, fmt.Errorf("instantiate core module: its memory needs %d bytes to start, and all memories may have %d together", size, g.budget)
		}
		return nil, fmt.Errorf("no memory left for a guest that needs %d bytes to start", size)
	}
	m.pinned = image != nil
	return m, nil
}

// instantiated ends the instantiation of the module that defines the memory,
// which wazero knows as mem.
func (m *linear) instantiated(mem api.Memory) { m.mem, m.pinned = mem, false }

// Allocate implements experimental.MemoryAllocator.
func (m *linear) Allocate(_, _ uint64) experimental.LinearMemory { return m }

// Reallocate implements experimental.LinearMemory. A nil result makes the
// guest's memory.grow return -1.
func (m *linear) Reallocate(size uint64) []byte {
	now := uint64(len(m.buf))
	if m.pinned {
		m.buf = m.buf[:m.image.size:m.image.size]
		m.group.allocate(now, m.image.size)
		return m.buf
	}
	if size > m.limit { // wazero has looked at the module's own maximum
		m.group.refused = true
		return nil
	}
	if !m.group.allocate(now, size) {
		return nil
	}
	buf := m.pages.grow(m.buf, size)
	if buf == nil {
		m.group.allocate(size, now)
		return nil
	}
	m.buf = buf
	m.high = max(m.high, size)
	return buf
}

// Free implements experimental.LinearMemory.
func (m *linear) Free() {}

func (m *linear) release() error {
	m.buf = nil
	return m.pages.release()
}

// reset gives the memory the length and the contents of its image. It returns
// how many bytes of it are resident and not shared with the image, and false if
// the memory cannot go back.
func (m *linear) reset() (resident uint64, ok bool) {
	if !m.shrink() {
		return 0, false
	}
	resident, err := m.pages.restore(m.image, m.buf, m.high)
	m.high = m.image.size
	return resident, err == nil
}

// shrink gives the memory the length of its image again: wazero takes whatever
// slice Reallocate gives for the memory from then on, in every instance that
// uses it. That fails where the memory has the most pages that the module
// allows.
func (m *linear) shrink() bool {
	if uint64(len(m.buf)) == m.image.size {
		return true
	}
	m.pinned = true
	_, ok := m.mem.Grow(1)
	m.pinned = false
	return ok && uint64(len(m.buf)) == m.image.size
}
