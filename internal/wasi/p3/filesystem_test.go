package p3

import (
	"errors"
	"fmt"
	goio "io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/filesystem"
)

const files = "filesystem/types"

// mounted returns a host that has a directory.
func mounted(t testing.TB, dir string) *Host {
	t.Helper()
	m, err := wasi.OpenMount(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return &Host{State: &wasi.State{Preopens: []wasi.Preopen{{Path: "/data", Mount: m}}}}
}

// inDir returns a guest with a directory, and the handle of that.
func inDir(t testing.TB, dir string) (*guest, component.Value) {
	t.Helper()
	g := newGuest(t, mounted(t, dir))
	list := g.call("filesystem/preopens", "get-directories").List()
	if len(list) != 1 || list[0].Fields()[1].Str() != "/data" {
		t.Fatalf("preopens are %v", list)
	}
	return g, list[0].Fields()[0]
}

// TestFileErrors checks that errors of files have the names that WIT gives them,
// and which errors are not of files.
func TestFileErrors(t *testing.T) {
	got := map[string]bool{}
	for i := wasi.FileErrAccess; i <= wasi.FileErrCrossDevice; i++ {
		code, ok := fileError(fmt.Errorf("open: %w", i)).(filesystem.ErrorCode)
		want := i.String()
		if i == wasi.FileErrWouldBlock {
			want = "other"
			if name, _ := code.AsOther(); name != component.Some("would-block") {
				t.Errorf("would-block is %v", code)
			}
		}
		if !ok || code.Tag.String() != want {
			t.Errorf("%v is %v, want %s", i, code, want)
		}
		got[code.Tag.String()] = true
	}
	if names := cases("wasi:filesystem/types@0.3.0", "error-code"); len(names) != 37 || !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(slices.Values(names))) {
		t.Errorf("errors are %v, want %v", got, names)
	}
	for err, want := range map[error]string{
		syscall.EXDEV:                       "cross-device",
		&os.PathError{Err: syscall.ENOTDIR}: "not-directory",
		wasi.ErrTooManyDescriptors:          "insufficient-memory",
		goio.ErrShortWrite:                  "io",
	} {
		if got := fileError(err); got.Error() != want {
			t.Errorf("%v is %v, want %s", err, got, want)
		}
	}
	other := errors.New("out of luck")
	if got := fileError(other); got != other {
		t.Errorf("%v, which is no error of a file, became %v", other, got)
	}
	if got := fileCode(other); got.Tag != filesystem.ErrorCodeTagOther {
		t.Errorf("a stream that ends with %v: %v", other, got)
	}
}

func TestFileTypes(t *testing.T) {
	for typ, want := range map[wasi.DescriptorType]string{
		wasi.TypeUnknown: "other", wasi.TypeBlockDevice: "block-device", wasi.TypeCharacterDevice: "character-device",
		wasi.TypeDirectory: "directory", wasi.TypeFIFO: "fifo", wasi.TypeSymbolicLink: "symbolic-link",
		wasi.TypeRegularFile: "regular-file", wasi.TypeSocket: "socket",
	} {
		if got := fileType(typ); got.Tag.String() != want {
			t.Errorf("%d is %v, want %s", typ, got, want)
		}
	}
}

