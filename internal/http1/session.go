package http1

import (
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/internal/cancel"
)

// A session answers the requests of a connection, one after another, until the
// client closes it or sends one that is not plain.
type session struct {
	server *Server
	conn   *conn
	blank  *http.Request

	stray int // how many line ends may come before the next head

	buf  *[maxHead]byte // what was read is in buf[r:w]; nil if that is nothing
	r, w int

	body   body
	writer writer
	watch  watch
}

func newSession(s *Server, c *conn) *session {
	x := &session{server: s, conn: c}
	x.blank = &http.Request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, RemoteAddr: c.RemoteAddr().String()}
	x.body.session, x.writer.session, x.watch.session = x, x, x
	x.writer.header = http.Header{}
	return x
}

// serve answers requests, and closes the connection or gives it to net/http.
func (x *session) serve() {
	defer func() { x.r = x.w; x.release() }()
	for first := true; ; first = false {
		text, lines, plain := x.readHead()
		if text == "" && plain {
			x.conn.Close()
			return
		}
		q := new(received)
		if !plain || !q.head.parse(text, lines) {
			if !first && strings.HasPrefix(text, preface) {
				x.refuse() // net/http would take the connection for one of HTTP/2
				return
			}
			x.server.handOver(x.conn, text, x.buf[x.r:x.w])
			return
		}
		if !x.conn.enter(phaseActive) {
			return
		}
		if x.stray = 0; q.method == http.MethodPost {
			x.stray = maxStray
		}
		if !x.answer(q) {
			return
		}
		if !x.conn.enter(phaseIdle) {
			return
		}
	}
}

// refuse ends the connection with status 400.
func (x *session) refuse() {
	const text = "400 Bad Request"
	_, err := io.WriteString(x.conn.Conn, "HTTP/1.1 "+text+"\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"+text)
	if err != nil {
		x.conn.Close()
		return
	}
	x.linger()
}

// maxStray is how many line ends old clients send after the body of a POST, as
// net/http has it (RFC 9112, section 2.2).
const maxStray = 4

// readHead reads the head of a request and returns it with the number of its
// lines. One that is not plain may still be in the buffer. No text means that
// there is no head to come.
func (x *session) readHead() (text string, count int, plain bool) {
	seen := 0 // bytes of the buffer
	x.hold()
	for {
		for ; x.stray > 0 && x.r < x.w && (x.buf[x.r] == '\r' || x.buf[x.r] == '\n'); x.stray-- {
			x.r++
		}
		var end int
		end, seen, count, plain = lines(x.buf[x.r:x.w], seen, count)
		switch {
		case end > 0:
			text = string(x.buf[x.r : x.r+end])
			x.r += end
			return text, count, true
		case !plain, seen > 0 && !plainStart(x.buf[x.r]), seen == len(x.buf):
			return "", 0, false
		}
		if x.r > 0 {
			x.r, x.w = 0, copy(x.buf[:], x.buf[x.r:x.w])
		}
		n, err := x.conn.readHead(x.buf[x.w:])
		x.w += n
		if n == 0 && err != nil {
			return "", 0, true
		}
	}
}

// heads are buffers that no session has.
var heads = sync.Pool{New: func() any { return new([maxHead]byte) }}

// hold sees to it that there is a buffer.
func (x *session) hold() {
	if x.buf == nil {
		x.buf = heads.Get().(*[maxHead]byte)
	}
}

// release gives the buffer away if it is empty.
func (x *session) release() {
	if x.buf != nil && x.r == x.w {
		heads.Put(x.buf)
		x.buf, x.r, x.w = nil, 0, 0
	}
}

// plainStart tells whether a plain method may begin with b.
func plainStart(b byte) bool { return b >= 'A' && b <= 'Z' || b == '\r' }

// received is what a request refers to. It is not used again, since whoever has
// the request may have it for longer than it takes to answer it.
type received struct {
	head
	ctx cancel.Context
}

