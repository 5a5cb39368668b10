package p3

import (
	"context"
	"errors"
	"unsafe"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// httpHost implements wasi:http/types and client.
type httpHost struct{ h *Host }

func (t httpHost) http() *wasi.HTTP { return t.h.HTTP }

// fields is a wasi:http/types fields.
type fields wasi.Fields

func (f *fields) self() *wasi.Fields { return (*wasi.Fields)(f) }

// headerError returns err as header-error; what is none traps.
func headerError(err error) error {
	switch {
	case errors.Is(err, wasi.ErrBuffers):
		return err
	case errors.Is(err, wasi.ErrFieldSyntax):
		return http.NewHeaderErrorInvalidSyntax()
	case errors.Is(err, wasi.ErrFieldForbidden):
		return http.NewHeaderErrorForbidden()
	case errors.Is(err, wasi.ErrFieldImmutable):
		return http.NewHeaderErrorImmutable()
	case errors.Is(err, wasi.ErrFieldsSize):
		return http.NewHeaderErrorSizeExceeded()
	}
	return err
}

func fieldValues(values []string) []http.FieldValue {
	out := make([]http.FieldValue, len(values))
	for i, v := range values {
		out[i] = fieldValue(v)
	}
	return out
}

// fieldValue returns the bytes of a value, which the caller only copies to a
// guest.
func fieldValue(s string) http.FieldValue { return unsafe.Slice(unsafe.StringData(s), len(s)) }

// Get implements [http.Fields].
func (f *fields) Get(_ context.Context, name string) ([]http.FieldValue, error) {
	return fieldValues(f.self().Get(name)), nil
}

// Has implements [http.Fields].
func (f *fields) Has(_ context.Context, name string) (bool, error) { return f.self().Has(name), nil }

// Set implements [http.Fields].
func (f *fields) Set(_ context.Context, name string, values []http.FieldValue) error {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return headerError(f.self().Set(name, list))
}

// Delete implements [http.Fields].
func (f *fields) Delete(_ context.Context, name string) error {
	return headerError(f.self().Delete(name))
}

// GetAndDelete implements [http.Fields].
func (f *fields) GetAndDelete(_ context.Context, name string) ([]http.FieldValue, error) {
	values, err := f.self().GetAndDelete(name)
	return fieldValues(values), headerError(err)
}

// Append implements [http.Fields]. A value of a field that is there gets the name
// that that was given, whose case may be another.
func (f *fields) Append(_ context.Context, name string, value http.FieldValue) error {
	name = f.self().Spelling(name)
	return headerError(f.self().Append(name, string(value)))
}

// CopyAll implements [http.Fields].
func (f *fields) CopyAll(context.Context) ([]component.Tuple2[string, http.FieldValue], error) {
	list := f.self().Entries()
	out := make([]component.Tuple2[string, http.FieldValue], len(list))
	for i, e := range list {
		out[i] = component.Tuple2[string, http.FieldValue]{F0: e.Name, F1: fieldValue(e.Value)}
	}
	return out, nil
}

// Clone implements [http.Fields].
func (f *fields) Clone(context.Context) (http.Fields, error) {
	c, err := f.self().Clone()
	return (*fields)(c), err
}

// Drop implements [http.Fields].
func (f *fields) Drop(context.Context) { f.self().Drop() }

// NewFields implements [http.TypesHost].
func (t httpHost) NewFields(context.Context) (http.Fields, error) {
	return (*fields)(t.http().NewFields()), nil
}

// FieldsFromList implements [http.TypesHost].
func (t httpHost) FieldsFromList(_ context.Context, entries []component.Tuple2[string, http.FieldValue]) (http.Fields, error) {
	list := t.h.list[:0]
	for _, e := range entries {
		list = append(list, wasi.Field{Name: e.F0, Value: string(e.F1)})
	}
	f, err := t.http().FieldsFromList(list)
	clear(list)
	t.h.list = list
	if err != nil {
		return nil, headerError(err)
	}
	return (*fields)(f), nil
}
