package wasi

import (
	"context"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// A Parker is told when a guest waits for something else than a processor: a
// clock, the network, a client. Its methods are called by the goroutine that
// the guest runs on.
type Parker interface {
	// Park is called before a wait, and when the guest has returned while its
	// response is still on its way. It does not block.
	Park()
	// Unpark is called after a wait and returns when the guest may go on. An
	// error ends the operation that waited. It is not called if ctx ended the
	// wait.
	Unpark(ctx context.Context) error
}

// A ParkerContext is a context in which Parker is told of the waits of the guest
// that is called with it. Its address is the [context.Context]; it may be a part
// of what the parker is.
type ParkerContext = wasi.ParkerContext
