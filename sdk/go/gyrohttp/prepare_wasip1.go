package gyrohttp

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gyro-wasm/gyro/sdk/go/internal/wasi"
)

// prepare does what every first request would have to do again. Hosts that
// start instances from an image of an initialised one call it before they take
// the image; others never do.
//
//go:wasmexport gyro_prepare
func prepare() {
	growStack(64)
	fillAllocator()
	wasi.Prepare()
	convert(&responseWriter{})
	convert(&body{})
	convert(http.NoBody)
	ctx, cancel := context.WithCancel(context.Background())
	r := new(http.Request).WithContext(ctx)
	r.Header = http.Header{}
	r.URL, _ = url.ParseRequestURI("/path?query")
	r.Header.Set("content-length", strconv.Itoa(1))
	contentLength(r.Header)
	http.DetectContentType([]byte("text"))
	fmt.Fprintln(io.Discard, r.URL)
	cancel()
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
