package p2

import (
	"errors"
	"fmt"
	goio "io"
	"math"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/filesystem"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

const files = "filesystem/types"

// inDir returns a guest with a directory, and the handle of that.
func inDir(t testing.TB, dir string, readOnly bool) (*guest, component.Value) {
	t.Helper()
	m, err := wasi.OpenMount(dir, readOnly)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	g := newGuest(t, &Host{State: &wasi.State{Preopens: []wasi.Preopen{{Path: "/data", Mount: m}}}})
	list := g.call("filesystem/preopens", "get-directories").List()
	if len(list) != 1 || list[0].Fields()[1].Str() != "/data" {
		t.Fatalf("preopens are %v", list)
	}
	return g, list[0].Fields()[0]
}

// labels are the names of an enum's cases.
func labels(iface, name string) []string {
	var out []string
	for _, l := range wit.Underlying(witfiles.Interface(iface).Type(name)).(*wit.Enum).Cases {
		out = append(out, l.Name)
	}
	return out
}

// TestFileErrors checks that errors of files have the names that WIT gives
// them, and which errors are not of files.
func TestFileErrors(t *testing.T) {
	names := labels("wasi:filesystem/types@0.2.12", "error-code")
	for i, name := range names {
		code, ok := fileError(fmt.Errorf("open: %w", wasi.FileError(i))).(filesystem.ErrorCode)
		if !ok || code.String() != name || wasi.FileError(i).String() != name {
			t.Errorf("%v is %v, want %s", wasi.FileError(i), code, name)
		}
	}
	if len(names) != 37 {
		t.Errorf("%d codes, want 37", len(names))
	}
	for err, want := range map[error]string{
		syscall.EXDEV:                       "cross-device",
		&os.PathError{Err: syscall.ENOTDIR}: "not-directory",
		os.ErrNotExist:                      "no-entry",
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
}

// TestFileStreamError checks that the error of a stream of a file tells its
// code.
func TestFileStreamError(t *testing.T) {
	g, dir := inDir(t, t.TempDir(), false)
	f := g.ok(files, "[method]descriptor.open-at", dir, wit.FlagsValue(0), str("f"), wit.FlagsValue(1), wit.FlagsValue(3))
	out := g.ok(files, "[method]descriptor.write-via-stream", f, wit.U64Value(math.MaxUint64))
	c, e := g.fails("io/streams", "[method]output-stream.blocking-write-and-flush", out, value("x")).Variant()
	if c != lastOperationFailed {
		t.Fatalf("case %d", c)
	}
	if got := g.call(files, "filesystem-error-code", *e).String(); got != "some(enum:12)" {
		t.Errorf("filesystem-error-code is %s, want invalid", got)
	}
	if got := g.fails("io/streams", "[method]output-stream.check-write", out).String(); got != "variant:1" {
		t.Errorf("a stream that has failed: %s", got)
	}
}

func TestFiles(t *testing.T) {
	root := t.TempDir()
	g, dir := inDir(t, root, false)
	f := g.ok(files, "[method]descriptor.open-at", dir, wit.FlagsValue(0), str("f"), wit.FlagsValue(1), wit.FlagsValue(3))
	call := func(name string, args ...component.Value) string {
		t.Helper()
		return g.method(files, "descriptor."+name, f, args...).String()
	}
	n := wit.U64Value
	steps := []struct{ got, want string }{
		{call("write", value("0123456789"), n(0)), "ok(10)"},
		{call("write", value("x"), n(math.MaxUint64)), "err(enum:12)"},
		{call("read", n(3), n(2)), "ok(([50, 51, 52], false))"},
		{call("read", n(0), n(2)), "ok(([], false))"},
		{call("read", n(math.MaxUint64), n(8)), "ok(([56, 57], false))"},
		{call("read", n(1), n(10)), "ok(([], true))"},
		{call("read", n(1), n(math.MaxUint64)), "err(enum:12)"},
		{call("get-flags"), "ok(flags:0x3)"},
		{call("get-type"), "ok(enum:6)"},
		{call("advise", n(0), n(5), wit.EnumValue(3)), "ok"},
		{call("advise", n(math.MaxUint64), n(5), wit.EnumValue(3)), "err(enum:12)"},
		{call("set-size", n(4)), "ok"},
		{call("set-size", n(math.MaxUint64)), "err(enum:12)"},
		{call("read-directory"), "err(enum:24)"},
		{call("create-directory-at", str("d")), "err(enum:24)"},
		{call("sync"), "ok"},
		{call("sync-data"), "ok"},
		{call("is-same-object", f), "true"},
		{call("is-same-object", dir), "false"},
	}
	for i, s := range steps {
		if s.got != s.want {
			t.Errorf("step %d: %s, want %s", i, s.got, s.want)
		}
	}
	g.drop(files, "descriptor", f)
	if b, err := os.ReadFile(filepath.Join(root, "f")); err != nil || string(b) != "0123" {
		t.Errorf("the file has %q, %v", b, err)
	}
}

// TestFileChildren drops descriptors before what was made from them.
func TestFileChildren(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "f"), []byte("content"), 0o644); err != nil {
		t.Fatal(err)
	}
	g, dir := inDir(t, root, false)
	entries := g.ok(files, "[method]descriptor.read-directory", dir)
	f := g.ok(files, "[method]descriptor.open-at", dir, wit.FlagsValue(0), str("f"), wit.FlagsValue(0), wit.FlagsValue(1))
	in := g.ok(files, "[method]descriptor.read-via-stream", f, wit.U64Value(3))
	g.drop(files, "descriptor", dir)
	g.drop(files, "descriptor", f)
	if got := g.ok("io/streams", "[method]input-stream.read", in, wit.U64Value(99)).Bytes(); string(got) != "tent" {
		t.Errorf("read %q", got)
	}
	for i, want := range []string{`ok(some((enum:6, "f")))`, "ok(none)", "ok(none)"} {
		if got := g.method(files, "directory-entry-stream.read-directory-entry", entries).String(); got != want {
			t.Errorf("entry %d is %s, want %s", i, got, want)
		}
	}
}

