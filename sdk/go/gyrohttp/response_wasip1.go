package gyrohttp

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/sdk/go/internal/wasi"
)

// bufferSize is how much of a response is kept back: a shorter one leaves with
// its length and its type, as net/http has it.
const bufferSize = 4 << 10

// A responseWriter sends a response through the host. Its headers leave with
// the first bytes that do not fit the buffer, with Flush, or at the end.
type responseWriter struct {
	ctx      context.Context
	outparam wasi.ResponseOutparam
	head     bool // the request's method is HEAD
	header   http.Header

	status   int         // 0 until WriteHeader
	fields   wasi.Fields // the header as it was then
	typed    bool        // it says of what type the body is, or how it is encoded
	measured bool        // it says how long the body is
	trailers []string    // the trailers it announces

	sent bool               // the headers have left
	buf  []byte             // what has been written and has not left
	out  *wasi.OutgoingBody // body, when it is open
	body wasi.OutgoingBody
	err  error // of writing to out
}

func (w *responseWriter) Header() http.Header { return w.header }

func (w *responseWriter) WriteHeader(status int) {
	switch {
	case status < 100 || status > 999:
		panic(fmt.Sprintf("invalid WriteHeader code %v", status))
	case status < 200 && status != http.StatusSwitchingProtocols:
		return // the host tells the client of no progress
	case w.status != 0:
		fmt.Fprintln(os.Stderr, "gyrohttp: superfluous WriteHeader call")
		return
	}
	w.status = status
	w.fields = wasi.NewFields()
	if len(w.header) > 0 {
		w.sendHeader()
	}
}

// sendHeader hands the header to the host as it is now.
func (w *responseWriter) sendHeader() {
	_, w.typed = w.header["Content-Type"]
	w.typed = w.typed || first(w.header, "Content-Encoding") != ""
	_, w.measured = w.header["Content-Length"]
	for _, v := range w.header["Trailer"] {
		for name := range strings.SplitSeq(v, ",") {
			w.trailers = append(w.trailers, http.CanonicalHeaderKey(strings.TrimSpace(name)))
		}
	}
	for name, values := range w.header {
		if !strings.HasPrefix(name, http.TrailerPrefix) {
			appendField(w.fields, name, values)
		}
	}
}

// appendField adds values under a name. The headers of one connection are the
// host's; what else it refuses is reported and left out.
func appendField(f wasi.Fields, name string, values []string) {
	switch name {
	case "Connection", "Host", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade":
		return
	}
	for _, v := range values {
		if !f.Append(name, v) {
			fmt.Fprintf(os.Stderr, "gyrohttp: the host refuses the header %q\n", name)
		}
	}
}

// bodyless reports whether nothing follows the headers.
func (w *responseWriter) bodyless() bool {
	return w.head || w.status == http.StatusNoContent || w.status == http.StatusNotModified
}

func (w *responseWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case w.err != nil:
		return 0, w.err
	case w.head:
		return len(p), nil
	case w.bodyless():
		return 0, http.ErrBodyNotAllowed
	case len(w.buf)+len(p) <= bufferSize:
		w.buf = append(w.buf, p...)
		return len(p), nil
	}
	w.empty(p)
	return w.write(p)
}

func (w *responseWriter) write(p []byte) (n int, err error) {
	if w.err == nil && len(p) > 0 {
		n, w.err = w.out.Write(w.ctx, p)
	}
	return n, w.err
}

// empty sends the headers and what is buffered; next is written after it.
func (w *responseWriter) empty(next []byte) {
	if !w.sent {
		w.describe(next)
		if w.send(!w.bodyless()); w.out != nil {
			w.out.Watch()
		}
	}
	w.write(w.buf)
	w.buf = w.buf[:0]
}

// describe adds the type that the body's first bytes tell.
func (w *responseWriter) describe(next []byte) {
	if len(w.buf) > 0 {
		next = w.buf
	}
	if !w.typed && !w.bodyless() && len(next) > 0 {
		w.fields.Append("Content-Type", detectContentType(next))
	}
}

func (w *responseWriter) send(withBody bool) {
	w.sent = true
	var body *wasi.OutgoingBody
	if withBody {
		body = &w.body
	}
	if w.outparam.Send(w.status, w.fields, body) {
		w.out = body
	}
}

// Flush is FlushError for those who do not want to know.
func (w *responseWriter) Flush() { w.FlushError() }

// FlushError sends everything that has been written, and waits until it has
// left the instance.
func (w *responseWriter) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	w.empty(nil)
	if w.err == nil && w.out != nil {
		w.err = w.out.Flush(w.ctx)
	}
	return w.err
}

// EnableFullDuplex is there for http.ResponseController: the body can always
// be read while the response is written.
func (w *responseWriter) EnableFullDuplex() error { return nil }

// finish ends the response.
func (w *responseWriter) finish() {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	trailers := w.collectTrailers()
	if !w.sent {
		w.describe(nil)
		if !w.bodyless() && !w.measured && trailers == 0 {
			w.fields.Append("Content-Length", strconv.Itoa(len(w.buf)))
		}
		w.send(!w.bodyless() && (w.measured || trailers != 0 || len(w.buf) > 0))
	}
	if w.out == nil {
		return
	}
	if w.write(w.buf); w.err != nil {
		w.out.Abort()
		return
	}
	if err := w.out.Finish(trailers); err != nil {
		fmt.Fprintln(os.Stderr, "gyrohttp: ending the response:", err)
	}
}

// collectTrailers returns the trailers that the handler has set in its header,
// 0 if there are none.
func (w *responseWriter) collectTrailers() wasi.Fields {
	var f wasi.Fields
	add := func(name string, values []string) {
		if f == 0 && len(values) > 0 {
			f = wasi.NewFields()
		}
		appendField(f, name, values)
	}
	for _, name := range w.trailers {
		add(name, w.header[name])
	}
	for name, values := range w.header {
		if name, ok := strings.CutPrefix(name, http.TrailerPrefix); ok {
			add(name, values)
		}
	}
	return f
}

// abort breaks the response off, so that the client sees that it is not whole.
func (w *responseWriter) abort() {
	if w.out != nil {
		w.out.Abort()
	}
}
