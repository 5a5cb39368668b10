package wasi

import "unsafe"

// A results area is where the host writes what does not fit one core value:
// large enough for the largest of them, and aligned for all.
type results [8]uint64

// ret is the area of every call. A goroutine copies it right after the call,
// before it does anything that could let another one run.
var ret results

func retAt() unsafe.Pointer { return unsafe.Pointer(&ret) }

func (r *results) u8(at uintptr) uint8   { return *(*uint8)(unsafe.Add(unsafe.Pointer(r), at)) }
func (r *results) u32(at uintptr) uint32 { return *(*uint32)(unsafe.Add(unsafe.Pointer(r), at)) }
func (r *results) u64(at uintptr) uint64 { return *(*uint64)(unsafe.Add(unsafe.Pointer(r), at)) }

// Strings and lists that the host returns are allocated through cabi_realloc
// while the call runs. They land in the buffer that the caller of the host
// put here, and what does not fit in memory of its own.
var (
	landing place
	spilled map[uint32][]uint64
)

// A place is memory in which allocations follow each other.
type place struct {
	memory    *byte // keeps it from moving with a stack, and from being freed
	next, end uint32
}

// land makes buf the place for what the next call returns; the caller ends
// that with landed. An allocation during the call may let another goroutine
// run and call the host, so calls can nest.
func land(buf []byte) (before place) {
	before = landing
	memory := unsafe.SliceData(buf)
	landing = place{memory, address(memory), address(memory) + uint32(len(buf))}
	return before
}

// landed returns where the place ends that was used.
func landed(before place) (end uint32) {
	end = landing.next
	landing = before
	return end
}

// An arena is memory in which strings of the host land, to stay there: none of
// them is copied. What is left of it takes those of the next call.
//
// spare is the arena that nobody uses now. It is taken rather than shared,
// because the call may let another goroutine run.
var spare []byte

const (
	arenaSize = 64 << 10
	arenaRest = 8 << 10 // what is left at the least when an arena is used again
)

// takeArena returns an arena for the results of one call; keep ends that.
func takeArena() []byte {
	a := spare
	spare = nil
	if len(a) < arenaRest {
		a = make([]byte, arenaSize)
	}
	return a
}

// keep makes what lies behind end, in the arena, that of the next call.
func keep(arena []byte, end uint32) {
	spare = arena[end-address(unsafe.SliceData(arena)):]
}

// stringAt returns the string of n bytes that the host has returned at p. It is
// called once for each.
func stringAt(p, n uint32) string {
	if len(spilled) > 0 {
		return unsafe.String(unsafe.SliceData(bytesAt(p, n)), n)
	}
	return unsafe.String((*byte)(pointer(p)), n)
}

// bytesAt returns the n bytes that the host has returned at p. It is called
// once for each string or list.
func bytesAt(p, n uint32) []byte {
	if n == 0 {
		return nil
	}
	if len(spilled) > 0 {
		if s, ok := spilled[p]; ok {
			delete(spilled, p)
			return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), n)
		}
	}
	return unsafe.Slice((*byte)(pointer(p)), n)
}

// pointer makes a pointer of an address in the sandbox, where both are numbers
// of 32 bits.
func pointer(p uint32) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), p) }

func address(p *byte) uint32 { return uint32(uintptr(unsafe.Pointer(p))) }

// realloc is the allocator that the canonical ABI calls, twice for each header
// of a request. Blocks are never shrunk or freed: what the host returned is
// garbage as soon as nothing refers to it.
//
//go:wasmexport cabi_realloc
func realloc(old, oldSize, align, size uint32) uint32 {
	if oldSize == 0 {
		p := (landing.next + align - 1) &^ (align - 1)
		if uint64(p)+uint64(size) <= uint64(landing.end) {
			landing.next = p + size
			return p
		}
	}
	return reallocElsewhere(old, oldSize, align, size)
}

//go:noinline
func reallocElsewhere(old, oldSize, align, size uint32) uint32 {
	switch {
	case size == 0:
		return align
	case size <= oldSize:
		return old
	case oldSize > 0:
		p := realloc(0, 0, align, size)
		copy(unsafe.Slice((*byte)(pointer(p)), size), bytesAt(old, oldSize))
		return p
	}
	if p := early(align, size); p != 0 {
		return p
	}
	return spill(size)
}

// spill allocates memory that nothing but the host refers to until bytesAt is called.
func spill(size uint32) uint32 {
	b := make([]uint64, (uint64(size)+7)/8)
	p := uint32(uintptr(unsafe.Pointer(&b[0])))
	if spilled == nil {
		spilled = map[uint32][]uint64{}
	}
	spilled[p] = b
	return p
}

// Prepare makes what the first call of the host would make.
func Prepare() {
	if spare == nil {
		spare = takeArena()
	}
}
