//go:build linux && (amd64 || arm64)

package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// growingModule has a memory of one page without maximum, and a function that
// grows it.
var growingModule = wasm(
	section(1, unary),
	section(3, []byte{0}),
	section(5, []byte{0, 1}),
	section(7, export("grow", 0, 0), export("memory", 2, 0)),
	section(10, code(0x20, 0, 0x40, 0)),
)

// A resetTest is a group that is made from an image.
type resetTest struct {
	group  *Group
	inst   *Instance
	before []byte // the memory of the image
}

// newResetTest makes an image of a memory of so many pages with the given
// contents, and a group from it.
func newResetTest(t *testing.T, module []byte, pages uint64, contents func(memory []byte)) *resetTest {
	t.Helper()
	ctx := context.Background()
	m, err := newEngine(t, Config{}).Compile(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	instantiate := func(g *Group) *Instance {
		t.Cleanup(func() {
			if err := g.Close(ctx); err != nil {
				t.Error(err)
			}
		})
		i, err := m.engine.Instantiate(ctx, m, func(string) *Instance { return nil }, InstanceOptions{Group: g})
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	template := NewGroup(0)
	r := &resetTest{inst: instantiate(template)}
	r.grow(t, pages-uint64(len(r.memory()))/PageSize)
	contents(r.memory())
	r.before = bytes.Clone(r.memory())
	image, err := template.Capture()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := image.Close(); err != nil {
			t.Error(err)
		}
	})
	r.group = image.NewGroup(0)
	r.inst = instantiate(r.group)
	r.reset(t)
	return r
}

func (r *resetTest) memory() []byte { return r.inst.Memory("memory").Bytes() }

// grow grows the memory by so many pages, and tells whether that is possible.
func (r *resetTest) grow(t *testing.T, pages uint64) bool {
	t.Helper()
	stack := []uint64{pages}
	if err := r.inst.Func("grow").Call(context.Background(), stack); err != nil {
		t.Fatal(err)
	}
	return uint32(stack[0]) != 1<<32-1
}

// reset resets the group and compares all of the memory.
func (r *resetTest) reset(t *testing.T) {
	t.Helper()
	if _, ok := r.group.Reset(); !ok {
		t.Fatal("reset failed")
	}
	if !bytes.Equal(r.memory(), r.before) {
		t.Fatalf("%d bytes are not as they were", differing(r.memory(), r.before))
	}
}

func differing(a, b []byte) (n int) {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			n++
		}
	}
	return n + max(len(a), len(b)) - min(len(a), len(b))
}

// kernels are kernels that tell less and less of what was written.
var kernels = []struct {
	name string
	open func() (int, error)
}{
	{"with PAGEMAP_SCAN", openPagemap},
	{"without PAGEMAP_SCAN", func() (int, error) { return unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0) }},
	{"without pagemap", func() (int, error) { return -1, errors.New("there is none") }},
}

// TestResetMemory writes to memories in all ways that the kernel or a reset may
// tell apart, whatever the kernel is.
func TestResetMemory(t *testing.T) {
	const pages = 200 // of the image; most of it is stored in its file
	ways := []struct {
		name  string
		write func(t *testing.T, r *resetTest)
	}{
		{"nothing", func(*testing.T, *resetTest) {}},
		{"a byte", func(_ *testing.T, r *resetTest) { r.memory()[5] ^= 1 }},
		{"first and last byte", func(_ *testing.T, r *resetTest) { m := r.memory(); m[0]++; m[len(m)-1]++ }},
		{"with the same", func(_ *testing.T, r *resetTest) { m := r.memory(); copy(m, bytes.Clone(m[:1<<20])) }},
		{"every other page", func(_ *testing.T, r *resetTest) { touch(r.memory(), 2*pageSize) }},
		{"every third page", func(_ *testing.T, r *resetTest) { touch(r.memory(), 3*pageSize) }},
		{"all of it", func(_ *testing.T, r *resetTest) { touch(r.memory(), 1) }},
		{"read only", func(_ *testing.T, r *resetTest) { isZero(r.memory()[:1<<16]); bytes.Count(r.memory(), []byte{1}) }},
		{"a hole of the file, and behind the file", func(_ *testing.T, r *resetTest) {
			m := r.memory()
			m[10*PageSize], m[11*PageSize] = 1, 0
			m[190*PageSize] = 1
		}},
		{"grown", func(t *testing.T, r *resetTest) { r.grow(t, 1); touch(r.memory()[pages*PageSize-1:], 1) }},
		{"grown twice", func(t *testing.T, r *resetTest) {
			r.grow(t, 3)
			touch(r.memory(), 5*pageSize)
			r.grow(t, 300)
			touch(r.memory(), 2*pageSize)
		}},
		{"grown and not touched", func(t *testing.T, r *resetTest) { r.grow(t, 300) }},
		{"swapped out", func(t *testing.T, r *resetTest) {
			touch(r.memory(), 2*pageSize)
			_ = unix.Madvise(r.memory(), unix.MADV_PAGEOUT) // does nothing where there is no swap
		}},
		{"at random", func(t *testing.T, r *resetTest) {
			r.grow(t, rand.Uint64N(100))
			for range 500 {
				m := r.memory()
				at := rand.IntN(len(m))
				clear(m[at:min(len(m), at+rand.IntN(10_000))])
				m[at]--
			}
		}},
	}
	for _, k := range kernels {
		t.Run(k.name, func(t *testing.T) {
			old := openPagemap
			openPagemap = k.open
			t.Cleanup(func() { openPagemap = old })
			r := newResetTest(t, growingModule, pages, func(m []byte) {
				for p := uint64(0); p < 150*PageSize; p += pageSize { // the odd ones are holes
					if p/pageSize%2 == 0 {
						m[p+p/pageSize%pageSize] = byte(p >> 12)
					}
				}
				clear(m[8*PageSize : 20*PageSize])
			})
			for range 2 {
				for _, i := range rand.Perm(len(ways)) {
					if !t.Run(ways[i].name, func(t *testing.T) { ways[i].write(t, r); r.reset(t) }) {
						return
					}
					// What is grown now was used before.
					if !r.grow(t, 700) || !isZeros(r.memory()[pages*PageSize:]) {
						t.Fatalf("after %s: what the memory grows by is not zero", ways[i].name)
					}
					r.reset(t)
				}
			}
		})
	}
}

