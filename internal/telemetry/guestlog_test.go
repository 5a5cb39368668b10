package telemetry

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func openLogs(t testing.TB, o LogOptions) *Logs {
	t.Helper()
	l, err := OpenLogs(o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func component(t testing.TB, l *Logs, id string) *ComponentLog {
	t.Helper()
	c, err := l.Component(id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxLine)
	for name, tc := range map[string]struct {
		writes []string
		want   string
	}{
		"nothing":          {nil, ""},
		"one line":         {[]string{"a\n"}, "[c 00000000002a] a\n"},
		"in parts":         {[]string{"a", "b", "\nc"}, "[c 00000000002a] ab\n[c 00000000002a] c\n"},
		"several":          {[]string{"a\nb\nc", "d\n\ne\n"}, "[c 00000000002a] a\n[c 00000000002a] b\n[c 00000000002a] cd\n[c 00000000002a] \n[c 00000000002a] e\n"},
		"no end":           {[]string{"a"}, "[c 00000000002a] a\n"},
		"too long":         {[]string{long + "yz\n"}, "[c 00000000002a] " + long + "\n[c 00000000002a] yz\n"},
		"too long in two":  {[]string{"ab", long + "\n"}, "[c 00000000002a] ab" + long[2:] + "\n[c 00000000002a] xx\n"},
		"as long as it is": {[]string{long[1:] + "\n"}, "[c 00000000002a] " + long[1:] + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			dir := t.TempDir()
			l := openLogs(t, LogOptions{Terminal: &out, Prefix: true, Dir: dir})
			w := component(t, l, "c").Writer(Stdout, 42)
			for _, text := range tc.writes {
				if n, err := w.Write([]byte(text)); n != len(text) || err != nil {
					t.Fatalf("Write = %d, %v", n, err)
				}
				if cap(w.partial) > 2*maxLine {
					t.Fatalf("%d bytes are held", cap(w.partial))
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != tc.want {
				t.Errorf("terminal: %.80q, want %.80q", out.String(), tc.want)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			file, err := os.ReadFile(filepath.Join(dir, "c_stdout.txt"))
			if err != nil || string(file) != strings.Join(tc.writes, "") {
				t.Errorf("file: %.80q, %v: not what the guest wrote", file, err)
			}
		})
	}
}

func TestPrefix(t *testing.T) {
	for name, tc := range map[string]struct {
		options LogOptions
		request ID
		want    string
	}{
		"plain":      {LogOptions{}, 42, "out\nerr\n"},
		"prefix":     {LogOptions{Prefix: true}, 42, "[c 00000000002a] out\n[c 00000000002a] err\n"},
		"no request": {LogOptions{Prefix: true}, 0, "[c] out\n[c] err\n"},
		"start":      {LogOptions{Prefix: true}, Start, "[c start] out\n[c start] err\n"},
		"color":      {LogOptions{Prefix: true, Color: true}, 42, "\x1b[36m[c 00000000002a]\x1b[0m out\n\x1b[33m[c 00000000002a]\x1b[0m err\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			tc.options.Terminal = &out
			c := component(t, openLogs(t, tc.options), "c")
			fmt.Fprintln(c.Writer(Stdout, tc.request), "out")
			fmt.Fprintln(c.Writer(Stderr, tc.request), "err")
			if out.String() != tc.want {
				t.Errorf("got %q, want %q", out.String(), tc.want)
			}
		})
	}
}

func TestQuiet(t *testing.T) {
	w := component(t, openLogs(t, LogOptions{}), "c").Writer(Stderr, 0)
	if n, err := io.WriteString(w, "x\n"); n != 2 || err != nil {
		t.Errorf("Write = %d, %v", n, err)
	}
}

// TestLinesDoNotMix lets many instances write bytewise at the same time.
func TestLinesDoNotMix(t *testing.T) {
	var out bytes.Buffer
	dir := t.TempDir()
	l := openLogs(t, LogOptions{Terminal: &out, Dir: dir})
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			w := component(t, l, "c").Writer(Stdout, 0)
			defer w.Close()
			line := strings.Repeat(string(rune('a'+i)), 20) + "\n"
			for range 50 {
				for j := range len(line) {
					io.WriteString(w, line[j:j+1])
				}
			}
		})
	}
	group.Wait()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, "c_stdout.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"terminal": out.String(), "file": string(file)} {
		if n := strings.Count(text, "\n"); n != 400 {
			t.Errorf("%s: %d lines", name, n)
		}
		for line := range strings.Lines(text) {
			if line != strings.Repeat(line[:1], 20)+"\n" {
				t.Fatalf("%s: mixed line %q", name, line)
			}
		}
	}
}

