package hostile

import "github.com/gyro-wasm/gyro/component/wit"

// An Argument is a value that a program gives to a function: of the
// parameter's type, but for wild numbers, handles, cases and pointers.
type Argument struct {
	Num  uint64     // number, handle, flags, or which case it is
	Kids []Argument // fields, elements, or what a case carries
	Data []byte     // of strings and lists of bytes
	Wild *[2]uint32 // pointer and length instead of those of Data or Kids
}

// wildFrom is where the values of a leading byte begin that ask for something
// that is not of the type.
const wildFrom = 248

// numbers are those that functions tend to treat in some special way.
var numbers = [...]uint64{
	0, 1, 2, 3, 5, 7, 100, 200, 404, 1023, 4095, 4096, 4097, 1 << 16, 1<<20 - 1, 1 << 20, 1<<20 + 1,
	1 << 30, 1e9 - 1, 1e9, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<64 - 1,
}

// A Chooser chooses arguments by the bytes of a program.
type Chooser struct {
	In        Source
	Words     []string
	Addresses []Argument          // socket addresses
	Handles   map[string][]uint32 // that the guest has, by [HandleKey]
}

// MaxHandles is how many handles a program may have.
const MaxHandles = 48

// HandleKey names the kind of handle that t is: resources by their names.
func HandleKey(t wit.Type) string {
	switch t := wit.Underlying(t).(type) {
	case *wit.Own:
		return t.Resource.Name
	case *wit.Borrow:
		return t.Resource.Name
	case *wit.Stream, *wit.Future:
		return wit.Shape(t)
	}
	return ""
}

// Argument chooses a value of type t.
func (c *Chooser) Argument(t wit.Type) Argument {
	if d, ok := t.(*wit.TypeDef); ok && d.Name == "ip-socket-address" {
		if b := int(c.In.Byte()); b < wildFrom {
			return c.Addresses[b%len(c.Addresses)]
		}
	}
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		return c.primitive(t)
	case *wit.Own, *wit.Borrow, *wit.Stream, *wit.Future:
		return c.Handle(HandleKey(t))
	case *wit.Enum:
		return Argument{Num: c.choice(len(t.Cases))}
	case *wit.Flags:
		return Argument{Num: uint64(c.In.Byte())}
	case *wit.List:
		return c.list(t)
	case *wit.Tuple, *wit.Record:
		var a Argument
		for _, f := range members(t) {
			a.Kids = append(a.Kids, c.Argument(f))
		}
		return a
	default:
		payloads := cases(t)
		a := Argument{Num: c.choice(len(payloads))}
		if a.Num < uint64(len(payloads)) && payloads[a.Num] != nil {
			a.Kids = []Argument{c.Argument(payloads[a.Num])}
		}
		return a
	}
}

// choice is one of n cases.
func (c *Chooser) choice(n int) uint64 {
	b := uint64(c.In.Byte())
	if b >= wildFrom {
		return b
	}
	return b % uint64(n)
}

func (c *Chooser) primitive(t wit.Primitive) Argument {
	b := c.In.Byte()
	switch {
	case t == wit.String && b < wildFrom && b&1 == 0:
		return Argument{Data: []byte(c.Words[int(b>>1)%len(c.Words)])}
	case t == wit.String:
		return c.wildOr(b, Argument{Data: c.In.Bytes(int(b) >> 2)})
	case t == wit.Bool:
		return Argument{Num: uint64(b)}
	case b >= wildFrom:
		return Argument{Num: c.In.Word()}
	}
	return Argument{Num: numbers[int(b)%len(numbers)]}
}

// wildOr is a, or wild if b says so: a pointer and a length from anywhere.
func (c *Chooser) wildOr(b byte, a Argument) Argument {
	if b >= wildFrom {
		w := c.In.Word()
		a.Wild = &[2]uint32{uint32(w), uint32(w >> 32)}
	}
	return a
}

// Handle chooses a handle of this kind, or something else.
func (c *Chooser) Handle(key string) Argument {
	b := c.In.Byte()
	own := c.Handles[key]
	switch {
	case b == 255:
		return Argument{Num: c.In.Word() & (1<<32 - 1)}
	case b >= wildFrom || len(own) == 0:
		return Argument{Num: uint64(b) % (MaxHandles + 2)}
	}
	return Argument{Num: uint64(own[len(own)-1-int(b)%len(own)])} // the newest first
}

func (c *Chooser) list(t *wit.List) Argument {
	b := c.In.Byte()
	if wit.Underlying(t.Elem) == wit.U8 {
		n := int(b)
		if n%16 == 15 {
			return c.wildOr(b, Argument{Data: make([]byte, n*64)})
		}
		return c.wildOr(b, Argument{Data: c.In.Bytes(n)})
	}
	var a Argument
	for range b % 4 {
		a.Kids = append(a.Kids, c.Argument(t.Elem))
	}
	return c.wildOr(b, a)
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
