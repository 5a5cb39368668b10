package http1

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A writer writes the response to a request (RFC 9112, sections 4, 6 and 7). It
// implements [http.ResponseWriter] and what [http.ResponseController] knows, but
// for hijacking, as that of net/http does, with three differences: it never guesses
// a content type, it announces no trailers but sends those whose names begin with
// [http.TrailerPrefix], and the order of fields is that of their names.
type writer struct {
	session *session
	header  http.Header

	head   bool  // the answer to HEAD, which has no body
	close  bool  // the connection ends with the response
	duplex bool  // the handler reads while it writes
	status int   // 0 as long as there is none
	length int64 // of the body, as the handler says; -1 if it does not
	sent   bool  // the head was
	chunks bool
	wrote  int64 // bytes of the body
	err    error // of the connection

	buf       *buffer // of the body, before it is sent; nil if there is nothing in it
	deadlines bool    // are set
}

// A buffer has room for a small body and, behind that, for a head.
type buffer struct {
	body []byte
	head []byte
}

// bodyBuffer is up to which length a body gets a Content-Length once it is whole.
const bodyBuffer = 4 << 10

var buffers = sync.Pool{New: func() any {
	return &buffer{body: make([]byte, 0, bodyBuffer), head: make([]byte, 0, bodyBuffer)}
}}

// keptBuffer is how long a buffer may have become that is used again.
const keptBuffer = 4 * bodyBuffer

func (w *writer) begin(head, close bool) {
	*w = writer{session: w.session, header: w.header, head: head, close: close, length: -1}
	clear(w.header)
}

// free gives back what the response holds.
func (w *writer) free() {
	if b := w.buf; b != nil && cap(b.head) <= keptBuffer {
		b.body, b.head = b.body[:0], b.head[:0]
		buffers.Put(b)
	}
	w.buf = nil
}

func (w *writer) buffer() *buffer {
	if w.buf == nil {
		w.buf = buffers.Get().(*buffer)
	}
	return w.buf
}

// Header implements [http.ResponseWriter].
func (w *writer) Header() http.Header { return w.header }

// WriteHeader implements [http.ResponseWriter]. What the header says counts as it
// is now, but it is sent with the first part of the body that is.
func (w *writer) WriteHeader(status int) {
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %v", status))
	}
	if w.status != 0 {
		w.session.server.logf("http: superfluous response.WriteHeader call")
		return
	}
	if status < 200 && status != http.StatusSwitchingProtocols {
		w.inform(status)
		return
	}
	w.status = status
	if v := w.header["Content-Length"]; len(v) > 0 {
		n, ok := parseLength(v[0])
		if ok && len(v) == 1 {
			w.length = n
		} else {
			w.session.server.logf("http: invalid Content-Length of %q", v)
			delete(w.header, "Content-Length")
		}
	}
	b := w.buffer()
	b.head = w.appendHead(b.head)
}

// inform sends an informational response.
func (w *writer) inform(status int) {
	b := appendStatus(nil, status)
	b = w.appendFields(b, "")
	w.send(append(b, "\r\n"...))
}

// bodyless tells whether there is no body, whatever the header says.
func (w *writer) bodyless() bool { return w.head || !bodyAllowed(w.status) }

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// Write implements [http.ResponseWriter].
func (w *writer) Write(p []byte) (int, error) {
	if err := w.takes(len(p)); err != nil || w.head || len(p) == 0 {
		return len(p), err
	}
	b := w.buffer()
	if len(b.body)+len(p) <= bodyBuffer {
		b.body = append(b.body, p...)
		return len(p), nil
	}
	if err := w.flush(p, false); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString implements [io.StringWriter].
func (w *writer) WriteString(s string) (int, error) {
	if err := w.takes(len(s)); err != nil || w.head || s == "" {
		return len(s), err
	}
	b := w.buffer()
	if len(b.body)+len(s) <= bodyBuffer {
		b.body = append(b.body, s...)
		return len(s), nil
	}
	if err := w.flush([]byte(s), false); err != nil {
		return 0, err
	}
	return len(s), nil
}

// takes tells whether n more bytes can be part of the body.
func (w *writer) takes(n int) error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case n == 0:
		return nil
	case !bodyAllowed(w.status):
		return http.ErrBodyNotAllowed
	case w.err != nil:
		return w.err
	}
	if w.wrote += int64(n); w.length >= 0 && w.wrote > w.length {
		return http.ErrContentLength
	}
	return nil
}

