package wasi

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// eachHost runs test with a fresh directory, once per implementation of
// hostDir that this system has. "/outside" next to it must never be reached.
func eachHost(t *testing.T, test func(t *testing.T, s *State, root *Descriptor)) {
	for name, open := range map[string]func(string) (hostDir, error){"native": openHostDir, "root": openRootDir} {
		t.Run(name, func(t *testing.T) {
			s, root := openTree(t, open, false)
			test(t, s, root)
			if n := s.open.Load(); n > 1 && !t.Failed() {
				t.Errorf("%d descriptors are left open", n-1)
			}
		})
	}
}

// openTree makes outside/secret, and beside it root with a.txt ("aaaa"),
// dir/b.txt and the symbolic links of escapes.
func openTree(t *testing.T, open func(string) (hostDir, error), readOnly bool) (*State, *Descriptor) {
	t.Helper()
	base := t.TempDir()
	outside, root := filepath.Join(base, "outside"), filepath.Join(base, "root")
	for _, dir := range []string{outside, root, filepath.Join(root, "dir")} {
		must(t, os.Mkdir(dir, 0o777))
	}
	must(t, os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o666))
	must(t, os.WriteFile(filepath.Join(root, "a.txt"), []byte("aaaa"), 0o666))
	must(t, os.WriteFile(filepath.Join(root, "dir", "b.txt"), []byte("b"), 0o666))
	if runtime.GOOS != "windows" {
		for link, target := range map[string]string{
			"abs":      outside,
			"up":       "..",
			"rel":      "../outside",
			"relfile":  "../outside/secret",
			"in":       "dir",
			"infile":   "dir/b.txt",
			"loop":     "loop",
			"dangling": "nowhere",
			"dir/up2":  "../../outside",
		} {
			must(t, os.Symlink(target, filepath.Join(root, link)))
		}
	}
	d, err := open(root)
	must(t, err)
	mount := &Mount{newObject(d, nil), readOnly}
	s := &State{Preopens: []Preopen{{"/", mount}}}
	ds, err := s.OpenPreopens()
	must(t, err)
	t.Cleanup(func() { ds[0].Close(); mount.Close() })
	return s, ds[0]
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, what string, err error, codes ...FileError) {
	t.Helper()
	for _, c := range codes {
		if err == c {
			return
		}
	}
	if len(codes) > 0 || err != nil {
		t.Errorf("%s: %v, want %v", what, err, codes)
	}
}

func skipWithoutSymlinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need a privilege on windows")
	}
}

