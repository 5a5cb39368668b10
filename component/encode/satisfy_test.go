package encode_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/wit"
)

func TestSatisfy(t *testing.T) {
	store := encoded(t, read(t, "store.wasm"), worldOf(t, "store.wit", "store"))
	app := encode.Part{Name: "app", Wasm: encoded(t, read(t, "app.wasm"), worldOf(t, "store.wit", "app"))}
	const shop, types = "acme:store/shop@1.0.0", "acme:store/types@1.0.0"
	whole, err := encode.Satisfy(app, []encode.Dependency{{Name: "store", Wasm: store, Exports: map[string]string{shop: shop, types: types}}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	inst, err := link(t, whole).Instantiate(ctx, component.InstanceConfig{})
	if err != nil {
		t.Fatal(err)
	}
	defer inst.Close(ctx)
	f, err := inst.Func("total")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := f.Call(ctx, wit.U32Value(10)); err != nil || v.U32() != 126 {
		t.Errorf("total is %v, want 126 (%v)", v, err)
	}

	for _, c := range []struct {
		exports []map[string]string
		want    string
	}{
		{[]map[string]string{{"acme:store/shed": shop}}, "app does not import acme:store/shed"},
		{[]map[string]string{{shop: "shed"}}, "store does not export shed; it exports acme:store/"},
		{[]map[string]string{{shop: types}}, `app imports "acme:store/shop@1.0.0" with another type than store exports: function look is missing`},
		{[]map[string]string{{shop: "version"}}, "store exports version as func, and app imports acme:store/shop@1.0.0 as instance"},
		{[]map[string]string{{shop: shop}, {shop: shop}}, "store and store both satisfy acme:store/shop@1.0.0"},
		// The resources of two instances are not the same.
		{[]map[string]string{{shop: shop}, {types: types}}, "components do not fit together"},
	} {
		var deps []encode.Dependency
		for _, e := range c.exports {
			deps = append(deps, encode.Dependency{Name: "store", Wasm: store, Exports: e})
		}
		if _, err := encode.Satisfy(app, deps); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c.exports, err, c.want)
		}
	}
}
