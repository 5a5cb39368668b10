package limits

import (
	"strings"
	"testing"
	"time"
)

func TestParseRanges(t *testing.T) {
	for text, want := range map[string]Range[int]{"1": {1, 2}, "128": {128, 129}, "10..20": {10, 20}} {
		if got, err := ParseCounts(text); got != want || err != nil {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for text, want := range map[string]Range[time.Duration]{
		"2": {2 * time.Second, 2*time.Second + 1}, "3s": {3 * time.Second, 3*time.Second + 1}, "500ms": {500 * time.Millisecond, 500*time.Millisecond + 1},
		"7us": {7 * time.Microsecond, 7*time.Microsecond + 1}, "7μs": {7 * time.Microsecond, 7*time.Microsecond + 1}, "9ns": {9, 10},
		"500ms..2s": {500 * time.Millisecond, 2 * time.Second}, "0": {0, 1},
	} {
		if got, err := ParseTimes(text); got != want || err != nil {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "a", "1..", "..2", "2..2", "3..2", "1..2..3", "99999999999999999999", "1.5"} {
		if r, err := ParseCounts(text); err == nil || r != (Range[int]{}) {
			t.Errorf("count %q: %v, %v", text, r, err)
		}
	}
	for _, text := range []string{"", "s", "-1s", "1m", "1.5s", "1s..1s", "2s..1s", "9999999999s", strings.Repeat("9", 30) + "ns"} {
		if r, err := ParseTimes(text); err == nil || r != (Range[time.Duration]{}) {
			t.Errorf("time %q: %v, %v", text, r, err)
		}
	}
}

func TestDraw(t *testing.T) {
	count, concurrent, idle := Reuse{}.Draw()
	if count != 1 || concurrent != 16 || idle != time.Second {
		t.Errorf("the zero Reuse: %d, %d, %v", count, concurrent, idle)
	}
	seen := map[int]bool{}
	r := Reuse{Count: Range[int]{5, 8}}
	for range 200 {
		count, _, _ := r.Draw()
		seen[count] = true
	}
	if len(seen) != 3 || !seen[5] || !seen[6] || !seen[7] {
		t.Errorf("drawn from 5..8: %v", seen)
	}
	if (Reuse{}).Shares() || (Reuse{Count: Range[int]{1, 2}}).Shares() || !(Reuse{Count: Range[int]{1, 3}}).Shares() || !(Reuse{Count: Range[int]{2, 3}}).Shares() {
		t.Error("Shares is wrong")
	}
}
