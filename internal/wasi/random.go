package wasi

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	insecure "math/rand/v2"
)

// MaxRandomBytes is the most that one call may ask for where the host has to
// hold the answer, in bytes. A guest that needs more asks again.
const MaxRandomBytes = 16 << 20

// ErrRandomLength is the error of a call for more than [MaxRandomBytes]. An
// adapter traps: the interface has no error for it.
var ErrRandomLength = errors.New("more random bytes than one call may have")

// SecureRandom is the machine's generator for keys and secrets.
var SecureRandom io.Reader = rand.Reader

// InsecureRandom is a fast generator for everything that is no secret.
var InsecureRandom io.Reader = insecureRandom{}

type insecureRandom struct{}

func (insecureRandom) Read(p []byte) (int, error) {
	n := len(p)
	for len(p) >= 8 {
		binary.LittleEndian.PutUint64(p, insecure.Uint64())
		p = p[8:]
	}
	if len(p) > 0 {
		var last [8]byte
		binary.LittleEndian.PutUint64(last[:], insecure.Uint64())
		copy(p, last[:])
	}
	return n, nil
}

// RandomBytes returns n bytes of src (wasi:random get-random-bytes and
// get-insecure-random-bytes).
func RandomBytes(src io.Reader, n uint64) ([]byte, error) {
	if n > MaxRandomBytes {
		return nil, fmt.Errorf("%d bytes: %w (%d)", n, ErrRandomLength, MaxRandomBytes)
	}
	p := make([]byte, n)
	if _, err := io.ReadFull(src, p); err != nil {
		return nil, fmt.Errorf("reading random bytes: %w", err)
	}
	return p, nil
}

// RandomUint64 returns a number of src (get-random-u64,
// get-insecure-random-u64, and each half of insecure-seed).
func RandomUint64(src io.Reader) (uint64, error) {
	var p [8]byte
	if _, err := io.ReadFull(src, p[:]); err != nil {
		return 0, fmt.Errorf("reading a random number: %w", err)
	}
	return binary.LittleEndian.Uint64(p[:]), nil
}
