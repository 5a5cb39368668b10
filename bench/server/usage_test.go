package server

import (
	"os"
	"runtime"
	"testing"
	"time"
)

func TestParseStat(t *testing.T) {
	const rest = " 4194560 2451 100 0 0 12 34 5 6 20 0 7 0 100 1000000 250 18446744073709551615"
	for _, name := range []string{"gyro", "a b", "x) R 1 (y", "(("} {
		got, err := parseStat("42 (" + name + ") S 7 42 42 0 -1" + rest)
		if want := (process{42, 7, 570 * time.Millisecond}); err != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", name, got, err, want)
		}
	}
	for _, line := range []string{"", "42", "42 (gyro", "x (gyro) S 7 42 42 0 -1" + rest, "42 (gyro) S 7 42", "42 (gyro) S 7 42 42 0 -1 0 0 0 0 0 a 1 1 1 1"} {
		if p, err := parseStat(line); err == nil {
			t.Errorf("%q is read as %+v", line, p)
		}
	}
}

func TestFamily(t *testing.T) {
	all := []process{{1, 0, 0}, {10, 1, 0}, {20, 10, 0}, {30, 20, 0}, {11, 1, 0}, {21, 10, 0}}
	got := map[int]bool{}
	for _, p := range family(all, 10) {
		got[p.pid] = true
	}
	if len(got) != 4 || !got[10] || !got[20] || !got[21] || !got[30] {
		t.Errorf("the family of 10 is %v", got)
	}
	if f := family(all, 99); len(f) != 0 {
		t.Errorf("the family of nobody is %v", f)
	}
}

func TestKilobytes(t *testing.T) {
	const text = "55d0-7ffd ---p 00000000 00:00 0    [rollup]\nRss:    1200 kB\nPss:             1000 kB\nPss_Dirty:  600 kB\n"
	if n := kilobytes(text, "Pss"); n != 1000 {
		t.Errorf("Pss is %d", n)
	}
	if n := kilobytes(text, "Swap"); n != 0 {
		t.Errorf("what is not there is %d", n)
	}
}

func TestOwnUsage(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells")
	}
	procs, err := processes()
	if err != nil {
		t.Fatal(err)
	}
	if f := family(procs, os.Getpid()); len(f) == 0 || f[0].parent != os.Getppid() {
		t.Errorf("this process is %+v", f)
	}
	if pss(os.Getpid()) == 0 || statusBytes(os.Getpid(), "VmHWM") == 0 {
		t.Error("this process has no memory")
	}
}

func TestTail(t *testing.T) {
	var l tail
	for range tailSize {
		if n, err := l.Write([]byte("ab")); n != 2 || err != nil {
			t.Fatal(n, err)
		}
	}
	if _, err := l.Write([]byte("end\n")); err != nil {
		t.Fatal(err)
	}
	if s := l.String(); len(s) != tailSize-1 || s[len(s)-5:] != "abend" {
		t.Errorf("%d bytes are kept, the last are %q", len(s), s[max(0, len(s)-5):])
	}
}