func TestReadOnly(t *testing.T) {
	root := t.TempDir()
	if err := errors.Join(os.WriteFile(filepath.Join(root, "f"), nil, 0o644), os.Mkdir(filepath.Join(root, "d"), 0o755)); err != nil {
		t.Fatal(err)
	}
	g, dir := inDir(t, root, true)
	none, now := wit.FlagsValue(0), wit.VariantValue(1)
	for name, args := range map[string][]component.Value{
		"create-directory-at": {str("new")},
		"remove-directory-at": {str("d")},
		"unlink-file-at":      {str("f")},
		"symlink-at":          {str("f"), str("new")},
		"rename-at":           {str("f"), dir, str("new")},
		"link-at":             {none, str("f"), dir, str("new")},
		"set-times-at":        {none, str("f"), now, now},
		"set-times":           {now, now},
		"open-at":             {none, str("f"), none, wit.FlagsValue(2)},
	} {
		if got := g.method(files, "descriptor."+name, dir, args...).String(); got != "err(enum:33)" {
			t.Errorf("%s = %s, want read-only", name, got)
		}
	}
}

// TestTimes checks the times of files that the types of 0.2 cannot show, and
// those that they can.
func TestTimes(t *testing.T) {
	tests := []struct {
		mtime time.Time
		want  string
	}{
		{time.Unix(1_000_000_000, 700), "some((1000000000, 700))"},
		{time.Unix(0, 0), "some((0, 0))"}, // reproducible archives have it
		{time.Unix(-1_000_000, 0), "some((0, 0))"},
	}
	root := t.TempDir()
	name := filepath.Join(root, "f")
	if err := os.WriteFile(name, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		if err := os.Chtimes(name, tt.mtime, tt.mtime); err != nil {
			t.Fatal(err)
		}
		g, dir := inDir(t, root, false)
		st := g.ok(files, "[method]descriptor.stat-at", dir, wit.FlagsValue(0), str("f")).Fields()
		if st[4].String() != tt.want {
			t.Errorf("%v is %v, want %s", tt.mtime, st[4], tt.want)
		}
	}
	g, dir := inDir(t, root, false)
	at := func(s uint64, ns uint32) component.Value {
		return wit.VariantValue(2, wit.RecordValue(wit.U64Value(s), wit.U32Value(ns)))
	}
	for _, tt := range []struct {
		v    component.Value
		want string
	}{
		{at(5, 600), "some((5, 600))"},
		{wit.VariantValue(0), "some((5, 600))"},
		{at(5, 1e9), ""},
	} {
		got, isErr := g.method(files, "descriptor.set-times-at", dir, wit.FlagsValue(0), str("f"), wit.VariantValue(0), tt.v).Result()
		if isErr != (tt.want == "") {
			t.Errorf("set-times-at(%v): %v", tt.v, got)
		}
		st := g.ok(files, "[method]descriptor.stat-at", dir, wit.FlagsValue(0), str("f")).Fields()
		if tt.want != "" && st[4].String() != tt.want {
			t.Errorf("after set-times-at(%v): %v", tt.v, st[4])
		}
	}
}
