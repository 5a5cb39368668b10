package encode_test

import (
	"testing"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// FuzzComponent makes components of strangers' modules and WIT. What comes of
// it is valid, or an error.
func FuzzComponent(f *testing.F) {
	for _, s := range []struct{ module, wit string }{
		{"add.wasm", "calc.wit"}, {"log.wasm", "calc.wit"},
		{"store.wasm", "store.wit"}, {"app.wasm", "store.wit"},
	} {
		f.Add(read(f, s.module), string(read(f, s.wit)))
	}
	f.Add(read(f, "embedded.wasm"), "")
	for _, name := range []string{"async.wasm"} {
		f.Add(read(f, name), string(read(f, "async.wit")))
	}
	f.Fuzz(func(t *testing.T, module []byte, text string) {
		worlds := []*wit.World{nil}
		if set, err := wit.Parse(wit.File{Name: "fuzz.wit", Text: text}); err == nil && set.Root != nil {
			worlds = append(worlds, set.Root.Worlds...)
		}
		for _, w := range worlds[:min(len(worlds), 4)] {
			wasm, err := encode.Component(module, encode.Options{World: w})
			if err != nil {
				continue
			}
			valid(t, wasm)
		}
	})
}

// FuzzCompose composes strangers' components.
func FuzzCompose(f *testing.F) {
	add := encoded(f, read(f, "add.wasm"), worldOf(f, "calc.wit", "adder"))
	log := encoded(f, read(f, "log.wasm"), worldOf(f, "calc.wit", "logger"))
	store := encoded(f, read(f, "store.wasm"), worldOf(f, "store.wit", "store"))
	app := encoded(f, read(f, "app.wasm"), worldOf(f, "store.wit", "app"))
	f.Add(add, log)
	f.Add(app, store)
	f.Add(app, add)
	f.Fuzz(func(t *testing.T, root, plug []byte) {
		a, b := encode.Part{Name: "root", Wasm: root}, encode.Part{Name: "plug", Wasm: plug}
		for _, plugs := range [][]encode.Part{nil, {b}, {b, b}} {
			if wasm, err := encode.Compose(a, plugs...); err == nil {
				valid(t, wasm)
			}
		}
	})
}

// FuzzDeny denies what strangers' components import, and lets one satisfy the
// other.
func FuzzDeny(f *testing.F) {
	add := encoded(f, read(f, "add.wasm"), worldOf(f, "calc.wit", "adder"))
	log := encoded(f, read(f, "log.wasm"), worldOf(f, "calc.wit", "logger"))
	store := encoded(f, read(f, "store.wasm"), worldOf(f, "store.wit", "store"))
	app := encoded(f, read(f, "app.wasm"), worldOf(f, "store.wit", "app"))
	f.Add(add, log, "acme:calc/log@1.0.0")
	f.Add(app, store, "acme:store/types@1.0.0")
	f.Fuzz(func(t *testing.T, root, other []byte, iface string) {
		p := encode.Part{Name: "root", Wasm: root}
		for _, prefix := range []string{iface, ""} {
			if wasm, denied, err := encode.Deny(p, denyThose(prefix)); err == nil && len(denied) > 0 {
				valid(t, wasm)
			}
		}
		d := encode.Dependency{Name: "other", Wasm: other, Exports: map[string]string{iface: iface}}
		if wasm, err := encode.Satisfy(p, []encode.Dependency{d}); err == nil {
			valid(t, wasm)
		}
	})
}

func valid(t *testing.T, wasm []byte) {
	c, err := binary.Decode(wasm, binary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := binary.World(c); err != nil {
		t.Fatal(err)
	}
}
