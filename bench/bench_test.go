package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gyro "github.com/gyro-wasm/gyro/component"

	"github.com/gyro-wasm/gyro/bench/load"
	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/tests/guests"
)

// TestHello measures net/http and the C guest for a moment.
func TestHello(t *testing.T) {
	dir := t.TempDir()
	kept, written := filepath.Join(dir, "kept.json"), filepath.Join(dir, "results.md")
	guests.Build(t, "c-http-core")
	args := []string{"-run", "hello,capacity", "-guests", "c-http-core", "-builtin", "", "-wrk=false", "-rounds", "2",
		"-time", "50ms", "-connections", "4", "-crowd", "8", "-json", kept, "-o", written}
	if err := run(t.Context(), args); err != nil {
		t.Fatal(err)
	}
	r, err := report.Load(kept)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Sections) != 2 || len(r.Sections[0].Rows) < 2 {
		t.Fatalf("the report is %+v", r)
	}
	for _, row := range r.Sections[0].Rows {
		for _, m := range row.Metrics {
			if len(m.Samples) != 2 {
				t.Errorf("%s has %d samples of %s", row.Name, len(m.Samples), m.Name)
			}
			if m.Name == "requests" && report.Median(m.Samples) <= 0 || m.Name == "failed" && report.Median(m.Samples) != 0 {
				t.Errorf("%s: %s %v", row.Name, m.Name, m.Samples)
			}
		}
	}
	text, err := os.ReadFile(written)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte("| net/http")) || bytes.Contains(text, []byte(dir)) && !strings.Contains(string(text), kept) {
		t.Errorf("the tables are\n%s", text)
	}
}

// TestStarts runs the scenarios of what a newcomer waits for, once each.
func TestStarts(t *testing.T) {
	guests.Build(t, "c-http-core")
	want := map[string][]string{"20 × c-http-core": {"each", "compiling", "start", "all answered"}}
	needs := guests.Guest{Needs: "clang-19 wasm-ld-19"}
	if len(needs.Missing()) == 0 {
		want["http-c"] = []string{"new", "build", "up", "whole"}
	}
	kept := filepath.Join(t.TempDir(), "kept.json")
	if err := run(t.Context(), []string{"-run", "firstuse,start20", "-rounds", "1", "-starts", "c-http-core", "-templates", "http-c", "-json", kept}); err != nil {
		t.Fatal(err)
	}
	r, err := report.Load(kept)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]report.Metric{}
	for _, s := range r.Sections {
		for _, row := range s.Rows {
			rows[row.Name] = row.Metrics
		}
	}
	for name, metrics := range want {
		var got []string
		for _, m := range rows[name] {
			if len(m.Samples) != 1 || m.Samples[0] <= 0 {
				t.Errorf("%s: %s %v", name, m.Name, m.Samples)
			}
			got = append(got, m.Name)
		}
		if !slices.Equal(got, metrics) {
			t.Errorf("%s has %v, want %v", name, got, metrics)
		}
	}
}

