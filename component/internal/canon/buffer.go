package canon

// A Buffer is memory of a guest that a stream or future reads or writes, see
// "Buffer State".
type buffer struct {
	cx       *Context
	elem     *node // nil for none
	ptr      uint32
	progress uint32
	length   uint32
}

// maxBuffer is the largest length of a buffer, see "Buffer State", MAX_LENGTH.
const maxBuffer = 1<<28 - 1

// newBuffer checks that n elements at ptr are in memory.
func newBuffer(cx *Context, elem *node, ptr, n uint32) *buffer {
	if n > maxBuffer {
		trap(TrapTooLong, "stream read/write count too large: %d", n)
	}
	if elem != nil && n > 0 {
		if ptr&(elem.align-1) != 0 {
			trap(TrapUnaligned, "unaligned pointer %#x of a buffer: must be a multiple of %d", ptr, elem.align)
		}
		if size := uint64(n) * uint64(elem.size); uint64(ptr)+size > uint64(len(cx.Mem)) {
			trap(TrapOutOfBounds, "buffer out of bounds of memory: %d bytes at %#x, memory has %d", size, ptr, len(cx.Mem))
		}
	}
	return &buffer{cx: cx, elem: elem, ptr: ptr, length: n}
}

func (b *buffer) remain() uint32 { return b.length - b.progress }

// move copies as many elements from src to b as both have.
func (b *buffer) move(src *buffer) {
	n := min(b.remain(), src.remain())
	if b.elem != nil {
		b.cx.refresh()
		src.cx.refresh()
		t := begin(src.cx, b.cx)
		bytes := uint64(n) * uint64(src.elem.size)
		t.count(bytes)
		b.cx.Lowered += bytes
		src.cx.Lowered += bytes
		t.elems(src.elem, src.ptr, n, b.elem, b.ptr)
		t.end()
		src.ptr += n * src.elem.size
		b.ptr += n * b.elem.size
	}
	src.progress += n
	b.progress += n
}
