package p1

import (
	"context"
	"io"
	"runtime"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// procExit ends the guest.
func procExit(_ context.Context, p *Process, _ memory, a []uint64) errno {
	p.cause = &wasi.Exit{Code: uint32(a[0])}
	return trap
}

// procRaise is not supported: there are no signals.
func procRaise(context.Context, *Process, memory, []uint64) errno { return errnoNotsup }

// schedYield lets other goroutines run.
func schedYield(ctx context.Context, p *Process, _ memory, _ []uint64) errno {
	runtime.Gosched()
	return p.fail(ctx, ctx.Err())
}

// randomChunk is how many random bytes are made between two looks at ctx.
const randomChunk = 1 << 20

// randomGet fills a buffer with secure random bytes.
func randomGet(ctx context.Context, p *Process, m memory, a []uint64) errno {
	buf, ok := m.view(uint32(a[0]), uint32(a[1]))
	if !ok {
		return trap
	}
	p.moved += uint64(len(buf))
	for len(buf) > 0 {
		chunk := buf[:min(len(buf), randomChunk)]
		if _, err := io.ReadFull(p.state.Secure(), chunk); err != nil {
			return p.fail(ctx, err)
		}
		if buf = buf[len(chunk):]; ctx.Err() != nil {
			return p.fail(ctx, ctx.Err())
		}
	}
	return errnoSuccess
}
