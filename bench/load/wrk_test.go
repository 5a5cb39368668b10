package load

import (
	"testing"
	"time"
)

const wrkGood = `Running 1s test @ http://127.0.0.1:3000/hello
  2 threads and 128 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    10.31ms   20.08ms 204.99ms   89.92%
    Req/Sec    22.18k     3.43k   29.17k    70.00%
  Latency Distribution
     50%  831.00us
     75%   10.99ms
     90%   34.19ms
     99%    1.02s 
  44000 requests in 2.00s, 6.25MB read
Requests/sec:  43947.43
Transfer/sec:      6.24MB
`

const wrkBad = `Running 1s test @ http://127.0.0.1:3000/hello
  Latency Distribution
     50%    1.00ms
     99%    2.00ms
  3000 requests in 1.00s, 1.00MB read
  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 1000
`

const wrkNone = `  Latency Distribution
     50%    0.00us
     99%    0.00us
  0 requests in 1.00s, 0.00B read
  Socket errors: connect 0, read 0, write 0, timeout 128
`

func TestParseWrk(t *testing.T) {
	for _, c := range []struct {
		name, out string
		want      Summary
	}{
		{"good", wrkGood, Summary{44000, 0, 22000, 831 * time.Microsecond, 1020 * time.Millisecond}},
		{"bad", wrkBad, Summary{3000, 1010, 2000, time.Millisecond, 2 * time.Millisecond}},
		{"none", wrkNone, Summary{0, 128, 0, Never, Never}},
	} {
		got, err := parseWrk(c.out)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", c.name, got, err, c.want)
		}
	}
	for _, out := range []string{"", "44 requests in 1.00s, 1MB read", "unable to connect"} {
		if s, err := parseWrk(out); err == nil {
			t.Errorf("%q is read as %+v", out, s)
		}
	}
}
