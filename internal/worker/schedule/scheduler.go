package schedule

import (
	"errors"
	"runtime"
	"sync"
)

// A Scheduler shares the processors among the guests of a process. It is safe
// for use by several goroutines.
type Scheduler struct {
	// procs is how many guests leave no processor to anybody else.
	procs int
	bell  bell
	done  chan struct{} // closed when nobody waits for the bell any more

	mu      sync.Mutex // unlocked by unlock
	lanes   lanes
	placed  int     // members that have a place
	granted []*Task // have one and do not know yet
	rung    bool    // for those in granted
}

// New returns a scheduler whose long lane has that many places; 0 means one for
// each processor that Go uses. Close frees it.
func New(places int) (*Scheduler, error) {
	b, err := newBell()
	if err != nil {
		return nil, err
	}
	procs := runtime.GOMAXPROCS(0)
	if places <= 0 {
		places = procs
	}
	s := &Scheduler{procs: procs, bell: b, done: make(chan struct{}), lanes: lanes{free: places}}
	go s.listen()
	return s, nil
}

// Close frees the scheduler. No task may be under way.
func (s *Scheduler) Close() error {
	err := s.bell.stop()
	<-s.done
	return errors.Join(err, s.bell.close())
}

// listen hands out turns when the bell rings.
func (s *Scheduler) listen() {
	defer close(s.done)
	for s.bell.wait() == nil {
		// What the poller found together with the bell runs first. Once in a
		// while Go takes the one that yields first: so it yields twice.
		runtime.Gosched()
		runtime.Gosched()
		s.handOut()
	}
}

// handOut tells tasks that it is their turn.
func (s *Scheduler) handOut() {
	s.mu.Lock()
	turns := s.granted
	s.granted, s.rung = nil, false
	s.unlock()
	for _, t := range turns {
		t.turn <- struct{}{}
	}
}

// unlock unlocks the scheduler and has the granted places handed out.
func (s *Scheduler) unlock() {
	ring := len(s.granted) > 0 && !s.rung
	s.rung = s.rung || ring
	s.mu.Unlock()
	if ring && s.bell.ring() != nil {
		s.handOut() // less fair, but nobody waits for ever
	}
}

func (s *Scheduler) grant(m *member) { s.granted = append(s.granted, m.task) }
