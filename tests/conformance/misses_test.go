package conformance

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// Why the commands of the table below are missed.
const (
	noAsync      = "async is not built: the call traps as the async built-in, lower or lift that it needs"
	noExceptions = "core exceptions are refused when the component is loaded: the engine compiles them wrongly"
	noText       = "the encoder refuses the script: the `cancellable` immediate has left the text format"
	notCompiled  = "a core module that nothing instantiates is not compiled, and compiling is what checks function bodies"
	reentrance   = "the script traps calls between a parent and its child \"for now\"; CanonicalABI.md (Component Instances, `may_enter_from`) allows them, and so does this runtime"
)

// A miss names commands of a script by their lines.
type miss struct{ script, lines, reason string }

// knownMisses lists the commands that do not do what their script expects.
// Lines are those of the commands; none stands for the whole script.
var knownMisses = []miss{
	{"async/async-calls-sync", "12 250 251", noAsync},
	{"async/big-interleaving-test", "828 837 845 857 864 874 885 897 907 915 935 947 965 1025 1059 1105 1133 1161 1207 1257 1289 1345 1393 1408 1418 1428 1439 1449 1458 1470 1482 1492 1505 1521 1534 1545 1556 1569 1585 1595 1604 1615 1634 1645", noAsync},
	{"async/builtin-trap-poisons-instance", "38", noAsync},
	{"async/cancel-stream", "202", noAsync},
	{"async/cancel-subtask", "5 201", noAsync},
	{"async/cancellable", "", noText},
	{"async/closed-stream", "102", noAsync},
	{"async/cross-abi-calls", "475 477 479 483 485 487 491 493 495 499 501 503 507 509 511 515 517 519", noAsync},
	{"async/cross-task-future", "103", noAsync},
	{"async/deadlock", "73", noAsync},
	{"async/dont-block-start", "4 25", noAsync},
	{"async/drop-cross-task-borrow", "305 307 309", noAsync},
	{"async/drop-stream", "158 160", noAsync},
	{"async/drop-subtask", "139 140", noAsync},
	{"async/drop-waitable-set", "5 84", noAsync},
	{"async/during-sync-call-may-block-if-other-ready-threads", "111 112 115", noAsync},
	{"async/during-sync-call-no-exclusive-resume", "115 116 117 118 119 162 163", noAsync},
	{"async/during-sync-call-no-sibling-resume", "155 156 214 215", noAsync},
	{"async/empty-wait", "6 199", noAsync},
	{"async/futures-must-write", "117 118", noAsync},
	{"async/partial-stream-copies", "7 238", noAsync},
	{"async/passing-resources", "175 176", noAsync},
	{"async/same-component-stream-future", "253 255 257 259", noAsync},
	{"async/sync-barges-in", "322 323", noAsync},
	{"async/sync-streams", "208", noAsync},
	{"async/trap-if-block-and-sync", "287 289 291 293 295 297 299 301 303 305 307 309 311 313 315 317 319 321 323 325 327 329 331", noAsync},
	{"async/trap-if-done", "445 446 447 448 449 450 451 452 453 454 455 456 457 458 459 460 461 462 463 464 465 466 467 468 469 470", noAsync},
	{"async/trap-if-sync-and-waitable-set", "281 283 285 287 289 291 293 295 297 299 301 303 305", noAsync},
	{"async/trap-if-transfer-in-waitable-set", "49 51", noAsync},
	{"async/trap-on-reenter", "65", noAsync},
	{"async/trap-on-reenter", "86 110", reentrance},
	{"async/wait-during-callback", "77", noAsync},
	{"async/zero-length", "7 223", noAsync},
	{"linking/tags", "7 31 32 36 60 64 89 93 133 134", noExceptions},
	{"validation/core-modules", "25", notCompiled},
	{"values/variants", "186", noAsync},
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