// FlushError sends what was written so far.
func (w *writer) FlushError() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	return w.flush(nil, false)
}

// Flush implements [http.Flusher].
func (w *writer) Flush() { _ = w.FlushError() }

// EnableFullDuplex says that the handler reads while it writes.
func (w *writer) EnableFullDuplex() error {
	w.duplex = true
	return nil
}

// SetReadDeadline sets that of the connection, for this request.
func (w *writer) SetReadDeadline(t time.Time) error {
	w.deadlines = true
	return w.session.conn.Conn.SetReadDeadline(t)
}

// SetWriteDeadline sets that of the connection, for this response.
func (w *writer) SetWriteDeadline(t time.Time) error {
	w.deadlines = true
	return w.session.conn.Conn.SetWriteDeadline(t)
}

func (w *writer) clearDeadlines() error {
	if !w.deadlines {
		return nil
	}
	return w.session.conn.Conn.SetDeadline(time.Time{})
}

// CloseConnection has the connection closed, in good order, after the response.
func (w *writer) CloseConnection() { w.close = true }

// finish sends what is left of the response. After an error the connection is of
// no use.
func (w *writer) finish() error {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if err := w.flush(nil, true); err != nil {
		return err
	}
	if w.length >= 0 && w.wrote != w.length && !w.bodyless() {
		return io.ErrUnexpectedEOF // the client has to learn of it
	}
	return nil
}

// flush sends the head if that was not, and what there is of the body and more of
// it. last tells that this is the end.
func (w *writer) flush(more []byte, last bool) error {
	if w.err != nil {
		return w.err
	}
	b := w.buffer()
	n := len(b.body) + len(more)
	if !w.sent {
		w.sent = true
		w.frame(b, last)
	}
	if w.bodyless() {
		n, more, b.body = 0, nil, b.body[:0]
	}
	if w.chunks && n > 0 {
		b.head = append(strconv.AppendInt(b.head, int64(n), 16), "\r\n"...)
	}
	b.head = append(b.head, b.body...)
	b.body = b.body[:0]
	if len(more) > 0 {
		return w.sendLong(b, more, last)
	}
	if w.chunks {
		b.head = w.appendTail(b.head, n > 0, last)
	}
	out := b.head
	b.head = b.head[:0]
	return w.send(out)
}

// sendLong sends what is in b, and more, which is not copied.
func (w *writer) sendLong(b *buffer, more []byte, last bool) error {
	out := net.Buffers{b.head, more}
	b.head = b.head[:0]
	if w.chunks {
		out = append(out, w.appendTail(nil, true, last))
	}
	if len(out) == 2 && len(out[0]) == 0 {
		return w.send(more)
	}
	if _, err := out.WriteTo(w.session.conn.Conn); err != nil {
		w.failed(err)
	}
	return w.err
}

// appendTail appends what comes after a chunk, if there was one.
func (w *writer) appendTail(b []byte, chunk, last bool) []byte {
	if chunk {
		b = append(b, "\r\n"...)
	}
	if !last {
		return b
	}
	b = append(b, "0\r\n"...)
	b = w.appendFields(b, http.TrailerPrefix)
	return append(b, "\r\n"...)
}

func (w *writer) send(p []byte) error {
	if w.err == nil && len(p) > 0 {
		if _, err := w.session.conn.Conn.Write(p); err != nil {
			w.failed(err)
		}
	}
	return w.err
}

