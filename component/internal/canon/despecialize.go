package canon

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A kind is the kind of a type after despecialization: tuples are records;
// enums, options and results are variants; maps are lists of records.
type kind uint8

const (
	kindBool kind = iota
	kindS8
	kindU8
	kindS16
	kindU16
	kindS32
	kindU32
	kindS64
	kindU64
	kindF32
	kindF64
	kindChar
	kindString
	kindList
	kindArray // list<t, n>
	kindRecord
	kindVariant
	kindFlags
	kindOwn
	kindBorrow
	kindErrorContext
	kindStream
	kindFuture
)

// maxDepth bounds how deep types may nest, and with it every recursion over
// them.
const maxDepth = 100

// A node is a despecialized type with everything that loading, storing,
// lifting and lowering want to know. Nodes are immutable and form a DAG.
type node struct {
	kind  kind
	form  wit.Kind   // what a wit.Value of the type looks like
	align uint32     // see "Alignment"
	size  uint32     // see "Element Size"
	flat  []CoreType // see "Flattening"; cut off after tooManyFlat
	depth int        // 1 + that of the deepest part

	borrows bool // borrow<r> is part of it

	key, shape string // tell element types of streams and futures apart, with and without their resources; "" for others

	// plain types have no invalid bit patterns, no padding and neither
	// pointers nor handles: copying their bytes is lifting and lowering them.
	plain bool

	elem     *node   // list, array
	len      uint32  // array
	fields   []field // record
	cases    []*node // variant, nil for no payload
	names    []string
	discSize uint32 // variant: size of the discriminant
	payload  uint32 // variant: offset of the payload
	mask     uint32 // flags: the bits in use
	resource int    // own, borrow: index in Context.Resources
}

// A field is a member of a record; its place is known both in memory and
// among the flat values.
type field struct {
	node   *node
	offset uint32
	slot   int
}

// A Compiler prepares function types. Types are remembered by their identity,
// so that shared parts are prepared once. It is not safe for concurrent use;
// what it returns is immutable.
type Compiler struct {
	// Resource maps a static resource type to its index in
	// [Context.Resources]; negative if there is none.
	Resource func(*wit.Resource) int

	nodes map[wit.Type]*node
	funcs map[*wit.Func]*Func

	keys, shapes wit.Shaper
}

// node prepares t, which stands below depth other types.
func (c *Compiler) node(t wit.Type, depth int) (*node, error) {
	if n := c.nodes[t]; n != nil {
		if depth+n.depth > maxDepth {
			return nil, errTooDeep
		}
		return n, nil
	}
	if depth >= maxDepth {
		return nil, errTooDeep
	}
	n, err := c.despecialize(t, depth)
	if err != nil {
		return nil, err
	}
	if c.nodes == nil {
		c.nodes = make(map[wit.Type]*node)
	}
	c.nodes[t] = n
	return n, nil
}

var errTooDeep = fmt.Errorf("types nest more than %d levels deep", maxDepth)

func (c *Compiler) despecialize(t wit.Type, depth int) (*node, error) {
	switch t := t.(type) {
	case wit.Primitive:
		return primitive(t)
	case *wit.TypeDef:
		u := wit.Underlying(t)
		if u == wit.Type(t) || u == nil {
			return nil, fmt.Errorf("%q is not a value type", t.Name)
		}
		return c.node(u, depth)
	case *wit.List:
		return c.list(t.Elem, t.Len, depth)
	case *wit.Map:
		pair := &wit.Tuple{Types: []wit.Type{t.Key, t.Value}}
		return c.list(pair, 0, depth)
	case *wit.Tuple:
		if len(t.Types) == 0 {
			return nil, errors.New("tuple without members")
		}
		return c.record(t.Types, nil, depth)
	case *wit.Record:
		if len(t.Fields) == 0 {
			return nil, errors.New("record without fields")
		}
		ts, names := make([]wit.Type, len(t.Fields)), make([]string, len(t.Fields))
		for i, f := range t.Fields {
			ts[i], names[i] = f.Type, f.Name
		}
		return c.record(ts, names, depth)
	case *wit.Flags:
		return flags(t)
	case *wit.Own:
		return c.handle(kindOwn, wit.KindOwn, t.Resource)
	case *wit.Borrow:
		return c.handle(kindBorrow, wit.KindBorrow, t.Resource)
	case *wit.Stream:
		return c.async(kindStream, t.Elem, depth)
	case *wit.Future:
		return c.async(kindFuture, t.Elem, depth)
	}
	return c.despecializeVariant(t, depth)
}

// despecializeVariant does so with everything that is a variant.
func (c *Compiler) despecializeVariant(t wit.Type, depth int) (*node, error) {
	switch t := t.(type) {
	case *wit.Variant:
		ts, names := make([]wit.Type, len(t.Cases)), make([]string, len(t.Cases))
		for i, k := range t.Cases {
			ts[i], names[i] = k.Type, k.Name
		}
		return c.variant(wit.KindVariant, ts, names, depth)
	case *wit.Enum:
		names := make([]string, len(t.Cases))
		for i, l := range t.Cases {
			names[i] = l.Name
		}
		return c.variant(wit.KindEnum, make([]wit.Type, len(names)), names, depth)
	case *wit.Option:
		if t.Elem == nil {
			return nil, errors.New("option without a type")
		}
		return c.variant(wit.KindOption, []wit.Type{nil, t.Elem}, []string{"none", "some"}, depth)
	case *wit.Result:
		return c.variant(wit.KindResult, []wit.Type{t.OK, t.Err}, []string{"ok", "err"}, depth)
	}
	return nil, fmt.Errorf("%T is not a value type", t)
}

