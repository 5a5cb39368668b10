package p1

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

func TestPreopens(t *testing.T) {
	g := newGuest(t, false)
	g.want(errnoSuccess, "fd_prestat_get", 3, 8)
	if g.u32(8) != 0 || g.u32(12) != 1 {
		t.Errorf("prestat % x", g.mem[8:16])
	}
	g.want(errnoNametoolong, "fd_prestat_dir_name", 3, 16, 0)
	g.want(errnoSuccess, "fd_prestat_dir_name", 3, 16, 9)
	if string(g.mem[16:18]) != "/\x00" {
		t.Errorf("name %q", g.mem[16:18])
	}
	for _, fd := range []int{0, 4, 1 << 31, 1<<32 - 1} {
		g.want(errnoBadf, "fd_prestat_get", fd, 8)
		g.want(errnoBadf, "fd_prestat_dir_name", fd, 16, 1)
	}
	g.want(errnoSuccess, "fd_close", 3)
	g.want(errnoBadf, "fd_prestat_get", 3, 8)
}

func TestFdstat(t *testing.T) {
	g := newGuest(t, false)
	fd := g.open("a.txt", 0, int(fdAppend))
	ro := g.openRO("a.txt")
	for _, c := range []struct {
		fd          int
		typ         byte
		flags       uint16
		with, never uint64
	}{
		{0, filetypeUnknown, 0, rightFDRead, rightFDWrite | rightFDSeek},
		{1, filetypeUnknown, 0, rightFDWrite, rightFDRead | rightFDTell},
		{3, 3, 0, directoryRights, rightFDSeek | rightFDRead},
		{fd, 4, fdAppend, rightFDRead | rightFDWrite | rightFDSeek, rightPathOpen},
		{ro, 4, 0, rightFDRead | rightFDSeek, rightFDWrite},
	} {
		g.want(errnoSuccess, "fd_fdstat_get", c.fd, 8)
		rights := g.u64(16)
		if g.mem[8] != c.typ || le.Uint16(g.mem[10:]) != c.flags || rights&c.with != c.with || rights&c.never != 0 {
			t.Errorf("descriptor %d: % x", c.fd, g.mem[8:32])
		}
	}
	g.want(errnoNotsup, "fd_fdstat_set_rights", fd, uint64(0), uint64(0))
	g.want(errnoBadf, "fd_fdstat_set_rights", 99, uint64(0), uint64(0))
	g.want(errnoSuccess, "fd_fdstat_set_flags", fd, int(fdNonblock))
	g.want(errnoNotsup, "fd_fdstat_set_flags", fd, int(fdDsync))
	g.want(errnoInval, "fd_fdstat_set_flags", fd, 32)
	g.want(errnoInval, "fd_fdstat_set_flags", fd, 1<<16)
}

func (g *guest) openRO(path string) int {
	g.t.Helper()
	g.want(errnoSuccess, "path_open", 3, 1, path, 0, rightFDRead, uint64(0), 0, 0x40)
	return int(g.u32(0x40))
}

