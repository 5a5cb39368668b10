package p3

import (
	"context"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
)

// requestOptions is a wasi:http/types request-options.
type requestOptions struct {
	o      wasi.RequestOptions
	sealed bool // they are those of a request
}

// NewRequestOptions implements [http.TypesHost].
func (t httpHost) NewRequestOptions(context.Context) (http.RequestOptions, error) {
	return &requestOptions{}, nil
}

func timeout(d *time.Duration) (component.Option[clocks.Duration], error) {
	if d == nil {
		return component.Option[clocks.Duration]{}, nil
	}
	return component.Some(clocks.Duration(*d)), nil
}

func (o *requestOptions) set(to **time.Duration, d component.Option[clocks.Duration]) error {
	if o.sealed {
		return http.NewRequestOptionsErrorImmutable()
	}
	*to = nil
	if d.Some {
		v := time.Duration(min(uint64(d.Value), 1<<63-1))
		*to = &v
	}
	return nil
}

// GetConnectTimeout implements [http.RequestOptions].
func (o *requestOptions) GetConnectTimeout(context.Context) (component.Option[clocks.Duration], error) {
	return timeout(o.o.Connect)
}

// SetConnectTimeout implements [http.RequestOptions].
func (o *requestOptions) SetConnectTimeout(_ context.Context, d component.Option[clocks.Duration]) error {
	return o.set(&o.o.Connect, d)
}

// GetFirstByteTimeout implements [http.RequestOptions].
func (o *requestOptions) GetFirstByteTimeout(context.Context) (component.Option[clocks.Duration], error) {
	return timeout(o.o.FirstByte)
}

// SetFirstByteTimeout implements [http.RequestOptions].
func (o *requestOptions) SetFirstByteTimeout(_ context.Context, d component.Option[clocks.Duration]) error {
	return o.set(&o.o.FirstByte, d)
}

// GetBetweenBytesTimeout implements [http.RequestOptions].
func (o *requestOptions) GetBetweenBytesTimeout(context.Context) (component.Option[clocks.Duration], error) {
	return timeout(o.o.BetweenBytes)
}

// SetBetweenBytesTimeout implements [http.RequestOptions].
func (o *requestOptions) SetBetweenBytesTimeout(_ context.Context, d component.Option[clocks.Duration]) error {
	return o.set(&o.o.BetweenBytes, d)
}

// Clone implements [http.RequestOptions].
func (o *requestOptions) Clone(context.Context) (http.RequestOptions, error) {
	return &requestOptions{o: o.o}, nil
}

// Drop implements [http.RequestOptions].
func (o *requestOptions) Drop(context.Context) {}
