package limits

import (
	"math"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		limit   Limit
		text    string
		want    int64
		wantErr string
	}{
		{CPU, "50ms", 50e6, ""},
		{CPU, "unlimited", Unlimited, ""},
		{CPU, "50", 0, "must be like"},
		{CPU, "", 0, "must be like"},
		{CPU, "-1s", 0, "more than 0"},
		{CPU, "9999999h", 0, "must be like"},
		{Memory, "64MiB", 64 << 20, ""},
		{Memory, "64 MiB", 64 << 20, ""},
		{Memory, "1GB", 1e9, ""},
		{Memory, "100B", 100, ""},
		{Memory, "65536", 65536, ""},
		{Memory, "4GiB", 4 << 30, ""},
		{Memory, "4294967297", 0, "at most 4GiB"},
		{Memory, "unlimited", 0, "cannot be unlimited"},
		{RequestBody, "9007199254740993KiB", 0, "must be like"},
		{RequestBody, "-9007199254740993KiB", 0, "must be like"},
		{RequestBody, "1.5MiB", 0, "must be like"},
		{Instances, "1000", 1000, ""},
		{Instances, "0", 0, "more than 0"},
		{Instances, "1e3", 0, "must be like"},
	} {
		got, err := tt.limit.Parse(tt.text)
		if got != tt.want || (err == nil) != (tt.wantErr == "") || err != nil && !strings.Contains(err.Error(), tt.wantErr) {
			t.Errorf("%s = %q: %d, %v", tt.limit, tt.text, got, err)
		}
	}
}

// FuzzParse checks that what is read is within bounds and is read again from
// its canonical form.
func FuzzParse(f *testing.F) {
	for l := range numLimits {
		f.Add(uint8(l), "unlimited")
		f.Add(uint8(l), Table[l].Unit.Format(Table[l].Strict))
	}
	f.Fuzz(func(t *testing.T, limit uint8, text string) {
		l := Limit(limit) % numLimits
		n, err := l.Parse(text)
		if err != nil {
			return
		}
		if n < 0 || Table[l].Max != 0 && (n == Unlimited || n > Table[l].Max) {
			t.Fatalf("%s = %q is %d", l, text, n)
		}
		if again, err := l.Parse(Table[l].Unit.Format(n)); err != nil || again != n {
			t.Errorf("%s = %d is written %q, which is %d, %v", l, n, Table[l].Unit.Format(n), again, err)
		}
	})
}

// TestTable checks that each value of a profile may be set by hand, and that
// no limit of the strict profile is above that of the other one.
func TestTable(t *testing.T) {
	for l, row := range Table {
		for _, value := range []int64{row.Local, row.Strict} {
			if got, err := Limit(l).Parse(row.Unit.Format(value)); err != nil || got != value {
				t.Errorf("%s = %d: %d, %v", row.Name, value, got, err)
			}
		}
		if row.Local != Unlimited && row.Strict > row.Local || row.Strict == Unlimited {
			t.Errorf("%s: strict %d, local %d", row.Name, row.Strict, row.Local)
		}
		if got, ok := Named(row.Name); !ok || got != Limit(l) {
			t.Errorf("Named(%q) = %d", row.Name, got)
		}
		if http.StatusText(row.Status) == "" || row.What == "" {
			t.Errorf("%s: %+v", row.Name, row)
		}
	}
	if _, ok := Named("nonsense"); ok {
		t.Error("Named knows nonsense")
	}
}

