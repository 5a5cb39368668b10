package canon

import "slices"

// MaxTable is the largest index of a [Table].
const MaxTable = 1<<28 - 1

// An entryKind tells what an entry of a table is.
type entryKind uint8

const (
	entryFree     entryKind = iota
	entryResource           // entry.typ, rep, obj, own, lends, scope
	entryAsync              // a waitable or a waitable set: entry.obj
)

// An entry is one element of a [Table]. Entries are values, so that a handle
// costs no allocation of its own.
type entry struct {
	kind  entryKind
	own   bool
	lends uint32        // see "Resource State", num_lends
	rep   uint32        // representation of a resource; of a free entry the next one
	typ   *ResourceType // of a resource
	obj   any           // the Go object of a host resource, or what kind says
	scope *Task         // of a borrow: the task that must drop it
}

// A Table is a handle table, see "Table State". Index 0 is never in use, and
// indices that were freed last are used first. The zero Table is empty.
type Table struct {
	// Limit bounds the largest index; 0 stands for [MaxTable].
	Limit uint32

	entries []entry // entries[0] is not used
	free    uint32  // first of the list of free entries, 0 for none
	live    int
}

// Len returns how many entries are in use.
func (t *Table) Len() int { return t.live }

// Clone returns a copy of the table.
func (t *Table) Clone() Table {
	c := *t
	c.entries = slices.Clone(t.entries)
	return c
}

// Reset gives the table the entries of another one, which has none in use, and
// keeps the memory and the limit: indices will be used in the same order.
// Destructors are not called.
func (t *Table) Reset(to *Table) {
	clear(t.entries)
	t.entries, t.free, t.live = append(t.entries[:0], to.entries...), to.free, to.live
}

// full tells whether add would trap.
func (t *Table) full() bool { return t.free == 0 && uint64(len(t.entries)) > uint64(t.limit()) }

// add returns the index of a new entry; it traps when the table is full.
func (t *Table) add(e entry) uint32 {
	t.live++
	if i := t.free; i != 0 {
		t.free = t.entries[i].rep
		t.entries[i] = e
		return i
	}
	if len(t.entries) == 0 {
		t.entries = append(t.entries, entry{})
	}
	i := uint32(len(t.entries))
	if limit := t.limit(); i > limit {
		t.live--
		trap(TrapTableFull, "handle table is full: %d handles are in use", limit)
	}
	t.entries = append(t.entries, e)
	return i
}

func (t *Table) limit() uint32 {
	if t.Limit == 0 || t.Limit > MaxTable {
		return MaxTable
	}
	return t.Limit
}

// get returns the entry with index i, valid until the next add; it traps if
// there is none.
func (t *Table) get(i uint32) *entry {
	if uint64(i) >= uint64(len(t.entries)) || t.entries[i].kind == entryFree {
		trap(TrapUnknownHandle, "unknown handle index %d", i)
	}
	return &t.entries[i]
}

// remove frees the entry with index i, which get has found.
func (t *Table) remove(i uint32) {
	t.entries[i] = entry{rep: t.free}
	t.free = i
	t.live--
}
