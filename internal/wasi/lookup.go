package wasi

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxLookups bounds the addresses of one name.
const maxLookups = 64

// An AddressStream is wasi:sockets/ip-name-lookup resolve-address-stream. Its
// methods are for one goroutine, but for those of [Pollable].
type AddressStream struct {
	done   Event
	cancel context.CancelFunc

	mu    sync.Mutex
	addrs []netip.Addr
	err   error
}

// ResolveAddresses begins to look up a name. IP addresses are what they say.
// The error is SocketInvalidArgument for what cannot be a name. ctx is the
// life of the instance.
func (n *Network) ResolveAddresses(ctx context.Context, name string) (*AddressStream, error) {
	if addr, err := netip.ParseAddr(name); err == nil {
		if addr.Zone() != "" {
			return nil, SocketInvalidArgument
		}
		s := &AddressStream{addrs: []netip.Addr{addr.Unmap()}, cancel: func() {}}
		s.done.Set()
		return s, nil
	}
	ascii, err := domainToASCII(name)
	if err != nil {
		return nil, SocketInvalidArgument
	}
	if n.AllowLookup == nil || n.AllowLookup(ascii) != nil {
		return nil, SocketAccessDenied
	}
	s := new(AddressStream)
	ctx, s.cancel = context.WithCancel(ctx)
	go s.resolve(ctx, n.resolver(), ascii)
	return s, nil
}

func (n *Network) resolver() *net.Resolver {
	if n.Resolver != nil {
		return n.Resolver
	}
	return net.DefaultResolver
}

func (s *AddressStream) resolve(ctx context.Context, r *net.Resolver, name string) {
	defer s.cancel()
	addrs, err := r.LookupNetIP(ctx, "ip", name)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range addrs[:min(len(addrs), maxLookups)] {
		s.addrs = append(s.addrs, a.Unmap().WithZone(""))
	}
	if err != nil {
		s.err = lookupError(err)
	} else if len(addrs) == 0 {
		s.err = SocketNameUnresolvable
	}
	s.done.Set()
}

func lookupError(err error) error {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return SocketTemporaryResolverFailure
	case dns.IsNotFound:
		return SocketNameUnresolvable
	case dns.IsTimeout || dns.IsTemporary:
		return SocketTemporaryResolverFailure
	}
	return SocketPermanentResolverFailure
}

// Next returns the next address; some is false after the last one. The error
// is SocketWouldBlock until there is an answer.
func (s *AddressStream) Next() (addr netip.Addr, some bool, err error) {
	if !s.done.Ready() {
		return netip.Addr{}, false, SocketWouldBlock
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return netip.Addr{}, false, s.err
	}
	if len(s.addrs) == 0 {
		return netip.Addr{}, false, nil
	}
	addr, s.addrs = s.addrs[0], s.addrs[1:]
	return addr, true, nil
}

// LookupAll looks up a name, as ResolveAddresses does, and waits for all its
// addresses. When ctx ends first, the error is its cause.
func (n *Network) LookupAll(ctx context.Context, name string) ([]netip.Addr, error) {
	s, err := n.ResolveAddresses(ctx, name)
	if err != nil {
		return nil, err
	}
	defer s.Drop()
	if err := Wait(Beside(ctx), s); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addrs, s.err
}

// Ready implements [Pollable].
func (s *AddressStream) Ready() bool { return s.done.Ready() }

// Subscribe implements [Pollable].
func (s *AddressStream) Subscribe(wake func()) (cancel func()) { return s.done.Subscribe(wake) }

// Drop gives up the lookup.
func (s *AddressStream) Drop() { s.cancel() }

var errDomain = errors.New("not a domain name")

// domainToASCII checks a name and returns it in lower case and ASCII, with
// labels in other scripts in Punycode (RFC 5890).
func domainToASCII(name string) (string, error) {
	trimmed := strings.TrimSuffix(name, ".")
	if trimmed == "" || len(name) > 4*253 || !utf8.ValidString(name) {
		return "", errDomain
	}
	labels := strings.Split(strings.ToLower(trimmed), ".")
	for i, label := range labels {
		ascii, err := labelToASCII(label)
		if err != nil {
			return "", err
		}
		labels[i] = ascii
	}
	ascii := strings.Join(labels, ".")
	if len(ascii) > 253 {
		return "", errDomain
	}
	return ascii + name[len(trimmed):], nil
}

func labelToASCII(label string) (string, error) {
	ascii := true
	for _, c := range label {
		switch {
		case c >= 0x80:
			ascii = false
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return "", errDomain
		}
	}
	if !ascii {
		encoded, err := punycode(label)
		if err != nil {
			return "", err
		}
		label = "xn--" + encoded
	}
	if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
		return "", errDomain
	}
	return label, nil
}
