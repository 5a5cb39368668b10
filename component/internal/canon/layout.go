package canon

import "fmt"

// This file is the headings "Alignment" and "Element Size". Both are computed
// once per type; pointers have 32 bits.

// alignTo rounds offset up to a multiple of align.
func alignTo(offset uint64, align uint32) uint64 {
	return (offset + uint64(align) - 1) &^ (uint64(align) - 1)
}

// setSize sets the size, which must stay below 2^28.
func (n *node) setSize(size uint64) error {
	if size > maxBytes {
		return fmt.Errorf("type exceeds maximum byte size of 2^28-1")
	}
	n.size = uint32(size)
	return nil
}

func (n *node) layoutArray() error {
	n.align = n.elem.align
	return n.setSize(uint64(n.len) * uint64(n.elem.size))
}

// layoutRecord places the fields. A record is plain if its fields are and no
// byte lies between or behind them.
func (n *node) layoutRecord() error {
	n.align, n.plain = 1, len(n.fields) > 0
	var end uint64
	for i := range n.fields {
		f := &n.fields[i]
		offset := alignTo(end, f.node.align)
		n.plain = n.plain && f.node.plain && offset == end
		n.align = max(n.align, f.node.align)
		f.offset = uint32(offset)
		end = offset + uint64(f.node.size)
		if end > maxBytes {
			return n.setSize(end)
		}
	}
	size := alignTo(end, n.align)
	n.plain = n.plain && size == end
	return n.setSize(size)
}

func (n *node) layoutVariant() error {
	if len(n.cases) == 0 {
		return fmt.Errorf("variant without cases")
	}
	n.discSize = discriminantSize(len(n.cases))
	payloadAlign, payloadSize := uint32(1), uint32(0)
	for _, c := range n.cases {
		if c != nil {
			payloadAlign = max(payloadAlign, c.align)
			payloadSize = max(payloadSize, c.size)
		}
	}
	n.align = max(n.discSize, payloadAlign)
	n.payload = uint32(alignTo(uint64(n.discSize), payloadAlign))
	return n.setSize(alignTo(uint64(n.payload)+uint64(payloadSize), n.align))
}

// discriminantSize returns the size in bytes of the discriminant of a variant
// with the given number of cases.
func discriminantSize(cases int) uint32 {
	switch {
	case cases <= 1<<8:
		return 1
	case cases <= 1<<16:
		return 2
	}
	return 4
}

// flagsSize returns the size in bytes of a flags type.
func flagsSize(labels int) uint32 {
	switch {
	case labels <= 8:
		return 1
	case labels <= 16:
		return 2
	}
	return 4
}
