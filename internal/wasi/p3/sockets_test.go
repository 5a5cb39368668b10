package p3

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/sockets"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// The addresses of the tests.
var (
	loopback  = netip.MustParseAddrPort("127.0.0.1:0")
	elsewhere = netip.MustParseAddrPort("192.0.2.1:9") // not allowed
)

var errRefused = errors.New("refused")

// onLoopback returns a host whose sockets may use what is on the machine, and be
// bound to any address of it.
func onLoopback(t testing.TB) socketsHost {
	t.Helper()
	n := &wasi.Network{Allow: func(use wasi.SocketUse, a netip.AddrPort) error {
		if a.Addr().IsLoopback() || a.Addr().IsUnspecified() && (use == wasi.TCPBind || use == wasi.UDPBind) {
			return nil
		}
		return errRefused
	}}
	t.Cleanup(n.Close)
	return socketsHost{&Host{Network: n}}
}

// atMost returns a context that ends the test if it takes too long.
func atMost(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeoutCause(context.Background(), 20*time.Second, errors.New("the test takes too long"))
	t.Cleanup(cancel)
	return ctx
}

// must returns v if there is no error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// address makes an ip-socket-address.
func address(a netip.AddrPort) sockets.IPSocketAddress {
	v, _ := socketAddress(a, nil)
	return v
}

// wantCode checks that err is this case of error-code.
func wantCode(t testing.TB, what string, err error, want sockets.TypesErrorCodeTag) {
	t.Helper()
	if code, ok := err.(sockets.TypesErrorCode); !ok || code.Tag != want {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// checkGoroutines fails the test if goroutines are left when it has ended.
func checkGoroutines(t testing.TB) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for range 1000 {
			if runtime.NumGoroutine() <= before {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
		buf := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after\n%s", before, runtime.NumGoroutine(), buf[:runtime.Stack(buf, true)])
	})
}

// within receives from c, but does not wait for ever.
func within[T any](t testing.TB, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-atMost(t).Done():
		t.Fatal("nothing comes")
	}
	return v
}

// outcome waits for the future of a stream.
func outcome(t testing.TB, f *socketFuture) error {
	t.Helper()
	got := make(chan error, 1)
	f.Then(func(r result[sockets.TypesErrorCode], err error) {
		if err == nil && r.IsErr {
			err = r.Err
		}
		got <- err
	})
	return within(t, got)
}

// socketCases returns the names of the cases of an error-code.
func socketCases(iface string) []string {
	var names []string
	code := witfiles.Interface("wasi:sockets/" + iface + "@0.3.0").Type("error-code")
	for _, c := range wit.Underlying(code).(*wit.Variant).Cases {
		names = append(names, c.Name)
	}
	return names
}

// TestSocketErrors checks that errors have the name that WIT gives them, or that
// of what is nearest.
func TestSocketErrors(t *testing.T) {
	names := socketCases("types")
	nearest := map[wasi.SocketError]sockets.TypesErrorCode{
		wasi.SocketUnknown:                  sockets.NewTypesErrorCodeOther(component.Option[string]{}),
		wasi.SocketConcurrencyConflict:      sockets.NewTypesErrorCodeInvalidState(),
		wasi.SocketNotInProgress:            sockets.NewTypesErrorCodeInvalidState(),
		wasi.SocketWouldBlock:               sockets.NewTypesErrorCodeOther(component.Some("would-block")),
		wasi.SocketNewSocketLimit:           sockets.NewTypesErrorCodeOther(component.Some("new-socket-limit")),
		wasi.SocketNameUnresolvable:         sockets.NewTypesErrorCodeOther(component.Some("name-unresolvable")),
		wasi.SocketTemporaryResolverFailure: sockets.NewTypesErrorCodeOther(component.Some("temporary-resolver-failure")),
		wasi.SocketPermanentResolverFailure: sockets.NewTypesErrorCodeOther(component.Some("permanent-resolver-failure")),
	}
	used := map[string]bool{"other": true}
	for e := wasi.SocketUnknown; e <= wasi.SocketConnectionBroken; e++ {
		want, ok := nearest[e]
		if !ok {
			i := slices.Index(names, e.String())
			if i < 0 {
				t.Errorf("%v has no case", e)
				continue
			}
			want.Tag = sockets.TypesErrorCodeTag(i)
			used[e.String()] = true
		}
		if got := socketError(fmt.Errorf("connect: %w", e)); got != want {
			t.Errorf("%v is %v, want %v", e, got, want)
		}
	}
	for _, name := range names {
		if !used[name] {
			t.Errorf("nothing is %s", name)
		}
	}
	wantCode(t, "a closed output", socketError(errClosed), sockets.TypesErrorCodeTagConnectionBroken)
	wantCode(t, "an error of another kind", socketError(errRefused), sockets.TypesErrorCodeTagOther)
	if err := socketError(nil); err != nil {
		t.Errorf("no error is %v", err)
	}
}

