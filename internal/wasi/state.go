package wasi

import (
	"io"
	"sync/atomic"
)

// A State is what one instance of a guest was given: everything that WASI lets
// it see and touch. The zero value gives nothing: no arguments, no files,
// output that is dropped; the machine's clocks and random numbers.
//
// The fields are set before the guest starts and not changed afterwards. The
// methods fill in what is left out.
type State struct {
	// Args are the arguments, the program's name first.
	Args []string
	// Env is the environment, in the order in which the guest sees it.
	Env []EnvVar
	// InitialCwd is the guest's path of its working directory; "" = none.
	InitialCwd string

	// The standard streams. Nil means an empty input and output that is
	// dropped. A guest that closes one only loses its own handle.
	Stdin          InputStream
	Stdout, Stderr OutputStream
	// Whether each standard stream is a terminal.
	StdinTerminal, StdoutTerminal, StderrTerminal bool

	// Preopens are the directories that the guest may use.
	Preopens []Preopen
	// MaxDescriptors bounds the open files, directories and directory streams
	// together; 0 means [DefaultMaxDescriptors].
	MaxDescriptors int

	// Clocks and sources of random numbers; nil means the machine's.
	WallClock      WallClock
	MonotonicClock MonotonicClock
	SecureRandom   io.Reader
	InsecureRandom io.Reader

	open atomic.Int64 // descriptors, see acquire
}

// An EnvVar is a variable of the environment.
type EnvVar struct{ Name, Value string }

// DefaultMaxDescriptors is how many files, directories and directory streams
// an instance may have open unless its [State] says otherwise.
const DefaultMaxDescriptors = 1024

// Input returns the standard input, never nil.
func (s *State) Input() InputStream {
	if s.Stdin == nil {
		return Empty
	}
	return s.Stdin
}

// Output returns the standard output, never nil.
func (s *State) Output() OutputStream { return outputOr(s.Stdout) }

// ErrorOutput returns the standard error output, never nil.
func (s *State) ErrorOutput() OutputStream { return outputOr(s.Stderr) }

func outputOr(o OutputStream) OutputStream {
	if o == nil {
		return Discard
	}
	return o
}

// Wall returns the wall clock, never nil.
func (s *State) Wall() WallClock {
	if s.WallClock == nil {
		return SystemWallClock
	}
	return s.WallClock
}

// Monotonic returns the monotonic clock, never nil.
func (s *State) Monotonic() MonotonicClock {
	if s.MonotonicClock == nil {
		return SystemMonotonicClock
	}
	return s.MonotonicClock
}

// Secure returns the source of secure random numbers, never nil.
func (s *State) Secure() io.Reader {
	if s.SecureRandom == nil {
		return SecureRandom
	}
	return s.SecureRandom
}

// Insecure returns the source of insecure random numbers, never nil.
func (s *State) Insecure() io.Reader {
	if s.InsecureRandom == nil {
		return InsecureRandom
	}
	return s.InsecureRandom
}

// acquire counts one more open descriptor. It fails at the limit.
func (s *State) acquire() error {
	limit := int64(s.MaxDescriptors)
	if limit <= 0 {
		limit = DefaultMaxDescriptors
	}
	if s.open.Add(1) > limit {
		s.open.Add(-1)
		return ErrTooManyDescriptors
	}
	return nil
}

func (s *State) release() { s.open.Add(-1) }

// Idle tells whether no descriptor is open.
func (s *State) Idle() bool { return s.open.Load() == 0 }
