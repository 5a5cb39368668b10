package conformance

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A jsonValue is a component value as json-from-wast writes it.
type jsonValue struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// value converts v to a value of type t.
func (v jsonValue) value(t wit.Type) (component.Value, error) {
	switch t := wit.Underlying(t).(type) {
	case wit.Primitive:
		return v.primitive(t)
	case *wit.List:
		return v.list(func(int) wit.Type { return t.Elem }, wit.ListValue)
	case *wit.Map:
		pair := &wit.Tuple{Types: []wit.Type{t.Key, t.Value}}
		return v.list(func(int) wit.Type { return pair }, wit.ListValue)
	case *wit.Tuple:
		return v.list(func(i int) wit.Type { return t.Types[i] }, wit.RecordValue)
	case *wit.Record:
		return v.record(t)
	case *wit.Variant:
		return v.variant(t)
	case *wit.Enum:
		name, err := v.text()
		if err != nil {
			return component.Value{}, err
		}
		i, err := labelIndex(t.Cases, name)
		return wit.EnumValue(uint32(i)), err
	case *wit.Flags:
		return v.flags(t)
	case *wit.Option:
		if string(v.Value) == "null" {
			return wit.NoneValue(), nil
		}
		p, err := nested(v.Value, t.Elem)
		return wit.SomeValue(p), err
	case *wit.Result:
		return v.result(t)
	}
	return component.Value{}, fmt.Errorf("values of type %T are not in scripts", t)
}

func (v jsonValue) text() (string, error) {
	var s string
	err := json.Unmarshal(v.Value, &s)
	return s, err
}

func (v jsonValue) primitive(t wit.Primitive) (component.Value, error) {
	if t == wit.Bool {
		var b bool
		err := json.Unmarshal(v.Value, &b)
		return wit.BoolValue(b), err
	}
	s, err := v.text()
	if err != nil {
		return component.Value{}, err
	}
	switch t {
	case wit.String:
		return wit.StringValue(s), nil
	case wit.Char:
		r, _ := utf8.DecodeRuneInString(s)
		return wit.CharValue(r), nil
	case wit.U64:
		n, err := strconv.ParseUint(s, 10, 64)
		return wit.U64Value(n), err
	case wit.F64:
		n, err := strconv.ParseUint(s, 10, 64)
		return wit.F64Value(math.Float64frombits(n)), err
	case wit.F32:
		n, err := strconv.ParseUint(s, 10, 32)
		return wit.F32Value(math.Float32frombits(uint32(n))), err
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return integer(t, n), err
}

func integer(t wit.Primitive, n int64) component.Value {
	switch t {
	case wit.S8:
		return wit.S8Value(int8(n))
	case wit.U8:
		return wit.U8Value(uint8(n))
	case wit.S16:
		return wit.S16Value(int16(n))
	case wit.U16:
		return wit.U16Value(uint16(n))
	case wit.S32:
		return wit.S32Value(int32(n))
	case wit.U32:
		return wit.U32Value(uint32(n))
	}
	return wit.S64Value(n)
}

func (v jsonValue) list(elem func(int) wit.Type, build func(...component.Value) component.Value) (component.Value, error) {
	var parts []json.RawMessage
	if err := json.Unmarshal(v.Value, &parts); err != nil {
		return component.Value{}, err
	}
	out := make([]component.Value, len(parts))
	for i, p := range parts {
		var err error
		if out[i], err = nested(p, elem(i)); err != nil {
			return component.Value{}, err
		}
	}
	return build(out...), nil
}

func nested(raw json.RawMessage, t wit.Type) (component.Value, error) {
	var v jsonValue
	if err := json.Unmarshal(raw, &v); err != nil {
		return component.Value{}, err
	}
	return v.value(t)
}

func (v jsonValue) record(t *wit.Record) (component.Value, error) {
	var fields [][2]json.RawMessage
	if err := json.Unmarshal(v.Value, &fields); err != nil {
		return component.Value{}, err
	}
	out := make([]component.Value, len(t.Fields))
	for i, f := range fields {
		var err error
		if out[i], err = nested(f[1], t.Fields[i].Type); err != nil {
			return component.Value{}, err
		}
	}
	return wit.RecordValue(out...), nil
}

func (v jsonValue) variant(t *wit.Variant) (component.Value, error) {
	var c struct {
		Case    string          `json:"case"`
		Payload json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(v.Value, &c); err != nil {
		return component.Value{}, err
	}
	for i, k := range t.Cases {
		if k.Name != c.Case {
			continue
		}
		if k.Type == nil {
			return wit.VariantValue(uint32(i)), nil
		}
		p, err := nested(c.Payload, k.Type)
		return wit.VariantValue(uint32(i), p), err
	}
	return component.Value{}, fmt.Errorf("variant has no case %q", c.Case)
}

func (v jsonValue) flags(t *wit.Flags) (component.Value, error) {
	var names []string
	if err := json.Unmarshal(v.Value, &names); err != nil {
		return component.Value{}, err
	}
	var bits uint32
	for _, n := range names {
		i, err := labelIndex(t.Flags, n)
		if err != nil {
			return component.Value{}, err
		}
		bits |= 1 << i
	}
	return wit.FlagsValue(bits), nil
}

func labelIndex(labels []wit.Label, name string) (int, error) {
	for i, l := range labels {
		if l.Name == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("there is no label %q", name)
}

func (v jsonValue) result(t *wit.Result) (component.Value, error) {
	var sides map[string]json.RawMessage
	if err := json.Unmarshal(v.Value, &sides); err != nil {
		return component.Value{}, err
	}
	for side, raw := range sides {
		payload, build := t.OK, wit.OKValue
		if side == "Err" {
			payload, build = t.Err, wit.ErrValue
		}
		if payload == nil || string(raw) == "null" {
			return build(), nil
		}
		p, err := nested(raw, payload)
		return build(p), err
	}
	return component.Value{}, fmt.Errorf("a result without a case")
}
