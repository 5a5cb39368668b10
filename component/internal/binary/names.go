package binary

// customSection decodes a custom section, which fills the current range.
func (d *decoder) customSection(c *Component) {
	s := Custom{Name: d.name()}
	s.Data = d.buf[d.pos:d.end:d.end]
	d.pos = d.end
	c.Customs = append(c.Customs, s)
	if s.Name == "component-name" && c.Name == "" {
		c.Name = componentName(s.Data)
	}
}

// componentName returns the name that a component gives itself in its name
// section, see Binary.md, "Name Section". That section need not be valid, so
// there is none if it is not.
func componentName(data []byte) (name string) {
	defer func() {
		if e := recover(); e != nil {
			if _, ok := e.(*Error); !ok {
				panic(e)
			}
			name = ""
		}
	}()
	r := &reader{buf: data, end: len(data)}
	if r.byte() == 0x00 {
		r.within(r.u32(), func() { name = r.name() })
	}
	return name
}