func TestFilesOpenOnceAndTruncate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "c_stderr.txt")
	for _, step := range []struct {
		truncate bool
		want     string
	}{{false, "x\n"}, {false, "x\nx\n"}, {true, "x\n"}} {
		l := openLogs(t, LogOptions{Dir: dir, Truncate: step.truncate})
		c := component(t, l, "c")
		if component(t, l, "c") != c {
			t.Error("the log of a component is opened twice")
		}
		fmt.Fprintln(c.Writer(Stderr, 0), "x")
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != step.want {
			t.Errorf("truncate=%v: %q, want %q", step.truncate, got, step.want)
		}
	}
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	l := openLogs(t, LogOptions{Dir: dir, Rotation: 4})
	w := component(t, l, "c").Writer(Stdout, 0)
	for i := range 11 {
		fmt.Fprintf(w, "%x\n", i)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"": "a\n", ".1": "8\n9\n", ".2": "6\n7\n", ".3": "4\n5\n"} {
		if got, err := os.ReadFile(filepath.Join(dir, "c_stdout.txt"+name)); string(got) != want {
			t.Errorf("file %q: %q, %v, want %q", name, got, err, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "c_stdout.txt.4")); err == nil {
		t.Error("more than three old files are kept")
	}
}

func TestUnwritableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLogs(LogOptions{Dir: filepath.Join(file, "logs")}); err == nil {
		t.Error("no error")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "c_stderr.txt"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := openLogs(t, LogOptions{Dir: dir}).Component("c"); err == nil || !strings.HasPrefix(err.Error(), "component c: open its log: ") {
		t.Errorf("error %v", err)
	}
}

// TestLostFile closes the file under the log: the guest goes on, and Close
// tells about it.
func TestLostFile(t *testing.T) {
	l := openLogs(t, LogOptions{Dir: t.TempDir()})
	c := component(t, l, "c")
	c.files[Stdout].file.Close()
	if n, err := io.WriteString(c.Writer(Stdout, 0), "x\ny\n"); n != 4 || err != nil {
		t.Errorf("Write = %d, %v", n, err)
	}
	if err := l.Close(); err == nil || !strings.Contains(err.Error(), "write the log") {
		t.Errorf("Close: %v", err)
	}
}

func TestID(t *testing.T) {
	if a, b := NewID(), NewID(); len(a.String()) != 12 || a == b {
		t.Errorf("IDs %v, %v", a, b)
	}
	for id, want := range map[ID]string{0: "", Start: "start", 1: "000000000001", 1<<48 - 1: "ffffffffffff"} {
		if got := id.String(); got != want {
			t.Errorf("%d is written %q, want %q", uint64(id), got, want)
		}
	}
}

func TestUseColor(t *testing.T) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if IsTerminal(f) || UseColor(f, os.Getenv) {
		t.Errorf("%s is taken for a terminal", os.DevNull)
	}
}

func BenchmarkLineWriter(b *testing.B) {
	l := openLogs(b, LogOptions{Terminal: io.Discard, Prefix: true})
	w := component(b, l, "component").Writer(Stdout, 0x0123456789ab)
	line := []byte("GET / answered with 200 in 1.2 ms\n")
	b.ReportAllocs()
	for b.Loop() {
		w.Write(line)
	}
}
