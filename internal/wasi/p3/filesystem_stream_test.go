package p3

import (
	"context"
	goio "io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/filesystem"
	"github.com/gyro-wasm/gyro/tests/forward"
	"github.com/gyro-wasm/gyro/tests/hostile"
)

const readWrite = filesystem.DescriptorFlagsRead | filesystem.DescriptorFlagsWrite

// TestFileOffsets reads and writes at offsets in a file, at its end and beyond.
func TestFileOffsets(t *testing.T) {
	f, path := openFile(t, "0123456789", readWrite)
	ctx := t.Context()
	for off, want := range map[uint64]string{0: "0123456789", 4: "456789", 9: "9", 10: "", 11: "", 1 << 40: ""} {
		in := must(f.ReadViaStream(ctx, off))(t)
		if got, r := drain(t, in.F0), await(t, in.F1); got != want || r.IsErr {
			t.Errorf("at %d: %q, %+v", off, got, r)
		}
	}
	for _, step := range []struct {
		off        uint64
		data, want string
	}{
		{0, "ab", "ab23456789"}, {9, "cd", "ab2345678cd"}, {13, "e", "ab2345678cd\x00\x00e"}, {5, "", "ab2345678cd\x00\x00e"},
	} {
		if r := await(t, must(f.WriteViaStream(ctx, streamOf(step.data), step.off))(t)); r.IsErr {
			t.Errorf("writing at %d: %+v", step.off, r)
		}
		fileHas(t, path, step.want)
	}
}

func fileHas(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("the file has %q, %v, want %q", got, err, want)
	}
}

// TestFileAppend appends to a file, by two streams, while it becomes shorter.
func TestFileAppend(t *testing.T) {
	f, path := openFile(t, "one", readWrite)
	ctx := t.Context()
	appended := func(text string) {
		t.Helper()
		if r := await(t, must(f.AppendViaStream(ctx, streamOf(text)))(t)); r.IsErr {
			t.Errorf("appending %q: %+v", text, r)
		}
	}
	appended(" two")
	appended(" three")
	fileHas(t, path, "one two three")
	check(t, f.SetSize(ctx, 3))
	appended(" four")
	fileHas(t, path, "one four")
	check(t, f.SetSize(ctx, 10))
	fileHas(t, path, "one four\x00\x00")
}

// TestFileTruncate opens files so that they become empty, and one that must be
// there, or must not.
func TestFileTruncate(t *testing.T) {
	root := t.TempDir()
	tree(t, root, map[string]string{"file": "content"})
	ctx := t.Context()
	d := preopened(t, root, false)
	must(d.OpenAt(ctx, 0, "file", filesystem.OpenFlagsTruncate, readWrite))(t)
	fileHas(t, filepath.Join(root, "file"), "")
	_, err := d.OpenAt(ctx, 0, "none", filesystem.OpenFlagsTruncate, readWrite)
	wantFileError(t, "truncating what is not there", err, filesystem.ErrorCodeTagNoEntry)
	_, err = d.OpenAt(ctx, 0, "file", filesystem.OpenFlagsCreate|filesystem.OpenFlagsExclusive, readWrite)
	wantFileError(t, "creating what is there", err, filesystem.ErrorCodeTagExist)
	must(d.OpenAt(ctx, 0, "none", filesystem.OpenFlagsCreate|filesystem.OpenFlagsTruncate, readWrite))(t)
	fileHas(t, filepath.Join(root, "none"), "")
}

// TestNamesWithoutUTF8 reads a directory with names that are no strings: all others
// are there, and the end says that some are not.
func TestNamesWithoutUTF8(t *testing.T) {
	linuxNames(t)
	root := t.TempDir()
	var want []string
	for i := range 200 {
		name := "file-" + strings.Repeat("x", i%20+1)
		if i%3 == 0 {
			name += "\xff" + string(rune('a'+i/20))
		} else {
			name += string(rune('a' + i/20))
			want = append(want, name)
		}
		tree(t, root, map[string]string{name: ""})
	}
	entries := must(preopened(t, root, false).ReadDirectory(t.Context()))(t)
	src := entries.F0.Source()
	var got []string
	for p := make([]filesystem.DirectoryEntry, 7); ; {
		n, err := src.Read(p)
		for _, e := range p[:n] {
			got = append(got, e.Name)
		}
		if err == goio.EOF {
			break
		}
		check(t, err)
	}
	check(t, src.Close())
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d entries, want %d", len(got), len(want))
	}
	if r := await(t, entries.F1); !r.IsErr || r.Err.Tag != filesystem.ErrorCodeTagIllegalByteSequence {
		t.Errorf("ended with %+v", r)
	}
}

