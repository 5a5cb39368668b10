package gyrohttp

import (
	"net/http"
	"strings"
	"testing"
)

func TestDetectContentType(t *testing.T) {
	samples := []string{
		"", "hello\n", "{\"a\": 1}", "[1]", "\"text\"", " text", "\n<html>", "<html>", "<!doctype html>", "<p>", "<?xml version", "%PDF-1",
		"BM", "GIF87a", "GIF89a", "RIFF0000WEBPVP", "RIFF0000WAVE", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "FORM0000AIFF", "ID3", "OggS\x00",
		"MThd\x00\x00\x00\x06", "\x00\x00\x00\x10ftypmp42....", "\x1aE\xdf\xa3", "OTTO", "ttcf", "wOFF", "wOF2", "\x1f\x8b\x08", "PK\x03\x04",
		"Rar!\x1a\x07\x00", "\x00asm", "\xfe\xff\x00\x00", "\xef\xbb\xbftext", strings.Repeat("a", 34) + "LP", strings.Repeat("a", 35) + "LP",
		"gr\xc3\xbc\xc3\x9f", "esc\x1b[0m", "nul\x00", strings.Repeat("a", 511) + "\x00", strings.Repeat("a", 512) + "\x00",
	}
	for c := range 256 {
		samples = append(samples, string([]byte{byte(c)}), "a"+string([]byte{byte(c)}), string([]byte{byte(c)})+"text")
	}
	for _, s := range samples {
		if got, want := detectContentType([]byte(s)), http.DetectContentType([]byte(s)); got != want {
			t.Errorf("%q is %s, not %s", s, got, want)
		}
	}
}

func FuzzDetectContentType(f *testing.F) {
	f.Add([]byte("hello"))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, want := detectContentType(data), http.DetectContentType(data); got != want {
			t.Errorf("%q is %s, not %s", data, got, want)
		}
	})
}
