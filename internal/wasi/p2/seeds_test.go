package p2

import (
	"errors"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/tests/hostile"
)

// seeds are programs that do something sensible. A line is the name of a
// function and the bytes that choose its arguments.
func (w *world) seeds(tb testing.TB) [][]byte {
	var out [][]byte
	for _, text := range seedPrograms {
		var code []byte
		for line := range strings.Lines(strings.TrimSpace(text)) {
			name, args, _ := strings.Cut(strings.TrimSpace(line), " ")
			code = append(code, w.opcode(tb, name))
			for _, a := range strings.Fields(args) {
				code = append(code, w.choice(tb, a)...)
			}
		}
		out = append(out, code)
	}
	// Every function once, with simple arguments.
	for i := range w.calls {
		out = append(out, []byte{byte(i), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
	}
	return out
}

// TestSeeds checks that the seeds do not end before their last step.
func TestSeeds(t *testing.T) {
	w := newWorld(t)
	w.limit = hostile.HangTime
	for i, code := range w.seeds(t)[:len(seedPrograms)] {
		err := w.run(t, code)
		var exit *wasi.Exit
		var trap *component.Trap
		if errors.As(err, &trap) && !errors.As(err, &exit) {
			t.Errorf("%s\n%v", seedPrograms[i], err)
		}
	}
}

func (w *world) opcode(tb testing.TB, name string) byte {
	for i, c := range w.calls {
		if strings.HasSuffix(c.iface+"#"+c.Name, name) {
			return byte(i)
		}
	}
	tb.Fatalf("no function %s", name)
	return 0
}

// choice is the bytes for an argument: a word after ', or a number.
func (w *world) choice(tb testing.TB, a string) []byte {
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
	[method]descriptor.read 0 11 0
	[method]descriptor.write 0 =data 4
	[method]descriptor.read-via-stream 0 0
	[method]input-stream.blocking-read 0 15
	[method]input-stream.read 0 15
	[method]descriptor.append-via-stream 0
	[method]output-stream.blocking-write-and-flush 0 =more
	[method]output-stream.splice 0 0 15
	[method]descriptor.stat 0
	[method]descriptor.set-times 0 1 2 10 10
	[method]descriptor.sync 0
	[method]descriptor.advise 0 0 10 3
	[method]descriptor.set-size 0 5
	[method]descriptor.write-via-stream 0 26
	[method]output-stream.blocking-write-and-flush 0 =more
	filesystem-error-code 0
	[resource-drop]descriptor 0`,

	`get-directories
	[method]descriptor.create-directory-at 0 'new
	[method]descriptor.rename-at 0 'file 0 'dir/new
	[method]descriptor.link-at 0 0 'dir/new 0 'file
	[method]descriptor.symlink-at 0 '../outside/secret 'new
	[method]descriptor.readlink-at 0 'escape
	[method]descriptor.open-at 0 1 'escape 0 1
	[method]descriptor.open-at 0 1 'up/outside/secret 0 1
	[method]descriptor.unlink-file-at 0 'link
	[method]descriptor.remove-directory-at 0 'dir/inner
	[method]descriptor.read-directory 0
	[method]directory-entry-stream.read-directory-entry 0
	[method]directory-entry-stream.read-directory-entry 0
	[method]descriptor.metadata-hash-at 0 1 'link
	[method]descriptor.is-same-object 0 0`,

	`[method]incoming-request.method 0
	[method]incoming-request.headers 0
	[method]fields.entries 0
	[method]incoming-request.consume 0
	[method]incoming-body.stream 0
	[method]input-stream.blocking-read 0 15
	[constructor]fields
	[method]fields.append 0 'X-Test =v
	[constructor]outgoing-response 0
	[method]outgoing-response.body 0
	[static]response-outparam.set 0 0 0
	[method]outgoing-body.write 0
	[method]output-stream.check-write 0
	[method]output-stream.blocking-splice 0 0 15
	[method]output-stream.write 0 =answer
	[method]output-stream.blocking-flush 0
	[resource-drop]output-stream 0
	[static]outgoing-body.finish 0 0
	[resource-drop]input-stream 0
	[static]incoming-body.finish 0
	[method]future-trailers.subscribe 0
	[method]pollable.block 0
	[method]future-trailers.get 0`,

	`[constructor]fields
	[constructor]outgoing-request 0
	[method]outgoing-request.set-authority 0 1 'SERVER
	[method]outgoing-request.set-scheme 0 1 0
	[method]outgoing-request.set-method 0 2
	[method]outgoing-request.body 0
	[method]outgoing-body.write 0
	outgoing-handler@0.2.12#handle 0 0
	[method]output-stream.blocking-write-and-flush 0 =text
	[resource-drop]output-stream 0
	[static]outgoing-body.finish 0 0
	[method]future-incoming-response.subscribe 0
	poll@0.2.12#poll 1 0
	[method]future-incoming-response.get 0
	[method]incoming-response.status 0
	[method]incoming-response.headers 0
	[method]fields.clone 0
	[method]fields.set 0 'X-Test 2 =a =b
	[method]fields.get 0 'X-Test
	[method]fields.delete 0 'X-Test
	[method]incoming-response.consume 0
	[method]incoming-body.stream 0
	[resource-drop]pollable 0
	[method]input-stream.subscribe 0
	[method]pollable.block 0
	[method]input-stream.blocking-read 0 15
	[method]input-stream.blocking-skip 0 15
	[resource-drop]pollable 0
	[resource-drop]input-stream 0
	[static]incoming-body.finish 0
	[method]future-trailers.subscribe 0
	poll@0.2.12#poll 1 0
	[method]future-trailers.get 0`,

	`[constructor]fields
	[method]fields.append 0 'content-length =5
	[constructor]outgoing-response 0
	[method]outgoing-response.set-status-code 0 7
	[method]outgoing-response.status-code 0
	[method]outgoing-response.headers 0
	[resource-drop]fields 0
	[method]outgoing-response.body 0
	[static]response-outparam.set 0 0 0
	[method]outgoing-body.write 0
	[method]output-stream.subscribe 0
	[method]pollable.ready 0
	[resource-drop]pollable 0
	[method]output-stream.write 0 =abc
	[method]output-stream.write 0 =too-long
	http-error-code 0
	[method]error.to-debug-string 0
	[resource-drop]output-stream 0
	[static]outgoing-body.finish 0 0`,

	`[constructor]fields
	[constructor]outgoing-request 0
	[method]outgoing-request.set-authority 0 1 '127.0.0.1
	[constructor]request-options
	[method]request-options.set-connect-timeout 0 1 1
	[method]request-options.first-byte-timeout 0
	outgoing-handler@0.2.12#handle 0 1 0
	[static]response-outparam.set 0 1 22 1 1 'GET 1 8`,

	`instance-network
	create-tcp-socket 0
	[method]tcp-socket.start-bind 0 0 2
	[method]tcp-socket.finish-bind 0
	[method]tcp-socket.start-listen 0
	[method]tcp-socket.finish-listen 0
	[method]tcp-socket.accept 0
	[method]tcp-socket.subscribe 0
	create-tcp-socket 0
	[method]tcp-socket.start-connect 0 0 0
	[method]tcp-socket.subscribe 0
	[method]pollable.block 0
	[method]tcp-socket.finish-connect 0
	[method]output-stream.blocking-write-zeroes-and-flush 0 4
	[method]tcp-socket.shutdown 0 1
	[method]input-stream.blocking-read 0 15`,

	`instance-network
	create-udp-socket 0
	[method]udp-socket.start-bind 0 0 2
	[method]udp-socket.finish-bind 0
	[method]udp-socket.stream 0 1 1
	[method]outgoing-datagram-stream.check-send 0
	[method]outgoing-datagram-stream.send 0 1 =data 0
	[method]incoming-datagram-stream.receive 0 5
	[method]udp-socket.local-address 0
	resolve-addresses 0 '127.0.0.1
	[method]resolve-address-stream.resolve-next-address 0
	resolve-addresses 0 'localhost
	[method]resolve-address-stream.subscribe 0
	[method]pollable.block 0
	[method]resolve-address-stream.resolve-next-address 0`,

	`subscribe-duration 5
	subscribe-duration 26
	poll@0.2.12#poll 2 0 1
	get-random-bytes 16
	get-environment
	get-terminal-stderr
	get-stdin
	get-stdout
	[method]output-stream.splice 0 0 15
	[method]input-stream.blocking-read 0 4
	exit-with-code 7`,
}