// TestEscape tries every function with paths that lead out.
func TestEscape(t *testing.T) {
	skipWithoutSymlinks(t)
	now := NewTimestamp{Kind: TimestampNow}
	paths := []string{
		"..", "../", "../outside", "../outside/secret", "/", "/etc/passwd", "//etc", "dir/../..", "dir/../../outside/secret",
		"up/outside/secret", "up/", "rel/secret", "rel/", "abs/secret", "abs/", "dir/up2/secret", "dir/up2/", "./../outside", "in/../../outside/secret",
	}
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		ops := map[string]func(path string) error{
			"open":     func(p string) error { return closing(root.OpenAt(0, p, 0, DescriptorRead)) },
			"follow":   func(p string) error { return closing(root.OpenAt(SymlinkFollow, p, 0, DescriptorRead)) },
			"create":   func(p string) error { return closing(root.OpenAt(SymlinkFollow, p, OpenCreate, DescriptorWrite)) },
			"truncate": func(p string) error { return closing(root.OpenAt(SymlinkFollow, p, OpenTruncate, DescriptorWrite)) },
			"opendir":  func(p string) error { return closing(root.OpenAt(SymlinkFollow, p, OpenDirectory, DescriptorRead)) },
			"stat":     func(p string) error { _, err := root.StatAt(0, p); return err },
			"stat follow": func(p string) error {
				_, err := root.StatAt(SymlinkFollow, p)
				return err
			},
			"set-times": func(p string) error { return root.SetTimesAt(SymlinkFollow, p, now, now) },
			"readlink":  func(p string) error { _, err := root.ReadlinkAt(p); return err },
			"mkdir":     root.CreateDirectoryAt,
			"rmdir":     root.RemoveDirectoryAt,
			"unlink":    root.UnlinkFileAt,
			"symlink":   func(p string) error { return root.SymlinkAt("x", p) },
			"rename from": func(p string) error {
				return root.RenameAt(p, root, "stolen")
			},
			"rename to": func(p string) error { return root.RenameAt("a.txt", root, p) },
			"link from": func(p string) error { return root.LinkAt(0, p, root, "stolen") },
			"link to":   func(p string) error { return root.LinkAt(0, "a.txt", root, p) },
		}
		for what, op := range ops {
			for _, p := range paths {
				err := op(p)
				if what == "create" && strings.HasSuffix(p, "/") && err == FileErrIsDirectory {
					continue // the kernel refuses this without looking where it leads
				}
				want(t, what+" "+p, err, FileErrNotPermitted)
			}
		}
		for _, p := range []string{"rel", "relfile", "abs", "up", "dir/up2"} {
			want(t, "follow "+p, ops["follow"](p), FileErrNotPermitted)
			want(t, "stat follow "+p, ops["stat follow"](p), FileErrNotPermitted)
			want(t, "set-times "+p, ops["set-times"](p), FileErrNotPermitted)
			want(t, "create "+p, ops["create"](p), FileErrNotPermitted)
			want(t, "open "+p, ops["open"](p), FileErrLoop)
			_, err := root.StatAt(0, p)
			want(t, "stat "+p, err)
		}
		sub, err := root.OpenAt(0, "dir", OpenDirectory, DescriptorRead)
		must(t, err)
		want(t, "sibling", closing(sub.OpenAt(0, "../a.txt", 0, DescriptorRead)), FileErrNotPermitted)
		want(t, "rename into the parent", sub.RenameAt("b.txt", sub, "../b.txt"), FileErrNotPermitted)
		want(t, "link from the parent", sub.LinkAt(0, "../a.txt", root, "x"), FileErrNotPermitted)
		want(t, "absolute symlink", root.SymlinkAt("/etc", "x"), FileErrNotPermitted)
		_, err = root.ReadlinkAt("abs")
		want(t, "readlink of an absolute path", err, FileErrNotPermitted)
		must(t, sub.Close())
	})
}

func closing(d *Descriptor, err error) error {
	if err == nil {
		err = d.Close()
	}
	return err
}

// TestEscapeRace swaps a directory against a link to the outside while a guest
// opens files through it.
func TestEscapeRace(t *testing.T) {
	skipWithoutSymlinks(t)
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		must(t, root.CreateDirectoryAt("swap"))
		f, err := root.OpenAt(0, "swap/secret", OpenCreate, DescriptorWrite)
		must(t, err)
		f.Close()
		must(t, root.SymlinkAt("../outside", "link"))
		stop, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			for {
				select {
				case <-stop:
					return
				default:
					_ = root.RenameAt("swap", root, "away")
					_ = root.RenameAt("link", root, "swap")
					_ = root.RenameAt("swap", root, "link")
					_ = root.RenameAt("away", root, "swap")
				}
			}
		}()
		opened := 0
		for range 3000 {
			f, err := root.OpenAt(SymlinkFollow, "swap/secret", 0, DescriptorRead)
			if err != nil {
				continue
			}
			opened++
			var buf [10]byte
			if n, _ := f.ReadAt(buf[:], 0); n != 0 {
				t.Errorf("read %q from outside", buf[:n])
			}
			f.Close()
		}
		close(stop)
		<-done
		if opened == 0 {
			t.Error("the file inside was never seen; the test proves nothing")
		}
	})
}

