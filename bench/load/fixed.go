package load

import "time"

// Fixed is a load at a fixed rate (an open loop).
type Fixed struct {
	URL         string
	Rate        float64 // requests per second
	For         time.Duration
	Connections int           // bound on requests at once; those that wait for one grow late
	Timeout     time.Duration // of one request, from when it is sent
}

// count returns how many requests the schedule has.
func (l Fixed) count() int {
	return int(min(l.Rate*l.For.Seconds(), maxSamples))
}

// intended returns when request i of a schedule leaves.
func intended(start time.Time, rate float64, i int) time.Time {
	return start.Add(time.Duration(float64(i) / rate * float64(time.Second)))
}
