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
	landing []byte
	spilled map[uint32][]uint64
)

// land makes buf the place for what the next call returns; the caller ends
// that with landed. An allocation during the call may let another goroutine
// run and call the host, so calls can nest.
func land(buf []byte) (before []byte) {
	before, landing = landing, buf[:0:len(buf)]
	return before
}

func landed(before []byte) { landing = before }

// spare is the scratch that nobody uses now. It is taken rather than shared,
// because copying out of it allocates, which may let another goroutine run.
var spare []byte

// takeScratch returns memory where the results of one call can land until
// they have been copied and giveScratch takes it back.
func takeScratch() []byte {
	s := spare
	spare = nil
	if s == nil {
		s = make([]byte, 64<<10)
	}
	return s
}

func giveScratch(s []byte) { spare = s }

// bytesAt returns the n bytes that the host has returned at p. It is called
// once for each string or list.
func bytesAt(p, n uint32) []byte {
	if n == 0 {
		return nil
	}
	if s, ok := spilled[p]; ok {
		delete(spilled, p)
		return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), n)
	}
	return unsafe.Slice((*byte)(pointer(p)), n)
}

// pointer makes a pointer of an address in the sandbox, where both are numbers
// of 32 bits.
func pointer(p uint32) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), p) }

func address(p *byte) uint32 { return uint32(uintptr(unsafe.Pointer(p))) }

// realloc is the allocator that the canonical ABI calls. Blocks are never
// shrunk or freed: what the host returned is garbage as soon as nothing refers
// to it.
//
//go:wasmexport cabi_realloc
func realloc(old, oldSize, align, size uint32) uint32 {
	switch {
	case size == 0:
		return align
	case size <= oldSize:
		return old
	}
	p := early(align, size)
	if p == 0 {
		p = fit(align, size)
	}
	if p == 0 {
		p = spill(size)
	}
	if oldSize > 0 {
		copy(unsafe.Slice((*byte)(pointer(p)), size), bytesAt(old, oldSize))
	}
	return p
}

// fit allocates in the landing buffer; 0 means that it does not fit.
func fit(align, size uint32) uint32 {
	if cap(landing) == 0 {
		return 0
	}
	base := address(unsafe.SliceData(landing))
	p := (base + uint32(len(landing)) + align - 1) &^ (align - 1)
	if end := p - base + size; end >= size && end <= uint32(cap(landing)) {
		landing = landing[:end]
		return p
	}
	return 0
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
func Prepare() { giveScratch(takeScratch()) }