func TestFiles(t *testing.T) {
	root := t.TempDir()
	g, dir := inDir(t, root)
	f := g.ok(files, "[method]descriptor.open-at", dir, wit.FlagsValue(0), str("f"), wit.FlagsValue(1), wit.FlagsValue(3))
	call := func(name string, args ...component.Value) string {
		t.Helper()
		return g.method(files, "descriptor."+name, f, args...).String()
	}
	n := wit.U64Value
	at := func(seconds int64) component.Value {
		return wit.VariantValue(2, wit.RecordValue(wit.S64Value(seconds), wit.U32Value(700)))
	}
	steps := []struct{ got, want string }{
		{call("get-flags"), "ok(flags:0x3)"},
		{call("get-type"), "ok(variant:5)"},
		{call("advise", n(0), n(5), wit.EnumValue(3)), "ok"},
		{call("advise", n(math.MaxUint64), n(5), wit.EnumValue(3)), "err(variant:11)"},
		{call("set-size", n(4)), "ok"},
		{call("set-size", n(math.MaxUint64)), "err(variant:11)"},
		{call("set-times", at(-2), at(3)), "ok"},
		{call("create-directory-at", str("d")), "err(variant:23)"},
		{call("sync"), "ok"},
		{call("sync-data"), "ok"},
		{call("is-same-object", f), "true"},
		{call("is-same-object", dir), "false"},
		{g.method(files, "descriptor.create-directory-at", dir, str("d")).String(), "ok"},
		{g.method(files, "descriptor.rename-at", dir, str("d"), dir, str("e")).String(), "ok"},
		{g.method(files, "descriptor.remove-directory-at", dir, str("e")).String(), "ok"},
		{g.method(files, "descriptor.link-at", dir, wit.FlagsValue(0), str("f"), dir, str("h")).String(), "ok"},
	}
	for i, s := range steps {
		if s.got != s.want {
			t.Errorf("step %d: %s, want %s", i, s.got, s.want)
		}
	}
	st := g.ok(files, "[method]descriptor.stat", f)
	at2 := g.ok(files, "[method]descriptor.stat-at", dir, wit.FlagsValue(0), str("h"))
	if !st.Equal(at2) {
		t.Errorf("two names of a file: %v and %v", st, at2)
	}
	if got := st.Fields(); got[0].String() != "variant:5" || got[1].U64() != 2 || got[2].U64() != 4 ||
		got[3].String() != "some((-2, 700))" || got[4].String() != "some((3, 700))" {
		t.Errorf("stat is %v", st)
	}
	if a, b := g.ok(files, "[method]descriptor.metadata-hash", f), g.ok(files, "[method]descriptor.metadata-hash-at", dir, wit.FlagsValue(0), str("h")); !a.Equal(b) {
		t.Errorf("two names of a file have the hashes %v and %v", a, b)
	}
	g.drop(files, "descriptor", f)
	g.drop(files, "descriptor", dir)
	if !g.host.State.Idle() {
		t.Error("descriptors are open that were dropped")
	}
}

func TestSymlinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("symbolic links need special rights")
	}
	g, dir := inDir(t, t.TempDir())
	for _, s := range []struct{ got, want string }{
		{g.method(files, "descriptor.symlink-at", dir, str("d"), str("l")).String(), "ok"},
		{g.method(files, "descriptor.symlink-at", dir, str("/d"), str("l")).String(), "err(variant:30)"},
		{g.method(files, "descriptor.readlink-at", dir, str("l")).String(), `ok("d")`},
		{g.method(files, "descriptor.unlink-file-at", dir, str("l")).String(), "ok"},
	} {
		if s.got != s.want {
			t.Errorf("%s, want %s", s.got, s.want)
		}
	}
}

// TestHeldFiles checks that closing the host closes what the guest has not
// dropped.
func TestHeldFiles(t *testing.T) {
	h := mounted(t, t.TempDir())
	list, err := h.GetDirectories(t.Context())
	if err != nil || h.State.Idle() {
		t.Fatal(list, err)
	}
	h.Close()
	if !h.State.Idle() {
		t.Error("a directory is still open")
	}
}

// openFile returns a descriptor of a file with this content.
func openFile(t *testing.T, content string, flags filesystem.DescriptorFlags) (f filesystem.Descriptor, path string) {
	t.Helper()
	root := t.TempDir()
	path = filepath.Join(root, "f")
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	h := mounted(t, root)
	t.Cleanup(h.Close)
	list, err := h.GetDirectories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if f, err = list[0].F0.OpenAt(t.Context(), 0, "f", 0, flags); err != nil {
		t.Fatal(err)
	}
	return f, path
}

