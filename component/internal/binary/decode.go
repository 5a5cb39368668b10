package binary

import (
	"bytes"
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// Options say what [Decode] accepts.
type Options struct {
	// Gated allows the features that the standard has not shipped yet: value
	// definitions and start, error-context, fixed-length lists, threads,
	// stackful lift, further options of async built-ins, canonical interface
	// names and 64-bit memories. Without it a component that uses one is
	// refused by the feature's name.
	Gated bool
}

// An Error says why a component is malformed or invalid.
type Error struct {
	Section string // name of the section, such as "import"; empty outside of any
	Index   int    // definition within the section, -1 where there is none
	Offset  int    // in the outermost binary: the end of what was read
	Msg     string
}

func (e *Error) Error() string {
	switch {
	case e.Section == "":
		return fmt.Sprintf("component is not valid at offset %#x: %s", e.Offset, e.Msg)
	case e.Index < 0:
		return fmt.Sprintf("component is not valid at offset %#x, %s section: %s", e.Offset, e.Section, e.Msg)
	}
	return fmt.Sprintf("component is not valid at offset %#x, %s section, item %d: %s", e.Offset, e.Section, e.Index, e.Msg)
}

// Limits on what one component may contain. They bound recursion, time and
// memory; components that toolchains build stay far below.
const (
	maxNesting   = 100       // components and types within each other
	maxTypeDepth = 100       // constructors within a value type
	maxTypeNames = 1000      // names given to names in a value type
	maxTypeNodes = 1_000_000 // size of a type written out in full
	maxParams    = 1000      // parameters of a function
	maxWork      = 500_000   // steps of substitution and comparison, beside one per byte of input
)

var (
	componentPreamble = []byte("\x00asm\x0d\x00\x01\x00")
	modulePreamble    = []byte("\x00asm\x01\x00\x00\x00")
)

// IsComponent tells whether b starts like a component: with the WebAssembly
// magic number and layer 1. Core modules have layer 0.
func IsComponent(b []byte) bool {
	return len(b) >= 8 && bytes.Equal(b[:4], componentPreamble[:4]) && b[6] == 1 && b[7] == 0
}

// Decode decodes and validates the component b, following Binary.md. The
// result aliases b, which must not change afterwards. The error is an [*Error].
func Decode(b []byte, o Options) (c *Component, err error) {
	d := newDecoder(b, o)
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Error:
			c, err = nil, e
		default:
			panic(e)
		}
	}()
	c, _ = d.component()
	return c, nil
}

// A decoder is the state of one call of [Decode].
type decoder struct {
	reader
	opt   Options
	scope *scope // innermost component or type being decoded
	depth int
	alone bool // what is decoded is a core module and not part of a component
	work  int

	// infos caches what is known of each value type.
	infos map[wit.Type]*typeInfo
	// flats caches flattened value types.
	flats map[flatKey][]CoreVal
	// same holds pairs of value types that were found equal.
	same map[[2]wit.Type]struct{}
}

func newDecoder(b []byte, o Options) *decoder {
	return &decoder{
		reader: reader{buf: b, end: len(b), index: -1},
		opt:    o,
		infos:  map[wit.Type]*typeInfo{},
		flats:  map[flatKey][]CoreVal{},
		same:   map[[2]wit.Type]struct{}{},
	}
}

// spend accounts for n steps of work on types.
func (d *decoder) spend(n int) {
	if d.work += n; d.work > maxWork+len(d.buf) {
		d.fail("types take more than %d steps to check", maxWork+len(d.buf))
	}
}

// gate refuses the named feature unless gated features are allowed.
func (d *decoder) gate(feature string) {
	if !d.opt.Gated {
		d.fail("component uses %s, which is not part of the standard yet", feature)
	}
}

// component decodes buf[pos:end], "Component Definitions".
func (d *decoder) component() (*Component, *ComponentType) {
	if !bytes.HasPrefix(d.buf[d.pos:d.end], componentPreamble) {
		d.preambleError()
	}
	d.pos += len(componentPreamble)
	c := &Component{}
	d.push(scopeComponent)
	for d.remaining() > 0 {
		d.componentSection(c)
	}
	t := d.closeComponent()
	d.pop()
	return c, t
}

func (d *decoder) preambleError() {
	b := d.buf[d.pos:d.end]
	switch {
	case len(b) < 8 || !bytes.Equal(b[:4], componentPreamble[:4]):
		d.fail("not a WebAssembly binary: preamble is missing")
	case bytes.HasPrefix(b, modulePreamble):
		d.fail("this is a core module, not a component")
	case b[6] != 1 || b[7] != 0:
		d.fail("unknown layer %#x in the preamble", uint16(b[6])|uint16(b[7])<<8)
	}
	d.fail("unknown component version %#x, this decoder knows 0xd", uint16(b[4])|uint16(b[5])<<8)
}

var sectionNames = [...]string{
	"custom", "core module", "core instance", "core type", "component", "instance",
	"alias", "type", "canonical", "start", "import", "export", "value",
}

func (d *decoder) componentSection(c *Component) {
	section := d.section
	id := d.byte()
	if int(id) >= len(sectionNames) {
		d.pos--
		d.fail("unknown section %d", id)
	}
	d.section = sectionNames[id]
	d.within(d.u32(), func() {
		switch id {
		case 0:
			d.customSection(c)
		case 1:
			c.Defs = append(c.Defs, d.coreModule())
		case 4:
			c.Defs = append(c.Defs, d.nested())
		case 9:
			c.Defs = append(c.Defs, d.start())
		default:
			d.list(func() { c.Defs = append(c.Defs, d.definition(c, id)) })
		}
	})
	d.section = section
}

// definition decodes one definition of a section that holds a list of them.
func (d *decoder) definition(c *Component, section byte) Def {
	switch section {
	case 2:
		return d.coreInstance()
	case 3:
		return d.coreTypeDef()
	case 5:
		return d.instance()
	case 6:
		return d.alias()
	case 7:
		return d.typeDef()
	case 8:
		return d.canon()
	case 10:
		i := d.importDef()
		c.Imports = append(c.Imports, i)
		return i
	case 11:
		e := d.exportDef()
		c.Exports = append(c.Exports, e)
		return e
	default:
		return d.value()
	}
}

// nested decodes a component within a component.
func (d *decoder) nested() *Nested {
	c, t := d.component()
	d.scope.components = append(d.scope.components, t)
	return &Nested{Component: c, Type: t}
}
