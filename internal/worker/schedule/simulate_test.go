package schedule

import "fmt"

// Example_waits states how long requests take in the long lane, in virtual
// time: one processor, ticks of half a millisecond, loops that never end, and
// one request more.
func Example_waits() {
	fmt.Println("loops     1 ms    20 ms   200 ms  2000 ms of execution take (ms)")
	for _, loops := range []int{0, 1, 80, 320} {
		fmt.Printf("%5d", loops)
		for _, ms := range []int{1, 20, 200, 2000} {
			fmt.Printf("%9.1f", simulate(loops, ms))
		}
		fmt.Println()
	}
	// Output:
	// loops     1 ms    20 ms   200 ms  2000 ms of execution take (ms)
	//     0      1.0     20.0    200.0   2000.0
	//     1      1.5     22.5    225.0   3562.5
	//    80      1.5     22.5    225.0 122062.5
	//   320      1.5     22.5    225.0 482062.5
}

// tick is the fuel between two ticks.
const tick = millisecond / 2

// simulate returns how many milliseconds a request takes that executes for ms,
// beside loops that have run for a second each.
func simulate(loops, ms int) float64 {
	l := lanes{free: 1}
	var running *member
	enter := func(m *member) {
		if l.enter(m) {
			running = m
		}
	}
	for range loops {
		enter(&member{used: 1000 * millisecond})
	}
	request := &member{}
	enter(request)
	end := uint64(ms) * millisecond
	for ticks := 1; ; ticks++ {
		running.used += tick
		if request.used == end {
			return float64(ticks) * tick / millisecond
		}
		running = l.offer(running)
	}
}
