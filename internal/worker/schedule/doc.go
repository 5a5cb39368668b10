// Package schedule decides which requests run, and when: admission by [Gate],
// turns on the processors by [Scheduler].
//
// A request passes the gates of its component and of the process, which bound
// how many instances there are; over that it waits in line. Then it is a [Task]
// of the scheduler. Its guest calls [Task.Tick] about every half millisecond of
// execution. Until its first tick it is in the short lane, where nothing holds
// it up. From then on it is in the long lane: it runs only while it has one of a
// few places, which it hands on at every tick, to requests that have used little
// before those that have used much.
//
// lanes is the policy, a pure state machine. The rest moves goroutines the way
// it says. The package knows no Wasm and no HTTP.
package schedule
