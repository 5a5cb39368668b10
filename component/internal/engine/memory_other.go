//go:build !(linux && (amd64 || arm64))

package engine

// A reservation allocates from Go's heap and copies when it must grow.
type reservation struct {
	limit uint64
}

func (r *reservation) reserve(_, limit uint64) error {
	r.limit = limit
	return nil
}

func (r *reservation) grow(buf []byte, size uint64) []byte {
	if size <= uint64(cap(buf)) && buf != nil {
		return buf[:size]
	}
	grown := make([]byte, size, min(r.limit, max(size, 2*uint64(len(buf)))))
	copy(grown, buf)
	return grown
}

func (r *reservation) release() error { return nil }
