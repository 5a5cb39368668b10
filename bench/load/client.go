package load

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// A client sends the same GET request again and again over a connection that
// it keeps. net/http's client costs several times as much, which would be
// measured, too.
type client struct {
	ctx     context.Context
	addr    string
	request []byte
	conn    net.Conn // nil before the first request and after an error
	r       *bufio.Reader
	unhook  func() bool
}

func newClient(ctx context.Context, target string, header http.Header) (*client, error) {
	u, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "http" || u.Port() == "" {
		return nil, fmt.Errorf("%s: want http://HOST:PORT/PATH", target)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\n", u.RequestURI(), u.Host)
	if err := header.Write(&b); err != nil {
		return nil, err
	}
	b.WriteString("\r\n")
	return &client{ctx: ctx, addr: u.Host, request: []byte(b.String()), r: bufio.NewReader(nil)}, nil
}

// dial opens the connection, which ends with the client's context.
func (c *client) dial(deadline time.Time) error {
	d := net.Dialer{Deadline: deadline}
	conn, err := d.DialContext(c.ctx, "tcp", c.addr)
	if err != nil {
		return err
	}
	c.conn = conn
	c.unhook = context.AfterFunc(c.ctx, func() { _ = conn.Close() }) // which ends the read
	c.r.Reset(conn)
	return nil
}

// get sends the request and reads the answer to its end.
func (c *client) get(deadline time.Time) (status int, err error) {
	resp, err := c.head(deadline)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, c.finish(resp)
}

// head sends the request and reads the answer's head; finish has to follow.
func (c *client) head(deadline time.Time) (*http.Response, error) {
	resp, err := c.exchange(deadline)
	if err != nil {
		c.close()
	}
	return resp, err
}

func (c *client) exchange(deadline time.Time) (*http.Response, error) {
	if c.conn == nil {
		if err := c.dial(deadline); err != nil {
			return nil, err
		}
	}
	if err := c.conn.SetDeadline(deadline); err != nil {
		return nil, err
	}
	if _, err := c.conn.Write(c.request); err != nil {
		return nil, err
	}
	return http.ReadResponse(c.r, nil)
}

// finish reads the body.
func (c *client) finish(resp *http.Response) error {
	_, err := io.Copy(io.Discard, resp.Body)
	if err != nil || resp.Close {
		c.close()
	}
	return err
}

func (c *client) close() {
	if c.conn != nil {
		c.unhook()
		_ = c.conn.Close() // nothing is lost: every answer has been read or given up
		c.conn = nil
	}
}

// reason returns what an error is counted under: few words that are the same
// for all requests.
func reason(err error) string {
	var op *net.OpError
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &op) && op.Timeout():
		return "timeout"
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "connection closed"
	case errors.As(err, &op):
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}

// Once sends one request on a connection of its own and returns how long it
// took, with an error and [Never] if it was not answered with 200.
func Once(ctx context.Context, target string, timeout time.Duration) (time.Duration, error) {
	c, err := newClient(ctx, target, nil)
	if err != nil {
		return Never, err
	}
	defer c.close()
	start := time.Now()
	status, err := c.get(start.Add(timeout))
	took := time.Since(start)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("GET %s: status %d", target, status)
	}
	if err != nil {
		return Never, err
	}
	return took, nil
}
