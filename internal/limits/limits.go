// Package limits says what a request may use: the limits there are, their
// values in the profiles, how values are written, and the error of a request
// that reached one.
//
// Start from [Table], which docs/limits.md shows. The package knows limits as
// data; those who use up what is limited enforce them.
package limits

import (
	"maps"
	"net/http"
	"slices"
)

// A Limit is one thing that is limited.
type Limit uint8

// The limits, see [Table].
const (
	CPU Limit = iota
	WallTime
	Memory
	TableElements
	CallDepth
	HostBuffers
	Handles
	OutboundConnections
	RequestBody
	ResponseBody
	Instances
	TotalInstances
	QueueLength
	QueueTime
	numLimits
)

// Unlimited is the value of a limit that limits nothing.
const Unlimited int64 = 0

// A Row describes a limit.
type Row struct {
	Name   string // in manifests and on the command line
	Unit   Unit
	Max    int64 // no value is larger; 0 = any
	Status int   // of the answer to a request that reaches it
	What   string
	// OfApplication tells that components share it.
	OfApplication bool
	Local, Strict int64
}

const (
	second     = 1_000_000_000 // nanoseconds
	mib        = 1 << 20
	gib        = 1 << 30
	maxMemory  = 4 * gib
	maxDepth   = 1_000_000
	maxTables  = 10_000_000
	maxHandles = 1 << 28
)

// Table has the limits in their order.
var Table = [numLimits]Row{
	CPU:                 {"cpu", Duration, 0, http.StatusGatewayTimeout, "CPU time of a request, as the instructions that it executes: 1,000,000,000 are a second on every machine", false, Unlimited, 1 * second},
	WallTime:            {"wall_time", Duration, 0, http.StatusGatewayTimeout, "time from the start of a request to its end, waiting included", false, Unlimited, 30 * second},
	Memory:              {"memory", Bytes, maxMemory, http.StatusInternalServerError, "all linear memories of an instance together", false, 4 * gib, 128 * mib},
	TableElements:       {"table_elements", Count, maxTables, http.StatusInternalServerError, "elements of all tables of an instance together", false, maxTables, 100_000},
	CallDepth:           {"call_depth", Count, maxDepth, http.StatusInternalServerError, "calls inside of calls", false, 100_000, 10_000},
	HostBuffers:         {"host_buffers", Bytes, 0, http.StatusInternalServerError, "what gyro holds for an instance outside of its memory: bodies, headers, strings under way", false, 64 * mib, 8 * mib},
	Handles:             {"handles", Count, maxHandles, http.StatusInternalServerError, "handles that an instance has at once", false, 1_000_000, 10_000},
	OutboundConnections: {"outbound_connections", Count, 0, http.StatusInternalServerError, "outgoing requests and sockets that an instance has at once", false, 128, 32},
	RequestBody:         {"request_body", Bytes, 0, http.StatusRequestEntityTooLarge, "body of a request", false, Unlimited, 10 * mib},
	ResponseBody:        {"response_body", Bytes, 0, http.StatusInternalServerError, "body of a response", false, Unlimited, 10 * mib},
	Instances:           {"instances", Count, maxInstances, http.StatusServiceUnavailable, "requests that a component works on at once, those that wait for something included; others queue", false, 12_000, 1000},
	TotalInstances:      {"total_instances", Count, maxInstances, http.StatusServiceUnavailable, "the same for all components together", true, 16_000, 16_000},
	QueueLength:         {"queue_length", Count, maxInstances, http.StatusServiceUnavailable, "requests for a component that wait for an instance", false, 16_000, 1000},
	QueueTime:           {"queue_time", Duration, 0, http.StatusServiceUnavailable, "how long they wait", false, 10 * second, 10 * second},
}

// maxInstances is far above what one process can hold.
const maxInstances = 1_000_000

// String returns the name.
func (l Limit) String() string { return Table[l].Name }

// MarshalText returns the name.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Named returns the limit of that name.
func Named(name string) (Limit, bool) {
	i := slices.IndexFunc(Table[:], func(r Row) bool { return r.Name == name })
	return Limit(max(i, 0)), i >= 0
}

// Names returns the names of the limits, of those that a component may have
// for its own or of all.
func Names(ofComponent bool) []string {
	var names []string
	for _, r := range Table {
		if !ofComponent || !r.OfApplication {
			names = append(names, r.Name)
		}
	}
	return names
}

// Values are values of some limits.
type Values map[Limit]int64

// Set has a value for every limit.
type Set [numLimits]int64

// with returns s with the values of v.
func (s Set) with(v Values) Set {
	for l, n := range v {
		s[l] = n
	}
	return s
}

// capped returns s with no value above that of bound.
func (s Set) capped(bound Set) Set {
	for l, most := range bound {
		if most != Unlimited && (s[l] == Unlimited || s[l] > most) {
			s[l] = most
		}
	}
	return s
}

// A Profile is the name of a set of limits.
type Profile string

// The profiles.
const (
	// Local lets every application run that the machine has room for.
	Local Profile = "local"
	// Strict is for the code of strangers.
	Strict Profile = "strict"
)

var profiles = map[Profile]func(Row) int64{
	Local:  func(r Row) int64 { return r.Local },
	Strict: func(r Row) int64 { return r.Strict },
}

// Profiles returns the names of the profiles.
func Profiles() []string {
	var names []string
	for _, p := range slices.Sorted(maps.Keys(profiles)) {
		names = append(names, string(p))
	}
	return names
}

// Known tells whether there is such a profile.
func (p Profile) Known() bool { return profiles[p] != nil }

// Limits returns the limits of a profile that is known; "" is [Local].
func (p Profile) Limits() Set {
	value := profiles[p]
	if value == nil {
		value = profiles[Local]
	}
	var s Set
	for l, r := range Table {
		s[l] = value(r)
	}
	return s
}