func TestFile(t *testing.T) {
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		f, err := root.OpenAt(0, "new", OpenCreate|OpenExclusive, DescriptorRead|DescriptorWrite)
		must(t, err)
		want(t, "exclusive again", closing(root.OpenAt(0, "new", OpenCreate|OpenExclusive, DescriptorRead)), FileErrExist)
		if n, err := f.WriteAt([]byte("hello"), 3); n != 5 || err != nil {
			t.Errorf("write = %d, %v", n, err)
		}
		if n, err := f.Append([]byte("!")); n != 1 || err != nil {
			t.Errorf("append = %d, %v", n, err)
		}
		buf := make([]byte, 100)
		if n, err := f.ReadAt(buf, 0); err != nil || string(buf[:n]) != "\x00\x00\x00hello!" {
			t.Errorf("read %q, %v", buf[:n], err)
		}
		if n, err := f.ReadAt(buf, 9); n != 0 || err != nil {
			t.Errorf("read at the end = %d, %v", n, err)
		}
		for _, off := range []uint64{1 << 63, 1<<64 - 1} {
			_, err := f.ReadAt(buf, off)
			want(t, "read far", err, FileErrInvalid)
			_, err = f.WriteAt(buf, off)
			want(t, "write far", err, FileErrInvalid)
			want(t, "huge size", f.SetSize(off), FileErrInvalid)
		}
		_, err = f.WriteAt(buf, 1<<63-1)
		want(t, "write at the very end", err, FileErrFileTooLarge, FileErrInvalid)
		must(t, f.SetSize(2))
		st, err := f.Stat()
		must(t, err)
		if st.Size != 2 || st.Type != TypeRegularFile || st.LinkCount != 1 {
			t.Errorf("stat = %+v", st)
		}
		must(t, f.Sync(true))
		must(t, f.Sync(false))
		must(t, f.Advise(0, 10, AdviceWillNeed))
		want(t, "file as directory", closing(root.OpenAt(0, "new", OpenDirectory, DescriptorRead)), FileErrNotDirectory)
		want(t, "file as base", closing(f.OpenAt(0, "x", 0, DescriptorRead)), FileErrNotDirectory)
		want(t, "file with slash", closing(root.OpenAt(0, "new/", 0, DescriptorRead)), FileErrNotDirectory)
		must(t, f.Close())
		must(t, f.Close())
		_, err = f.ReadAt(buf, 0)
		want(t, "read after close", err, FileErrBadDescriptor)

		r, err := root.OpenAt(0, "new", 0, 0)
		must(t, err)
		if r.Flags() != DescriptorRead {
			t.Errorf("flags = %b", r.Flags())
		}
		_, err = r.WriteAt(buf, 0)
		want(t, "write of a file opened for reading", err, FileErrBadDescriptor)
		want(t, "set-size of a file opened for reading", r.SetSize(0), FileErrInvalid)
		must(t, r.Close())
		w, err := root.OpenAt(0, "new", OpenTruncate, DescriptorWrite)
		must(t, err)
		_, err = w.ReadAt(buf, 0)
		want(t, "read of a file opened for writing", err, FileErrBadDescriptor)
		if st, _ := w.Stat(); st.Size != 0 {
			t.Errorf("size after truncate = %d", st.Size)
		}
		must(t, w.Close())
	})
}

