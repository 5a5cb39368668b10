package canon

// The string encodings, numbered as in the canonical options.
const (
	UTF8 uint8 = iota
	UTF16
	Latin1UTF16
)

// maxBytes is the largest size of a string or list in bytes, see "Loading",
// MAX_STRING_BYTE_LENGTH and MAX_LIST_BYTE_LENGTH.
const maxBytes = 1<<28 - 1

// DefaultLiftLimit is the limit of [Context.Lifted] where none is set: room for
// two lists of the largest size.
const DefaultLiftLimit = 512 << 20

// A Context is one side of a lift or a lower: the options and the instance of
// a canonical definition, see "Lifting and Lowering Context". It may be kept
// for further calls; it is used by one goroutine at a time.
type Context struct {
	Mem       []byte                                              // current linear memory, nil if the options name none
	Current   *[]byte                                             // where the linear memory is after guest code ran, which may have moved it; nil if it never moves
	Realloc   func(old, oldSize, align, size uint32) (ptr uint32) // calls the guest; nil if the options name none
	Encoding  uint8                                               // UTF8, UTF16 or Latin1UTF16
	Inst      *Instance                                           // the instance whose handles are meant
	Resources []*ResourceType                                     // by the numbers that Compiler.Resource gave

	// Task is the call into Inst, Subtask the call out of it. Lowering a borrow
	// needs the one, lifting a borrow the other.
	Task    *Task
	Subtask *Subtask

	// LiftLimit is the most that Lifted may become, [DefaultLiftLimit] if it is
	// 0. More traps: a list of many views of the same bytes is cheap for the
	// guest and dear for the host.
	LiftLimit uint64

	Host any // what the embedder knows the context by

	progress
}

// progress is what a context counts and notes of one call.
type progress struct {
	// Lifted counts the bytes that lifting takes on the host, values of the
	// host at their own size and views of memory as if they were copied, which
	// they soon are. LiftArgs and LiftResult begin at zero; who
	// lifts otherwise sets it to zero where a call begins.
	Lifted uint64

	// Lowered counts the bytes that lowering has allocated in the guest, and what
	// others add that they have written there, since [Context.Begin].
	Lowered uint64

	// peer is true while the other side is a component: the standard's suite
	// words some traps differently then.
	peer bool

	args bool // arguments of a host function are lifted

	moved uint64 // bytes that a transfer has moved to this side
}

// Charge counts n bytes of the host that lifting is about to take.
func (cx *Context) Charge(n uint64) { cx.charge(n) }

// Begin begins a call in a context that served others before: what it counts and
// notes of a call is as in a new one.
func (cx *Context) Begin() {
	cx.progress = progress{}
	cx.refresh()
}

// charge counts n bytes that are about to be lifted.
func (cx *Context) charge(n uint64) {
	cx.Lifted += n
	limit := cx.LiftLimit
	if limit == 0 {
		limit = DefaultLiftLimit
	}
	if cx.Lifted > limit {
		trap(TrapLimit, "too much data in one call: more than %d bytes", limit)
	}
}

// Check traps unless the size bytes at ptr are in memory and ptr is a multiple
// of align, a power of two.
func (cx *Context) Check(ptr, size, align uint32) {
	if ptr&(align-1) != 0 {
		trap(TrapUnaligned, "unaligned pointer %#x: must be a multiple of %d", ptr, align)
	}
	if uint64(ptr)+uint64(size) > uint64(len(cx.Mem)) {
		trap(TrapOutOfBounds, "pointer out of bounds of memory: %d bytes at %#x, memory has %d", size, ptr, len(cx.Mem))
	}
}

// CheckList traps unless a list of n elements may be at ptr: inside memory,
// aligned, and of less than 2^28 bytes. It counts the guest's bytes as lifted.
func (cx *Context) CheckList(ptr, n, elemSize, align uint32) {
	cx.checkList(ptr, n, elemSize, align)
	cx.charge(uint64(n) * uint64(elemSize))
}

func (cx *Context) checkList(ptr, n, elemSize, align uint32) {
	size := uint64(n) * uint64(elemSize)
	if size > maxBytes {
		trap(TrapTooLong, "list is too long: %d elements of %d bytes each", n, elemSize)
	}
	if ptr&(align-1) != 0 {
		trap(TrapUnaligned, "unaligned pointer %#x of a list: must be a multiple of %d", ptr, align)
	}
	if uint64(ptr)+size > uint64(len(cx.Mem)) {
		words := "list pointer/length out of bounds of memory"
		if cx.peer {
			words = "list content out-of-bounds"
		}
		trap(TrapOutOfBounds, "%s: %d elements of %d bytes at %#x, memory has %d bytes", words, n, elemSize, ptr, len(cx.Mem))
	}
}

// Bytes returns the n bytes at ptr as a view of memory, valid until the guest
// runs again.
func (cx *Context) Bytes(ptr, n uint32) []byte {
	cx.CheckList(ptr, n, 1, 1)
	return cx.Mem[ptr : ptr+n : ptr+n]
}

// Alloc asks the guest for size bytes of memory and returns a pointer that has
// been checked. Memory may have moved afterwards.
func (cx *Context) Alloc(size, align uint32) uint32 {
	return cx.realloc(0, 0, align, size)
}

// AllocList is Alloc for a list of n elements; a list of 2^28 bytes or more
// traps.
func (cx *Context) AllocList(n int, elemSize, align uint32) uint32 {
	if uint64(n)*uint64(elemSize) > maxBytes || n > maxBytes {
		trap(TrapTooLong, "list is too long: %d elements of %d bytes each", n, elemSize)
	}
	return cx.Alloc(uint32(n)*elemSize, align)
}

// realloc calls the guest's realloc and checks what it returns.
func (cx *Context) realloc(old, oldSize, align, size uint32) uint32 {
	if cx.Realloc == nil || cx.Inst == nil {
		trap(TrapNoMemory, "a value needs %d bytes of memory, but the canonical options name no realloc", size)
	}
	cx.Lowered += uint64(size)
	mayLeave := cx.Inst.MayLeave
	cx.Inst.MayLeave = false
	ptr := cx.Realloc(old, oldSize, align, size)
	cx.Inst.MayLeave = mayLeave
	cx.refresh()
	if ptr&(align-1) != 0 {
		words := "realloc return: result not aligned"
		if cx.peer {
			words = "unaligned pointer"
		}
		trap(TrapReallocUnaligned, "%s: realloc returned %#x, which must be a multiple of %d", words, ptr, align)
	}
	if uint64(ptr)+uint64(size) > uint64(len(cx.Mem)) {
		words := "realloc return: beyond end of memory"
		if cx.peer {
			words = "list content out-of-bounds"
		}
		trap(TrapReallocOutOfBounds, "%s: realloc returned %#x for %d bytes, memory has %d", words, ptr, size, len(cx.Mem))
	}
	return ptr
}

// refresh reads memory anew after guest code ran.
func (cx *Context) refresh() {
	if cx.Current != nil {
		cx.Mem = *cx.Current
	}
}
