package p1

import "testing"

// TestDescriptors checks that descriptors are made when the first function
// needs them, and that a process knows whether the guest has changed them.
func TestDescriptors(t *testing.T) {
	g := newGuest(t, false)
	changed := func(want bool, when string) {
		t.Helper()
		if g.p.Changed() != want {
			t.Errorf("changed %s: %v", when, !want)
		}
	}
	g.want(errnoSuccess, "random_get", 0x200, 0x100)
	g.want(errnoSuccess, "clock_time_get", 0, uint64(0), 8)
	if g.p.fds != nil {
		t.Error("random numbers and clocks need descriptors")
	}
	changed(false, "by nothing")
	fd := g.openRO("a.txt")
	changed(true, "by an open file")
	g.want(errnoSuccess, "fd_close", fd)
	changed(false, "by a file that is closed again")
	g.want(errnoSuccess, "fd_close", 1)
	changed(true, "by closing the standard output")
	if fd := g.openRO("a.txt"); fd != 1 {
		t.Fatalf("the file has descriptor %d", fd)
	}
	changed(true, "by a file in the place of the standard output")
	if err := g.p.Reset(); err != nil {
		t.Error(err)
	}
	changed(false, "by a reset")
	if n := g.p.state.Idle(); !n {
		t.Error("a reset leaves files open")
	}
	g.want(errnoSuccess, "fd_fdstat_get", 1, 8)
	g.want(errnoBadf, "fd_fdstat_get", fd+1, 8)
}
