package worker

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/internal/host/outbound"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/telemetry"
	"github.com/gyro-wasm/gyro/wasi"
)

// An instance is an instance of a component with the data that its host
// functions work on. It serves one request, see [limits.Reuse]; what the host functions
// work on may then serve another guest.
type instance struct {
	loaded         *loaded
	host           *wasi.Host
	guest          *component.Instance
	stdout, stderr *telemetry.LineWriter
	http           wasi.HTTPClient
	chain          chain
	sockets        wasi.Sockets
}

// ComponentID returns the ID of the component, for host functions.
func (in *instance) ComponentID() string { return in.loaded.id }

// WASI implements [wasi.Data].
func (in *instance) WASI() *wasi.Host { return in.host }

// instantiate makes an instance; of c only what says how it is metered and
// shared is used.
func (l *loaded) instantiate(ctx context.Context, pool *component.Pool, id telemetry.ID, c component.InstanceConfig) (*instance, error) {
	in, err := l.prepare(id)
	if err != nil {
		return nil, err
	}
	c.Data, c.MaxHandles, c.MaxLift = in, uint32(l.limits[limits.Handles]), uint64(l.limits[limits.HostBuffers])
	if in.guest, err = pool.Instantiate(ctx, c); err != nil {
		return nil, errors.Join(err, in.close(ctx))
	}
	return in, nil
}

// prepare makes what the host functions of an instance work on.
func (l *loaded) prepare(id telemetry.ID) (*instance, error) {
	if in, ok := l.instances.Get().(*instance); ok {
		in.stdout.Begin(id)
		in.stderr.Begin(id)
		return in, nil
	}
	in := &instance{
		loaded: l,
		stdout: l.log.Writer(telemetry.Stdout, id),
		stderr: l.log.Writer(telemetry.Stderr, id),
	}
	c := l.config
	c.Stdout, c.Stderr = in.stdout, in.stderr
	in.chain.worker, in.chain.next = l.worker, wasi.DefaultTransport
	in.http = wasi.HTTPClient{Transport: &in.chain, Allow: in.allowRequest, Self: in.self, SelfHost: selfHost}
	in.sockets = wasi.Sockets{Allow: in.allowSocket}
	c.HTTP, c.Sockets = &in.http, &in.sockets
	c.MaxConnections, c.MaxBuffers = l.atMost(limits.OutboundConnections), l.atMost(limits.HostBuffers)
	var err error
	in.host, err = wasi.NewHost(c)
	return in, err
}

// newPool makes the pool that the instances of the component come from.
func (l *loaded) newPool(ctx context.Context, linked *component.Linked, o *Options, snapshot bool) (*component.Pool, error) {
	var templates []*instance
	pool, err := linked.NewPool(ctx, component.PoolConfig{
		NoReuse:   o.NoReuse,
		Snapshot:  snapshot,
		Kept:      wasi.Kept,
		MaxMemory: uint64(l.limits[limits.Memory]),
		Template: func() (component.InstanceConfig, error) {
			in, err := l.prepare(telemetry.Start)
			if err == nil {
				templates = append(templates, in)
			}
			return component.InstanceConfig{Data: in}, err
		},
	})
	for _, in := range templates {
		err = errors.Join(err, in.close(ctx))
	}
	if err == nil && snapshot {
		l.checkSnapshot(pool, o)
	}
	return pool, err
}

// checkSnapshot warns if instances cannot begin after initialisation although
// they could serve again.
func (l *loaded) checkSnapshot(pool *component.Pool, o *Options) {
	reuse, _ := pool.Reuse()
	if ok, why := pool.Initialized(); reuse && !ok {
		o.Warn("component " + l.id + ": snapshot = true has no effect: " + why)
	}
}

// allowRequest decides about an outgoing request.
func (in *instance) allowRequest(_ context.Context, scheme, host string, port uint16) error {
	return in.report(in.loaded.policy.Check(scheme, host, port))
}

// selfHost is how a component writes a URL of its own app.
const selfHost = "self.alt"

// self tells where requests to the app itself go.
func (in *instance) self(context.Context) (scheme, authority string, err error) {
	return "http", in.loaded.address, in.report(in.loaded.policy.CheckSelf())
}

// allowSocket decides about an address.
func (in *instance) allowSocket(proto string, addr netip.AddrPort, bind bool) error {
	switch {
	case bind && (proto == "tcp" || !addr.Addr().IsUnspecified()):
		return errBind
	case bind:
		return nil // a UDP socket that sends has to be bound somewhere
	}
	return in.report(in.loaded.policy.Check(proto, addr.Addr().String(), addr.Port()))
}

var errBind = errors.New("components do not listen")

// report writes the reason of a refusal to the component's log; the guest
// learns only that it was refused.
func (in *instance) report(err error) error {
	var denied *outbound.Denied
	if errors.As(err, &denied) {
		fmt.Fprintf(in.stderr, "%v\n%s\n", denied, denied.Hint())
	}
	return err
}

// close ends an instance, which must not be used any more.
func (in *instance) close(ctx context.Context) error {
	var gerr error
	if in.guest != nil {
		gerr = in.guest.Close(ctx)
		in.guest = nil
	}
	reusable, herr := in.host.Reset()
	err := errors.Join(gerr, herr, in.stdout.Close(), in.stderr.Close())
	if reusable && err == nil {
		in.loaded.instances.Put(in)
	}
	return err
}

// A failure is the error of a request with all that a log should have: for a
// trap its kind and the guest's backtrace.
type failure struct{ error }

// Error implements error.
func (f failure) Error() string {
	var t *component.Trap
	var limit *limits.Error
	if !errors.As(f.error, &t) || errors.As(f.error, &limit) {
		return f.error.Error()
	}
	if call := deniedCall(t); call != "" {
		return strings.TrimRight(fmt.Sprintf("guest trapped: it called %s\n%s", call, t.Trace()), "\n")
	}
	return strings.TrimRight(fmt.Sprintf("%v (%s)\n%s", f.error, t.Kind, t.Trace()), "\n")
}

// deniedCall returns which function that it does not inherit a dependency called,
// and where the manifest says so; "" if it was something else that trapped.
func deniedCall(t *component.Trap) string {
	if t.Kind != component.TrapUnreachable || len(t.Backtrace) == 0 || t.Backtrace[0].Module != encode.DeniedModule {
		return ""
	}
	return t.Backtrace[0].Func
}

// Complete tells whether the client has the whole answer all the same.
func (f failure) Complete() bool {
	var re *wasi.ResponseError
	return errors.As(f.error, &re) && re.Complete
}

// Unwrap returns the error itself.
func (f failure) Unwrap() error { return f.error }

// Explain returns err with all that a log should have in its text: for a
// [component.Trap] its kind and the guest's backtrace.
func Explain(err error) error {
	if err == nil {
		return nil
	}
	return failure{err}
}