func (w *writer) failed(err error) {
	w.err = err
	w.session.watch.gone()
}

// frame ends the head: it says how the body ends (RFC 9112, section 6.3). last tells
// that all of it is there.
func (w *writer) frame(b *buffer, last bool) {
	if !w.duplex && !w.session.body.ready() {
		w.close = true
	}
	if w.session.server.stopping.Load() {
		w.close = true
	}
	if w.close {
		b.head = append(b.head, "Connection: close\r\n"...)
	}
	switch {
	case !bodyAllowed(w.status):
	case w.length >= 0:
		b.head = appendLength(b.head, w.length)
	case last && (w.wrote > 0 || !w.head) && !w.hasTrailers():
		b.head = appendLength(b.head, w.wrote)
	case !w.head:
		w.chunks = true
		b.head = append(b.head, "Transfer-Encoding: chunked\r\n"...)
	}
	b.head = append(b.head, "\r\n"...)
}

func appendLength(b []byte, n int64) []byte {
	b = append(b, "Content-Length: "...)
	return append(strconv.AppendInt(b, n, 10), "\r\n"...)
}

func (w *writer) hasTrailers() bool {
	for name := range w.header {
		if strings.HasPrefix(name, http.TrailerPrefix) {
			return true
		}
	}
	return false
}

// appendHead appends the status line and the fields but for those that frame adds.
func (w *writer) appendHead(b []byte) []byte {
	b = appendStatus(b, w.status)
	b = w.appendFields(b, "")
	if _, ok := w.header["Date"]; !ok {
		b = append(append(append(b, "Date: "...), date()...), "\r\n"...)
	}
	return b
}

func appendStatus(b []byte, status int) []byte {
	b = append(b, "HTTP/1.1 "...)
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	if text := http.StatusText(status); text != "" {
		b = append(b, text...)
	} else {
		b = append(append(b, "status code "...), strconv.Itoa(status)...)
	}
	return append(b, "\r\n"...)
}

// appendFields appends the fields whose names begin with prefix, without it; if
// there is none, all that are no trailers.
func (w *writer) appendFields(b []byte, prefix string) []byte {
	var some [16]string
	names := some[:0]
	for name := range w.header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := w.header[name]
		trailer := strings.HasPrefix(name, http.TrailerPrefix)
		if trailer != (prefix != "") {
			continue
		}
		switch {
		case trailer:
			name = name[len(prefix):]
		case name == "Content-Length", name == "Transfer-Encoding", name == "Connection" && w.connection(values),
			name == "Content-Type" && w.status == http.StatusNotModified:
			continue
		}
		if name == "" || !allOf(name, isNameByte) {
			continue // as net/http does
		}
		for _, v := range values {
			b = append(append(b, name...), ": "...)
			b = append(appendValue(b, v), "\r\n"...)
		}
	}
	return b
}

// connection takes over what the handler says of the connection, if that is to
// close it.
func (w *writer) connection(values []string) bool {
	for _, v := range values {
		if strings.EqualFold(v, "close") {
			w.close = true
			return true
		}
	}
	return false
}

// appendValue appends a value in one line.
func appendValue(b []byte, v string) []byte {
	n := len(b)
	b = append(b, v...)
	for i := n; i < len(b); i++ {
		if b[i] == '\r' || b[i] == '\n' {
			b[i] = ' '
		}
	}
	return b
}

// A stamp is the date of one second.
type stamp struct {
	second int64
	text   string
}

var lastStamp atomic.Pointer[stamp]

// date is the time as fields have it (RFC 9110, section 5.6.7).
func date() string {
	now := time.Now()
	s := lastStamp.Load()
	if s == nil || s.second != now.Unix() {
		s = &stamp{now.Unix(), now.UTC().Format(http.TimeFormat)}
		lastStamp.Store(s)
	}
	return s.text
}
