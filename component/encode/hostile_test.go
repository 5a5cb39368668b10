package encode_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component/encode"
)

// TestHuge gives small texts that spell huge types, and large ones. They end in
// an error, or a component, before long.
func TestHuge(t *testing.T) {
	var tower strings.Builder
	tower.WriteString("type t0 = u32;")
	for i := range 30 {
		fmt.Fprintf(&tower, " type t%d = tuple<t%d, stream<t%d>, t%d>;", i+1, i, i, i)
	}
	var wide strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&wide, "fn%d: func(a: list<u8>); ", i)
	}
	for name, text := range map[string]string{
		"imported": "interface i { " + tower.String() + " f: async func() -> t30; } world w { import i; }",
		"exported": "interface i { " + tower.String() + " f: async func() -> t30; } world w { export i; }",
		"wide":     "interface i { " + wide.String() + " } world w { import i; export i; }",
	} {
		w := withWorld(t, "package a:b; "+text)
		for _, module := range []string{"import", "export"} {
			imports := [][2]string{}
			for i := range 5000 {
				m, f := "a:b/i", fmt.Sprintf("[stream-new-%d]f", i)
				if name == "wide" {
					f = fmt.Sprintf("fn%d", i)
				}
				if module == "export" {
					m = "[export]" + m
				}
				imports = append(imports, [2]string{m, f})
			}
			start := time.Now()
			_, err := encode.Component(importing(imports), encode.Options{World: w})
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("%s, %s took %v", name, module, took)
			}
			if err == nil {
				t.Errorf("%s, %s is a component", name, module)
			}
		}
	}
}

// importing returns a module with these imports, all of the type that a new
// stream has.
func importing(imports [][2]string) []byte {
	var body []byte
	str := func(s string) { body = append(append(body, byte(len(s))), s...) }
	uleb := func(n int) []byte {
		return []byte{byte(n) | 0x80, byte(n>>7) | 0x80, byte(n>>14) | 0x80, byte(n >> 21)}
	}
	body = append(body, uleb(len(imports))...)
	for _, i := range imports {
		str(i[0])
		str(i[1])
		body = append(body, 0x00, 0x00)
	}
	module := []byte("\x00asm\x01\x00\x00\x00\x01\x05\x01\x60\x00\x01\x7e\x02")
	return append(append(module, uleb(len(body))...), body...)
}