// TestLookupErrors looks up what cannot be.
func TestLookupErrors(t *testing.T) {
	names := socketCases("ip-name-lookup")
	for e, tag := range lookupTags {
		if i := slices.Index(names, e.String()); i != int(tag) {
			t.Errorf("%v is case %v, want %d", e, tag, i)
		}
	}
	if len(lookupTags)+1 != len(names) { // but for other
		t.Errorf("%d cases of %d", len(lookupTags), len(names))
	}
	h := &Host{Network: &wasi.Network{AllowLookup: func(name string) error {
		if name == "secret.test" {
			return errRefused
		}
		return nil
	}}}
	for name, want := range map[string]sockets.IPNameLookupErrorCodeTag{
		"":             sockets.IPNameLookupErrorCodeTagInvalidArgument,
		"a b":          sockets.IPNameLookupErrorCodeTagInvalidArgument,
		"a..b":         sockets.IPNameLookupErrorCodeTagInvalidArgument,
		"fe80::1%eth0": sockets.IPNameLookupErrorCodeTagInvalidArgument,
		"secret.test":  sockets.IPNameLookupErrorCodeTagAccessDenied,
	} {
		list, err := h.ResolveAddresses(atMost(t), name)
		if code, ok := err.(sockets.IPNameLookupErrorCode); !ok || code.Tag != want || list != nil {
			t.Errorf("%q: %v, %v, want %v", name, list, err, want)
		}
	}
}

func TestLookupOfAddresses(t *testing.T) {
	h := &Host{Network: new(wasi.Network)}
	for name, want := range map[string]sockets.IPAddress{
		"127.0.0.1":      sockets.NewIPAddressIPv4(sockets.IPv4Address{F0: 127, F3: 1}),
		"::1":            sockets.NewIPAddressIPv6(sockets.IPv6Address{F7: 1}),
		"::ffff:1.2.3.4": sockets.NewIPAddressIPv4(sockets.IPv4Address{F0: 1, F1: 2, F2: 3, F3: 4}),
	} {
		if got, err := h.ResolveAddresses(atMost(t), name); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, %v, want %v", name, got, err, want)
		}
	}
}

// TestLookupEnds gives up a lookup that gets no answer.
func TestLookupEnds(t *testing.T) {
	asked, left := make(chan struct{}, 64), make(chan error, 64)
	h := &Host{Network: &wasi.Network{
		AllowLookup: func(string) error { return nil },
		Resolver: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			asked <- struct{}{}
			<-ctx.Done()
			left <- ctx.Err()
			return nil, ctx.Err()
		}},
	}}
	ctx, cancel := context.WithCancel(atMost(t))
	ended := make(chan error, 1)
	go func() {
		_, err := h.ResolveAddresses(ctx, "host.example.com")
		ended <- err
	}()
	<-asked
	select {
	case err := <-ended:
		t.Fatalf("ended without an answer: %v", err)
	default:
	}
	cancel()
	if err := within(t, ended); err == nil {
		t.Error("no error")
	}
	if err := within(t, left); err != context.Canceled {
		t.Errorf("the resolver was stopped by %v", err)
	}
}

func TestSocketAddresses(t *testing.T) {
	for _, s := range []string{"0.0.0.0:0", "127.0.0.1:80", "255.1.2.3:65535", "[::]:0", "[::1]:1", "[1:2:3:4:5:6:7:ffff]:9", "[::ffff:1.2.3.4]:9"} {
		a := netip.MustParseAddrPort(s)
		if got := addrPort(address(a)); got != a {
			t.Errorf("%v became %v", a, got)
		}
	}
}

// TestNoNetwork checks that sockets which may do nothing do nothing.
func TestNoNetwork(t *testing.T) {
	ctx := atMost(t)
	h := socketsHost{&Host{Network: new(wasi.Network)}}
	defer h.h.Network.Close()
	tcp := must(h.TCPSocketCreate(ctx, sockets.IPAddressFamilyIPv4))(t)
	defer tcp.Drop(ctx)
	udp := must(h.UDPSocketCreate(ctx, sockets.IPAddressFamilyIPv4))(t)
	defer udp.Drop(ctx)
	peer := address(netip.MustParseAddrPort("127.0.0.1:80"))
	_, listen := tcp.Listen(ctx)
	for what, err := range map[string]error{
		"tcp bind":    tcp.Bind(ctx, address(loopback)),
		"tcp connect": tcp.Connect(ctx, peer),
		"tcp listen":  listen,
		"udp bind":    udp.Bind(ctx, address(loopback)),
		"udp connect": udp.Connect(ctx, peer),
		"udp send":    udp.Send(ctx, []byte("x"), component.Some(peer)),
	} {
		wantCode(t, what, err, sockets.TypesErrorCodeTagAccessDenied)
	}
	_, err := h.h.ResolveAddresses(ctx, "localhost")
	if code, ok := err.(sockets.IPNameLookupErrorCode); !ok || code.Tag != sockets.IPNameLookupErrorCodeTagAccessDenied {
		t.Errorf("resolve-addresses: %v", err)
	}
}

// TestSocketLimit makes a socket too many.
func TestSocketLimit(t *testing.T) {
	ctx := atMost(t)
	h := onLoopback(t)
	h.h.Network.MaxSockets = 1
	s := must(h.UDPSocketCreate(ctx, sockets.IPAddressFamilyIPv4))(t)
	_, tcp := h.TCPSocketCreate(ctx, sockets.IPAddressFamilyIPv4)
	_, udp := h.UDPSocketCreate(ctx, sockets.IPAddressFamilyIPv4)
	for _, err := range []error{tcp, udp} {
		if want := sockets.NewTypesErrorCodeOther(component.Some("new-socket-limit")); err != want {
			t.Errorf("%v, want %v", err, want)
		}
	}
	s.Drop(ctx)
	must(h.TCPSocketCreate(ctx, sockets.IPAddressFamilyIPv4))(t).Drop(ctx)
}
