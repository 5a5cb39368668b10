package p3

import (
	"errors"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/tests/hostile"
)

// seeds are programs that do something sensible, and one for each entry.
func seeds(tb testing.TB, w *world) [][]byte {
	var out [][]byte
	for _, text := range seedPrograms {
		out = append(out, seed(tb, w, text))
	}
	g, err := free()
	if err != nil {
		tb.Fatal(err)
	}
	for i := range g.entries { // each once, with simple arguments
		out = append(out, []byte{byte(i >> 8), byte(i), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
	}
	return out
}

// seed is the program that text says. A line is the name of an entry and the bytes
// that choose its arguments.
func seed(tb testing.TB, w *world, text string) (code []byte) {
	for line := range strings.Lines(strings.TrimSpace(text)) {
		name, args, _ := strings.Cut(strings.TrimSpace(line), " ")
		code = append(code, opcode(tb, name)...)
		for _, a := range strings.Fields(args) {
			code = append(code, choice(tb, w, a)...)
		}
	}
	return code
}

// TestSeeds checks that the seeds do not end before their last step.
func TestSeeds(t *testing.T) {
	w := newWorld(t)
	w.limit = hostile.HangTime
	for i, code := range seeds(t, w)[:len(seedPrograms)] {
		err := w.run(t, code)
		var exit *wasi.Exit
		var trap *component.Trap
		if errors.As(err, &trap) && !errors.As(err, &exit) {
			t.Errorf("%s\n%v", seedPrograms[i], err)
		}
	}
}

// opcode is the bytes for an entry: the end of the name of a function, or a
// built-in with parts of the name of its type, after colons.
func opcode(tb testing.TB, name string) []byte {
	g, err := free()
	if err != nil {
		tb.Fatal(err)
	}
	for i := range g.entries {
		e := &g.entries[i]
		full, fits := entryName(e), false
		if e.Func != nil {
			fits = strings.HasSuffix("#"+full, "#"+name) || strings.Contains(name, "#") && strings.HasSuffix(full, name)
		} else {
			parts := strings.Split(name, ":")
			fits = e.Builtin == parts[0]
			for _, p := range parts[1:] {
				fits = fits && strings.Contains(full, p)
			}
		}
		if fits {
			return []byte{byte(i >> 8), byte(i)}
		}
	}
	if name == "answer" {
		return []byte{byte(len(g.entries) >> 8), byte(len(g.entries))}
	}
	tb.Fatalf("no entry %s", name)
	return nil
}

// choice is the bytes for an argument: a word after ', or a number.
func choice(tb testing.TB, w *world, a string) []byte {
	if word, ok := strings.CutPrefix(a, "'"); ok {
		for i, s := range w.Words() {
			if s == word || i == 0 && word == "SERVER" {
				return []byte{byte(2 * i)}
			}
		}
		tb.Fatalf("no word %q", word)
	}
	if text, ok := strings.CutPrefix(a, "="); ok {
		return append([]byte{byte(len(text))}, text...)
	}
	n := 0
	for _, c := range a {
		n = 10*n + int(c-'0')
	}
	return []byte{byte(n)}
}

var seedPrograms = []string{
	`get-directories
	[method]descriptor.open-at 0 0 'file 0 3
	[method]descriptor.read-via-stream 0 0
	stream.read:u8 0 6
	stream.read:u8 0 6
	future.read:filesystem 0 0
	stream.drop-readable:u8 0
	stream.new:u8
	[method]descriptor.append-via-stream 0 0
	stream.write:u8 0 6
	stream.drop-writable:u8 0
	future.drop-readable:filesystem 0
	stream.new:u8
	stream.write:u8 0 11
	[method]descriptor.write-via-stream 0 0 26
	future.read:filesystem 0 0
	async:[method]descriptor.stat 0
	async:[method]descriptor.set-size 0 5
	[method]descriptor.set-times 0 1 2 10 10
	[method]descriptor.read-via-stream 0 26
	[resource-drop]descriptor 0
	stream.read:u8 0 6`,

	`get-directories
	[method]descriptor.open-at 0 0 'file 0 3
	[method]descriptor.read-via-stream 0 0
	[method]descriptor.append-via-stream 0 0
	cli/stdin@0.3.0#read-via-stream
	cli/stdout@0.3.0#write-via-stream 0`,

	`get-directories
	[method]descriptor.create-directory-at 0 'new
	async:[method]descriptor.rename-at 0 'file 0 'dir/new
	[method]descriptor.link-at 0 0 'dir/new 0 'file
	[method]descriptor.symlink-at 0 '../outside/secret 'new
	[method]descriptor.open-at 0 1 'escape 0 1
	[method]descriptor.open-at 0 1 'up/outside/secret 0 1
	async:[method]descriptor.open-at 0 1 'loop 0 1
	[method]descriptor.unlink-file-at 0 'link
	[method]descriptor.read-directory 0
	stream.read:directory-entry 0 4
	future.read:filesystem 0 0
	stream.drop-readable:directory-entry 0
	[method]descriptor.is-same-object 0 0`,

	`[method]request.get-method 0
	[method]request.get-headers 0
	[method]fields.copy-all 0
	future.new:http:result<_
	[static]request.consume-body 0 0
	stream.read:u8 0 6
	future.read:option<trailers> 0 0
	future.write:http:result<_ 0 0 0
	[constructor]fields
	[method]fields.append 0 'X-Test =v
	stream.new:u8
	future.new:option<trailers>
	[static]response.new 0 1 0 0
	[method]response.set-status-code 0 7
	answer 0
	stream.write:u8 0 6
	future.read:http:result<_ 0 0
	stream.drop-writable:u8 0
	future.write:option<trailers> 0 0 0 0`,

	`[constructor]fields
	future.new:option<trailers>
	[constructor]request-options
	[method]request-options.set-connect-timeout 0 1 20
	[static]request.new 0 0 0 1 0
	[method]request.set-authority 0 1 'SERVER
	[method]request.set-scheme 0 1 0
	waitable-set.new
	async:send 0
	waitable.join 1 0 0
	future.write:option<trailers> 0 0 0 0
	waitable-set.wait 0
	[method]response.get-status-code 0
	future.new:http:result<_
	[static]response.consume-body 0 0
	stream.read:u8 0 6
	stream.cancel-read:u8 0
	stream.drop-readable:u8 0`,

	`future.new:http:result<_
	[static]request.consume-body 0 0
	[constructor]fields
	future.new:option<trailers>
	[static]request.new 0 1 0 0 0
	[method]request.set-authority 0 1 'SERVER
	[method]request.set-scheme 0 1 0
	future.write:option<trailers> 0 0 0 0
	send 0
	[method]response.get-status-code 0`,

	`[constructor]fields
	future.new:option<trailers>
	stream.new:u8
	stream.write:u8 0 6
	[static]request.new 0 1 0 0 0
	[method]request.set-authority 0 1 '127.0.0.1
	send 0
	stream.cancel-write:u8 0
	future.drop-readable:http:result<_ 0`,

	`[static]tcp-socket.create 0
	[method]tcp-socket.bind 0 2
	[method]tcp-socket.listen 0
	stream.read:tcp-socket 0 1
	[static]tcp-socket.create 0
	waitable-set.new
	async:[method]tcp-socket.connect 0 0
	[method]tcp-socket.receive 0
	stream.new:u8
	[method]tcp-socket.send 0 0
	stream.write:u8 0 6
	stream.drop-writable:u8 0
	stream.read:u8 0 6
	stream.cancel-read:tcp-socket 0
	stream.drop-readable:tcp-socket 0`,

	`[static]udp-socket.create 0
	[method]udp-socket.bind 0 2
	async:[method]udp-socket.receive 0
	async:[method]udp-socket.send 0 =data 1 1
	subtask.cancel 0
	subtask.drop 0
	[method]udp-socket.connect 0 1
	[method]udp-socket.disconnect 0
	[method]udp-socket.get-local-address 0
	resolve-addresses '127.0.0.1
	async:resolve-addresses 'localhost`,

	`async:wait-for 15
	waitable-set.new
	waitable.join 0 0 0
	waitable-set.wait 0
	waitable-set.poll 0
	get-random-bytes 6
	get-terminal-stderr
	cli/stdin@0.3.0#read-via-stream
	cli/stdout@0.3.0#write-via-stream 0
	future.read:cli 0 0
	exit-with-code 7`,
}