func TestTimes(t *testing.T) {
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		at := Datetime{1_000_000_000, 123_456_700}
		set := NewTimestamp{TimestampAt, at}
		check := func(what string, err error, st DescriptorStat) {
			t.Helper()
			want(t, what, err)
			if st.Modification != at {
				t.Errorf("%s: modification = %v", what, st.Modification)
			}
		}
		err := root.SetTimesAt(0, "a.txt", NewTimestamp{}, set)
		st, _ := root.StatAt(0, "a.txt")
		check("set-times-at", err, st)
		if d := time.Since(st.Access.Time()); runtime.GOOS == "linux" && d > time.Hour {
			t.Errorf("the access time changed too: %v", st.Access)
		}
		f, err := root.OpenAt(0, "dir/b.txt", 0, DescriptorRead|DescriptorWrite)
		must(t, err)
		err = f.SetTimes(set, set)
		st, _ = f.Stat()
		check("set-times of a file", err, st)
		must(t, f.Close())
		err = root.SetTimes(set, set)
		st, _ = root.Stat()
		check("set-times of a directory", err, st)
		want(t, "bad nanoseconds", root.SetTimesAt(0, "a.txt", set, NewTimestamp{TimestampAt, Datetime{0, 1e9}}), FileErrInvalid)
		want(t, "bad kind", root.SetTimes(NewTimestamp{Kind: 3}, set), FileErrInvalid)
	})
}

func TestDirectories(t *testing.T) {
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		must(t, root.CreateDirectoryAt("new/"))
		want(t, "mkdir again", root.CreateDirectoryAt("new"), FileErrExist)
		want(t, "mkdir .", root.CreateDirectoryAt("."), FileErrExist)
		want(t, "mkdir without parent", root.CreateDirectoryAt("no/such"), FileErrNoEntry)
		want(t, "unlink a directory", root.UnlinkFileAt("new"), FileErrIsDirectory)
		want(t, "rmdir a file", root.RemoveDirectoryAt("a.txt"), FileErrNotDirectory)
		want(t, "rmdir a file with slash", root.RemoveDirectoryAt("a.txt/"), FileErrNotDirectory)
		want(t, "unlink a file with slash", root.UnlinkFileAt("a.txt/"), FileErrNotDirectory)
		want(t, "rmdir nothing", root.RemoveDirectoryAt("nothing"), FileErrNoEntry)
		want(t, "rmdir .", root.RemoveDirectoryAt("."), FileErrInvalid)
		want(t, "rmdir not empty", root.RemoveDirectoryAt("dir"), FileErrNotEmpty)
		want(t, "open for writing", closing(root.OpenAt(0, "new", 0, DescriptorWrite)), FileErrIsDirectory)
		want(t, "create a directory", closing(root.OpenAt(0, "x", OpenCreate|OpenDirectory, 0)), FileErrInvalid)
		must(t, root.RemoveDirectoryAt("new/"))
		for _, p := range []string{"", "nul\x00", strings.Repeat("x", 300), strings.Repeat("x/", 5000)} {
			if err := closing(root.OpenAt(0, p, 0, 0)); err != FileErrNoEntry && err != FileErrInvalid && err != FileErrNameTooLong {
				t.Errorf("open %.10q: %v", p, err)
			}
		}
		_, err := root.ReadAt(nil, 0)
		want(t, "read a directory", err, FileErrBadDescriptor)
		want(t, "advise a directory", root.Advise(0, 0, 0), FileErrBadDescriptor)
		want(t, "set-size of a directory", root.SetSize(0), FileErrBadDescriptor)
		must(t, root.Sync(false))
	})
}

func TestReadDirectory(t *testing.T) {
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		must(t, root.CreateDirectoryAt("many"))
		many, err := root.OpenAt(0, "many", OpenDirectory, DescriptorRead)
		must(t, err)
		var names []string
		for i := range 300 {
			name := "file-" + strings.Repeat("x", i%100) + string(rune('a'+i/100))
			names = append(names, name)
			must(t, closing(many.OpenAt(0, name, OpenCreate, 0)))
		}
		for range 2 {
			stream, err := many.ReadDirectory()
			must(t, err)
			var got []string
			for {
				e, ok, err := stream.Next()
				must(t, err)
				if !ok {
					break
				}
				if st, err := many.StatAt(0, e.Name); err != nil || e.Type != st.Type || e.Inode != st.Inode {
					t.Errorf("%+v but %+v, %v", e, st, err)
				}
				got = append(got, e.Name)
			}
			slices.Sort(got)
			slices.Sort(names)
			if !slices.Equal(got, names) {
				t.Errorf("got %d names, want %d", len(got), len(names))
			}
			must(t, stream.Close())
			_, _, err = stream.Next()
			want(t, "next after close", err, FileErrBadDescriptor)
		}
		must(t, many.Close())
		f, err := root.OpenAt(0, "a.txt", 0, 0)
		must(t, err)
		_, err = f.ReadDirectory()
		want(t, "read-directory of a file", err, FileErrNotDirectory)
		must(t, f.Close())
	})
}

