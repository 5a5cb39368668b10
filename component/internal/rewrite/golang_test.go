package rewrite_test

import (
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// TestStandardGo checks what tells a module of Go's own compiler.
func TestStandardGo(t *testing.T) {
	body := wasm(section(1, noParams), oneFunc, oneMemory, oneBody)
	info := "\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6path\tx"
	for _, tt := range []struct {
		name string
		wasm []byte
		want bool
	}{
		{"nothing", body, false},
		{"build ID", wasm(custom("go:buildid", []byte("x")), section(1, noParams), oneFunc, oneBody), true},
		{"Go among producers", wasm(section(1, noParams), oneFunc, oneBody, custom("producers", []byte("\x02\x08language\x01\x02Go\x08go1.26.8\x0cprocessed-by\x01\x0eGo cmd/compile\x08go1.26.8"))), true},
		{"another producer", wasm(section(1, noParams), oneFunc, oneBody, custom("producers", []byte("\x01\x0cprocessed-by\x01\x05clang\x0219"))), false},
		{"stripped", wasm(section(1, noParams), oneFunc, oneMemory, oneBody, section(11, join([]byte{0, 0x41, 0, 0x0b}, str(info)))), true},
	} {
		r, err := rewrite.Reuse(tt.wasm, rewrite.Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if r.StandardGo != tt.want {
			t.Errorf("%s: standard Go: %v", tt.name, r.StandardGo)
		}
	}
}

// TestProcedures checks that an export counts only if it can be called as it
// will be.
func TestProcedures(t *testing.T) {
	for _, tt := range []struct {
		name              string
		typ               []byte
		export            []byte
		prepares, reseeds bool
	}{
		{"neither", noParams, join(str("x"), []byte{0, 0}), false, false},
		{"prepares", noParams, join(str("gyro_prepare"), []byte{0, 0}), true, false},
		{"reseeds", noParams, join(str("gyro_reseed"), []byte{0, 0}), false, true},
		{"with a parameter", fn(i32, ""), join(str("gyro_reseed"), []byte{0, 0}), false, false},
		{"a memory", noParams, join(str("gyro_reseed"), []byte{2, 0}), false, false},
	} {
		r, err := rewrite.Reuse(wasm(section(1, tt.typ), oneFunc, oneMemory, section(7, tt.export), oneBody), rewrite.Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if r.Prepares != tt.prepares || r.Reseeds != tt.reseeds {
			t.Errorf("%s: prepares %v, reseeds %v", tt.name, r.Prepares, r.Reseeds)
		}
	}
}
