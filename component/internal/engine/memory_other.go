//go:build !(linux && (amd64 || arm64))

package engine

// A reservation allocates from Go's heap and copies when it must grow.
type reservation struct {
	limit uint64
	image *memoryImage
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
	if buf == nil && r.image != nil {
		buf = r.image.contents
	}
	copy(grown, buf)
	return grown
}

func (r *reservation) release() error { return nil }

// A memoryImage is the contents of a memory at one moment.
type memoryImage struct {
	size     uint64 // length of the memory, in bytes
	contents []byte // its beginning; the rest is zero
}

func newMemoryImage(buf []byte) (*memoryImage, error) {
	end := len(buf)
	for end > 0 && buf[end-1] == 0 {
		end--
	}
	return &memoryImage{size: uint64(len(buf)), contents: append([]byte(nil), buf[:end]...)}, nil
}

func (i *memoryImage) release() error { return nil }

func (r *reservation) mapImage(image *memoryImage) error {
	r.image = image
	return nil
}

// restore writes the whole memory: nothing tells here what has changed.
func (r *reservation) restore(image *memoryImage, buf []byte, _ uint64) (resident uint64, err error) {
	clear(buf[copy(buf, image.contents):])
	return uint64(len(buf)), nil
}
