package load

import "testing"

func TestReadAnswer(t *testing.T) {
	type read struct {
		status         int
		complete, last bool
		err            error
	}
	for _, tt := range []struct {
		answer string
		want   read
	}{
		{"", read{}},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", read{}},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", read{status: 200}},
		{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", read{status: 200, complete: true}},
		{"HTTP/1.1 503 \r\ncontent-length:0\r\nconnection: Close\r\n\r\n", read{status: 503, complete: true, last: true}},
		{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhello", read{err: errAnswer}},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", read{err: errAnswer}},
		{"HTTP/1.1 x00 OK\r\nContent-Length: 0\r\n\r\n", read{err: errAnswer}},
		{"HTTP/1.1 2\r\nContent-Length: 0\r\n\r\n", read{err: errAnswer}},
		{"SSH-2.0\r\n\r\n", read{err: errAnswer}},
	} {
		status, complete, last, err := readAnswer([]byte(tt.answer))
		if got := (read{status, complete, last, err}); got != tt.want {
			t.Errorf("%q is read as %+v, want %+v", tt.answer, got, tt.want)
		}
	}
}