// touch changes one byte in so many.
func touch(memory []byte, stride uint64) {
	for at := uint64(0); at < uint64(len(memory)); at += stride {
		memory[at] += 3
	}
}

func isZeros(b []byte) bool {
	for chunk := range slices.Chunk(b, PageSize) {
		if !isZero(chunk) {
			return false
		}
	}
	return true
}

// TestWrittenPages compares what the kernel tells with what was written, where
// there are more runs of pages than fit into one answer.
func TestWrittenPages(t *testing.T) {
	if _, err := openPagemap(); err != nil {
		t.Skip(err)
	}
	for _, runs := range []int{0, 1, 127, 128, 129, 255, 256, 257, 1000} {
		var r reservation
		if err := r.reserve(0, uint64(2*runs+1)*pageSize); err != nil {
			t.Fatal(err)
		}
		memory := r.grow(nil, uint64(2*runs+1)*pageSize)
		bytes.Count(memory, []byte{1}) // maps the page of zeros
		var want, got []uint64
		for i := range uint64(runs) {
			memory[(2*i+1)*pageSize] = 1
			want = append(want, 2*i+1)
		}
		err := writtenPages(memory, func(start, end uint64) bool {
			for ; start < end; start += pageSize {
				got = append(got, start/pageSize)
			}
			return true
		})
		if errors.Is(err, errNoPagemap) {
			t.Skip(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d runs: got pages %v, want %v", runs, got, want)
		}
		if err := r.release(); err != nil {
			t.Error(err)
		}
	}
}

// TestResetSizes resets memories whose limits leave little or no room.
func TestResetSizes(t *testing.T) {
	for _, tt := range []struct {
		limits      []byte // of the memory, in pages
		image, grow uint64 // in pages
		ok          bool   // it can be made small again
	}{
		{[]byte{0, 0}, 0, 5, true},
		{[]byte{0, 0}, 1, 5, true},
		{[]byte{1, 0, 0}, 0, 0, true},
		{[]byte{1, 0, 5}, 0, 4, true},
		{[]byte{1, 0, 5}, 0, 5, false},
		{[]byte{1, 2, 2}, 2, 0, true},
		{[]byte{1, 2, 5}, 5, 0, true},
		{[]byte{1, 2, 5}, 4, 1, false},
	} {
		t.Run(fmt.Sprintf("%v, image %d, grown by %d", tt.limits, tt.image, tt.grow), func(t *testing.T) {
			module := wasm(section(1, unary), section(3, []byte{0}), section(5, tt.limits),
				section(7, export("grow", 0, 0), export("memory", 2, 0)), section(10, code(0x20, 0, 0x40, 0)))
			r := newResetTest(t, module, tt.image, func(m []byte) { touch(m, 1) })
			for range 3 {
				if !r.grow(t, tt.grow) {
					t.Fatal("it cannot grow")
				}
				touch(r.memory(), 7)
				if !tt.ok {
					if _, ok := r.group.Reset(); ok {
						t.Error("a memory at its maximum was made smaller")
					}
					return
				}
				r.reset(t)
			}
		})
	}
}

// TestImageFiles checks that other programs do not inherit what stands for the
// memories of guests.
func TestImageFiles(t *testing.T) {
	image, err := newMemoryImage(bytes.Repeat([]byte{1}, PageSize))
	if err != nil {
		t.Fatal(err)
	}
	defer image.release()
	files := map[string]int{"image": image.fd}
	if fd, err := openPagemap(); err == nil {
		files["pagemap"] = fd
	}
	for name, fd := range files {
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC == 0 {
			t.Errorf("%s: flags %#x, %v", name, flags, err)
		}
	}
}

// TestResident checks that a memory which has grown once does not hold more than
// it is accounted for, whether it grows again or not.
func TestResident(t *testing.T) {
	const image = 10
	r := newResetTest(t, growingModule, image, func(m []byte) { m[0] = 1 })
	resident := func() uint64 {
		t.Helper()
		n, ok := r.group.Reset()
		if !ok {
			t.Fatal("reset failed")
		}
		return n
	}
	if err := writtenPages(r.memory(), func(uint64, uint64) bool { return true }); err != nil {
		t.Skip(err)
	}
	grow := func(pages uint64) {
		r.grow(t, pages)
		touch(r.memory()[image*PageSize:], pageSize)
	}
	grow(16)
	for range 3 {
		if got := resident(); got < 16*PageSize {
			t.Errorf("%d bytes are resident, want %d at least", got, 16*PageSize)
		}
		r.memory()[1]++
	}
	grow(8)
	if got := resident(); got < 16*PageSize || got > 20*PageSize {
		t.Errorf("%d bytes are resident, want %d", got, 16*PageSize)
	}
	grow(100) // more than a reset keeps
	if got := resident(); got != 0 {
		t.Errorf("%d bytes are resident after they were given back", got)
	}
	if got := resident(); got != 0 {
		t.Errorf("%d bytes are resident, want none", got)
	}
}
