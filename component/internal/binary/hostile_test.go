package binary

import (
	"fmt"
	"strings"
	"testing"
)

// hostile returns components that are small and make a naive decoder work for
// hours or run out of memory.
func hostile() map[string][]byte {
	const n = 10000
	name := func(i int) string { return fmt.Sprintf("\x00\x06n%05d", i) }
	empty := "\x40\x00\x01\x00" // (func)

	exports := func(decl func(i int) string) string {
		return uleb(n) + strings.Join(repeat(n, func(i int) string { return "\x04" + name(i) + decl(i) }), "")
	}
	instantiate := func(count int) string {
		return section(5, repeat(count, func(int) string { return "\x00\x00\x00" })...)
	}
	fields := uleb(n) + strings.Join(repeat(n, func(i int) string { return fmt.Sprintf("\x06n%05d\x7d", i) }), "")
	bigVariant := "\x71" + uleb(n) + strings.Join(repeat(n, func(i int) string { return fmt.Sprintf("\x06n%05d\x00\x00", i) }), "")

	return map[string][]byte{
		"resources instantiated": component(
			section(7, "\x41"+exports(func(int) string { return "\x03\x01" })),
			section(10, "\x00\x01c\x04\x00"),
			instantiate(n)),
		"functions instantiated": component(
			section(7, empty, "\x41"+uleb(n+1)+"\x01"+empty+strings.TrimPrefix(exports(func(int) string { return "\x01\x00" }), uleb(n))),
			section(10, "\x00\x01c\x04\x01"),
			instantiate(n)),
		"type renamed": component(
			section(7, "\x72\x01\x01a\x7d"),
			section(10, repeat(n, func(i int) string { return name(i) + "\x03\x00" + sleb14(i) })...)),
		"large variant named": component(
			section(7, bigVariant),
			section(10, repeat(n, func(i int) string { return name(i) + "\x03\x00\x00" })...)),
		"large records compared": component(
			section(7, append([]string{"\x41\x02\x01\x72" + fields + "\x03\x00\x01t\x03\x00\x00"}, repeat(20, func(int) string { return "\x72" + fields })...)...),
			section(10, "\x00\x01c\x04\x00"),
			section(5, repeat(n, func(i int) string { return "\x00\x00\x01\x01t\x03" + uleb(1+i%20) })...)),
		"large module instantiated": component(
			sectionBytes(1, string(modulePreamble)+section(1, "\x60\x00\x00")+section(3, "\x00")+
				section(7, repeat(n, func(i int) string { return name(i)[1:] + "\x00\x00" })...)+section(10, "\x02\x00\x0b")),
			section(2, repeat(n, func(int) string { return "\x00\x00\x00" })...)),
	}
}

// sleb14 encodes a type index of two or three bytes.
func sleb14(n int) string {
	return string([]byte{byte(n) | 0x80, byte(n>>7) | 0x80, byte(n >> 14)})
}

// TestHostile checks that such components are decided with bounded work: they
// are refused for taking too many steps, or are harmless.
func TestHostile(t *testing.T) {
	for name, b := range hostile() {
		t.Run(name, func(t *testing.T) {
			_, err := Decode(b, Options{})
			if err != nil && !strings.Contains(err.Error(), "more than") {
				t.Errorf("refused for another reason: %v", err)
			}
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	for name, in := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Decode(in, Options{})
			}
		})
	}
}