func TestResolve(t *testing.T) {
	says := func(p Profile, ms ...int64) Settings {
		s := Settings{Profile: p, Limits: Values{}}
		for _, n := range ms {
			s.Limits[CPU] = n * 1e6
		}
		return s
	}
	operator := func(p Profile, flags ...Flag) Operator { return Operator{p, flags} }
	flag := func(component string, ms int64) Flag { return Flag{component, CPU, ms * 1e6} }
	strict := Table[CPU].Strict
	for _, tt := range []struct {
		name                   string
		application, component Settings
		operator               Operator
		want                   int64 // CPU
	}{
		{"nothing is said", says(""), says(""), operator(""), Unlimited},
		{"profile of the application", says(Strict), says(""), operator(""), strict},
		{"profile of the component counts more", says(Strict), says(Local), operator(""), Unlimited},
		{"value of the application", says(Strict, 5), says(""), operator(""), 5e6},
		{"value of the component counts more", says("", 5), says("", 7000), operator(""), 7e9},
		{"value of the application counts before the profile of a component", says("", 5), says(Strict), operator(""), 5e6},
		{"the operator's counts most", says("", 5), says("", 6), operator("", flag("", 8000)), 8e9},
		{"the operator's for this component counts more", says(""), says(""), operator("", flag("c", 8), flag("", 9), flag("d", 10)), 8e6},
		{"the last one of the operator counts", says(""), says(""), operator("", flag("", 8), flag("", 9)), 9e6},
		{"the manifest may raise limits of the profile that it chose", says(Strict, 7000), says(""), operator(""), 7e9},
		{"but not of one that the operator chose", says(""), says("", 7000), operator(Strict), strict},
		{"nor remove them", says(""), says("", Unlimited), operator(Strict), strict},
		{"nor by a profile", says(Local), says(Local), operator(Strict), strict},
		{"it may lower them", says(""), says("", 7), operator(Strict), 7e6},
		{"the operator may raise them", says(""), says(""), operator(Strict, flag("", 7000)), 7e9},
		{"the operator's profile may be the wider one", says(Strict), says(Strict), operator(Local), Unlimited},
	} {
		if got := Resolve(tt.operator, tt.application, tt.component, "c")[CPU]; got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestError(t *testing.T) {
	for _, tt := range []struct {
		err    Error
		want   []string
		status int
		retry  time.Duration
	}{
		{Error{CPU, 50e6, "hello"}, []string{"limit cpu = 50ms is reached", "limits.cpu under [component.hello.tool.gyro]", "--limit hello.cpu=VALUE"}, 504, 0},
		{Error{RequestBody, 1 << 20, "hello"}, []string{"request_body = 1MiB"}, 413, 0},
		{Error{QueueTime, 10e9, "hello"}, []string{"queue_time = 10s"}, 503, time.Second},
		{Error{TotalInstances, 5, "hello"}, []string{"total_instances = 5", "under [application.tool.gyro]", "--limit total_instances=VALUE"}, 503, time.Second},
		{Error{Memory, math.MaxInt32, "hello"}, []string{"memory = 2147483647B"}, 500, 0},
	} {
		for _, want := range tt.want {
			if !strings.Contains(tt.err.Error(), want) || strings.Contains(tt.err.Error(), "\n") {
				t.Errorf("%q has no %q, or more than a line", tt.err.Error(), want)
			}
		}
		if tt.err.Status() != tt.status || tt.err.RetryAfter() != tt.retry {
			t.Errorf("%v: status %d, retry after %v", &tt.err, tt.err.Status(), tt.err.RetryAfter())
		}
	}
}

// TestDocs checks that docs/limits.md has each row of the table.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), Markdown()) {
		t.Errorf("docs/limits.md has another table than:\n%s", Markdown())
	}
}

func TestParseFlag(t *testing.T) {
	for text, want := range map[string]string{
		"cpu=50ms":            "",
		"hello.cpu=50ms":      "hello",
		"hello.cpu= 50ms":     "must be like",
		"cpu":                 "NAME=VALUE",
		"=1":                  "no limit",
		"speed=1":             "no limit",
		"cpus=1s":             "no limit",
		"a.b=1s":              "no limit",
		"a.total_instances=1": "whole application",
		"total_instances=1":   "",
	} {
		f, err := ParseFlag(text)
		if err != nil {
			if want == "" || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", text, err)
			}
		} else if f.Component != want {
			t.Errorf("%s: %+v, want %q", text, f, want)
		}
	}
}
