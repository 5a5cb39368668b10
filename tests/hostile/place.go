package hostile

import (
	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/tests/forward"
)

// A Placer puts arguments into the scratch area of a guest.
type Placer struct {
	mem  component.Memory
	next uint32
}

// NewPlacer returns one for a guest with this memory.
func NewPlacer(mem component.Memory) *Placer { return &Placer{mem, forward.Scratch} }

// room returns the place of n bytes. A program that wants too many gets the
// same ones again.
func (pl *Placer) room(n, align uint32) uint32 {
	at := (pl.next + align - 1) &^ (align - 1)
	if n > forward.Heap-forward.Scratch {
		n = 0
	}
	if at+n > forward.Heap {
		at = forward.Scratch
	}
	pl.next = at + n
	return at
}

// Flat appends the flat values of a.
func (pl *Placer) Flat(flat []uint64, t wit.Type, a Argument) []uint64 {
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		if u == wit.String {
			ptr, n := pl.bytes(a)
			return append(flat, uint64(ptr), uint64(n))
		}
		if u != wit.U64 && u != wit.S64 {
			return append(flat, a.Num&(1<<32-1))
		}
		return append(flat, a.Num)
	case *wit.List:
		ptr, n := pl.list(u, a)
		return append(flat, uint64(ptr), uint64(n))
	case *wit.Own, *wit.Borrow, *wit.Stream, *wit.Future, *wit.Flags:
		return append(flat, a.Num)
	case *wit.Tuple, *wit.Record:
		for i, f := range members(u) {
			flat = pl.Flat(flat, f, a.Kids[i])
		}
		return flat
	default:
		end := len(flat) + FlatLen(u)
		flat = append(flat, a.Num)
		if len(a.Kids) > 0 {
			flat = pl.Flat(flat, cases(u)[a.Num], a.Kids[0])
		}
		for len(flat) < end {
			flat = append(flat, 0)
		}
		return flat
	}
}

// FlatLen is how many flat values t has.
func FlatLen(t wit.Type) int {
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		if t == wit.String {
			return 2
		}
		return 1
	case *wit.List:
		return 2
	case *wit.Own, *wit.Borrow, *wit.Stream, *wit.Future, *wit.Flags:
		return 1
	case *wit.Tuple, *wit.Record:
		n := 0
		for _, f := range members(t) {
			n += FlatLen(f)
		}
		return n
	default:
		n := 0
		for _, c := range cases(t) {
			if c != nil {
				n = max(n, FlatLen(c))
			}
		}
		return 1 + n
	}
}

func (pl *Placer) bytes(a Argument) (ptr, n uint32) {
	if a.Wild != nil {
		return a.Wild[0], a.Wild[1]
	}
	ptr = pl.room(uint32(len(a.Data)), 1)
	return ptr, uint32(copy(pl.mem[ptr:forward.Heap], a.Data))
}

func (pl *Placer) list(t *wit.List, a Argument) (ptr, n uint32) {
	if a.Wild != nil || wit.Underlying(t.Elem) == wit.U8 {
		return pl.bytes(a)
	}
	size, align := Layout(t.Elem)
	ptr = pl.room(size*uint32(len(a.Kids)), align)
	for i, k := range a.Kids {
		pl.store(ptr+uint32(i)*size, t.Elem, k)
	}
	return ptr, uint32(len(a.Kids))
}

// Store stores a somewhere and returns where.
func (pl *Placer) Store(t wit.Type, a Argument) uint32 {
	p := pl.room(Layout(t))
	pl.store(p, t, a)
	return p
}

// store writes a at p.
func (pl *Placer) store(p uint32, t wit.Type, a Argument) {
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		if u == wit.String {
			pl.pair(p, a)
			return
		}
		size, _ := Layout(u)
		pl.number(p, size, a.Num)
	case *wit.List:
		ptr, n := pl.list(u, a)
		pl.mem.PutU32(p, ptr)
		pl.mem.PutU32(p+4, n)
	case *wit.Own, *wit.Borrow, *wit.Stream, *wit.Future:
		pl.mem.PutU32(p, uint32(a.Num))
	case *wit.Flags:
		size, _ := Layout(u)
		pl.number(p, size, a.Num)
	case *wit.Tuple, *wit.Record:
		off := uint32(0)
		for i, f := range members(u) {
			size, align := Layout(f)
			off = (off + align - 1) &^ (align - 1)
			pl.store(p+off, f, a.Kids[i])
			off += size
		}
	default:
		ts := cases(u)
		pl.mem.PutU8(p, uint8(a.Num)) // no variant of WASI has more than 256 cases
		if len(a.Kids) > 0 {
			pl.store(p+payloadOffset(ts), ts[a.Num], a.Kids[0])
		}
	}
}

func (pl *Placer) pair(p uint32, a Argument) {
	ptr, n := pl.bytes(a)
	pl.mem.PutU32(p, ptr)
	pl.mem.PutU32(p+4, n)
}

func (pl *Placer) number(p, size uint32, v uint64) {
	for i := range size {
		pl.mem.PutU8(p+i, uint8(v>>(8*i)))
	}
}

func payloadOffset(ts []wit.Type) uint32 {
	align := uint32(1)
	for _, t := range ts {
		if t != nil {
			_, a := Layout(t)
			align = max(align, a)
		}
	}
	return align
}
