package encode

// options appends canonical options; see Binary.md, "canonopt".
func (b *builder) options(w *buffer, o options) {
	var opts [][]byte
	add := func(code byte, i int) {
		o := buffer{code}
		if i >= 0 {
			o.u32(uint32(i))
		}
		opts = append(opts, o)
	}
	if o.pointers {
		add(b.encoding, -1)
	}
	for _, x := range []struct {
		code byte
		i    int
	}{{0x03, o.memory}, {0x04, o.realloc}, {0x05, o.postReturn}, {0x07, o.callback}} {
		if x.i >= 0 {
			add(x.code, x.i)
		}
	}
	if o.async {
		add(0x06, -1)
	}
	w.u32(uint32(len(opts)))
	for _, o := range opts {
		w.put(o...)
	}
}

// options are canonical options; an index is -1 for none.
type options struct {
	pointers, async                       bool
	memory, realloc, postReturn, callback int
}
