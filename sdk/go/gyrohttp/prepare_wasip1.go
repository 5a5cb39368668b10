package gyrohttp

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/sdk/go/internal/wasi"
)

// prepare does what every first request would have to do again. Hosts that
// start instances from an image of an initialised one call it before they take
// the image; others never do.
//
//go:wasmexport gyro_prepare
func prepare() {
	// The heap may be just short of its next collection, which would then be done
	// again for each request. It is far from it afterwards.
	runtime.GC()
	growStack(64)
	fillAllocator()
	wasi.Prepare()
	e := newExchange()
	e.header.prepare()
	e.writer.header["Content-Type"] = nil // gives it memory
	delete(e.writer.header, "Content-Type")
	prepared = e
	convert(&responseWriter{})
	convert(&body{})
	convert(http.NoBody)
	http.CanonicalHeaderKey("x-unusual") // makes a map of all usual ones
	http.DetectContentType([]byte("text"))
	fmt.Fprintln(io.Discard, strings.Repeat("text", 256)) // package fmt keeps its buffer
	url.ParseRequestURI("/path?query")
	strconv.Itoa(1)
}

// convert makes the tables by which handlers and package io find out what
// else a writer or reader can do.
func convert(v any) {
	_, _ = v.(io.Writer)
	_, _ = v.(io.StringWriter)
	_, _ = v.(io.ReaderFrom)
	_, _ = v.(io.Reader)
	_, _ = v.(io.WriterTo)
	_, _ = v.(io.Closer)
	_, _ = v.(http.Flusher)
	_, _ = v.(interface{ FlushError() error })
}

// growStack makes the stack, on which the host's calls run, n KiB deep.
//
//go:noinline
func growStack(n int) byte {
	var frame [1 << 10]byte
	if n > 0 {
		frame[n] = growStack(n - 1)
	}
	return frame[n/2]
}

// fillAllocator makes the allocator have free blocks of all sizes up to 2 KiB,
// with pointers and without.
func fillAllocator() {
	for size := 8; size <= 2<<10; size += 8 + size/16&^7 {
		kept.bytes, kept.pointers = make([]byte, size), make([]*byte, size/8)
	}
	kept.bytes, kept.pointers = nil, nil
}

var kept struct {
	bytes    []byte
	pointers []*byte
}
