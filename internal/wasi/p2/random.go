package p2

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

// GetRandomBytes implements wasi:random/random.
func (h *Host) GetRandomBytes(_ context.Context, n uint64) ([]byte, error) {
	return wasi.RandomBytes(h.State.Secure(), n)
}

// GetRandomU64 implements wasi:random/random.
func (h *Host) GetRandomU64(context.Context) (uint64, error) {
	return wasi.RandomUint64(h.State.Secure())
}

// GetInsecureRandomBytes implements wasi:random/insecure.
func (h *Host) GetInsecureRandomBytes(_ context.Context, n uint64) ([]byte, error) {
	return wasi.RandomBytes(h.State.Insecure(), n)
}

// GetInsecureRandomU64 implements wasi:random/insecure.
func (h *Host) GetInsecureRandomU64(context.Context) (uint64, error) {
	return wasi.RandomUint64(h.State.Insecure())
}

// InsecureSeed implements wasi:random/insecure-seed.
func (h *Host) InsecureSeed(context.Context) (component.Tuple2[uint64, uint64], error) {
	a, err := wasi.RandomUint64(h.State.Insecure())
	if err != nil {
		return component.Tuple2[uint64, uint64]{}, err
	}
	b, err := wasi.RandomUint64(h.State.Insecure())
	return component.Tuple2[uint64, uint64]{F0: a, F1: b}, err
}
