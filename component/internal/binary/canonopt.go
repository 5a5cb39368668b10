package binary

import (
	"slices"

	"github.com/gyro-wasm/gyro/component/wit"
)

var encodingNames = [...]string{UTF8: "utf8", UTF16: "utf16", Latin1UTF16: "latin1-utf16"}

// canonOptions decodes canonical options into c and checks what holds of them
// everywhere, see CanonicalABI.md, "canonopt Validation". It returns the core
// type of pointers.
func (d *decoder) canonOptions(c *Canon) (ptr CoreVal) {
	o := &c.Options
	encoded := false
	for range d.count(1) {
		switch b := d.byte(); b {
		case 0x00, 0x01, 0x02:
			e := StringEncoding(b)
			if encoded {
				d.fail("canonical encoding option `%s` conflicts with option `%s`", encodingNames[o.Encoding], encodingNames[e])
			}
			o.Encoding, encoded = e, true
		case 0x03:
			d.indexOption("memory", &o.HasMemory, &o.Memory)
		case 0x04:
			d.indexOption("realloc", &o.HasRealloc, &o.Realloc)
		case 0x05:
			d.indexOption("post-return", &o.HasPostReturn, &o.PostReturn)
		case 0x06:
			if o.Async {
				d.fail("canonical option `async` is specified more than once")
			}
			o.Async = true
		case 0x07:
			d.indexOption("callback", &o.HasCallback, &o.Callback)
		default:
			d.pos--
			d.fail("unknown canonical option 0x%02x", b)
		}
	}
	return d.checkOptions(o)
}

func (d *decoder) indexOption(name string, has *bool, i *uint32) {
	if *has {
		d.fail("canonical option `%s` is specified more than once", name)
	}
	*has, *i = true, d.u32()
}

func (d *decoder) checkOptions(o *CanonOptions) (ptr CoreVal) {
	if o.HasCallback && !o.Async {
		d.fail("cannot specify callback without async")
	}
	if o.HasPostReturn && o.Async {
		d.fail("cannot specify post-return function in async")
	}
	ptr = I32
	if o.HasMemory {
		ptr = d.pointerTo(o.Memory)
	}
	if o.HasRealloc {
		if !o.HasMemory {
			d.fail("canonical option `realloc` requires `memory` to also be specified")
		}
		if !d.coreFuncAt(o.Realloc).is([]CoreVal{ptr, ptr, ptr, ptr}, []CoreVal{ptr}) {
			d.fail("canonical option `realloc` uses a core function with an incorrect signature")
		}
	}
	return ptr
}

// pointerTo returns the core type of pointers into memory i.
func (d *decoder) pointerTo(i uint32) CoreVal {
	l := d.coreMemoryAt(i).Limits
	if l.Shared {
		d.fail("canonical option `memory` cannot be a shared memory")
	}
	if l.Is64 {
		d.gate("64-bit memories")
		return I64
	}
	return I32
}

func (d *decoder) needMemory(o *CanonOptions, needed bool) {
	if needed && !o.HasMemory {
		d.fail("canonical option `memory` is required")
	}
}

func (d *decoder) needRealloc(o *CanonOptions, needed bool) {
	if needed && !o.HasRealloc {
		d.needMemory(o, true)
		d.fail("canonical option `realloc` is required")
	}
}

// anyPointer tells whether one of fields contains a list or string.
func (d *decoder) anyPointer(fields []wit.Field) bool {
	for _, f := range fields {
		if d.info(f.Type).pointer {
			return true
		}
	}
	return false
}

func (d *decoder) resultPointer(f *wit.Func) bool {
	return f.Result != nil && d.info(f.Result).pointer
}

// paramsSpill tells whether the parameters of f flatten to more than most core
// values, so that they travel through memory.
func (d *decoder) paramsSpill(f *wit.Func, ptr CoreVal, most int) bool {
	n := 0
	for _, p := range f.Params {
		n += len(d.flatten(p.Type, ptr))
	}
	return n > most
}

func (d *decoder) resultSpills(f *wit.Func, ptr CoreVal, most int) bool {
	return f.Result != nil && len(d.flatten(f.Result, ptr)) > most
}

func (d *decoder) checkAsync(c *Canon) {
	if c.Options.Async && !c.Type.Async {
		d.fail("the `async` canonical option requires an async function type")
	}
}

// checkLift checks a lifted function, see CanonicalABI.md, "canon lift".
func (d *decoder) checkLift(c *Canon) {
	o, f := &c.Options, c.Type
	d.checkAsync(c)
	ptr := I32
	if o.HasMemory {
		ptr = d.pointerTo(o.Memory)
	}
	c.Core = d.coreFuncAt(c.Func)
	want := d.flattenFunc(f, o, ptr, true)
	if !slices.Equal(want.Params, c.Core.Params) {
		d.fail("lowered parameter types `%v` do not match parameter types `%v`", want.Params, c.Core.Params)
	}
	if !slices.Equal(want.Results, c.Core.Results) {
		d.fail("lowered result types `%v` do not match result types `%v`", want.Results, c.Core.Results)
	}
	if o.HasPostReturn && !d.coreFuncAt(o.PostReturn).is(c.Core.Results, nil) {
		d.fail("canonical option `post-return` uses a core function with an incorrect signature")
	}
	if o.HasCallback && !d.coreFuncAt(o.Callback).is(i32x3, i32x1) {
		d.fail("canonical option `callback` uses a core function with an incorrect signature")
	}
	if o.Async && !o.HasCallback {
		d.gate("`async` lift without `callback`")
	}
	most := maxFlatResults
	if o.Async {
		most = maxFlatParams
	}
	d.needMemory(o, d.resultPointer(f) || d.resultSpills(f, ptr, most))
	d.needRealloc(o, d.anyPointer(f.Params) || d.paramsSpill(f, ptr, maxFlatParams))
}

// checkLower checks a lowered function, see CanonicalABI.md, "canon lower".
func (d *decoder) checkLower(c *Canon) {
	o, f := &c.Options, c.Type
	d.checkAsync(c)
	if o.HasPostReturn {
		d.fail("canonical option `post-return` cannot be specified for lowerings")
	}
	if o.HasCallback {
		d.fail("canonical option `callback` cannot be specified for lowerings")
	}
	ptr := I32
	if o.HasMemory {
		ptr = d.pointerTo(o.Memory)
	}
	mostParams, mostResults := maxFlatParams, maxFlatResults
	if o.Async {
		mostParams, mostResults = maxFlatAsyncParams, 0
	}
	d.needMemory(o, d.anyPointer(f.Params) || d.paramsSpill(f, ptr, mostParams) || d.resultSpills(f, ptr, mostResults))
	d.needRealloc(o, d.resultPointer(f))
	c.Core = d.flattenFunc(f, o, ptr, false)
}
