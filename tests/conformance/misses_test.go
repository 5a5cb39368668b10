package conformance

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// Why the commands of the table below are missed.
const (
	noExceptions = "core exceptions are refused when the component is loaded: the engine compiles them wrongly"
	noThreads    = "a component that uses `thread.…` built-ins other than `thread.yield`, which have not shipped"
	noText       = "the encoder refuses the script: the `cancellable` immediate has left the text format"
	notCompiled  = "a core module that nothing instantiates is not compiled, and compiling is what checks function bodies"
)

// A miss names commands of a script by their lines.
type miss struct{ script, lines, reason string }

// knownMisses lists the commands that do not do what their script expects.
// Lines are those of the commands; none stands for the whole script.
var knownMisses = []miss{
	{"async/cancellable", "", noText},
	{"async/during-sync-call-may-block-if-other-ready-threads", "111 112 115", noThreads},
	{"async/during-sync-call-no-exclusive-resume", "115 116 117 118 119 163", noThreads},
	{"async/during-sync-call-no-sibling-resume", "155 156 214 215", noThreads},
	{"async/trap-if-block-and-sync", "293 309 311 313", noThreads},
	{"async/trap-if-sync-and-waitable-set", "281 283 285 287", noThreads},
	{"linking/tags", "7 31 32 36 60 64 89 93 133 134", noExceptions},
	{"validation/core-modules", "25", notCompiled},
}

// misses reconciles what fails with knownMisses.
type misses struct {
	reasons map[string]string // by script:line
	used    map[string]bool
}

func missKey(script string, line int) string { return fmt.Sprintf("%s:%d", script, line) }

func newMisses(t *testing.T) *misses {
	m := &misses{reasons: map[string]string{}, used: map[string]bool{}}
	for _, k := range knownMisses {
		lines := strings.Fields(k.lines)
		if len(lines) == 0 {
			lines = []string{"0"}
		}
		for _, l := range lines {
			n, err := strconv.Atoi(l)
			if err != nil {
				t.Fatal(err)
			}
			m.reasons[missKey(k.script, n)] = k.reason
		}
	}
	return m
}

// check compares the outcome of a command with the table.
func (m *misses) check(t *testing.T, script string, line int, err error) {
	t.Helper()
	key := missKey(script, line)
	reason, known := m.reasons[key]
	m.used[key] = true
	switch {
	case err != nil && !known:
		t.Errorf("%s: %v", key, err)
	case err == nil && known:
		t.Errorf("%s: is met, but listed as missed: %s", key, reason)
	}
}

// checkUsed finds entries of the table that name no command.
func (m *misses) checkUsed(t *testing.T) {
	for key := range m.reasons {
		if !m.used[key] {
			t.Errorf("%s: is listed as missed, but is not in the suite", key)
		}
	}
}
