package gyrohttp

import (
	"net/http"
)

// detectContentType is http.DetectContentType, without comparing to each of its
// signatures where the data is text that begins like none of them.
func detectContentType(data []byte) string {
	if isPlainText(data[:min(len(data), sniffed)]) {
		return "text/plain; charset=utf-8"
	}
	return http.DetectContentType(data)
}

const sniffed = 512 // how much of the data matters

// isPlainText tells whether data is text without doubt: of printable characters
// and white space, and no signature begins with its first one.
func isPlainText(data []byte) bool {
	if len(data) == 0 {
		return false
	}
	switch c := data[0]; {
	case c <= ' ' || c >= 0x80: // a tag may follow; a byte-order mark, or binary
		return false
	case c == '<' || c == '%':
		return false
	case 'A' <= c && c <= 'Z' && signatures>>(c-'A')&1 != 0:
		return false
	case c == 't' || c == 'w':
		return false
	}
	if len(data) >= 36 && data[34] == 'L' && data[35] == 'P' { // a font, whatever precedes it
		return false
	}
	for _, c := range data {
		if c < ' ' && binary>>c&1 != 0 {
			return false
		}
	}
	return true
}

// signatures are the capital letters with which a signature begins, as bits.
const signatures = 1<<('B'-'A') | 1<<('F'-'A') | 1<<('G'-'A') | 1<<('I'-'A') | 1<<('M'-'A') | 1<<('O'-'A') | 1<<('P'-'A') | 1<<('R'-'A')

// binary are the control characters that are not found in text, as bits.
const binary = 1<<32 - 1 - (1<<'\t' | 1<<'\n' | 1<<'\f' | 1<<'\r' | 1<<0x1b)
