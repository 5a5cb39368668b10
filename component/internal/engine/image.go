package engine

import (
	"errors"

	"github.com/tetratelabs/wazero/api"
)

// An Image is the state of a group at one moment, as far as code changes it:
// the lengths and contents of its memories, and its mutable globals. Tables and
// dropped segments are not part of it; package rewrite tells which modules
// change those.
//
// Groups made from an image share the pages that they do not write to. They
// are made by the same instantiations in the same order; it may be used by
// several goroutines at once.
type Image struct {
	memories []*memoryImage
	globals  [][]uint64
}

// Capture returns the state of a group, in which no call may be running.
func (g *Group) Capture() (*Image, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := &Image{}
	for _, m := range g.memories {
		image, err := newMemoryImage(m.buf)
		if err != nil {
			return nil, errors.Join(err, i.Close())
		}
		i.memories = append(i.memories, image)
	}
	for _, globals := range g.globals {
		values := make([]uint64, len(globals))
		for n, global := range globals {
			values[n] = global.Get()
		}
		i.globals = append(i.globals, values)
	}
	return i, nil
}

// NewGroup returns an empty group, like the function of that name, whose
// memories will begin with the contents that they have in the image. When
// everything is instantiated, Reset has to be called before the group is used.
func (i *Image) NewGroup(maxMemory uint64) *Group {
	g := NewGroup(maxMemory)
	g.image = i
	return g
}

// Close frees the image. The groups that were made from it must be closed.
func (i *Image) Close() error {
	var errs []error
	for _, m := range i.memories {
		errs = append(errs, m.release())
	}
	i.memories = nil
	return errors.Join(errs...)
}

// memoryImage returns the image of the next memory that g will have.
func (g *Group) memoryImage() (*memoryImage, error) {
	if g.image == nil {
		return nil, nil
	}
	n := len(g.memories)
	if n >= len(g.image.memories) {
		return nil, errNotOfImage
	}
	return g.image.memories[n], nil
}

var errNotOfImage = errors.New("internal error: the group is not made of what its image was")

// Reset puts a group back into the state of the image it was made from. It
// returns how many bytes of its memories are resident that the image does not
// share, and false if the group cannot be used again and has to be closed. No
// call may be running.
func (g *Group) Reset() (resident uint64, ok bool) {
	if len(g.memories) != len(g.image.memories) || len(g.globals) != len(g.image.globals) {
		return 0, false
	}
	for _, m := range g.memories {
		n, ok := m.reset()
		if !ok {
			return 0, false
		}
		resident += n
	}
	g.refused = false
	for n, globals := range g.globals {
		values := g.image.globals[n]
		for k, global := range globals {
			global.Set(values[k])
		}
	}
	return resident, true
}

// mutableGlobals returns the globals exported under the given names.
func mutableGlobals(mod api.Module, names []string) ([]api.MutableGlobal, error) {
	globals := make([]api.MutableGlobal, len(names))
	for i, name := range names {
		g, ok := mod.ExportedGlobal(name).(api.MutableGlobal)
		if !ok {
			return nil, errors.New("internal error: there is no mutable global " + name)
		}
		globals[i] = g
	}
	return globals, nil
}

// A Segment is bytes that an instantiation writes into the memory which the
// module defines.
type Segment struct {
	Offset uint32
	Bytes  []byte
}

// apply writes the segments into a memory, which they fit into.
func apply(segments []Segment, memory []byte) {
	for _, s := range segments {
		copy(memory[s.Offset:], s.Bytes)
	}
}
