// Command canonical is wasi:http in standard Go without an SDK: preview1
// imports and canonical names in one core module.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// Wasm pointers are 32 bits wide, Go's are 64: results are read as uint32s.

//go:wasmimport wasi:http/types@0.2.12 [constructor]fields
func fieldsNew() uint32

//go:wasmimport wasi:http/types@0.2.12 [method]incoming-request.path-with-query
func requestPath(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.12 [method]incoming-request.consume
func requestConsume(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.12 [resource-drop]incoming-request
func requestDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.12 [method]incoming-body.stream
func bodyStream(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.12 [static]incoming-body.finish
func bodyDone(self uint32) uint32

//go:wasmimport wasi:http/types@0.2.12 [resource-drop]future-trailers
func trailersDrop(self uint32)

//go:wasmimport wasi:http/types@0.2.12 [constructor]outgoing-response
func responseNew(headers uint32) uint32

//go:wasmimport wasi:http/types@0.2.12 [method]outgoing-response.body
func responseBody(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.12 [method]outgoing-body.write
func bodyWrite(self uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.12 [static]outgoing-body.finish
func bodyFinish(self, some, trailers uint32, ret unsafe.Pointer)

//go:wasmimport wasi:http/types@0.2.12 [static]response-outparam.set
func outparamSet(out, disc, a, b uint32, c uint64, d, e, f, g uint32)

//go:wasmimport wasi:io/streams@0.2.12 [method]input-stream.blocking-read
func inputRead(self uint32, n uint64, ret unsafe.Pointer)

//go:wasmimport wasi:io/streams@0.2.12 [resource-drop]input-stream
func inputDrop(self uint32)

//go:wasmimport wasi:io/streams@0.2.12 [method]output-stream.blocking-write-and-flush
func outputWrite(self uint32, p unsafe.Pointer, n uint32, ret unsafe.Pointer)

//go:wasmimport wasi:io/streams@0.2.12 [resource-drop]output-stream
func outputDrop(self uint32)

//go:wasmimport wasi:io/error@0.2.12 [resource-drop]error
func errorDrop(self uint32)

// arena is where the host puts what one call returns. Allocating while the
// host waits for memory would not do: the collector may start, and it asks for
// the time, which a component must not do then.
var (
	arena [128 << 10]byte
	used  uint32
)

//go:wasmexport cabi_realloc
func cabiRealloc(old, oldSize, align, size uint32) uint32 {
	if size == 0 {
		return align
	}
	if p := early(align, size); p != 0 {
		return p
	}
	start := (used + align - 1) &^ (align - 1)
	if oldSize > 0 || uint64(start)+uint64(size) > uint64(len(arena)) {
		panic("out of memory for the host")
	}
	used = start + size
	return uint32(uintptr(unsafe.Pointer(&arena[start])))
}

// take returns what the host has put at p; it is valid until the next call.
func take(p, n uint32) []byte {
	used = 0
	if n == 0 {
		return nil
	}
	start := p - uint32(uintptr(unsafe.Pointer(&arena)))
	return arena[start : start+n]
}

func write(out uint32, b []byte) bool {
	for len(b) > 0 {
		n := min(len(b), 4096) // the most that the call takes
		var r [3]uint32
		outputWrite(out, unsafe.Pointer(&b[0]), uint32(n), unsafe.Pointer(&r))
		if failed(r) {
			return false
		}
		b = b[n:]
	}
	return true
}

// failed tells whether a stream call failed, and drops its error.
func failed(r [3]uint32) bool {
	if byte(r[0]) == 0 {
		return false
	}
	if byte(r[1]) == 0 {
		errorDrop(r[2])
	}
	return true
}

func echo(req, out uint32) {
	var b, s [2]uint32
	requestConsume(req, unsafe.Pointer(&b))
	bodyStream(b[1], unsafe.Pointer(&s))
	for {
		var r [3]uint32
		inputRead(s[1], 65536, unsafe.Pointer(&r))
		if failed(r) || !write(out, take(r[1], r[2])) {
			break
		}
	}
	inputDrop(s[1])
	trailersDrop(bodyDone(b[1]))
}

// heap fills n MiB, checks every byte and collects garbage in between.
func heap(n int) string {
	blocks := make([][]byte, n)
	for i := range blocks {
		blocks[i] = bytes.Repeat([]byte{byte(i)}, 1<<20)
	}
	runtime.GC()
	for i, b := range blocks {
		if !bytes.Equal(b, bytes.Repeat([]byte{byte(i)}, len(b))) {
			return "corrupt\n"
		}
	}
	return fmt.Sprintf("ok %d\n", n)
}

// goroutines lets n of them sleep at the same time.
func goroutines(n int) string {
	start := time.Now()
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { time.Sleep(10 * time.Millisecond) })
	}
	wg.Wait()
	return fmt.Sprintf("%d goroutines %d\n", n, time.Since(start).Nanoseconds())
}

var count int

func answer(path string) string {
	var n int
	switch {
	case strings.HasPrefix(path, "/heap/"):
		fmt.Sscan(path[6:], &n)
		return heap(n)
	case strings.HasPrefix(path, "/goroutines/"):
		fmt.Sscan(path[12:], &n)
		return goroutines(n)
	case strings.HasPrefix(path, "/files/"):
		b, err := os.ReadFile(path[6:])
		if err != nil {
			return err.Error() + "\n"
		}
		return string(b)
	case path == "/env":
		return strings.Join(os.Environ(), "\n") + "\n"
	case path == "/trap":
		panic("asked to")
	}
	count++
	return fmt.Sprintf("hello from %s %s count=%d\n", runtime.Version(), path, count)
}

//go:wasmexport wasi:http/incoming-handler@0.2.12#handle
func handle(req, out uint32) {
	var p [3]uint32 // option<string>
	requestPath(req, unsafe.Pointer(&p))
	path := "/"
	if byte(p[0]) != 0 {
		path = string(take(p[1], p[2]))
	}
	resp := responseNew(fieldsNew())
	var b, w [2]uint32 // result<own>
	responseBody(resp, unsafe.Pointer(&b))
	bodyWrite(b[1], unsafe.Pointer(&w))
	outparamSet(out, 0, resp, 0, 0, 0, 0, 0, 0)
	if strings.HasPrefix(path, "/echo") {
		echo(req, w[1])
	} else {
		write(w[1], []byte(answer(path)))
	}
	outputDrop(w[1])
	var fin [5]uint64
	bodyFinish(b[1], 0, 0, unsafe.Pointer(&fin))
	requestDrop(req)
}

func main() {}
