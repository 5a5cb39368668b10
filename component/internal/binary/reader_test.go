package binary

import "testing"

// tryRead runs f on b and returns the error that it fails with.
func tryRead(b string, f func(*reader)) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = e.(*Error)
		}
	}()
	f(&reader{buf: []byte(b), end: len(b)})
	return nil
}

func TestSleb(t *testing.T) {
	for _, c := range []struct {
		in   string
		bits uint
		want int64
		ok   bool
	}{
		{"\x00", 33, 0, true},
		{"\x3f", 33, 63, true},
		{"\x40", 33, -64, true},
		{"\x7f", 33, -1, true},
		{"\xff\x00", 33, 127, true},
		{"\xff\xff\xff\xff\x0f", 33, 1<<32 - 1, true},
		{"\xff\xff\xff\xff\x1f", 33, 0, false},
		{"\x80\x80\x80\x80\x70", 33, -1 << 32, true},
		{"\x80\x80\x80\x80\x80\x00", 33, 0, false},
		{"\xff\xff\x01", 16, 32767, true},
		{"\xff\xff\x03", 16, 0, false},
		{"\x80\x80\x7e", 16, -32768, true},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00", 64, 1<<63 - 1, true},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f", 64, -1 << 63, true},
		{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 64, 0, false},
		{"\x80", 33, 0, false},
	} {
		var got int64
		err := tryRead(c.in, func(r *reader) { got = r.sleb(c.bits) })
		if (err == nil) != c.ok || c.ok && got != c.want {
			t.Errorf("sleb(%x, %d) = %d, %v; want %d, ok %v", c.in, c.bits, got, err, c.want, c.ok)
		}
	}
}

func TestUleb(t *testing.T) {
	for _, c := range []struct {
		in   string
		bits uint
		want uint64
		ok   bool
	}{
		{"\x00", 32, 0, true},
		{"\x80\x00", 32, 0, true},
		{"\xff\xff\xff\xff\x0f", 32, 1<<32 - 1, true},
		{"\xff\xff\xff\xff\x10", 32, 0, false},
		{"\x80\x80\x80\x80\x80\x00", 32, 0, false},
		{"\xff\xff\x03", 16, 1<<16 - 1, true},
		{"\xff\xff\x04", 16, 0, false},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 64, 1<<64 - 1, true},
		{"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 64, 0, false},
		{"", 32, 0, false},
	} {
		var got uint64
		err := tryRead(c.in, func(r *reader) { got = r.uleb(c.bits) })
		if (err == nil) != c.ok || c.ok && got != c.want {
			t.Errorf("uleb(%x, %d) = %d, %v; want %d, ok %v", c.in, c.bits, got, err, c.want, c.ok)
		}
	}
}
