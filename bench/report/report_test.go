package report

import (
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func sample() *Report {
	s := Section{Name: "hello", Title: "requests", Aside: "to reach"}
	for _, v := range []float64{3, 1, 2} {
		s.Row("c").Add("requests", Rate, v*1000)
		s.Row("rust").Add("p99", Milli, v)
	}
	s.Row("rust").Add("p50", Milli, math.Inf(1))
	s.Row("c").Aside = "≥ 0.72"
	s.Note("a note")
	s.Note("a note")
	return &Report{Command: "go run ./bench", Machine: []string{"2 processors"}, Sections: []Section{s}}
}

const sampleTable = `# Results

    go run ./bench

- 2 processors

## hello: requests

|      | requests, req/s | p99, ms | p50, ms | to reach |
|------|----------------:|--------:|--------:|---------:|
| c    |           2,000 |         |         |   ≥ 0.72 |
| rust |                 |    2.00 |   never |          |

- a note
`

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	if err := sample().WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	if b.String() != sampleTable {
		t.Errorf("got\n%s\nwant\n%s", b.String(), sampleTable)
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		unit Unit
		v    float64
		want string
	}{
		{Count, 0, "0"}, {Count, 1234567, "1,234,567"}, {Count, -1234, "-1,234"}, {Count, 12.4, "12"},
		{Ratio, 0.7234, "0.723"}, {Ratio, 1, "1.00"}, {Ratio, 0.0064321, "0.00643"}, {Ratio, 0, "0"},
		{Milli, 12.345, "12.3"}, {Milli, 99.96, "100.0"}, {Milli, 123.4, "123"}, {Rate, 59480, "59,480"},
		{Milli, math.Inf(1), "never"}, {Milli, math.NaN(), "–"}, {MB, -3.456, "-3.46"},
	} {
		if got := c.unit.format(c.v); got != c.want {
			t.Errorf("%v %s is written %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}

func TestMedian(t *testing.T) {
	inf := Sample(math.Inf(1))
	for _, c := range []struct {
		samples []Sample
		want    float64
	}{
		{[]Sample{5}, 5}, {[]Sample{3, 1, 2}, 2}, {[]Sample{4, 1, 3, 2}, 2.5}, {[]Sample{inf, 1, 2}, 2}, {[]Sample{inf, 1, inf}, math.Inf(1)},
	} {
		if got := Median(c.samples); got != c.want {
			t.Errorf("the median of %v is %v, want %v", c.samples, got, c.want)
		}
	}
	if !math.IsNaN(Median(nil)) {
		t.Error("nothing has a median")
	}
}

func TestSaveAndUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.json")
	first := sample()
	if _, err := first.Update(path); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, first) {
		t.Errorf("got %+v, want %+v", got, first)
	}
	second := &Report{Command: "again", Sections: []Section{{Name: "echo"}, {Name: "hello", Title: "other"}}}
	merged, err := second.Update(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err = Load(path); err != nil || !reflect.DeepEqual(got, merged) {
		t.Errorf("%+v was kept, %v, want %+v", got, err, merged)
	}
	if n := len(merged.Sections); n != 2 || merged.Sections[0].Title != "other" || merged.Sections[1].Name != "echo" || merged.Command != "again" {
		t.Errorf("the sections are %+v", merged)
	}
}

func TestCompare(t *testing.T) {
	old, now := sample(), sample()
	now.Sections[0].Row("c").Metrics[0].Samples = []Sample{4000, 4100, 3900}
	now.Sections[0].Row("new").Add("p99", Milli, 1)
	var b strings.Builder
	if err := now.Compare(&b, old); err != nil {
		t.Fatal(err)
	}
	const want = `# Compared with

    go run ./bench

## hello

|      |          metric |   old |   new |  change |
|------|----------------:|------:|------:|--------:|
| c    | requests, req/s | 2,000 | 4,000 | +100.0% |
| rust |         p99, ms |  2.00 |  2.00 |       ~ |
| rust |         p50, ms | never | never |       ~ |
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestChange(t *testing.T) {
	inf := Sample(math.Inf(1))
	for _, c := range []struct {
		old, now []Sample
		want     string
	}{
		{[]Sample{1, 2, 3}, []Sample{3, 4, 5}, "~"},
		{[]Sample{1, 2, 3}, []Sample{4, 5, 6}, "+150.0%"},
		{[]Sample{4, 5, 6}, []Sample{1, 2, 3}, "-60.0%"},
		{[]Sample{0}, []Sample{1}, "other"},
		{[]Sample{1}, []Sample{inf}, "other"},
		{[]Sample{inf}, []Sample{inf}, "~"},
	} {
		if got := change(c.old, c.now); got != c.want {
			t.Errorf("from %v to %v is %q, want %q", c.old, c.now, got, c.want)
		}
	}
}
