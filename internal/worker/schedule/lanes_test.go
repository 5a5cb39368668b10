package schedule

import (
	"fmt"
	"strings"
	"testing"
)

// A lane is a long lane whose members have names.
type lane struct {
	*testing.T
	lanes
	members map[string]*member
}

func newLane(t *testing.T, places int) *lane {
	return &lane{t, lanes{free: places}, map[string]*member{}}
}

// do runs commands, separated by spaces, and returns what they say: "a+" lets a
// ask for a place, "a=5" sets the milliseconds it has used, "a" offers its
// place, "a-" lets it leave. Each answers with who has a place due to it, "." if
// nobody has.
func (l *lane) do(commands string) string {
	var said []string
	for c := range strings.FieldsSeq(commands) {
		name := c[:1]
		m := l.members[name]
		if m == nil {
			m = &member{}
			l.members[name] = m
		}
		var next *member
		switch {
		case strings.HasSuffix(c, "+"):
			if l.enter(m) {
				next = m
			}
		case strings.HasSuffix(c, "-"):
			next = l.leave(m)
		case len(c) > 1:
			fmt.Sscan(c[2:], &m.used)
			m.used *= millisecond
			continue
		default:
			next = l.offer(m)
		}
		said = append(said, l.name(next))
	}
	return strings.Join(said, " ")
}

func (l *lane) name(m *member) string {
	if m == nil {
		return "."
	}
	for name, other := range l.members {
		if other == m {
			return name
		}
	}
	l.Fatal("a member that nobody knows")
	return ""
}

func TestLanes(t *testing.T) {
	for _, tt := range []struct {
		name           string
		places         int
		commands, want string
	}{
		{"places are given while there are any", 2, "a+ b+ c+", "a b ."},
		{"alone one goes on", 1, "a+ a a", "a a a"},
		{"equals take turns", 1, "a+ b+ c+ a b c a", "a . . b c a b"},
		{"who leaves gives its place to the next", 1, "a+ b+ c+ a- b- c- d+", "a . . b c . d"},
		{"who waits can leave", 1, "a+ b+ c+ d+ c- a b d", "a . . . . b d a"},
		{"less use goes first", 1, "a=600 a+ b=60 b+ c=1 c+ a c c- b", "a . . c c b b"},
		{"more use goes on while less use is gone", 1, "a=600 a+ c=1 c+ a c- b=2 b+ a b", "a . c a . b b"},
		{"demotion lets others by", 1, "a+ b+ a=10 a b b=10 b a", "a . b b a b"},
		{"nobody is passed over for ever", 1, "a+ z=600 z+ a a a a a a a a a z", "a . a a a a a a a a z a"},
		{"those who were passed over longest go first", 1, "a+ y=60 y+ z=600 z+ a a a a a a a a a y z", "a . . a a a a a a a a y z a"},
		{"a place that is given up is free", 1, "a+ a- b+ a+", "a . b ."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := newLane(t, tt.places).do(tt.commands); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.commands, got, tt.want)
			}
		})
	}
}

func TestLevels(t *testing.T) {
	for used, want := range map[uint64]int{
		0: 0, 5*millisecond - 1: 0, 5 * millisecond: 1, 49 * millisecond: 1, 50 * millisecond: 2, 500*millisecond - 1: 2, 500 * millisecond: 3, 1 << 63: 3,
	} {
		if got := (&member{used: used}).level(); got != want {
			t.Errorf("after %d instructions the level is %d, want %d", used, got, want)
		}
	}
}

// FuzzLanes lets members come, tick and go at random, and checks after each
// step that no more have places than there are, that no place is free while
// somebody waits, that equals keep their order, and that nobody waits for more
// turns than the policy allows.
func FuzzLanes(f *testing.F) {
	f.Add(uint8(1), []byte("\x00\x01\x02\x03\x10\x11\x12\x13\x20\x21"))
	f.Add(uint8(3), []byte("\x00\x01\x02\x03\x04\x05\x40\x81\xc2\x43\x84\xc5\x00\x11\x22\x33"))
	f.Fuzz(func(t *testing.T, places uint8, steps []byte) {
		c := newLanesCheck(t, int(places%4)+1)
		for _, b := range steps {
			c.step(int(b&15), int(b>>4))
			c.check()
		}
	})
}

// TestLanesLong is FuzzLanes with many more steps.
func TestLanesLong(t *testing.T) {
	for places := 1; places <= 3; places++ {
		c := newLanesCheck(t, places)
		random := uint64(places)
		for range 100_000 {
			random = random*6364136223846793005 + 1442695040888963407
			c.step(int(random>>60), int(random>>56&15))
			c.check()
		}
	}
}

// A lanesCheck keeps the state of lanes a second time.
type lanesCheck struct {
	*testing.T
	lanes  lanes
	places int
	all    [16]member
	in     [16]bool // the lane
	order  [levels][]*member
	turns  map[*member]int // since it waits
	bound  map[*member]int // of turns
}

func newLanesCheck(t *testing.T, places int) *lanesCheck {
	return &lanesCheck{T: t, lanes: lanes{free: places}, places: places, turns: map[*member]int{}, bound: map[*member]int{}}
}

// step lets member i do what its state allows: what is odd for leaving, else
// how much it has used.
func (c *lanesCheck) step(i, what int) {
	m := &c.all[i]
	switch {
	case !c.in[i]:
		c.in[i] = true
		m.used = []uint64{0, 5, 50, 500}[what&3] * millisecond
		if !c.lanes.enter(m) {
			c.waits(m)
		}
	case what&1 == 1:
		c.in[i] = false
		c.forget(m)
		c.turn(c.lanes.leave(m))
	case m.placed:
		m.used += uint64(what) * millisecond
		c.waits(m)
		c.turn(c.lanes.offer(m))
	}
}

func (c *lanesCheck) waits(m *member) {
	level := m.level()
	c.order[level] = append(c.order[level], m)
	// Each level gets a turn at least so often, and those before m go first.
	c.turns[m], c.bound[m] = 0, len(c.order[level])*(patience+levels)
}

func (c *lanesCheck) forget(m *member) {
	for level, waiting := range c.order {
		for i := range waiting {
			if waiting[i] == m {
				c.order[level] = append(waiting[:i:i], waiting[i+1:]...)
			}
		}
	}
	delete(c.turns, m)
}

// turn checks who was given a place.
func (c *lanesCheck) turn(m *member) {
	c.Helper()
	if m == nil {
		return
	}
	if first := c.order[m.level()][0]; first != m {
		c.Fatal("a place went to one that came later than an equal")
	}
	c.forget(m)
	for other := range c.turns {
		if c.turns[other]++; c.turns[other] > c.bound[other] {
			c.Fatalf("one waits for %d turns", c.turns[other])
		}
	}
}

func (c *lanesCheck) check() {
	c.Helper()
	placed := 0
	for i := range c.all {
		m := &c.all[i]
		if m.placed {
			placed++
		}
		if in := m.placed || m.queued; in != c.in[i] || m.placed && m.queued {
			c.Fatalf("member %d: in the lane %v, placed %v, waiting %v", i, c.in[i], m.placed, m.queued)
		}
	}
	if placed+c.lanes.free != c.places {
		c.Fatalf("%d have places and %d are free, of %d", placed, c.lanes.free, c.places)
	}
	if c.lanes.free > 0 && len(c.turns) > 0 {
		c.Fatal("a place is free while somebody waits")
	}
}