func TestReadWriteSeek(t *testing.T) {
	g := newGuest(t, false)
	fd := g.open("new", int(wasi.OpenCreate|wasi.OpenExclusive), 0)
	copy(g.mem[0x200:], "abcdefgh")
	ptr, n := g.iovecs(0x200, 3, 0, 0, 0x203, 5)
	g.want(errnoSuccess, "fd_write", fd, ptr, n, 8)
	if g.u32(8) != 8 {
		t.Errorf("wrote %d", g.u32(8))
	}
	for _, c := range []struct {
		offset int64
		whence int
		want   errno
		pos    uint64
	}{
		{0, 1, 0, 8}, {-3, 1, 0, 5}, {2, 0, 0, 2}, {-8, 2, 0, 0}, {1000, 2, 0, 1008},
		{-1, 0, errnoInval, 0}, {-2000, 1, errnoInval, 0}, {0, 3, errnoInval, 0}, {1<<63 - 1, 1, errnoInval, 0}, {-1 << 63, 1, errnoInval, 0}, {0, 0, 0, 0},
	} {
		g.want(c.want, "fd_seek", fd, uint64(c.offset), c.whence, 16)
		if c.want == 0 && g.u64(16) != c.pos {
			t.Errorf("seek %d %d = %d, want %d", c.offset, c.whence, g.u64(16), c.pos)
		}
	}
	ptr, n = g.iovecs(0x300, 2, 0x310, 4)
	for _, want := range []string{"abcdef", "gh", ""} {
		clear(g.mem[0x300:0x320])
		g.want(errnoSuccess, "fd_read", fd, ptr, n, 8)
		got := string(g.mem[0x300:0x302]) + string(g.mem[0x310:0x314])
		if strings.TrimRight(got, "\x00") != want || int(g.u32(8)) != len(want) {
			t.Errorf("read %q (%d), want %q", got, g.u32(8), want)
		}
	}
	g.want(errnoSuccess, "fd_tell", fd, 16)
	g.want(errnoSuccess, "fd_pread", fd, ptr, n, 1, 8)
	if g.u64(16) != 8 || string(g.mem[0x300:0x302]) != "bc" {
		t.Errorf("offset %d, pread %q", g.u64(16), g.mem[0x300:0x302])
	}
	ptr, n = g.iovecs(0x200, 3)
	g.want(errnoSuccess, "fd_pwrite", fd, ptr, n, 2, 8)
	g.want(errnoSuccess, "fd_filestat_set_size", fd, 6)
	g.want(errnoSuccess, "fd_fdstat_set_flags", fd, int(fdAppend))
	g.want(errnoSuccess, "fd_seek", fd, uint64(0), 0, 16)
	g.want(errnoSuccess, "fd_write", fd, ptr, n, 8)
	g.want(errnoSuccess, "fd_tell", fd, 16)
	got, err := os.ReadFile(filepath.Join(g.dir, "new"))
	if string(got) != "ababcfabc" || err != nil || g.u64(16) != 9 {
		t.Errorf("file %q, %v, offset %d", got, err, g.u64(16))
	}
	for _, c := range []struct {
		want errno
		name string
		args []any
	}{
		{errnoSuccess, "fd_sync", []any{fd}},
		{errnoSuccess, "fd_datasync", []any{fd}},
		{errnoSuccess, "fd_advise", []any{fd, 0, 10, 3}},
		{errnoInval, "fd_advise", []any{fd, 0, 10, 6}},
		{errnoBadf, "fd_advise", []any{3, 0, 10, 0}},
		{errnoNotsup, "fd_allocate", []any{fd, 0, 10}},
		{errnoBadf, "fd_allocate", []any{3, 0, 10}},
		{errnoInval, "fd_filestat_set_times", []any{fd, 0, 0, 3}},
		{errnoInval, "fd_filestat_set_times", []any{fd, 0, 0, 16}},
		{errnoSuccess, "fd_filestat_set_times", []any{fd, 100, 0, 9}},
		{errnoBadf, "fd_read", []any{3, ptr, n, 8}},
		{errnoBadf, "fd_write", []any{3, ptr, n, 8}},
		{errnoBadf, "fd_pread", []any{3, ptr, n, 0, 8}},
		{errnoBadf, "fd_seek", []any{3, 0, 0, 8}},
		{errnoBadf, "fd_tell", []any{3, 8}},
		{errnoSpipe, "fd_seek", []any{1, 0, 0, 8}},
		{errnoSpipe, "fd_pread", []any{0, ptr, n, 0, 8}},
		{errnoBadf, "fd_read", []any{1, ptr, n, 8}},
		{errnoBadf, "fd_write", []any{0, ptr, n, 8}},
		{errnoBadf, "fd_read", []any{77, ptr, n, 8}},
	} {
		g.want(c.want, c.name, c.args...)
	}
	g.want(errnoSuccess, "fd_filestat_get", fd, 0x48)
	if g.u64(0x48+32) != 9 || g.u64(0x48+40) != 100 || g.mem[0x48+16] != 4 {
		t.Errorf("filestat % x", g.mem[0x48:0x88])
	}
}

func TestStdio(t *testing.T) {
	g := newGuest(t, false)
	copy(g.mem[0x200:], "line")
	ptr, n := g.iovecs(0x200, 2, 0x202, 2)
	g.want(errnoSuccess, "fd_write", 1, ptr, n, 8)
	g.want(errnoSuccess, "fd_write", 2, ptr, n, 8)
	if g.out.String() != "lineline" || g.u32(8) != 4 {
		t.Errorf("output %q", g.out)
	}
	g.want(errnoSuccess, "fd_read", 0, ptr, n, 8)
	if g.u32(8) != 0 {
		t.Errorf("read %d from an empty input", g.u32(8))
	}
	g.want(errnoSuccess, "fd_filestat_get", 1, 0x48)
	g.want(errnoSuccess, "fd_close", 1)
	g.want(errnoBadf, "fd_write", 1, ptr, n, 8)
	if next := g.openRO("a.txt"); next != 1 {
		t.Errorf("the lowest free descriptor is 1, got %d", next)
	}
}

