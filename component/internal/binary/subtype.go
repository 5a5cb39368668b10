package binary

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component/wit"
)

// subtype checks that an item of type a may stand where one of type b is
// expected, see Explainer.md, "Type Checking".
func (d *decoder) subtype(a, b ExternType) error {
	d.spend(1)
	switch b := b.(type) {
	case FuncType:
		if a, ok := a.(FuncType); ok {
			return d.equalFunc(a.Func, b.Func)
		}
	case *ValueType:
		if a, ok := a.(*ValueType); ok {
			return d.equal(a.Type, b.Type)
		}
	case *InstanceType:
		if a, ok := a.(*InstanceType); ok {
			return d.instanceSubtype(a, b)
		}
	case *ComponentType:
		if a, ok := a.(*ComponentType); ok {
			return d.componentSubtype(a, b)
		}
	case *ModuleType:
		if a, ok := a.(*ModuleType); ok {
			return d.moduleSubtype(a, b)
		}
	case *TypeBound:
		if a, ok := a.(*TypeBound); ok {
			return d.equalBound(a, b)
		}
	}
	return fmt.Errorf("expected %s, found %s", describe(b), describe(a))
}

// equalBound compares what two type items stand for. Abstract resource types
// of b have been replaced by those of a before.
func (d *decoder) equalBound(a, b *TypeBound) error {
	if a.Type != nil && b.Type != nil {
		return d.equalDef(a.Type, b.Type)
	}
	ao, bo := a.Other, b.Other
	switch {
	case ao == nil || bo == nil:
	case bo.Func != nil && ao.Func != nil:
		return d.equalFunc(ao.Func, bo.Func)
	case bo.Instance != nil && ao.Instance != nil:
		if err := d.typeSubtype(ao.Instance, bo.Instance); err != nil {
			return err
		}
		return d.typeSubtype(bo.Instance, ao.Instance)
	case bo.Component != nil && ao.Component != nil:
		if err := d.componentSubtype(ao.Component, bo.Component); err != nil {
			return err
		}
		return d.componentSubtype(bo.Component, ao.Component)
	}
	return fmt.Errorf("expected %s, found %s", describeBound(b), describeBound(a))
}

func (d *decoder) equalDef(a, b *wit.TypeDef) error {
	ar, br := wit.ResourceOf(a), wit.ResourceOf(b)
	switch {
	case ar == nil && br == nil:
		return d.equal(a, b)
	case ar == nil:
		return errors.New("expected resource, found defined type")
	case br == nil:
		return errors.New("expected defined type, found resource")
	case ar != br:
		return errors.New("resource types are not the same")
	}
	return nil
}

func describeBound(b *TypeBound) string {
	switch {
	case b.Type != nil && wit.ResourceOf(b.Type) != nil:
		return "resource"
	case b.Type != nil:
		return "defined type"
	case b.Other.Func != nil:
		return "func type"
	case b.Other.Instance != nil:
		return "instance type"
	}
	return "component type"
}

// typeSubtype compares instance types that stand for themselves, whose
// resource types are bound by them.
func (d *decoder) typeSubtype(a, b *InstanceType) error {
	if a == b {
		return nil
	}
	s := d.newSubst()
	s.bind(b, a, resourceSet(b.bound))
	return d.instanceSubtype(a, s.instance(b))
}

// instanceSubtype checks that a exports all that b does.
func (d *decoder) instanceSubtype(a, b *InstanceType) error {
	if a == b {
		return nil
	}
	for i := range b.Exports {
		e := &b.Exports[i]
		have := a.Export(e.Name.Name)
		if have == nil {
			return fmt.Errorf("missing expected export `%s`", e.Name.Name)
		}
		if err := d.subtype(have, e.Type); err != nil {
			return fmt.Errorf("type mismatch in instance export `%s`: %w", e.Name.Name, err)
		}
	}
	return nil
}

// componentSubtype checks that a component of type a can be used as one of
// type b: given what b imports, a has all that it imports, and then exports
// all that b exports.
func (d *decoder) componentSubtype(a, b *ComponentType) error {
	if a == b {
		return nil
	}
	d.spend(len(b.Imports) + len(a.Exports))
	imports := externMap(b.Imports)
	s := d.newSubst()
	if err := d.supply(s, a, imports, "import"); err != nil {
		return err
	}
	exports := make(map[string]ExternType, len(a.Exports))
	for i := range a.Exports {
		exports[a.Exports[i].Name.Name], _ = s.extern(a.Exports[i].Type)
	}
	return d.match(d.newSubst(), b.Exports, resourceSet(b.defined), exports, "export")
}

