package canon

import (
	"encoding/hex"
	"strings"
	"testing"
)

// TestTranscode stores strings of one guest in another and looks at the bytes
// and at the calls of realloc (old, oldSize, align, size); memory is handed out
// from 0x40 on.
func TestTranscode(t *testing.T) {
	const tag = 1 << 31
	tests := []struct {
		name     string
		from, to uint8
		units    uint32
		mem      string
		want     string // bytes
		wantLen  uint32
		reallocs string
	}{
		{"utf8 to utf8", UTF8, UTF8, 4, "68e29883", "68e29883", 4, "0 0 1 4"},
		{"empty", UTF8, UTF16, 0, "", "", 0, "0 0 2 0"},
		{"utf8 to utf16, ascii", UTF8, UTF16, 2, "6162", "61006200", 2, "0 0 2 4"},
		{"utf8 to utf16, shrunk", UTF8, UTF16, 4, "f09f8db0", "3cd870df", 2, "0 0 2 8; 64 8 2 4"},
		{"utf16 to utf8, ascii", UTF16, UTF8, 2, "61006200", "6162", 2, "0 0 1 2"},
		{"utf16 to utf8, grown and shrunk", UTF16, UTF8, 2, "6100e900", "61c3a9", 3, "0 0 1 2; 64 2 1 6; 66 6 1 3"},
		{"utf16 to utf8, grown", UTF16, UTF8, 1, "0326", "e29883", 3, "0 0 1 1; 64 1 1 3"},
		{"utf16 to utf16", UTF16, UTF16, 2, "3cd870df", "3cd870df", 2, "0 0 2 4"},
		{"latin1 to utf8", Latin1UTF16, UTF8, 2, "61e9", "61c3a9", 3, "0 0 1 2; 64 2 1 4; 66 4 1 3"},
		{"latin1 to utf16", Latin1UTF16, UTF16, 2, "61e9", "6100e900", 2, "0 0 2 4"},
		{"latin1 to latin1", Latin1UTF16, Latin1UTF16, 2, "61e9", "61e9", 2, "0 0 2 2"},
		{"utf8 to latin1", UTF8, Latin1UTF16, 3, "61c3a9", "61e9", 2, "0 0 2 3; 64 3 2 2"},
		{"utf8 to tagged", UTF8, Latin1UTF16, 4, "61e29883", "61000326", 2 | tag, "0 0 2 4; 64 4 2 8; 68 8 2 4"},
		{"utf16 to latin1", UTF16, Latin1UTF16, 2, "6100e900", "61e9", 2, "0 0 2 2"},
		{"utf16 to tagged", UTF16, Latin1UTF16, 2, "61000326", "61000326", 2 | tag, "0 0 2 2; 64 2 2 4"},
		{"tagged to tagged", Latin1UTF16, Latin1UTF16, 2 | tag, "61000326", "61000326", 2 | tag, "0 0 2 4"},
		{"tagged to latin1", Latin1UTF16, Latin1UTF16, 2 | tag, "6100e900", "61e9", 2, "0 0 2 4; 64 4 1 2"},
		{"tagged to utf8", Latin1UTF16, UTF8, 1 | tag, "0326", "e29883", 3, "0 0 1 1; 64 1 1 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := newGuest(tt.from, 64, 0), newGuest(tt.to, 64, 64)
			hex.Decode(a.Mem, []byte(tt.mem))
			ptr, units := transfer{&a.Context, &b.Context}.text(0, tt.units)
			if got := hex.EncodeToString(b.Mem[ptr:][:len(tt.want)/2]); got != tt.want || units != tt.wantLen {
				t.Errorf("bytes %s and length %#x, want %s and %#x", got, units, tt.want, tt.wantLen)
			}
			if got := strings.Join(b.reallocs, "; "); got != tt.reallocs {
				t.Errorf("realloc calls %q, want %q", got, tt.reallocs)
			}
			if got, want := b.LoadString(ptr, units), a.LoadString(0, tt.units); got != want {
				t.Errorf("lifted again as %q, want %q", got, want)
			}
		})
	}
}

func TestStoreStringOfHost(t *testing.T) {
	for _, s := range []string{"", "plain", "hö", "h☃🍰", strings.Repeat("é", 1000), "bad \xff\xfe utf-8"} {
		for enc := UTF8; enc <= Latin1UTF16; enc++ {
			g := newGuest(enc, 64, 0)
			ptr, units := g.StoreString(s)
			if got, want := g.LoadString(ptr, units), string([]rune(s)); got != want {
				t.Errorf("encoding %d: %q came back as %q, want %q", enc, s, got, want)
			}
		}
	}
}

// TestTranscodeInPlace has the receiver's realloc return the memory that the
// string is read from. What the guest gets is its own affair, but it must not
// harm the host.
func TestTranscodeInPlace(t *testing.T) {
	for from := UTF8; from <= Latin1UTF16; from++ {
		for to := UTF8; to <= Latin1UTF16; to++ {
			for ptr := range uint32(16) {
				g := newGuest(from, 64, 0)
				src, units := g.StoreString("aé☃🍰z")
				to := &Context{Mem: g.Mem, Encoding: to, Inst: NewInstance(nil)}
				to.Realloc = func(_, _, _, _ uint32) uint32 { return ptr }
				trapOf(func() { transfer{&g.Context, to}.text(src, units) })
			}
		}
	}
}

// TestSharedMemoryMoves has both sides in one memory, which moves when the
// receiver allocates.
func TestSharedMemoryMoves(t *testing.T) {
	g := newGuest(UTF16, 64, 0)
	ptr, units := g.StoreString("h☃🍰")
	other := g.Context
	other.Encoding = UTF8
	g.next = uint32(len(g.Mem)) // the next allocation makes memory grow
	dst, length := transfer{&g.Context, &other}.text(ptr, units)
	if got := other.LoadString(dst, length); got != "h☃🍰" {
		t.Errorf("got %q", got)
	}
	if len(g.Mem) != len(other.Mem) {
		t.Errorf("the sender's view of memory has %d bytes, the receiver's %d", len(g.Mem), len(other.Mem))
	}
}