func primitive(p wit.Primitive) (*node, error) {
	switch p {
	case wit.Bool:
		return scalar(kindBool, wit.KindBool, 1, CoreI32), nil
	case wit.S8:
		return number(kindS8, wit.KindS8, 1, CoreI32), nil
	case wit.U8:
		return number(kindU8, wit.KindU8, 1, CoreI32), nil
	case wit.S16:
		return number(kindS16, wit.KindS16, 2, CoreI32), nil
	case wit.U16:
		return number(kindU16, wit.KindU16, 2, CoreI32), nil
	case wit.S32:
		return number(kindS32, wit.KindS32, 4, CoreI32), nil
	case wit.U32:
		return number(kindU32, wit.KindU32, 4, CoreI32), nil
	case wit.S64:
		return number(kindS64, wit.KindS64, 8, CoreI64), nil
	case wit.U64:
		return number(kindU64, wit.KindU64, 8, CoreI64), nil
	case wit.F32:
		return number(kindF32, wit.KindF32, 4, CoreF32), nil
	case wit.F64:
		return number(kindF64, wit.KindF64, 8, CoreF64), nil
	case wit.Char:
		return scalar(kindChar, wit.KindChar, 4, CoreI32), nil
	case wit.String:
		return &node{kind: kindString, form: wit.KindString, align: 4, size: 8, flat: pointerAndLength, depth: 1}, nil
	case wit.ErrorContext:
		return scalar(kindErrorContext, wit.KindNone, 4, CoreI32), nil
	}
	return nil, fmt.Errorf("primitive type %d is not known", p)
}

// scalar returns a type of one flat value.
func scalar(k kind, form wit.Kind, size uint32, core CoreType) *node {
	return &node{kind: k, form: form, align: size, size: size, flat: []CoreType{core}, depth: 1}
}

// number returns a scalar whose every bit pattern is valid.
func number(k kind, form wit.Kind, size uint32, core CoreType) *node {
	n := scalar(k, form, size, core)
	n.plain = true
	return n
}

func flags(t *wit.Flags) (*node, error) {
	if len(t.Flags) == 0 || len(t.Flags) > 32 {
		return nil, fmt.Errorf("flags type has %d flags, must have 1 to 32", len(t.Flags))
	}
	n := scalar(kindFlags, wit.KindFlags, flagsSize(len(t.Flags)), CoreI32)
	n.mask = 1<<uint(len(t.Flags)) - 1
	n.plain = len(t.Flags) == int(8*n.size)
	return n, nil
}

func (c *Compiler) handle(k kind, form wit.Kind, r *wit.Resource) (*node, error) {
	n := scalar(k, form, 4, CoreI32)
	n.borrows = k == kindBorrow
	n.resource = -1
	if c.Resource != nil && r != nil {
		n.resource = c.Resource(r)
	}
	if n.resource < 0 {
		return nil, fmt.Errorf("resource type of a %s handle is not known", form)
	}
	return n, nil
}

// list prepares list<elem>, or list<elem, length> if length is not 0.
func (c *Compiler) list(elem wit.Type, length uint32, depth int) (*node, error) {
	e, err := c.node(elem, depth+1)
	if err != nil {
		return nil, err
	}
	if length == 0 {
		return &node{kind: kindList, form: wit.KindList, align: 4, size: 8, flat: pointerAndLength,
			depth: e.depth + 1, borrows: e.borrows, elem: e}, nil
	}
	n := &node{kind: kindArray, form: wit.KindList, depth: e.depth + 1, borrows: e.borrows,
		elem: e, len: length, plain: e.plain}
	if err := n.layoutArray(); err != nil {
		return nil, err
	}
	n.flattenArray()
	return n, nil
}

func (c *Compiler) record(ts []wit.Type, names []string, depth int) (*node, error) {
	n := &node{kind: kindRecord, form: wit.KindRecord, depth: 1, names: names, fields: make([]field, len(ts))}
	for i, t := range ts {
		f, err := c.node(t, depth+1)
		if err != nil {
			return nil, err
		}
		n.fields[i].node = f
		n.has(f)
	}
	if err := n.layoutRecord(); err != nil {
		return nil, err
	}
	n.flattenRecord()
	return n, nil
}

func (c *Compiler) variant(form wit.Kind, ts []wit.Type, names []string, depth int) (*node, error) {
	n := &node{kind: kindVariant, form: form, depth: 1, names: names, cases: make([]*node, len(ts))}
	for i, t := range ts {
		if t == nil {
			continue
		}
		p, err := c.node(t, depth+1)
		if err != nil {
			return nil, err
		}
		n.cases[i] = p
		n.has(p)
	}
	if err := n.layoutVariant(); err != nil {
		return nil, err
	}
	n.flattenVariant()
	return n, nil
}

// has notes that part is a part of n.
func (n *node) has(part *node) {
	n.depth = max(n.depth, part.depth+1)
	n.borrows = n.borrows || part.borrows
}
