package wasi

import (
	"fmt"
	"io"
)

// Exit is how a guest ends itself (wasi:cli/exit, preview1 proc_exit): an
// error that unwinds it and reaches whoever called it.
type Exit struct {
	// Code is the guest's: 0 for success. wasi:cli's exit(err) is code 1.
	Code uint32
}

// Error implements error.
func (e *Exit) Error() string { return fmt.Sprintf("exit with code %d", e.Code) }

// KeepOpen returns s with a Close that does nothing: what a guest gets when it
// asks for its standard input, which it may ask for again after a close.
func KeepOpen(s InputStream) InputStream { return keepOpenInput{s} }

// KeepOpenOutput is [KeepOpen] for an output stream. Close flushes.
func KeepOpenOutput(s OutputStream) OutputStream { return keepOpenOutput{s} }

type keepOpenInput struct{ InputStream }

func (keepOpenInput) Close() error { return nil }

type keepOpenOutput struct{ OutputStream }

func (s keepOpenOutput) Close() error { return s.Flush() }

// WriteNow returns an output stream that writes at once to a w that does not
// block for long, such as a log file or a buffer in memory. Its guest waits
// meanwhile, which saves the goroutine and the buffer of a [WriterStream].
// Close does not close w.
func WriteNow(w io.Writer) OutputStream { return &writeNow{w: w} }

type writeNow struct {
	always
	w      io.Writer
	failed bool
}

func (s *writeNow) CheckWrite() (int, error) {
	if s.failed {
		return 0, io.EOF
	}
	return MaxPermit, nil
}

func (s *writeNow) Write(p []byte) error {
	if s.failed {
		return io.EOF
	}
	if len(p) > MaxPermit {
		return ErrPermit
	}
	_, err := s.w.Write(p)
	s.failed = err != nil
	return err
}

func (s *writeNow) Flush() error {
	_, err := s.CheckWrite()
	return err
}

func (*writeNow) Close() error { return nil }