// TestVariants checks that modules of other code are valid, differ, and do the
// same.
func TestVariants(t *testing.T) {
	module, err := os.ReadFile(guests.Build(t, "c-http-core"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	rt, err := gyro.NewRuntime(ctx, gyro.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	seen := map[string]bool{}
	for _, n := range []uint32{0, 63, 64, 127, 128, 1999, 1 << 20} {
		code, err := variant(module, n)
		if err != nil {
			t.Fatal(err)
		}
		if seen[string(code)] {
			t.Errorf("variant %d is one that was before", n)
		}
		seen[string(code)] = true
		c, err := rt.Load(ctx, code)
		if err != nil {
			t.Fatalf("variant %d: %v", n, err)
		}
		if err := c.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range [][]byte{nil, module[:8], module[:len(module)/2], []byte("\x00asm\x0d\x00\x01\x00")} {
		if _, err := variant(bad, 1); !errors.Is(err, errModule) {
			t.Errorf("%d bytes that are no module: %v", len(bad), err)
		}
	}
}

func TestParse(t *testing.T) {
	o, err := parse([]string{"-run", "echo,fuel", "-peer", "spin=spin up --listen 127.0.0.1:{port} -e A=b"})
	if err != nil {
		t.Fatal(err)
	}
	if o.run != "echo,fuel" || len(o.peers) != 1 || o.peers[0] != (peer{"spin", "spin up --listen 127.0.0.1:{port} -e A=b"}) {
		t.Errorf("%+v", o)
	}
	for _, args := range [][]string{
		{"-run", "nothing"}, {"-rounds", "0"}, {"-time", "-1s"}, {"-components", "1"}, {"more"},
		{"-peer", "spin=spin up"}, {"-peer", "{port}"}, {"-peer", "=x {port}"},
	} {
		if o, err := parse(args); err == nil {
			t.Errorf("%q is read as %+v", args, o)
		}
	}
}

func TestCommandLine(t *testing.T) {
	const want = `go run ./bench -rounds 5 -builtin '' -peer 'x=it'\''s {port}'`
	if got := commandLine([]string{"-rounds", "5", "-builtin", "", "-peer", "x=it's {port}"}); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAddBenchmarks(t *testing.T) {
	var s report.Section
	addBenchmarks(&s, `goos: linux
BenchmarkKernels/fib-2         	      10	 100 ns/op	 1.05 ratio
BenchmarkKernels/fib-2         	      10	 300 ns/op	 1.15 ratio
BenchmarkKernels/crc32         	      10	 100.5 ns/op
PASS
`)
	if len(s.Rows) != 2 || s.Rows[0].Name != "Kernels/fib" || s.Rows[1].Name != "Kernels/crc32" {
		t.Fatalf("%+v", s.Rows)
	}
	if m := s.Rows[0].Metrics; len(m) != 2 || m[1].Name != "ratio" || report.Median(m[0].Samples) != 200 {
		t.Errorf("%+v", m)
	}
}

func TestAddCrowd(t *testing.T) {
	var row report.Row
	addCrowd(&row, []load.Outcome{
		{Sent: 1, Head: 3 * time.Millisecond, End: 5, Status: 200},
		{Sent: 2 * time.Millisecond, Head: 12 * time.Millisecond, Status: 503, RetryAfter: true},
		{Sent: 2 * time.Millisecond, Head: 9 * time.Millisecond, Status: 503},
		{Sent: 1 * time.Millisecond, Head: 6 * time.Millisecond, Status: 500},
		{Err: os.ErrDeadlineExceeded},
	})
	want := map[string]float64{"answered": 1, "503": 2, "with Retry-After": 1, "first 5xx after": 5, "failed otherwise": 2}
	for _, m := range row.Metrics {
		if v, ok := want[m.Name]; ok && float64(m.Samples[0]) != v {
			t.Errorf("%s is %v, want %v", m.Name, m.Samples[0], v)
		}
		delete(want, m.Name)
	}
	if len(want) > 0 {
		t.Errorf("the row lacks %v", want)
	}
}

func TestCount(t *testing.T) {
	ok, failures := count([]load.Outcome{{Status: 200}, {Status: 500}, {Status: 500}, {Err: os.ErrDeadlineExceeded}})
	if ok != 1 || failures != "2 × status 500, 1 × timeout" {
		t.Errorf("%d, %s", ok, failures)
	}
	if _, failures := count(nil); failures != "none" {
		t.Error(failures)
	}
}

func TestParseLongestStop(t *testing.T) {
	if v, err := parseLongestStop([]byte("# HELP x\n" + stopMetric + " 0.003\nelse 1\n")); err != nil || v != 0.003 {
		t.Errorf("%v, %v", v, err)
	}
	for _, body := range []string{"", "hello from C", "# " + stopMetric + " 1\n", stopMetric + " x\n"} {
		if v, err := parseLongestStop([]byte(body)); err == nil {
			t.Errorf("%q is read as %v", body, v)
		}
	}
}
