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

// wait waits for rings, any number of them. The error is that of a bell that
// was stopped.
func (b *bell) wait() error {
	var rings [16]byte
	_, err := b.out.Read(rings[:])
	return err
}

// stop ends wait.
func (b *bell) stop() error { return b.in.Close() }

// close frees the bell, which nobody waits for any more.
func (b *bell) close() error { return b.out.Close() }