// supply checks that args satisfy the imports of t, and leaves in s which
// resource types they put in the place of those that t imports.
func (d *decoder) supply(s *subst, t *ComponentType, args map[string]ExternType, what string) error {
	return d.match(s, t.Imports, resourceSet(t.imported), args, what)
}

func (d *decoder) match(s *subst, want []Extern, bound map[*wit.Resource]bool, have map[string]ExternType, what string) error {
	for i := range want {
		name := want[i].Name.Name
		h, ok := have[name]
		if !ok {
			return fmt.Errorf("missing %s named `%s`", what, name)
		}
		s.bind(want[i].Type, h, bound)
	}
	for i := range want {
		name := want[i].Name.Name
		w, _ := s.extern(want[i].Type)
		if err := d.subtype(have[name], w); err != nil {
			return fmt.Errorf("type mismatch for %s `%s`: %w", what, name, err)
		}
	}
	return nil
}

func resourceSet(rs []*wit.Resource) map[*wit.Resource]bool {
	set := make(map[*wit.Resource]bool, len(rs))
	for _, r := range rs {
		set[r] = true
	}
	return set
}

func externMap(externs []Extern) map[string]ExternType {
	m := make(map[string]ExternType, len(externs))
	for i := range externs {
		m[externs[i].Name.Name] = externs[i].Type
	}
	return m
}

// equalFunc compares function types. There is no subtyping among them.
func (d *decoder) equalFunc(a, b *wit.Func) error {
	if a == b {
		return nil
	}
	d.spend(len(b.Params))
	switch {
	case a.Async != b.Async:
		return fmt.Errorf("expected %s function, found %s function", asyncness(b), asyncness(a))
	case len(a.Params) != len(b.Params):
		return fmt.Errorf("expected %d parameters, found %d", len(b.Params), len(a.Params))
	case a.Result == nil && b.Result != nil:
		return errors.New("expected a result, found none")
	case a.Result != nil && b.Result == nil:
		return errors.New("expected no result, found one")
	}
	for i, p := range b.Params {
		if a.Params[i].Name != p.Name {
			return fmt.Errorf("expected parameter named `%s`, found `%s`", p.Name, a.Params[i].Name)
		}
		if err := d.equal(a.Params[i].Type, p.Type); err != nil {
			return fmt.Errorf("type mismatch in function parameter `%s`: %w", p.Name, err)
		}
	}
	if b.Result != nil {
		if err := d.equal(a.Result, b.Result); err != nil {
			return fmt.Errorf("type mismatch with result type: %w", err)
		}
	}
	return nil
}

func asyncness(f *wit.Func) string {
	if f.Async {
		return "async"
	}
	return "sync"
}

// equal checks that value types a and b are structurally the same.
func (d *decoder) equal(a, b wit.Type) error {
	a, b = wit.Underlying(a), wit.Underlying(b)
	if a == b {
		return nil
	}
	pair := [2]wit.Type{a, b}
	if _, ok := d.same[pair]; ok {
		return nil
	}
	d.spend(1)
	if err := d.compare(a, b); err != nil {
		return err
	}
	d.same[pair] = struct{}{}
	return nil
}

func (d *decoder) compare(a, b wit.Type) error {
	switch b := b.(type) {
	case *wit.List:
		if a, ok := a.(*wit.List); ok && a.Len == b.Len {
			return d.equal(a.Elem, b.Elem)
		}
	case *wit.Map:
		if a, ok := a.(*wit.Map); ok {
			if err := d.equal(a.Key, b.Key); err != nil {
				return fmt.Errorf("type mismatch in map key: %w", err)
			}
			return d.equal(a.Value, b.Value)
		}
	case *wit.Tuple:
		if a, ok := a.(*wit.Tuple); ok {
			return d.equalTuple(a, b)
		}
	case *wit.Option:
		if a, ok := a.(*wit.Option); ok {
			return d.equal(a.Elem, b.Elem)
		}
	case *wit.Result:
		if a, ok := a.(*wit.Result); ok {
			if err := d.equalOptional("ok type", a.OK, b.OK); err != nil {
				return err
			}
			return d.equalOptional("err type", a.Err, b.Err)
		}
	case *wit.Record:
		if a, ok := a.(*wit.Record); ok {
			return d.equalRecord(a, b)
		}
	case *wit.Variant:
		if a, ok := a.(*wit.Variant); ok {
			return d.equalVariant(a, b)
		}
	case *wit.Enum:
		if a, ok := a.(*wit.Enum); ok {
			return d.equalLabels("enum", a.Cases, b.Cases)
		}
	case *wit.Flags:
		if a, ok := a.(*wit.Flags); ok {
			return d.equalLabels("flags", a.Flags, b.Flags)
		}
	case *wit.Own:
		if a, ok := a.(*wit.Own); ok {
			return sameResource(a.Resource, b.Resource)
		}
	case *wit.Borrow:
		if a, ok := a.(*wit.Borrow); ok {
			return sameResource(a.Resource, b.Resource)
		}
	case *wit.Stream:
		if a, ok := a.(*wit.Stream); ok {
			return d.equalOptional("stream element", a.Elem, b.Elem)
		}
	case *wit.Future:
		if a, ok := a.(*wit.Future); ok {
			return d.equalOptional("future element", a.Elem, b.Elem)
		}
	}
	return fmt.Errorf("expected %s, found %s", typeName(b), typeName(a))
}