func TestStreamFlags(t *testing.T) {
	r, w := wasi.Pipe(8)
	g := newGuest(t, false, &Conn{r, w})
	const fd = 4
	ptr, n := g.iovecs(0x200, 6)
	g.want(errnoSuccess, "fd_fdstat_set_flags", fd, int(fdNonblock))
	g.want(errnoAgain, "fd_read", fd, ptr, n, 8)
	for _, want := range []uint32{6, 2} {
		g.want(errnoSuccess, "fd_write", fd, ptr, n, 8)
		if g.u32(8) != want {
			t.Errorf("wrote %d, want %d", g.u32(8), want)
		}
	}
	g.want(errnoAgain, "fd_write", fd, ptr, n, 8)
	g.want(errnoSuccess, "fd_read", fd, ptr, n, 8)
	if g.u32(8) != 6 {
		t.Errorf("read %d", g.u32(8))
	}
	w.Close()
	g.want(errnoSuccess, "fd_read", fd, ptr, n, 8)
	g.want(errnoSuccess, "fd_read", fd, ptr, n, 8)
	if g.u32(8) != 0 {
		t.Errorf("read %d at the end", g.u32(8))
	}
	g.want(errnoPipe, "fd_write", fd, ptr, n, 8)
}

func TestRenumber(t *testing.T) {
	g := newGuest(t, false)
	a, b := g.openRO("a.txt"), g.openRO("d/b.txt")
	g.want(errnoSuccess, "fd_renumber", a, b)
	g.want(errnoBadf, "fd_close", a)
	g.want(errnoBadf, "fd_renumber", b, a)
	g.want(errnoBadf, "fd_renumber", 99, b)
	g.want(errnoSuccess, "fd_renumber", b, b)
	g.want(errnoSuccess, "fd_filestat_get", b, 0x48)
	if g.u64(0x48+32) != 5 {
		t.Errorf("size %d, want that of a.txt", g.u64(0x48+32))
	}
}

func TestPaths(t *testing.T) {
	g := newGuest(t, false)
	fd := g.openRO("a.txt")
	for _, c := range []struct {
		want errno
		name string
		args []any
	}{
		{0, "path_create_directory", []any{3, "new"}},
		{20, "path_create_directory", []any{3, "new"}},
		{errnoNotdir, "path_create_directory", []any{fd, "x"}},
		{errnoNotdir, "path_create_directory", []any{1, "x"}},
		{errnoBadf, "path_create_directory", []any{50, "x"}},
		{errnoIlseq, "path_create_directory", []any{3, "\xff"}},
		{errnoNametoolong, "path_create_directory", []any{3, strings.Repeat("x", 5000)}},
		{44, "path_create_directory", []any{3, ""}},
		{31, "path_unlink_file", []any{3, "new"}},
		{0, "path_remove_directory", []any{3, "new/"}},
		{55, "path_remove_directory", []any{3, "d"}},
		{63, "path_open", []any{3, 1, "/a.txt", 0, 0, 0, 0, 8}},
		{63, "path_open", []any{3, 1, "../outside/secret", 0, 0, 0, 0, 8}},
		{63, "path_open", []any{3, 1, "esc/secret", 0, 0, 0, 0, 8}},
		{32, "path_open", []any{3, 0, "esc", 0, 0, 0, 0, 8}},
		{31, "path_open", []any{3, 0, ".", 2, rightFDRead | rightFDWrite, 0, 0, 8}},
		{errnoInval, "path_open", []any{3, 2, "a.txt", 0, 0, 0, 0, 8}},
		{errnoInval, "path_open", []any{3, 0, "a.txt", 16, 0, 0, 0, 8}},
		{errnoInval, "path_open", []any{3, 0, "a.txt", 0, 0, 0, 32, 8}},
		{0, "path_filestat_get", []any{3, 0, "esc", 0x48}},
		{63, "path_filestat_get", []any{3, 1, "esc", 0x48}},
		{errnoInval, "path_filestat_get", []any{3, 4, "esc", 0x48}},
		{0, "path_filestat_set_times", []any{3, 0, "a.txt", 0, 5, 4}},
		{errnoInval, "path_filestat_set_times", []any{3, 0, "a.txt", 0, 5, 12}},
		{0, "path_link", []any{3, 0, "a.txt", 3, "linked"}},
		{errnoInval, "path_link", []any{3, 1, "a.txt", 3, "linked2"}},
		{0, "path_symlink", []any{"a.txt", 3, "sym"}},
		{63, "path_symlink", []any{"/etc", 3, "sym2"}},
		{0, "path_readlink", []any{3, "sym", 0x200, 3, 8}},
		{errnoInval, "path_readlink", []any{3, "a.txt", 0x200, 3, 8}},
		{0, "path_rename", []any{3, "linked", 3, "d/moved"}},
		{44, "path_rename", []any{3, "linked", 3, "x"}},
		{0, "path_unlink_file", []any{3, "d/moved"}},
	} {
		g.want(c.want, c.name, c.args...)
	}
	if string(g.mem[0x200:0x204]) != "a.t\x00" {
		t.Errorf("readlink %q", g.mem[0x200:0x204])
	}
	for range g.state.MaxDescriptors - 2 {
		g.openRO("a.txt")
	}
	g.want(errnoMfile, "path_open", 3, 1, "a.txt", 0, 0, 0, 0, 8)
}

