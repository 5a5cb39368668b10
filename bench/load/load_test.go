package load

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	var hundred []time.Duration
	for i := range 100 {
		hundred = append(hundred, time.Duration(i+1))
	}
	for _, c := range []struct {
		times []time.Duration
		q     float64
		want  time.Duration
	}{
		{nil, 0.5, Never},
		{[]time.Duration{7}, 0, 7},
		{[]time.Duration{7}, 0.99, 7},
		{[]time.Duration{7}, 1, 7},
		{[]time.Duration{1, 2}, 0.5, 1},
		{[]time.Duration{1, 2}, 0.51, 2},
		{[]time.Duration{1, 2, 3}, 0.5, 2},
		{hundred, 0.5, 50},
		{hundred, 0.99, 99},
		{hundred, 0.991, 100},
		{hundred, 1, 100},
		{[]time.Duration{1, 2, Never}, 0.99, Never},
		{[]time.Duration{1, 2, Never}, 0.6, 2},
	} {
		if got := Quantile(c.times, c.q); got != c.want {
			t.Errorf("Quantile of %d times at %v is %d, want %d", len(c.times), c.q, got, c.want)
		}
	}
}

func TestMerge(t *testing.T) {
	a, b := record{}, record{}
	a.add(3, 200, nil)
	a.add(1, 500, nil)
	b.add(2, 200, nil)
	b.add(1, 0, context.DeadlineExceeded)
	r := merge(2*time.Second, []record{a, b})
	if r.OK() != 2 || r.Failed() != 2 || r.Rate() != 1 || r.Mean() != 2 {
		t.Errorf("ok %d, failed %d, rate %v, mean %d", r.OK(), r.Failed(), r.Rate(), r.Mean())
	}
	if r.Failures["status 500"] != 1 {
		t.Errorf("failures are %v", r.Failures)
	}
	if got := r.Quantile(0.5); got != 3 {
		t.Errorf("half of the requests within %d, want 3", got)
	}
	if got := r.Quantile(0.75); got != Never {
		t.Errorf("three quarters of the requests within %d, want never", got)
	}
	if got := (&Result{}).Mean(); got != Never {
		t.Errorf("the mean of nothing is %d", got)
	}
}

func TestSchedule(t *testing.T) {
	l := Fixed{Rate: 3, For: 10 * time.Second}
	if l.count() != 30 {
		t.Errorf("%d requests at %v/s in %v", l.count(), l.Rate, l.For)
	}
	if n := (Fixed{Rate: 1e9, For: time.Hour}).count(); n != maxSamples {
		t.Errorf("%d requests are not bounded", n)
	}
	start := time.Now()
	for i, want := range map[int]time.Duration{0: 0, 1: 333333333, 3: time.Second, 3_000_000: 1_000_000 * time.Second} {
		if got := intended(start, 3, i).Sub(start); got != want {
			t.Errorf("request %d leaves after %v, want %v: the schedule drifts", i, got, want)
		}
	}
}

// TestFixedCountsWaiting sends to a server that takes longer than the schedule
// allows: what waits for the only connection counts, too. Sleeps have a lower
// bound, so that the sum is certain.
func TestFixedCountsWaiting(t *testing.T) {
	const each, n = 10 * time.Millisecond, 20
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { time.Sleep(each) }))
	defer s.Close()
	r, err := Fixed{URL: s.URL + "/", Rate: 1000, For: n * time.Millisecond, Connections: 1, Timeout: time.Minute}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.OK() != n {
		t.Fatalf("%d of %d answered: %v", r.OK(), n, r.Failures)
	}
	if last, least := r.Quantile(1), n*(each-time.Millisecond); last < least {
		t.Errorf("the last request took %v, which cannot be less than %v", last, least)
	}
}

// TestFixedEnds loads a server that never answers.
func TestFixedEnds(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-release }))
	defer s.Close()
	defer close(release)
	r, err := Fixed{URL: s.URL + "/", Rate: 1000, For: 50 * time.Millisecond, Connections: 2, Timeout: 20 * time.Millisecond}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.OK() != 0 || r.Failed() != 50 || r.Failures["timeout"] == 0 || r.Quantile(0.01) != Never {
		t.Errorf("%d answered, failures %v", r.OK(), r.Failures)
	}
}

// TestFixedClosed loads a server that closes connections, also those on which it
// has not answered.
func TestFixedClosed(t *testing.T) {
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) % 4 {
		case 0:
			http.Error(w, "no", http.StatusServiceUnavailable)
		case 1:
			w.Header().Set("Connection", "close")
		case 2:
			panic(http.ErrAbortHandler)
		}
	}))
	defer s.Close()
	r, err := Fixed{URL: s.URL + "/", Rate: 400, For: 100 * time.Millisecond, Connections: 3, Timeout: time.Minute}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.OK() != 20 || r.Failures["status 503"] != 10 || r.Failures["connection closed"] != 10 {
		t.Errorf("%d answered, failures %v", r.OK(), r.Failures)
	}
	if _, err := (Fixed{URL: "http://127.0.0.1:1/", Rate: 1, For: time.Millisecond, Connections: 1, Timeout: time.Second}).Run(t.Context()); err == nil && runtime.GOOS == "linux" {
		t.Error("there is a server where there is none")
	}
}

func TestClosed(t *testing.T) {
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) % 4 {
		case 0:
			http.Error(w, "no", http.StatusServiceUnavailable)
		case 1:
			w.Header().Set("Connection", "close") // a new one is made
		}
	}))
	defer s.Close()
	r, err := Closed{URLs: []string{s.URL + "/"}, Connections: 3, For: 100 * time.Millisecond, Timeout: time.Minute}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.OK() == 0 || r.Failed() != r.Failures["status 503"] || r.Failed() == 0 {
		t.Errorf("%d answered, failures %v", r.OK(), r.Failures)
	}
	if s := r.Summary(); s.Requests != len(r.Times) || s.Failed != r.Failed() {
		t.Errorf("the summary is %+v", s)
	}
}

func TestBurst(t *testing.T) {
	const n = 20
	var arrived atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Name") != "value" {
			t.Errorf("the header did not come: %v", r.Header)
		}
		if arrived.Add(1) > n/2 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer s.Close()
	running := Burst{URL: s.URL + "/", Header: http.Header{"X-Name": {"value"}}, N: n, Timeout: time.Minute}.Start(t.Context())
	outcomes, err := running.Wait()
	if err != nil {
		t.Fatal(err)
	}
	ok := 0
	for _, o := range outcomes {
		if o.What() == "ok" {
			ok++
		} else if o.What() != "status 503" || !o.RetryAfter || o.Head < o.Sent || o.End < o.Head {
			t.Errorf("%s: %+v", o.What(), o)
		}
	}
	if ok != n/2 || running.Heads() != n {
		t.Errorf("%d of %d answered, %d heads", ok, n, running.Heads())
	}
}

// TestRefused loads a port on which nobody listens.
func TestRefused(t *testing.T) {
	s := httptest.NewServer(nil)
	url := s.URL + "/"
	s.Close()
	outcomes, err := Burst{URL: url, N: 1, Timeout: time.Minute}.Start(t.Context()).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if what := outcomes[0].What(); !strings.HasPrefix(what, "dial: ") {
		t.Errorf("it failed by %q", what)
	}
	if _, err := Once(t.Context(), url, time.Minute); err == nil {
		t.Error("a request was answered")
	}
	if _, err := Once(t.Context(), "https://127.0.0.1/", time.Minute); err == nil {
		t.Error("a request by TLS was sent")
	}
}