// linuxNames skips a test on systems whose names are UTF-8.
func linuxNames(t *testing.T) {
	name := filepath.Join(t.TempDir(), "\xff")
	if err := os.WriteFile(name, nil, 0o644); err != nil {
		t.Skip("names are UTF-8 here")
	}
}

// TestDroppedFileStreams has the guest or the host drop streams of files early: no
// file stays open, and no goroutine.
func TestDroppedFileStreams(t *testing.T) {
	w := newWorld(t)
	_ = w.run(t, nil) // what stays for good is there
	for name, text := range map[string]string{
		"reading, before it began": `
			[method]descriptor.read-via-stream 0 0
			[resource-drop]descriptor 0
			stream.drop-readable:u8 0`,
		"reading, in the middle": `
			[method]descriptor.read-via-stream 0 0
			[resource-drop]descriptor 0
			stream.read:u8 0 4
			stream.drop-readable:u8 0
			future.read:filesystem 0 0`,
		"reading, by the host at the end": `
			[method]descriptor.read-via-stream 0 0
			[resource-drop]descriptor 0
			stream.read:u8 0 6
			stream.read:u8 0 6`,
		"reading where nothing can be": `
			[method]descriptor.read-via-stream 0 26
			[resource-drop]descriptor 0
			stream.read:u8 0 6`,
		"writing, before it began": `
			stream.new:u8
			[method]descriptor.write-via-stream 0 0 0
			[resource-drop]descriptor 0
			stream.drop-writable:u8 0`,
		"writing, in the middle": `
			stream.new:u8
			[method]descriptor.append-via-stream 0 0
			[resource-drop]descriptor 0
			stream.write:u8 0 6
			stream.drop-writable:u8 0
			future.drop-readable:filesystem 0`,
		"writing, by the host": `
			stream.new:u8
			[method]descriptor.write-via-stream 0 0 26
			[resource-drop]descriptor 0
			stream.write:u8 0 6`,
		"a copy": `
			[method]descriptor.read-via-stream 0 0
			cli/stdout@0.3.0#write-via-stream 0
			[resource-drop]descriptor 0`,
		"a directory, before it began": `
			[resource-drop]descriptor 0
			[method]descriptor.read-directory 0
			stream.drop-readable:directory-entry 0`,
		"a directory, in the middle": `
			[resource-drop]descriptor 0
			[method]descriptor.read-directory 0
			stream.read:directory-entry 0 1
			stream.drop-readable:directory-entry 0`,
	} {
		t.Run(name, func(t *testing.T) {
			p := begun(t, w)
			p.do(t, w, "get-directories")
			before := hostile.Footprint()
			p.do(t, w, "[method]descriptor.open-at 0 0 'file 0 3")
			p.do(t, w, text)
			before.Settled(t)
		})
	}
}

// begun returns a program whose guest lives as long as the test.
func begun(t *testing.T, w *world) *program {
	t.Helper()
	m, unmount := w.Mount(t)
	h := &Host{State: w.State(m), HTTP: w.HTTP(), Network: w.Network()}
	g := must(free())(t)
	in, err := g.Instantiate(t.Context(), component.InstanceConfig{Data: h})
	check(t, err)
	t.Cleanup(func() {
		check(t, in.Close(context.Background()))
		h.Network.Close()
		h.Close()
		unmount()
	})
	return &program{Chooser: w.Chooser(nil), tb: t, guest: forward.New(in), entries: g.entries}
}

// do does what lines of seeds say, none of which traps.
func (p *program) do(t *testing.T, w *world, text string) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(text)) {
		p.In = seed(t, w, line)
		if err := p.step(t.Context()); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
}
