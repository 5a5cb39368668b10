package p2

import (
	"encoding/binary"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/tests/forward"
)

// An argument is a value that a program gives to a function: of the
// parameter's type, but for wild numbers, handles, cases and pointers.
type argument struct {
	num  uint64     // number, handle, flags, or which case it is
	kids []argument // fields, elements, or what a case carries
	data []byte     // of strings and lists of bytes
	wild *[2]uint32 // pointer and length instead of those of data or kids
}

// A source is the bytes of a fuzzed program; it yields zeroes at its end.
type source []byte

func (s *source) byte() byte {
	if len(*s) == 0 {
		return 0
	}
	b := (*s)[0]
	*s = (*s)[1:]
	return b
}

func (s *source) bytes(n int) []byte {
	n = min(n, len(*s))
	b := (*s)[:n]
	*s = (*s)[n:]
	return b
}

func (s *source) word() uint64 {
	var b [8]byte
	copy(b[:], s.bytes(8))
	return binary.LittleEndian.Uint64(b[:])
}

// wildFrom is where the values of a leading byte begin that ask for something
// that is not of the type.
const wildFrom = 248

// numbers are those that functions tend to treat in some special way.
var numbers = [...]uint64{
	0, 1, 2, 3, 5, 7, 100, 200, 404, 1023, 4095, 4096, 4097, 1 << 16, 1<<20 - 1, 1 << 20, 1<<20 + 1,
	1 << 30, 1e9 - 1, 1e9, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<64 - 1,
}

// argument chooses a value of type t.
func (p *program) argument(t wit.Type) argument {
	if d, ok := t.(*wit.TypeDef); ok && d.Name == "ip-socket-address" {
		if b := int(p.in.byte()); b < wildFrom {
			return p.addresses[b%len(p.addresses)]
		}
	}
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		return p.primitive(t)
	case *wit.Own:
		return p.handle(t.Resource)
	case *wit.Borrow:
		return p.handle(t.Resource)
	case *wit.Enum:
		return argument{num: p.choice(len(t.Cases))}
	case *wit.Flags:
		return argument{num: uint64(p.in.byte())}
	case *wit.List:
		return p.list(t)
	case *wit.Tuple, *wit.Record:
		var a argument
		for _, f := range members(t) {
			a.kids = append(a.kids, p.argument(f))
		}
		return a
	default:
		payloads := cases(t)
		a := argument{num: p.choice(len(payloads))}
		if a.num < uint64(len(payloads)) && payloads[a.num] != nil {
			a.kids = []argument{p.argument(payloads[a.num])}
		}
		return a
	}
}

// choice is one of n cases.
func (p *program) choice(n int) uint64 {
	b := uint64(p.in.byte())
	if b >= wildFrom {
		return b
	}
	return b % uint64(n)
}

func (p *program) primitive(t wit.Primitive) argument {
	b := p.in.byte()
	switch {
	case t == wit.String && b < wildFrom && b&1 == 0:
		return argument{data: []byte(p.words[int(b>>1)%len(p.words)])}
	case t == wit.String:
		return p.wildOr(b, argument{data: p.in.bytes(int(b) >> 2)})
	case t == wit.Bool:
		return argument{num: uint64(b)}
	case b >= wildFrom:
		return argument{num: p.in.word()}
	}
	return argument{num: numbers[int(b)%len(numbers)]}
}

// wildOr is a, or wild if b says so: a pointer and a length from anywhere.
func (p *program) wildOr(b byte, a argument) argument {
	if b >= wildFrom {
		w := p.in.word()
		a.wild = &[2]uint32{uint32(w), uint32(w >> 32)}
	}
	return a
}

func (p *program) handle(r *wit.Resource) argument {
	b := p.in.byte()
	own := p.handles[r.Name]
	switch {
	case b == 255:
		return argument{num: p.in.word() & (1<<32 - 1)}
	case b >= wildFrom || len(own) == 0:
		return argument{num: uint64(b) % (maxHandles + 2)}
	}
	return argument{num: uint64(own[len(own)-1-int(b)%len(own)])} // the newest first
}

func (p *program) list(t *wit.List) argument {
	b := p.in.byte()
	if wit.Underlying(t.Elem) == wit.U8 {
		n := int(b)
		if n%16 == 15 {
			return p.wildOr(b, argument{data: make([]byte, n*64)})
		}
		return p.wildOr(b, argument{data: p.in.bytes(n)})
	}
	var a argument
	for range b % 4 {
		a.kids = append(a.kids, p.argument(t.Elem))
	}
	return p.wildOr(b, a)
}

// members are the types of the fields of a record or tuple.
func members(t wit.Type) []wit.Type {
	if t, ok := t.(*wit.Tuple); ok {
		return t.Types
	}
	var ts []wit.Type
	for _, f := range t.(*wit.Record).Fields {
		ts = append(ts, f.Type)
	}
	return ts
}

// cases are the payloads of a variant, option, result or enum; nil for none.
func cases(t wit.Type) []wit.Type {
	switch t := t.(type) {
	case *wit.Option:
		return []wit.Type{nil, t.Elem}
	case *wit.Result:
		return []wit.Type{t.OK, t.Err}
	case *wit.Enum:
		return make([]wit.Type, len(t.Cases))
	}
	var ts []wit.Type
	for _, c := range t.(*wit.Variant).Cases {
		ts = append(ts, c.Type)
	}
	return ts
}

// A placer puts arguments into the scratch area of a guest.
type placer struct {
	mem  component.Memory
	next uint32
}