func TestRenameAndLink(t *testing.T) {
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		sub, err := root.OpenAt(0, "dir", OpenDirectory, 0)
		must(t, err)
		must(t, root.RenameAt("a.txt", sub, "moved"))
		_, err = root.StatAt(0, "a.txt")
		want(t, "old name", err, FileErrNoEntry)
		must(t, sub.RenameAt("moved", root, "a.txt"))
		must(t, root.LinkAt(0, "a.txt", sub, "linked"))
		a, err := root.OpenAt(0, "a.txt", 0, 0)
		must(t, err)
		b, err := sub.OpenAt(0, "linked", 0, 0)
		must(t, err)
		if runtime.GOOS != "windows" && (!a.IsSameObject(b) || a.IsSameObject(root)) {
			t.Error("is-same-object is wrong about a hard link")
		}
		ha, _ := a.MetadataHash()
		hb, _ := root.MetadataHashAt(0, "dir/linked")
		hr, _ := root.MetadataHash()
		if runtime.GOOS != "windows" && (ha != hb || ha == hr) {
			t.Errorf("hashes %v %v %v", ha, hb, hr)
		}
		must(t, a.Close())
		must(t, b.Close())
		want(t, "link over a file", root.LinkAt(0, "a.txt", sub, "b.txt"), FileErrExist)
		want(t, "link a directory", root.LinkAt(0, "dir", root, "dir2"), FileErrNotPermitted)
		want(t, "link a directory with slash", root.LinkAt(0, "dir/", root, "dir2"), FileErrNotPermitted)
		want(t, "link to a slash", root.LinkAt(0, "a.txt", root, "new/"), FileErrNoEntry)
		want(t, "link following", root.LinkAt(SymlinkFollow, "a.txt", root, "new"), FileErrInvalid)
		want(t, "link nothing", root.LinkAt(0, "nothing", root, "new"), FileErrNoEntry)
		want(t, "rename .", root.RenameAt(".", root, "new"), FileErrBusy, FileErrInvalid)
		want(t, "rename nothing", root.RenameAt("nothing", root, "new"), FileErrNoEntry)
		must(t, root.CreateDirectoryAt("empty"))
		want(t, "rename a file onto a directory", root.RenameAt("a.txt", root, "empty"), FileErrIsDirectory)
		want(t, "rename a directory onto a file", root.RenameAt("empty", root, "a.txt"), FileErrNotDirectory)
		want(t, "rename onto a full directory", root.RenameAt("empty", root, "dir"), FileErrNotEmpty, FileErrExist)
		must(t, root.RenameAt("empty/", root, "other/"))
		must(t, root.CreateDirectoryAt("empty"))
		must(t, root.RenameAt("other", root, "empty"))
		must(t, root.RenameAt("empty", root, "empty"))
		must(t, sub.Close())
	})
}

