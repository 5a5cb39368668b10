package canon

// A CoreType is a core value type by its byte in the binary format.
type CoreType byte

// The core value types that values flatten to.
const (
	CoreI32 CoreType = 0x7f
	CoreI64 CoreType = 0x7e
	CoreF32 CoreType = 0x7d
	CoreF64 CoreType = 0x7c
)

// String returns the name in the text format.
func (t CoreType) String() string {
	switch t {
	case CoreI32:
		return "i32"
	case CoreI64:
		return "i64"
	case CoreF32:
		return "f32"
	case CoreF64:
		return "f64"
	}
	return "unknown"
}

// The numbers of flat values above which parameters and results travel in
// memory, for synchronous calls.
const (
	MaxFlatParams  = 16
	MaxFlatResults = 1
)

// tooManyFlat is where flattening stops: nothing of that many flat values is
// ever passed flat, and a small type can have billions of them.
const tooManyFlat = MaxFlatParams + 1

var pointerAndLength = []CoreType{CoreI32, CoreI32}

// appendFlat appends more, but no more than tooManyFlat in all.
func appendFlat(flat, more []CoreType) []CoreType {
	return append(flat, more[:min(len(more), tooManyFlat-len(flat))]...)
}

func (n *node) flattenArray() {
	for i := uint32(0); i < n.len && len(n.flat) < tooManyFlat; i++ {
		n.flat = appendFlat(n.flat, n.elem.flat)
	}
}

func (n *node) flattenRecord() {
	for i := range n.fields {
		f := &n.fields[i]
		f.slot = len(n.flat)
		n.flat = appendFlat(n.flat, f.node.flat)
	}
}

// flattenVariant shares the flat values among the payloads of all cases.
func (n *node) flattenVariant() {
	n.flat = append(n.flat, CoreI32)
	for _, c := range n.cases {
		if c == nil {
			continue
		}
		for i, t := range c.flat {
			switch {
			case 1+i < len(n.flat):
				n.flat[1+i] = join(n.flat[1+i], t)
			case len(n.flat) < tooManyFlat:
				n.flat = append(n.flat, t)
			}
		}
	}
}

// join returns the type that can hold values of both a and b. The coercions
// between them are those of their bits, which is how this package holds core
// values anyway.
func join(a, b CoreType) CoreType {
	switch {
	case a == b:
		return a
	case a == CoreI32 && b == CoreF32, a == CoreF32 && b == CoreI32:
		return CoreI32
	}
	return CoreI64
}
