package schedule

import "os"

// A bell wakes one goroutine by way of the operating system's poller, a pipe:
// who waits for it runs when everything that the network brought before is
// ready to run as well.
type bell struct{ in, out *os.File }

func newBell() (bell, error) {
	out, in, err := os.Pipe()
	return bell{in, out}, err
}

// ring makes one call of wait return.
func (b *bell) ring() error {
	_, err := b.in.Write([]byte{1})
	return err
}

// wait waits for rings, any number of them. It fails when the bell is closed.
func (b *bell) wait() error {
	var rings [16]byte
	_, err := b.out.Read(rings[:])
	return err
}

func (b *bell) close() error {
	err := b.in.Close() // wait sees the end
	return err
}
