package binary

import "github.com/gyro-wasm/gyro/component/wit"

// Limits on flattened parameters and results, see CanonicalABI.md,
// "Flattening".
const (
	maxFlatParams      = 16
	maxFlatAsyncParams = 4
	maxFlatResults     = 1
)

// A flatKey is a value type with the core type of pointers.
type flatKey struct {
	t   wit.Type
	ptr CoreVal
}

// flatten returns the core value types that t flattens to. More than
// maxFlatParams of them are cut to maxFlatParams+1, since they travel through
// memory anyway.
func (d *decoder) flatten(t wit.Type, ptr CoreVal) []CoreVal {
	if p, ok := t.(wit.Primitive); ok {
		return flattenPrimitive(p, ptr)
	}
	key := flatKey{t, ptr}
	if f, ok := d.flats[key]; ok {
		return f
	}
	f := d.computeFlat(t, ptr)
	d.flats[key] = f
	return f
}

func flattenPrimitive(p wit.Primitive, ptr CoreVal) []CoreVal {
	switch p {
	case wit.S64, wit.U64:
		return []CoreVal{I64}
	case wit.F32:
		return []CoreVal{F32}
	case wit.F64:
		return []CoreVal{F64}
	case wit.String:
		return []CoreVal{ptr, ptr}
	}
	return []CoreVal{I32}
}

func (d *decoder) computeFlat(t wit.Type, ptr CoreVal) []CoreVal {
	switch t := t.(type) {
	case *wit.TypeDef:
		return d.flatten(t.Type, ptr)
	case *wit.List:
		if t.Len == 0 {
			return []CoreVal{ptr, ptr}
		}
		elem := d.flatten(t.Elem, ptr)
		var flat []CoreVal
		for i := uint32(0); i < t.Len && len(flat) <= maxFlatParams; i++ {
			flat = appendFlat(flat, elem)
		}
		return flat
	case *wit.Map:
		return []CoreVal{ptr, ptr}
	case *wit.Tuple:
		var flat []CoreVal
		for _, e := range t.Types {
			flat = appendFlat(flat, d.flatten(e, ptr))
		}
		return flat
	case *wit.Record:
		var flat []CoreVal
		for _, f := range t.Fields {
			flat = appendFlat(flat, d.flatten(f.Type, ptr))
		}
		return flat
	case *wit.Variant, *wit.Option, *wit.Result:
		return d.flattenVariant(casesOf(t), ptr)
	}
	return []CoreVal{I32} // enums, flags, handles, streams and futures
}

func appendFlat(flat, more []CoreVal) []CoreVal {
	flat = append(flat, more...)
	return flat[:min(len(flat), maxFlatParams+1)]
}

func (d *decoder) flattenVariant(cases []wit.Type, ptr CoreVal) []CoreVal {
	flat := []CoreVal{I32}
	for _, c := range cases {
		if c == nil {
			continue
		}
		for i, v := range d.flatten(c, ptr) {
			if i+1 < len(flat) {
				flat[i+1] = joinFlat(flat[i+1], v)
			} else {
				flat = append(flat, v)
			}
		}
	}
	return flat[:min(len(flat), maxFlatParams+1)]
}

// joinFlat returns the core type that can hold both a and b.
func joinFlat(a, b CoreVal) CoreVal {
	switch {
	case a == b:
		return a
	case a == I32 && b == F32 || a == F32 && b == I32:
		return I32
	}
	return I64
}

// flattenFunc returns the core type of f lifted or lowered with options o.
func (d *decoder) flattenFunc(f *wit.Func, o *CanonOptions, ptr CoreVal, lift bool) *CoreFunc {
	var params, results []CoreVal
	for _, p := range f.Params {
		params = appendFlat(params, d.flatten(p.Type, ptr))
	}
	if f.Result != nil {
		results = d.flatten(f.Result, ptr)
	}
	most := maxFlatParams
	if o.Async && !lift {
		most = maxFlatAsyncParams
	}
	if len(params) > most {
		params = []CoreVal{ptr}
	}
	switch {
	case o.Async && lift && o.HasCallback:
		results = []CoreVal{I32}
	case o.Async && lift:
		results = nil
	case o.Async:
		if len(results) > 0 {
			params = append(params[:len(params):len(params)], ptr)
		}
		results = []CoreVal{I32}
	case len(results) > maxFlatResults && lift:
		results = []CoreVal{ptr}
	case len(results) > maxFlatResults:
		params = append(params[:len(params):len(params)], ptr)
		results = nil
	}
	return &CoreFunc{Params: params, Results: results}
}
