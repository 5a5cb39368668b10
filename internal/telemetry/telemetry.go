// Package telemetry carries what a running application tells about itself: the
// lines that guests print, and the IDs that tie them to requests.
//
// It knows neither WebAssembly nor HTTP, and it starts no goroutines. The type
// to begin with is [Logs].
package telemetry

import (
	"encoding/hex"
	"math/rand/v2"
	"os"
)

// NewID returns an ID for a request: twelve hexadecimal digits. It tells
// requests apart in logs and is no secret.
func NewID() string {
	var id [6]byte
	n := rand.Uint64()
	for i := range id {
		id[i] = byte(n >> (8 * i))
	}
	var text [12]byte
	hex.Encode(text[:], id[:])
	return string(text[:])
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
