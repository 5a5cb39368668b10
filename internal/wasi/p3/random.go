package p3

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
)

// GetRandomBytes implements wasi:random/random. It may return fewer bytes than
// it is asked for.
func (h *Host) GetRandomBytes(_ context.Context, most uint64) ([]byte, error) {
	return wasi.RandomBytes(h.State.Secure(), min(most, maxRandom))
}

// maxRandom is the most that one call returns, in bytes.
const maxRandom = 64 << 10

// GetRandomU64 implements wasi:random/random.
func (h *Host) GetRandomU64(context.Context) (uint64, error) {
	return wasi.RandomUint64(h.State.Secure())
}

// GetInsecureRandomBytes implements wasi:random/insecure.
func (h *Host) GetInsecureRandomBytes(_ context.Context, most uint64) ([]byte, error) {
	return wasi.RandomBytes(h.State.Insecure(), min(most, maxRandom))
}

// GetInsecureRandomU64 implements wasi:random/insecure.
func (h *Host) GetInsecureRandomU64(context.Context) (uint64, error) {
	return wasi.RandomUint64(h.State.Insecure())
}

// GetInsecureSeed implements wasi:random/insecure-seed. An instance has one seed.
func (h *Host) GetInsecureSeed(context.Context) (component.Tuple2[uint64, uint64], error) {
	if h.seed.Some {
		return h.seed.Value, nil
	}
	a, err := wasi.RandomUint64(h.State.Insecure())
	if err != nil {
		return component.Tuple2[uint64, uint64]{}, err
	}
	b, err := wasi.RandomUint64(h.State.Insecure())
	if err != nil {
		return component.Tuple2[uint64, uint64]{}, err
	}
	h.seed = component.Some(component.Tuple2[uint64, uint64]{F0: a, F1: b})
	return h.seed.Value, nil
}
