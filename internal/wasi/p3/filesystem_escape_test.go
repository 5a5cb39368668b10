package p3

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/filesystem"
	"github.com/gyro-wasm/gyro/tests/hostile"
)

// preopened returns the one directory that a host has.
func preopened(t *testing.T, dir string, readOnly bool) filesystem.Descriptor {
	t.Helper()
	m, err := wasi.OpenMount(dir, readOnly)
	if err != nil {
		t.Fatal(err)
	}
	h := &Host{State: &wasi.State{Preopens: []wasi.Preopen{{Path: "/", Mount: m}}}}
	t.Cleanup(func() { h.Close(); _ = m.Close() })
	list, err := h.GetDirectories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return list[0].F0
}

// tree makes files with their content, and symbolic links where that is "->" and
// where they lead.
func tree(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(root, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if target, ok := strings.CutPrefix(content, "->"); ok && err == nil {
			err = os.Symlink(target, path)
		} else if err == nil {
			err = os.WriteFile(path, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// pathCalls are all functions that take a path below d, as functions of that.
func pathCalls(t *testing.T, d filesystem.Descriptor) (reads, changes map[string]func(path string) error) {
	const follow = filesystem.PathFlagsSymlinkFollow
	ctx, now := t.Context(), filesystem.NewNewTimestampNow()
	open := func(of filesystem.OpenFlags, df filesystem.DescriptorFlags) func(string) error {
		return func(path string) error {
			f, err := d.OpenAt(ctx, follow, path, of, df)
			if err == nil {
				f.Drop(ctx)
			}
			return err
		}
	}
	reads = map[string]func(string) error{
		"open":          open(0, filesystem.DescriptorFlagsRead),
		"stat":          func(path string) error { _, err := d.StatAt(ctx, follow, path); return err },
		"metadata-hash": func(path string) error { _, err := d.MetadataHashAt(ctx, follow, path); return err },
	}
	changes = map[string]func(string) error{
		"open for writing": open(0, filesystem.DescriptorFlagsWrite),
		"create":           open(filesystem.OpenFlagsCreate, filesystem.DescriptorFlagsRead),
		"truncate":         open(filesystem.OpenFlagsTruncate, filesystem.DescriptorFlagsRead),
		"set-times":        func(path string) error { return d.SetTimesAt(ctx, follow, path, now, now) },
		"create-directory": func(path string) error { return d.CreateDirectoryAt(ctx, path) },
		"remove-directory": func(path string) error { return d.RemoveDirectoryAt(ctx, path) },
		"unlink":           func(path string) error { return d.UnlinkFileAt(ctx, path) },
		"symlink":          func(path string) error { return d.SymlinkAt(ctx, "file", path) },
		"link from":        func(path string) error { return d.LinkAt(ctx, 0, path, d, "stolen") },
		"link to":          func(path string) error { return d.LinkAt(ctx, 0, "file", d, path) },
		"rename from":      func(path string) error { return d.RenameAt(ctx, path, d, "stolen") },
		"rename to":        func(path string) error { return d.RenameAt(ctx, "file", d, path) },
	}
	return reads, changes
}

func wantFileError(t *testing.T, what string, err error, want filesystem.ErrorCodeTag) {
	t.Helper()
	if code, ok := err.(filesystem.ErrorCode); !ok || code.Tag != want {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// TestFileEscape gives every function paths that lead out of the directory, or
// nowhere. Nothing outside is seen or changed.
func TestFileEscape(t *testing.T) {
	needUnix(t)
	root := t.TempDir()
	tree(t, root, map[string]string{
		"outside/secret": "secret", "in/file": "content", "in/dir/file": "content",
		"in/up": "->..", "in/out": "->../outside", "in/abs": "->" + filepath.Join(root, "outside"), "in/dir/far": "->../../outside",
		"in/loop": "->loop", "in/ping": "->pong", "in/pong": "->ping",
	})
	before := hostile.Look(t, root)
	d := preopened(t, filepath.Join(root, "in"), false)
	reads, changes := pathCalls(t, d)
	for _, calls := range []map[string]func(string) error{reads, changes} {
		for name, call := range calls {
			for _, path := range []string{
				"..", "../outside/secret", "dir/../../outside/secret", "/etc/passwd", filepath.Join(root, "outside", "secret"),
				"up/outside/secret", "out/secret", "abs/secret", "dir/far/secret",
			} {
				wantFileError(t, name+" "+path, call(path), filesystem.ErrorCodeTagNotPermitted)
			}
			for _, path := range []string{"loop/file", "ping/file"} {
				wantFileError(t, name+" "+path, call(path), filesystem.ErrorCodeTagLoop)
			}
		}
	}
	for name, call := range reads {
		for _, path := range []string{"up", "out", "abs", "dir/far"} {
			wantFileError(t, name+" "+path, call(path), filesystem.ErrorCodeTagNotPermitted)
		}
		wantFileError(t, name+" loop", call("loop"), filesystem.ErrorCodeTagLoop)
	}
	_, err := d.ReadlinkAt(t.Context(), "abs")
	wantFileError(t, "what an absolute link has", err, filesystem.ErrorCodeTagNotPermitted)
	wantFileError(t, "an absolute link", d.SymlinkAt(t.Context(), "/etc", "new"), filesystem.ErrorCodeTagNotPermitted)
	if after := hostile.Look(t, root); after != before {
		t.Errorf("there was\n%s\nand now there is\n%s", before, after)
	}
}

// TestReadOnly tries every change of a directory that is mounted read-only.
func TestReadOnly(t *testing.T) {
	root := t.TempDir()
	tree(t, root, map[string]string{"file": "content", "dir/file": "content"})
	before := hostile.Look(t, root)
	ctx := t.Context()
	d := preopened(t, root, true)
	_, changes := pathCalls(t, d)
	for name, call := range changes {
		for _, path := range []string{"file", "dir", "new"} {
			wantFileError(t, name+" "+path, call(path), filesystem.ErrorCodeTagReadOnly)
		}
	}
	f, err := d.OpenAt(ctx, 0, "file", 0, filesystem.DescriptorFlagsRead)
	if err != nil {
		t.Fatal(err)
	}
	now := filesystem.NewNewTimestampNow()
	wantFileError(t, "set-size", f.SetSize(ctx, 1), filesystem.ErrorCodeTagReadOnly)
	wantFileError(t, "set-times", f.SetTimes(ctx, now, now), filesystem.ErrorCodeTagReadOnly)
	wantFileError(t, "set-times of the directory", d.SetTimes(ctx, now, now), filesystem.ErrorCodeTagReadOnly)
	_, err = d.OpenAt(ctx, 0, "dir", filesystem.OpenFlagsDirectory, filesystem.DescriptorFlagsMutateDirectory)
	wantFileError(t, "open to change", err, filesystem.ErrorCodeTagReadOnly)
	for name, call := range map[string]func() (*fileFuture, error){
		"write":  func() (*fileFuture, error) { return f.WriteViaStream(ctx, streamOf("x"), 0) },
		"append": func() (*fileFuture, error) { return f.AppendViaStream(ctx, streamOf("x")) },
	} {
		end, err := call()
		if err != nil {
			t.Fatal(err)
		}
		if r := await(t, end); !r.IsErr || r.Err.Tag != filesystem.ErrorCodeTagBadDescriptor {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if flags, err := d.GetFlags(ctx); err != nil || flags != filesystem.DescriptorFlagsRead {
		t.Errorf("flags are %v, %v", flags, err)
	}
	if after := hostile.Look(t, root); after != before {
		t.Errorf("there was\n%s\nand now there is\n%s", before, after)
	}
}