func TestSymlinks(t *testing.T) {
	skipWithoutSymlinks(t)
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		must(t, root.SymlinkAt("a.txt", "s"))
		if target, err := root.ReadlinkAt("s"); target != "a.txt" || err != nil {
			t.Errorf("readlink = %q, %v", target, err)
		}
		_, err := root.ReadlinkAt("a.txt")
		want(t, "readlink of a file", err, FileErrInvalid)
		want(t, "open without following", closing(root.OpenAt(0, "s", 0, 0)), FileErrLoop)
		want(t, "open following", closing(root.OpenAt(SymlinkFollow, "s", 0, 0)))
		want(t, "open a loop", closing(root.OpenAt(SymlinkFollow, "loop", 0, 0)), FileErrLoop)
		want(t, "open dangling", closing(root.OpenAt(SymlinkFollow, "dangling", 0, 0)), FileErrNoEntry)
		want(t, "through a link", closing(root.OpenAt(0, "in/b.txt", 0, 0)))
		want(t, "link with slash", closing(root.OpenAt(0, "in/", 0, 0)))
		want(t, "symlink over a file", root.SymlinkAt("x", "a.txt"), FileErrExist)
		want(t, "symlink to a slash", root.SymlinkAt("x", "new/"), FileErrNoEntry)
		want(t, "unlink a link", root.UnlinkFileAt("in"))
		want(t, "target stays", closing(root.OpenAt(0, "dir", OpenDirectory, 0)))
	})
}

// TestReadOnly tries every change of a read-only mount.
func TestReadOnly(t *testing.T) {
	now := NewTimestamp{Kind: TimestampNow}
	for name, open := range map[string]func(string) (hostDir, error){"native": openHostDir, "root": openRootDir} {
		t.Run(name, func(t *testing.T) {
			_, root := openTree(t, open, true)
			if root.Flags() != DescriptorRead {
				t.Errorf("flags = %b", root.Flags())
			}
			dir, err := root.OpenAt(0, "dir", OpenDirectory, DescriptorRead)
			must(t, err)
			f, err := dir.OpenAt(0, "b.txt", 0, DescriptorRead)
			must(t, err)
			buf := make([]byte, 5)
			if n, err := f.ReadAt(buf, 0); n != 1 || err != nil {
				t.Errorf("read = %d, %v", n, err)
			}
			for what, err := range map[string]error{
				"open for writing":  closing(root.OpenAt(0, "a.txt", 0, DescriptorWrite)),
				"open for mutation": closing(root.OpenAt(0, "dir", 0, MutateDirectory)),
				"create":            closing(dir.OpenAt(0, "new", OpenCreate, DescriptorRead)),
				"truncate":          closing(root.OpenAt(0, "a.txt", OpenTruncate, DescriptorRead)),
				"mkdir":             root.CreateDirectoryAt("new"),
				"rmdir":             root.RemoveDirectoryAt("dir"),
				"unlink":            dir.UnlinkFileAt("b.txt"),
				"rename":            root.RenameAt("a.txt", root, "b"),
				"link":              root.LinkAt(0, "a.txt", root, "b"),
				"symlink":           root.SymlinkAt("a", "b"),
				"set-times-at":      root.SetTimesAt(0, "a.txt", now, now),
				"set-times":         f.SetTimes(now, now),
				"set-times of dir":  dir.SetTimes(now, now),
				"set-size":          f.SetSize(0),
			} {
				want(t, what, err, FileErrReadOnly)
			}
			must(t, f.Sync(false))
			must(t, f.Close())
			must(t, dir.Close())
		})
	}
}

func TestDescriptorLimit(t *testing.T) {
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		s.MaxDescriptors = 3
		a, err := root.OpenAt(0, "a.txt", 0, 0)
		must(t, err)
		stream, err := root.ReadDirectory()
		must(t, err)
		if _, err := root.OpenAt(0, "a.txt", 0, 0); !errors.Is(err, ErrTooManyDescriptors) {
			t.Errorf("open beyond the limit: %v", err)
		}
		if _, err := root.ReadDirectory(); !errors.Is(err, ErrTooManyDescriptors) {
			t.Errorf("read-directory beyond the limit: %v", err)
		}
		must(t, stream.Close())
		must(t, closing(root.OpenAt(0, "a.txt", 0, 0)))
		want(t, "failing open", closing(root.OpenAt(0, "none", 0, 0)), FileErrNoEntry)
		must(t, closing(root.OpenAt(0, "a.txt", 0, 0)))
		must(t, a.Close())
	})
}

