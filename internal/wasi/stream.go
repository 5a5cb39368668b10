package wasi

import (
	"context"
	"errors"
	"io"
)

// Bounds of streams (wasi:io/streams).
const (
	// MaxPermit is the largest permit that [OutputStream.CheckWrite] gives,
	// and the capacity of the buffers behind it, in bytes.
	MaxPermit = 1 << 20
	// MaxBlockingWrite is the most that a blocking-write-and-flush takes.
	MaxBlockingWrite = 4096
)

// ErrPermit is the error of a write that is longer than its permit, or of a
// blocking write longer than [MaxBlockingWrite]. The standard wants a trap.
var ErrPermit = errors.New("stream write exceeded its permit; call check-write first")

// An InputStream is a stream that a guest reads (wasi:io/streams
// input-stream). Ready means that Read would yield data, an end or a failure.
//
// A stream has one user at a time (its guest), but readiness may be awaited
// and Close called from other goroutines.
type InputStream interface {
	Pollable
	// Read reads what is there, up to len(p) bytes, and never blocks:
	// 0, nil means that nothing is there yet (or p is empty). io.EOF, and only
	// that very value, means closed. Any other error is the standard's
	// last-operation-failed; after it the stream is closed.
	Read(p []byte) (int, error)
	// Close ends the stream and frees what it holds. It does not block.
	Close() error
}

// An OutputStream is a stream that a guest writes (wasi:io/streams
// output-stream). Ready means that CheckWrite would give a permit above 0 or
// an error. Users and errors are as with [InputStream]: io.EOF means closed.
type OutputStream interface {
	Pollable
	// CheckWrite returns how many bytes the next Write may have; 0 = none yet.
	CheckWrite() (int, error)
	// Write takes all of p, which it does not keep, and does not block (a
	// stream to a file, which is always ready, writes at once). A p that is
	// longer than the permit is refused with ErrPermit.
	Write(p []byte) error
	// Flush asks for all that was written to be passed on. It does not block:
	// CheckWrite returns 0 until that has happened.
	Flush() error
	// Close ends the stream and frees what it holds; what was written before
	// is still passed on. It does not block.
	Close() error
}

// BlockingRead reads from s as its Read does, but waits until there is at
// least one byte, an end or a failure. When ctx ends first, the error is its
// cause.
func BlockingRead(ctx context.Context, s InputStream, p []byte) (int, error) {
	for {
		n, err := s.Read(p)
		if n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
		if err := Wait(ctx, s); err != nil {
			return 0, err
		}
	}
}

// Skip reads and drops up to n bytes of s and tells how many. It never blocks.
func Skip(s InputStream, n uint64) (uint64, error) {
	buf := scratch.Get().(*[scratchSize]byte)
	defer scratch.Put(buf)
	got, err := s.Read(buf[:min(n, scratchSize)])
	return uint64(got), err
}

// BlockingSkip is [Skip] that waits until there is at least one byte to drop.
func BlockingSkip(ctx context.Context, s InputStream, n uint64) (uint64, error) {
	buf := scratch.Get().(*[scratchSize]byte)
	defer scratch.Put(buf)
	got, err := BlockingRead(ctx, s, buf[:min(n, scratchSize)])
	return uint64(got), err
}

// WaitPermit waits until s gives a permit above 0 and returns it. When ctx
// ends first, the error is its cause.
func WaitPermit(ctx context.Context, s OutputStream) (int, error) {
	for {
		n, err := s.CheckWrite()
		if n > 0 || err != nil {
			return n, err
		}
		if err := Wait(ctx, s); err != nil {
			return 0, err
		}
	}
}

// BlockingFlush flushes s and waits until that is done.
func BlockingFlush(ctx context.Context, s OutputStream) error {
	if err := s.Flush(); err != nil {
		return err
	}
	_, err := WaitPermit(ctx, s)
	return err
}

// BlockingWrite writes all of p to s, in as many pieces as its permits ask
// for. It does not flush.
func BlockingWrite(ctx context.Context, s OutputStream, p []byte) error {
	for len(p) > 0 {
		n, err := WaitPermit(ctx, s)
		if err != nil {
			return err
		}
		n = min(n, len(p))
		if err := s.Write(p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// BlockingWriteAndFlush writes all of p, at most [MaxBlockingWrite] bytes
// (else ErrPermit), flushes, and waits until that is done.
func BlockingWriteAndFlush(ctx context.Context, s OutputStream, p []byte) error {
	if len(p) > MaxBlockingWrite {
		return ErrPermit
	}
	if err := BlockingWrite(ctx, s, p); err != nil {
		return err
	}
	return BlockingFlush(ctx, s)
}

// WriteZeroes writes n zero bytes to s, within its permit (else ErrPermit).
func WriteZeroes(s OutputStream, n uint64) error {
	permit, err := s.CheckWrite()
	if err != nil {
		return err
	}
	if n > uint64(permit) {
		return ErrPermit
	}
	for n > 0 {
		k := min(n, uint64(len(zeroes)))
		if err := s.Write(zeroes[:k]); err != nil {
			return err
		}
		n -= k
	}
	return nil
}

// BlockingWriteZeroesAndFlush is [BlockingWriteAndFlush] of n zero bytes.
func BlockingWriteZeroesAndFlush(ctx context.Context, s OutputStream, n uint64) error {
	if n > MaxBlockingWrite {
		return ErrPermit
	}
	return BlockingWriteAndFlush(ctx, s, zeroes[:n])
}

// Splice moves up to n bytes from src to dst, as many as src has and the
// permit of dst allows, and tells how many. It never blocks.
func Splice(dst OutputStream, src InputStream, n uint64) (uint64, error) {
	permit, err := dst.CheckWrite()
	if err != nil {
		return 0, err
	}
	buf := scratch.Get().(*[scratchSize]byte)
	defer scratch.Put(buf)
	var moved uint64
	for want := min(n, uint64(permit)); moved < want; {
		k, err := src.Read(buf[:min(want-moved, scratchSize)])
		if k > 0 {
			if err := dst.Write(buf[:k]); err != nil {
				return moved, err
			}
			moved += uint64(k)
		}
		if err != nil && moved == 0 {
			return 0, err
		}
		if err != nil || k == 0 {
			break // an end or a failure is reported again by the next call
		}
	}
	return moved, nil
}

// BlockingSplice is [Splice] that waits until src has something to read and
// dst gives a permit.
func BlockingSplice(ctx context.Context, dst OutputStream, src InputStream, n uint64) (uint64, error) {
	for {
		if _, err := WaitPermit(ctx, dst); err != nil {
			return 0, err
		}
		if err := Wait(ctx, src); err != nil {
			return 0, err
		}
		moved, err := Splice(dst, src, n)
		if moved > 0 || err != nil || n == 0 {
			return moved, err
		}
	}
}

// Empty is an input stream that is closed: reading it reports the end.
var Empty InputStream = emptyInput{}

type emptyInput struct{ always }

func (emptyInput) Read([]byte) (int, error) { return 0, io.EOF }
func (emptyInput) Close() error             { return nil }

// Discard is an output stream that takes everything and keeps nothing.
var Discard OutputStream = discardOutput{}

type discardOutput struct{ always }

func (discardOutput) CheckWrite() (int, error) { return MaxPermit, nil }
func (discardOutput) Write(p []byte) error     { return nil }
func (discardOutput) Flush() error             { return nil }
func (discardOutput) Close() error             { return nil }
