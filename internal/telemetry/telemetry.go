// Package telemetry carries what a running application tells about itself: the
// lines that guests print, and the IDs that tie them to requests.
//
// It knows neither WebAssembly nor HTTP, and it starts no goroutines. The type
// to begin with is [Logs].
package telemetry

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"os"
)

// An ID tells requests apart in logs; it is no secret. The zero ID is that of no
// request. It is a number, as most requests come and go without being named.
type ID uint64

// Start is the ID of what runs before there are requests.
const Start ID = 1 << 63

// NewID returns an ID for a request.
func NewID() ID { return max(ID(rand.Uint64()>>16), 1) }

// String returns twelve hexadecimal digits for a request, "start" for [Start],
// and "" for no request.
func (id ID) String() string { return string(id.append(nil)) }

func (id ID) append(b []byte) []byte {
	switch id {
	case 0:
		return b
	case Start:
		return append(b, "start"...)
	}
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(id))
	return hex.AppendEncode(b, n[2:])
}

// IsTerminal reports whether f is a terminal.
func IsTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// UseColor decides about colours on f: on a terminal that can show them, unless
// the environment has NO_COLOR.
func UseColor(f *os.File, getenv func(string) string) bool {
	return IsTerminal(f) && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}