// TestFileStreams checks that streams outlive their descriptor and do not
// disturb one another.
func TestFileStreams(t *testing.T) {
	eachHost(t, func(t *testing.T, s *State, root *Descriptor) {
		f, err := root.OpenAt(0, "big", OpenCreate, DescriptorRead|DescriptorWrite)
		must(t, err)
		data := bytes.Repeat([]byte("0123456789"), 300_000)
		out, err := f.WriteStream(0)
		must(t, err)
		in, err := f.ReadStream(10)
		must(t, err)
		app, err := f.AppendStream()
		must(t, err)
		must(t, f.Close())
		must(t, BlockingWrite(t.Context(), out, data))
		must(t, app.Write([]byte("end")))
		want(t, "flush", BlockingFlush(t.Context(), out))
		if err := out.Write(make([]byte, MaxPermit+1)); err != ErrPermit {
			t.Errorf("write beyond the permit: %v", err)
		}
		checkRead(t, in, append(data[10:], "end"...))
		must(t, out.Close())
		must(t, out.Close())
		if err := out.Write(nil); err != io.EOF {
			t.Errorf("write after close: %v", err)
		}
		must(t, app.Close())
	})
}

func FuzzPaths(f *testing.F) {
	for _, p := range []string{"a.txt", "dir/../a.txt", "..", "/", "in/b.txt", "up/x", "a//b", "./.", "x/", "\x00", "\xff", "abs/secret"} {
		f.Add(p, p, uint8(0))
	}
	f.Fuzz(func(t *testing.T, p, q string, op uint8) {
		for _, open := range []func(string) (hostDir, error){openHostDir, openRootDir} {
			_, root := openTree(t, open, false)
			fuzzPath(t, root, p, q, op)
		}
	})
}

// fuzzPath does one operation and checks that what it opened is inside.
func fuzzPath(t *testing.T, root *Descriptor, p, q string, op uint8) {
	switch op % 8 {
	case 0:
		_ = root.RenameAt(p, root, q)
	case 1:
		_ = root.LinkAt(0, p, root, q)
	case 2:
		_ = root.SymlinkAt(p, q)
	case 3:
		_ = root.CreateDirectoryAt(p)
	case 4:
		_ = root.UnlinkFileAt(p)
	case 5:
		_ = root.RemoveDirectoryAt(p)
	case 6:
		_ = root.SetTimesAt(SymlinkFollow, p, NewTimestamp{}, NewTimestamp{})
	case 7:
		_ = closing(root.OpenAt(SymlinkFollow, p, OpenCreate, DescriptorWrite))
	}
	d, err := root.OpenAt(SymlinkFollow, q, 0, DescriptorRead)
	if err != nil {
		return
	}
	defer d.Close()
	var buf [6]byte
	if n, err := d.ReadAt(buf[:], 0); err == nil && string(buf[:n]) == "secret" {
		t.Errorf("%q after %d of %q reads the secret", q, op%8, p)
	}
}

func BenchmarkOpenReadClose(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "f"), make([]byte, 4096), 0o666); err != nil {
		b.Fatal(err)
	}
	m, err := OpenMount(dir, true)
	if err != nil {
		b.Fatal(err)
	}
	s := &State{Preopens: []Preopen{{"/", m}}}
	ds, err := s.OpenPreopens()
	if err != nil {
		b.Fatal(err)
	}
	buf := make([]byte, 4096)
	b.ReportAllocs()
	for b.Loop() {
		f, err := ds[0].OpenAt(SymlinkFollow, "f", 0, DescriptorRead)
		if err != nil {
			b.Fatal(err)
		}
		if n, err := f.ReadAt(buf, 0); n != len(buf) || err != nil {
			b.Fatal(n, err)
		}
		f.Close()
	}
}
