package wasi

import (
	"fmt"
	"slices"
)

// An OutgoingRequest is what to send.
type OutgoingRequest struct {
	Method, Scheme, Authority, Path string
	Headers                         Fields
	WantBody                        bool
}

// describe sets everything but headers and body.
func (q *OutgoingRequest) describe(request uint32) error {
	p, n := data(q.Method)
	method := slices.Index(methods[:], q.Method)
	if method < 0 {
		method = len(methods)
	}
	if outgoingRequestSetMethod(request, uint32(method), p, n) != 0 {
		return fmt.Errorf("the host refuses method %q", q.Method)
	}
	p, n = data(q.Scheme)
	scheme := slices.Index([]string{"http", "https"}, q.Scheme)
	if scheme < 0 {
		scheme = 2
	}
	if outgoingRequestSetScheme(request, 1, uint32(scheme), p, n) != 0 {
		return fmt.Errorf("the host refuses scheme %q", q.Scheme)
	}
	p, n = data(q.Authority)
	if outgoingRequestSetAuthority(request, 1, p, n) != 0 {
		return fmt.Errorf("the host refuses authority %q", q.Authority)
	}
	p, n = data(q.Path)
	if outgoingRequestSetPath(request, 1, p, n) != 0 {
		return fmt.Errorf("the host refuses path %q", q.Path)
	}
	return nil
}
