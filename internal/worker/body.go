package worker

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gyro-wasm/gyro/internal/limits"
)

// bound returns w and r such that bodies beyond their limits end the request.
// The error is that of a request whose body is known to be too large.
func (q *request) bound(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, *http.Request, error) {
	request, response := q.loaded.limits[limits.RequestBody], q.loaded.limits[limits.ResponseBody]
	if request != limits.Unlimited {
		if r.ContentLength > request {
			return nil, nil, q.reach(limits.RequestBody)
		}
		if r.Body != nil && r.Body != http.NoBody {
			r.Body = &requestBody{http.MaxBytesReader(w, r.Body, request), q}
		}
	}
	if request != limits.Unlimited || response != limits.Unlimited {
		w = &responseWriter{ResponseWriter: w, request: q, head: r.Method == http.MethodHead, limit: response}
	}
	return w, r, nil
}

// A requestBody ends its request when it is too large.
type requestBody struct {
	io.ReadCloser
	request *request
}

// Read implements io.Reader.
func (b *requestBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		b.request.reach(limits.RequestBody)
	}
	return n, err
}

// A responseWriter writes no more of a response when its request has reached a
// limit, and ends it when its body is too large.
type responseWriter struct {
	http.ResponseWriter
	request *request
	head    bool // there will be no body
	limit   int64
	written int64

	mu    sync.Mutex
	begun bool // some of the response was passed on
}

// WriteHeader implements [http.ResponseWriter]. If the request has reached a
// limit, it does nothing: the answer is that of the limit.
func (w *responseWriter) WriteHeader(status int) {
	bodyless := w.head || status == http.StatusNotModified || status == http.StatusNoContent
	if length := w.Header().Get("Content-Length"); length != "" && !bodyless {
		if n, err := strconv.ParseInt(length, 10, 64); err == nil && w.tooLarge(n) {
			w.request.reach(limits.ResponseBody)
		}
	}
	if w.pass() == nil {
		w.ResponseWriter.WriteHeader(status)
	}
}

// pass returns the limit that the request has reached. If there is none, the
// response has begun.
func (w *responseWriter) pass() *limits.Error {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.request.reached.Load()
	w.begun = w.begun || e == nil
	return e
}

// SetWriteDeadline serves [http.ResponseController]. A response that has not
// begun has no deadline: what answers instead of it needs none.
func (w *responseWriter) SetWriteDeadline(t time.Time) error {
	w.mu.Lock()
	begun := w.begun
	w.mu.Unlock()
	if !begun {
		return nil
	}
	return http.NewResponseController(w.ResponseWriter).SetWriteDeadline(t)
}

// Write implements [http.ResponseWriter].
func (w *responseWriter) Write(p []byte) (int, error) {
	if w.written += int64(len(p)); w.tooLarge(w.written) {
		w.request.reach(limits.ResponseBody)
	}
	if e := w.pass(); e != nil {
		return 0, e
	}
	return w.ResponseWriter.Write(p)
}

func (w *responseWriter) tooLarge(n int64) bool { return w.limit != limits.Unlimited && n > w.limit }

// FlushError sends what was written so far.
func (w *responseWriter) FlushError() error {
	if e := w.pass(); e != nil {
		return e
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap serves [http.ResponseController].
func (w *responseWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