func sameResource(a, b *wit.Resource) error {
	if a != b {
		return errors.New("resource types are not the same")
	}
	return nil
}

func (d *decoder) equalTuple(a, b *wit.Tuple) error {
	d.spend(len(b.Types))
	if len(a.Types) != len(b.Types) {
		return fmt.Errorf("expected %d types, found %d", len(b.Types), len(a.Types))
	}
	for i := range b.Types {
		if err := d.equal(a.Types[i], b.Types[i]); err != nil {
			return fmt.Errorf("type mismatch in tuple field %d: %w", i, err)
		}
	}
	return nil
}

func (d *decoder) equalRecord(a, b *wit.Record) error {
	d.spend(len(b.Fields))
	if len(a.Fields) != len(b.Fields) {
		return fmt.Errorf("expected %d fields, found %d", len(b.Fields), len(a.Fields))
	}
	for i, f := range b.Fields {
		if a.Fields[i].Name != f.Name {
			return fmt.Errorf("expected field name `%s`, found `%s`", f.Name, a.Fields[i].Name)
		}
		if err := d.equal(a.Fields[i].Type, f.Type); err != nil {
			return fmt.Errorf("type mismatch in record field `%s`: %w", f.Name, err)
		}
	}
	return nil
}

func (d *decoder) equalVariant(a, b *wit.Variant) error {
	d.spend(len(b.Cases))
	if len(a.Cases) != len(b.Cases) {
		return fmt.Errorf("expected %d cases, found %d", len(b.Cases), len(a.Cases))
	}
	for i, c := range b.Cases {
		if a.Cases[i].Name != c.Name {
			return fmt.Errorf("expected case named `%s`, found `%s`", c.Name, a.Cases[i].Name)
		}
		if err := d.equalOptional("case type", a.Cases[i].Type, c.Type); err != nil {
			return fmt.Errorf("type mismatch in variant case `%s`: %w", c.Name, err)
		}
	}
	return nil
}

func (d *decoder) equalLabels(what string, a, b []wit.Label) error {
	d.spend(len(b))
	if len(a) != len(b) {
		return fmt.Errorf("mismatch in %s elements: expected %d, found %d", what, len(b), len(a))
	}
	for i := range b {
		if a[i].Name != b[i].Name {
			return fmt.Errorf("mismatch in %s elements: expected `%s`, found `%s`", what, b[i].Name, a[i].Name)
		}
	}
	return nil
}

// equalOptional compares types that may be absent.
func (d *decoder) equalOptional(what string, a, b wit.Type) error {
	switch {
	case a == nil && b == nil:
		return nil
	case a == nil:
		return fmt.Errorf("expected %s, but found none", what)
	case b == nil:
		return fmt.Errorf("expected %s to not be present", what)
	}
	if err := d.equal(a, b); err != nil {
		return fmt.Errorf("type mismatch in %s: %w", what, err)
	}
	return nil
}

var primitiveNames = [...]string{
	wit.Bool: "bool", wit.S8: "s8", wit.U8: "u8", wit.S16: "s16", wit.U16: "u16", wit.S32: "s32",
	wit.U32: "u32", wit.S64: "s64", wit.U64: "u64", wit.F32: "f32", wit.F64: "f64",
	wit.Char: "char", wit.String: "string", wit.ErrorContext: "error-context",
}

// typeName names the constructor of t for messages.
func typeName(t wit.Type) string {
	switch t := t.(type) {
	case wit.Primitive:
		return primitiveNames[t]
	case *wit.List:
		if t.Len > 0 {
			return fmt.Sprintf("list of length %d", t.Len)
		}
		return "list"
	case *wit.Map:
		return "map"
	case *wit.Tuple:
		return "tuple"
	case *wit.Option:
		return "option"
	case *wit.Result:
		return "result"
	case *wit.Record:
		return "record"
	case *wit.Variant:
		return "variant"
	case *wit.Enum:
		return "enum"
	case *wit.Flags:
		return "flags"
	case *wit.Own:
		return "own"
	case *wit.Borrow:
		return "borrow"
	case *wit.Stream:
		return "stream"
	case *wit.Future:
		return "future"
	}
	return "resource"
}
