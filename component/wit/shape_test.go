package wit

import "testing"

func TestShape(t *testing.T) {
	r, other := &Resource{Name: "r"}, &Resource{Name: "other"}
	pair := &Tuple{[]Type{U8, String}}
	same := [][2]Type{
		{&List{Elem: U8}, &List{Elem: &TypeDef{Name: "byte", Type: U8}}},
		{&Own{Resource: r}, &Own{Resource: other}},
		{&Option{&Borrow{Resource: r}}, &Option{&Borrow{Resource: other}}},
		{pair, &Tuple{[]Type{U8, String}}},
		{nil, nil},
	}
	for _, c := range same {
		if a, b := Shape(c[0]), Shape(c[1]); a != b {
			t.Errorf("shapes of %T differ: %s, %s", c[0], a, b)
		}
	}
	different := []Type{
		nil, U8, S8, pair, &Tuple{[]Type{String, U8}}, &List{Elem: U8}, &List{Elem: U8, Len: 2}, &Option{U8},
		&Result{U8, nil}, &Result{nil, U8}, &Result{}, &Stream{U8}, &Future{U8}, &Stream{}, &Map{String, U8},
		&Own{Resource: r}, &Borrow{Resource: r},
		&Record{[]Field{{Name: "a", Type: U8}}}, &Record{[]Field{{Name: "b", Type: U8}}},
		&Variant{[]Case{{Name: "a", Type: U8}}}, &Variant{[]Case{{Name: "a"}}},
		&Enum{[]Label{{Name: "a"}}}, &Flags{[]Label{{Name: "a"}}},
	}
	seen := map[string]int{}
	for i, typ := range different {
		shape := Shape(typ)
		if j, ok := seen[shape]; ok {
			t.Errorf("types %d and %d have the shape %s", i, j, shape)
		}
		seen[shape] = i
	}
}

// TestShapeOfMuch finds the shape of a type that would be too long to write.
func TestShapeOfMuch(t *testing.T) {
	var typ Type = U8
	for range 90 {
		typ = &Variant{[]Case{{Name: "a", Type: typ}, {Name: "b", Type: typ}}}
	}
	if Shape(typ) == "" {
		t.Error("no shape")
	}
}