// answer has a request answered and reports whether another one may follow; if
// not, the connection is closed.
func (x *session) answer(q *received) (more bool) {
	q.ctx.Begin(x.server.Context)
	r := x.blank.WithContext(&q.ctx)
	r.Method, r.RequestURI, r.URL, r.Host, r.Header = q.method, q.target, &q.url, q.host, q.header
	r.Close, r.ContentLength, r.Body = q.close, q.length, http.NoBody
	if q.length > 0 {
		r.Body = x.body.begin(q.length)
	}
	x.writer.begin(q.method == http.MethodHead, q.close)
	x.watch.begin(&q.ctx, q.length == 0)

	returned := false
	defer func() {
		if returned {
			return
		}
		if p := recover(); p != nil && p != http.ErrAbortHandler {
			x.server.logf("http: panic serving %v: %v\n%s", r.RemoteAddr, p, debug.Stack())
		}
		x.watch.end()
		q.ctx.Free()
		x.writer.free()
		x.conn.Close()
		x.body.end()
	}()
	x.server.Handler.ServeHTTP(&x.writer, r)
	returned = true
	x.watch.end()
	q.ctx.Free()
	return x.finish()
}

// finish ends a response whose handler has returned, and reports whether the
// connection goes on.
func (x *session) finish() bool {
	err := x.writer.finish()
	x.writer.free()
	whole := x.body.discard()
	switch {
	case err != nil:
		x.conn.Close()
		return false
	case whole && !x.writer.close:
		return x.writer.clearDeadlines() == nil
	}
	x.linger()
	return false
}

// lingerTime bounds how long a connection that has no more to say waits until the
// client has read that: to close it while something comes in would destroy what
// the client has not read yet (RFC 9112, section 9.6).
const lingerTime = 500 * time.Millisecond

// maxLinger bounds what is read of such a client meanwhile, in bytes.
const maxLinger = 1 << 20

// linger closes the connection in good order.
func (x *session) linger() {
	defer x.conn.Close()
	end := time.Now().Add(lingerTime)
	c, ok := x.conn.Conn.(interface{ CloseWrite() error })
	if !ok || c.CloseWrite() != nil || x.conn.Conn.SetReadDeadline(end) != nil {
		return
	}
	if n, _ := io.Copy(io.Discard, io.LimitReader(x.conn.Conn, maxLinger)); n == maxLinger {
		time.Sleep(time.Until(end)) // the client may still see that it need not go on
	}
}

// A watch looks whether the client goes away while its request is being answered,
// and cancels the request. It begins to look after a while only: most answers are
// there earlier.
type watch struct {
	session *session
	timer   *time.Timer

	mu      sync.Mutex
	change  sync.Cond // reading becomes false
	ctx     *cancel.Context
	ended   bool // the body has been read
	due     bool // the timer has fired
	reading bool
}

// watchAfter is how long a request takes before somebody looks whether its client
// is still there.
const watchAfter = 5 * time.Millisecond

// begin begins to watch. ended tells that there is no body.
func (w *watch) begin(ctx *cancel.Context, ended bool) {
	w.mu.Lock()
	w.change.L = &w.mu
	w.ctx, w.ended, w.due = ctx, ended, false
	w.mu.Unlock()
	if w.timer == nil {
		w.timer = time.AfterFunc(watchAfter, w.look)
	} else {
		w.timer.Reset(watchAfter)
	}
}

// end ends to watch, and returns when nobody reads the connection any more.
func (w *watch) end() {
	w.timer.Stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx = nil
	if !w.reading {
		return
	}
	c := w.session.conn.Conn
	_ = c.SetReadDeadline(longAgo) // an error ends the read as well
	for w.reading {
		w.change.Wait()
	}
	_ = c.SetReadDeadline(time.Time{})
}

// bodyEnded notes that the body has been read: what comes now is not a part of
// it.
func (w *watch) bodyEnded() {
	w.mu.Lock()
	w.ended = true
	due := w.due
	w.mu.Unlock()
	if due {
		go w.look()
	}
}

// look waits for the client to go away, or to send the next request.
func (w *watch) look() {
	x := w.session
	w.mu.Lock()
	w.due = true
	if w.ctx == nil || !w.ended || w.reading || x.r < x.w {
		w.mu.Unlock()
		return
	}
	w.reading = true
	x.release() // requests that wait are to cost little
	ctx := w.ctx
	w.mu.Unlock()

	var first [1]byte
	n, err := x.conn.Conn.Read(first[:])

	w.mu.Lock()
	defer w.mu.Unlock()
	w.reading = false
	w.change.Broadcast()
	if n > 0 {
		x.hold()
		x.r, x.w = 0, copy(x.buf[:], first[:])
		return
	}
	if ne, ok := err.(net.Error); err != nil && (!ok || !ne.Timeout()) {
		ctx.Cancel(nil)
	}
}

// gone cancels the request after the connection has failed.
func (w *watch) gone() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ctx != nil {
		w.ctx.Cancel(nil)
	}
}