// TestFileStreams checks that streams go on without their descriptor, and what
// their futures tell.
func TestFileStreams(t *testing.T) {
	f, path := openFile(t, "0123456789", filesystem.DescriptorFlagsRead|filesystem.DescriptorFlagsWrite)
	in, err := f.ReadViaStream(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	tooFar, err := f.ReadViaStream(t.Context(), math.MaxUint64)
	if err != nil {
		t.Fatal(err)
	}
	written, err := f.WriteViaStream(t.Context(), streamOf("ab"), 3)
	if err != nil {
		t.Fatal(err)
	}
	refused, err := f.WriteViaStream(t.Context(), streamOf("ab"), math.MaxUint64)
	if err != nil {
		t.Fatal(err)
	}
	f.Drop(t.Context())
	if got := drain(t, in.F0); got != "789" {
		t.Errorf("read %q", got)
	}
	if r := await(t, in.F1); r.IsErr {
		t.Errorf("reading: %v", r.Err)
	}
	if got, r := drain(t, tooFar.F0), await(t, tooFar.F1); got != "" || r.Err.Tag != filesystem.ErrorCodeTagInvalid || !r.IsErr {
		t.Errorf("reading where nothing can be: %q, %+v", got, r)
	}
	if r := await(t, written); r.IsErr {
		t.Errorf("writing: %v", r.Err)
	}
	if r := await(t, refused); r.Err.Tag != filesystem.ErrorCodeTagInvalid || !r.IsErr {
		t.Errorf("writing where nothing can be: %+v", r)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "012ab56789" {
		t.Errorf("the file has %q, %v", b, err)
	}
}

// TestRefusedFileStreams checks streams for which the file is not open.
func TestRefusedFileStreams(t *testing.T) {
	f, path := openFile(t, "x", filesystem.DescriptorFlagsRead)
	appended, err := f.AppendViaStream(t.Context(), streamOf("ab"))
	if err != nil {
		t.Fatal(err)
	}
	if r := await(t, appended); r.Err.Tag != filesystem.ErrorCodeTagBadDescriptor || !r.IsErr {
		t.Errorf("appending: %+v", r)
	}
	entries, err := f.ReadDirectory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	src := entries.F0.Source()
	if n, err := src.Read(make([]filesystem.DirectoryEntry, 3)); n != 0 || err == nil {
		t.Errorf("%d entries, %v", n, err)
	}
	if err := src.Close(); err != nil {
		t.Error(err)
	}
	if r := await(t, entries.F1); r.Err.Tag != filesystem.ErrorCodeTagNotDirectory || !r.IsErr {
		t.Errorf("reading a file as a directory: %+v", r)
	}
	w, _ := openFile(t, "x", filesystem.DescriptorFlagsWrite)
	in, err := w.ReadViaStream(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, r := drain(t, in.F0), await(t, in.F1); got != "" || r.Err.Tag != filesystem.ErrorCodeTagBadDescriptor || !r.IsErr {
		t.Errorf("reading: %q, %+v", got, r)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "x" {
		t.Errorf("the file has %q, %v", b, err)
	}
}

func TestReadDirectory(t *testing.T) {
	root := t.TempDir()
	want := map[string]string{}
	for i := range 10 {
		name := fmt.Sprint("f", i)
		want[name] = "regular-file"
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want["d"] = "directory"
	if err := os.Mkdir(filepath.Join(root, "d"), 0o755); err != nil {
		t.Fatal(err)
	}
	h := mounted(t, root)
	list, err := h.GetDirectories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	entries, err := list[0].F0.ReadDirectory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list[0].F0.Drop(t.Context())
	got := map[string]string{}
	src := entries.F0.Source()
	for p := make([]filesystem.DirectoryEntry, 4); err == nil; {
		var n int
		n, err = src.Read(p)
		for _, e := range p[:n] {
			got[e.Name] = e.Type.String()
		}
	}
	if err != goio.EOF || !maps.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	if err := src.Close(); err != nil {
		t.Error(err)
	}
	if r := await(t, entries.F1); r.IsErr {
		t.Errorf("%v", r.Err)
	}
	if !h.State.Idle() {
		t.Error("the directory is still open")
	}
}