// room returns the place of n bytes. A program that wants too many gets the
// same ones again.
func (pl *placer) room(n, align uint32) uint32 {
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

// flat appends the flat values of a.
func (pl *placer) flat(flat []uint64, t wit.Type, a argument) []uint64 {
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		if u == wit.String {
			ptr, n := pl.bytes(a)
			return append(flat, uint64(ptr), uint64(n))
		}
		if u != wit.U64 && u != wit.S64 {
			return append(flat, a.num&(1<<32-1))
		}
		return append(flat, a.num)
	case *wit.List:
		ptr, n := pl.list(u, a)
		return append(flat, uint64(ptr), uint64(n))
	case *wit.Own, *wit.Borrow, *wit.Flags:
		return append(flat, a.num)
	case *wit.Tuple, *wit.Record:
		for i, f := range members(u) {
			flat = pl.flat(flat, f, a.kids[i])
		}
		return flat
	default:
		end := len(flat) + flatLen(u)
		flat = append(flat, a.num)
		if len(a.kids) > 0 {
			flat = pl.flat(flat, cases(u)[a.num], a.kids[0])
		}
		for len(flat) < end {
			flat = append(flat, 0)
		}
		return flat
	}
}

func flatLen(t wit.Type) int {
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		if t == wit.String {
			return 2
		}
		return 1
	case *wit.List:
		return 2
	case *wit.Own, *wit.Borrow, *wit.Flags:
		return 1
	case *wit.Tuple, *wit.Record:
		n := 0
		for _, f := range members(t) {
			n += flatLen(f)
		}
		return n
	default:
		n := 0
		for _, c := range cases(t) {
			if c != nil {
				n = max(n, flatLen(c))
			}
		}
		return 1 + n
	}
}

func (pl *placer) bytes(a argument) (ptr, n uint32) {
	if a.wild != nil {
		return a.wild[0], a.wild[1]
	}
	ptr = pl.room(uint32(len(a.data)), 1)
	return ptr, uint32(copy(pl.mem[ptr:forward.Heap], a.data))
}

func (pl *placer) list(t *wit.List, a argument) (ptr, n uint32) {
	if a.wild != nil || wit.Underlying(t.Elem) == wit.U8 {
		return pl.bytes(a)
	}
	size, align := layout(t.Elem)
	ptr = pl.room(size*uint32(len(a.kids)), align)
	for i, k := range a.kids {
		pl.store(ptr+uint32(i)*size, t.Elem, k)
	}
	return ptr, uint32(len(a.kids))
}

// store writes a at p.
func (pl *placer) store(p uint32, t wit.Type, a argument) {
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		if u == wit.String {
			pl.pair(p, a)
			return
		}
		size, _ := layout(u)
		pl.number(p, size, a.num)
	case *wit.List:
		ptr, n := pl.list(u, a)
		pl.mem.PutU32(p, ptr)
		pl.mem.PutU32(p+4, n)
	case *wit.Own, *wit.Borrow:
		pl.mem.PutU32(p, uint32(a.num))
	case *wit.Flags:
		size, _ := layout(u)
		pl.number(p, size, a.num)
	case *wit.Tuple, *wit.Record:
		off := uint32(0)
		for i, f := range members(u) {
			size, align := layout(f)
			off = (off + align - 1) &^ (align - 1)
			pl.store(p+off, f, a.kids[i])
			off += size
		}
	default:
		ts := cases(u)
		pl.mem.PutU8(p, uint8(a.num)) // no variant of WASI has more than 256 cases
		if len(a.kids) > 0 {
			pl.store(p+payloadOffset(ts), ts[a.num], a.kids[0])
		}
	}
}

func (pl *placer) pair(p uint32, a argument) {
	ptr, n := pl.bytes(a)
	pl.mem.PutU32(p, ptr)
	pl.mem.PutU32(p+4, n)
}

func (pl *placer) number(p, size uint32, v uint64) {
	for i := range size {
		pl.mem.PutU8(p+i, uint8(v>>(8*i)))
	}
}

func payloadOffset(ts []wit.Type) uint32 {
	align := uint32(1)
	for _, t := range ts {
		if t != nil {
			_, a := layout(t)
			align = max(align, a)
		}
	}
	return align
}

// layout is size and alignment (CanonicalABI.md, "Element Size" and
// "Alignment").
func layout(t wit.Type) (size, align uint32) {
	switch u := wit.Underlying(t).(type) {
	case wit.Primitive:
		switch u {
		case wit.Bool, wit.U8, wit.S8:
			return 1, 1
		case wit.U16, wit.S16:
			return 2, 2
		case wit.U64, wit.S64, wit.F64:
			return 8, 8
		case wit.String:
			return 8, 4
		}
		return 4, 4
	case *wit.List:
		return 8, 4
	case *wit.Own, *wit.Borrow:
		return 4, 4
	case *wit.Flags:
		if len(u.Flags) <= 8 {
			return 1, 1
		}
		return 4, 4
	case *wit.Tuple, *wit.Record:
		align = 1
		for _, f := range members(u) {
			s, a := layout(f)
			size = (size+a-1)&^(a-1) + s
			align = max(align, a)
		}
	default:
		ts := cases(u)
		align = payloadOffset(ts)
		for _, c := range ts {
			if c != nil {
				s, _ := layout(c)
				size = max(size, s)
			}
		}
		size += align
	}
	return (size + align - 1) &^ (align - 1), align
}
