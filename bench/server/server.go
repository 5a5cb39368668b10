// Package server runs the servers that are measured, as processes of their
// own, and tells what processor time and memory they take.
package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Spec says how a server is started.
type Spec struct {
	Name string
	// Command is the program and its arguments; {port} in them stands for
	// the port to listen on, of 127.0.0.1.
	Command []string
	Dir     string   // where it runs; "" for here
	Env     []string // NAME=VALUE, beside those of this process
	// Path answers with 200 when the server is ready.
	Path string
	// Ready bounds the time until then; 0 means four minutes: it may compile.
	Ready time.Duration
	// CPU is the only processor that it may use; -1 or less means all.
	CPU int
}

// A Server is a server that answers.
type Server struct {
	Name  string
	URL   string        // without a path
	Start time.Duration // how long it took until it answered

	cmd    *exec.Cmd
	output tail
	exited chan struct{}
}

// Start starts a server and waits until it answers.
func Start(ctx context.Context, s Spec) (*Server, error) {
	port, err := FreePort()
	if err != nil {
		return nil, err
	}
	args := pinned(s.CPU, s.Command)
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "{port}", strconv.Itoa(port))
	}
	srv := &Server{Name: s.Name, URL: "http://127.0.0.1:" + strconv.Itoa(port), exited: make(chan struct{})}
	srv.cmd = exec.Command(args[0], args[1:]...)
	srv.cmd.Dir, srv.cmd.Env = s.Dir, append(os.Environ(), s.Env...)
	srv.cmd.Stdout, srv.cmd.Stderr = &srv.output, &srv.output
	ownGroup(srv.cmd)
	start := time.Now()
	if err := srv.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", s.Name, err)
	}
	go func() {
		_ = srv.cmd.Wait() // its exit code is of no interest
		close(srv.exited)
	}()
	if s.Ready == 0 {
		s.Ready = 4 * time.Minute
	}
	if err := srv.await(ctx, s.Path, start.Add(s.Ready)); err != nil {
		srv.Kill()
		return nil, fmt.Errorf("start %s: %w\n%s", s.Name, err, srv.output.String())
	}
	srv.Start = time.Since(start)
	return srv, nil
}

// pinned returns the command that runs a command on one processor.
func pinned(cpu int, command []string) []string {
	var args []string
	if cpu >= 0 {
		args = []string{"taskset", "-c", strconv.Itoa(cpu)}
	}
	return append(args, command...)
}

// FreePort returns a port that nobody listens on at the moment.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *Server) await(ctx context.Context, path string, deadline time.Time) error {
	for {
		err := s.Answers(ctx, path, 2*time.Second)
		if err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("it does not answer: %w", err)
		}
		select {
		case <-s.exited:
			return errors.New("it ended")
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// Answers checks that the server answers a request with 200 in time.
func (s *Server) Answers(ctx context.Context, path string, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	_, err := s.Get(ctx, path)
	return err
}

// maxBody bounds what Get reads.
const maxBody = 1 << 20

// Get returns the body of an answer with status 200, on a connection of its
// own.
func (s *Server) Get(ctx context.Context, path string) ([]byte, error) {
	return Get(ctx, s.URL+path)
}

// Get returns the body of an answer with status 200, on a connection of its
// own.
func Get(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", req.URL.Path, resp.Status)
	}
	return body, nil
}

// grace is the time that a server has to end when it is asked to.
const grace = 3 * time.Second

// Stop asks the server to end, and makes it end if it does not.
func (s *Server) Stop() {
	if s.Ended() {
		return
	}
	terminate(s.cmd)
	select {
	case <-s.exited:
	case <-time.After(grace):
		s.Kill()
	}
}

// Ended tells whether the server has ended.
func (s *Server) Ended() bool {
	select {
	case <-s.exited:
		return true
	default:
		return false
	}
}

// Kill ends the server and its children at once.
func (s *Server) Kill() {
	kill(s.cmd)
	<-s.exited
}

// Log returns the end of what the server printed.
func (s *Server) Log() string { return s.output.String() }

// A tail keeps the last bytes that are written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

const tailSize = 4096

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p[max(0, len(p)-tailSize):]...)
	t.buf = t.buf[max(0, len(t.buf)-tailSize):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.buf))
}