func TestReadOnlyMount(t *testing.T) {
	g := newGuest(t, true)
	g.openRO("a.txt")
	const rofs = 69
	g.want(rofs, "path_open", 3, 1, "a.txt", 0, rightFDWrite, 0, 0, 8)
	g.want(rofs, "path_open", 3, 1, "x", 1, rightFDRead, 0, 0, 8)
	g.want(rofs, "path_unlink_file", 3, "a.txt")
	g.want(rofs, "path_create_directory", 3, "x")
	g.want(rofs, "path_rename", 3, "a.txt", 3, "x")
}

// TestReaddir lists directories with buffers of many sizes, each of which cuts
// entries off in other places, and from each cookie.
func TestReaddir(t *testing.T) {
	g := newGuest(t, false)
	want := []string{".", ".."}
	for i := range 40 {
		name := fmt.Sprintf("%0*d", i%20+2, i)
		want = append(want, name)
		g.must(os.WriteFile(filepath.Join(g.dir, "d", name), nil, 0o666))
	}
	g.must(os.Remove(filepath.Join(g.dir, "d", "b.txt")))
	g.want(errnoSuccess, "path_open", 3, 0, "d", 2, 0, 0, 0, 8)
	fd := int(g.u32(8))
	full := g.list(fd, 0x4000, 0)
	for _, size := range []int{46, 47, 64, 100, 111, 1000} {
		if got := g.list(fd, size, 0); !slices.Equal(got, full) {
			t.Errorf("buffer of %d: %v", size, got)
		}
	}
	for cookie := range len(full) + 1 {
		if got := g.list(fd, 100, uint64(cookie)); !slices.Equal(got, full[cookie:]) {
			t.Errorf("cookie %d: %v", cookie, got)
		}
	}
	g.want(errnoSuccess, "fd_readdir", fd, 0x200, 100, uint64(1<<64-1), 8)
	if g.u32(8) != 0 {
		t.Errorf("%d bytes behind the end", g.u32(8))
	}
	g.want(errnoSuccess, "fd_readdir", fd, 0x200, 0, 0, 8)
	g.want(errnoNotdir, "fd_readdir", g.openRO("a.txt"), 0x200, 100, 0, 8)
	g.want(errnoNotdir, "fd_readdir", 1, 0x200, 100, 0, 8)
	slices.Sort(full)
	slices.Sort(want)
	if !slices.Equal(full, want) {
		t.Errorf("got %v\nwant %v", full, want)
	}
}

// list reads a directory to its end, as a libc does: entries that are cut off
// are asked for again.
func (g *guest) list(fd, size int, cookie uint64) (names []string) {
	g.t.Helper()
	for range 1000 {
		g.want(errnoSuccess, "fd_readdir", fd, 0x2000, size, cookie, 8)
		used := int(g.u32(8))
		b := g.mem[0x2000 : 0x2000+used]
		for len(b) >= direntSize && len(b) >= direntSize+int(le.Uint32(b[16:])) {
			n := direntSize + int(le.Uint32(b[16:]))
			names = append(names, string(b[direntSize:n]))
			cookie = le.Uint64(b)
			b = b[n:]
		}
		if used < size {
			return names
		}
	}
	g.t.Fatal("the directory has no end")
	return nil
}
