package worker

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/host/outbound"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/wasi"
)

// An instance is an instance of a component with the data that its host
// functions work on. It serves one request.
type instance struct {
	loaded         *loaded
	host           *wasi.Host
	guest          *component.Instance
	stdout, stderr *telemetry.LineWriter
}

// WASI implements [wasi.Data].
func (in *instance) WASI() *wasi.Host { return in.host }

func (l *loaded) instantiate(ctx context.Context, requestID string) (*instance, error) {
	in := &instance{
		loaded: l,
		stdout: l.log.Writer(telemetry.Stdout, requestID),
		stderr: l.log.Writer(telemetry.Stderr, requestID),
	}
	c := l.config
	c.Stdout, c.Stderr = in.stdout, in.stderr
	client := *c.HTTP
	client.Allow = in.allow
	c.HTTP = &client
	var err error
	if in.host, err = wasi.NewHost(c); err != nil {
		return nil, err
	}
	if in.guest, err = l.linked.Instantiate(ctx, component.InstanceConfig{Data: in}); err != nil {
		return nil, errors.Join(err, in.close(ctx))
	}
	return in, nil
}

// allow decides about an outgoing request. The reason for a refusal stands in
// the component's log; the guest learns only that it was refused.
func (in *instance) allow(_ context.Context, scheme, host string, port uint16) error {
	err := in.loaded.policy.Check(scheme, host, port)
	var denied *outbound.Denied
	if errors.As(err, &denied) {
		fmt.Fprintf(in.stderr, "%v\n%s\n", denied, denied.Hint())
	}
	return err
}

func (in *instance) close(ctx context.Context) error {
	var errs []error
	if in.guest != nil {
		errs = append(errs, in.guest.Close(ctx))
	}
	errs = append(errs, in.host.Close(), in.stdout.Close(), in.stderr.Close())
	return errors.Join(errs...)
}

// A failure is the error of a request with all that a log should have: for a
// trap its kind and the guest's backtrace.
type failure struct{ error }

// Error implements error.
func (f failure) Error() string {
	var t *component.Trap
	if !errors.As(f.error, &t) {
		return f.error.Error()
	}
	return strings.TrimRight(fmt.Sprintf("%v (%s)\n%s", f.error, t.Kind, t.Trace()), "\n")
}

// Complete tells whether the client has the whole answer all the same.
func (f failure) Complete() bool {
	var re *wasi.ResponseError
	return errors.As(f.error, &re) && re.Complete
}

// Unwrap returns the error itself.
func (f failure) Unwrap() error { return f.error }

func explain(err error) error {
	if err == nil {
		return nil
	}
	return failure{err}
}
