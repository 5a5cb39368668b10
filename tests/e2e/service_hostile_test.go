package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// rulesBroken are what c-p3-hostile does that has to end in a trap, and what the
// log says of it.
var rulesBroken = []struct{ path, text string }{
	{"/drop-reading", "cannot remove busy stream"},
	{"/drop-writing", "cannot drop busy stream"},
	{"/drop-untold", "cannot drop future write end without first writing a value"},
	{"/drop-telling", "cannot drop busy future"},
	{"/drop-call", "cannot drop a subtask which has not yet resolved"},
	{"/drop-full-set", "cannot drop waitable set with waitables in it"},
	{"/cancel-idle", "cannot cancel what is not under way"},
	{"/cancel-twice", "cannot cancel what is not under way"},
	{"/cancel-call-twice", "`subtask.cancel` called"},
	{"/cancel-unasked", "`task.cancel` called by task which has not been cancelled"},
	{"/read-twice", "cannot have concurrent operations active on a future/stream"},
	{"/read-after-end", "cannot read from stream after being notified that the writable end dropped"},
	{"/read-wrong-end", "is not such an end of a stream or future of this type"},
	{"/read-wrong-type", "is not such an end of a stream or future of this type"},
	{"/read-outside", "out of bounds"},
	{"/read-huge", "too large"},
	{"/give-busy", "cannot remove busy stream"},
	{"/give-writable", "is not a readable end of a stream or future of this type"},
	{"/join-no-set", "is not a waitable set"},
	{"/return-twice", "called more than once for current task"},
	{"/return-nothing", "failed to produce a result"},
	{"/bad-code", "unsupported callback code"},
	{"/bad-set", "is not a waitable set"},
	{"/deadlock", "deadlock detected"},
	{"/deadlock-self", "deadlock detected"},
	{"/sync-wait", "deadlock detected"},
	{"/streams/100000", "the limit handles"},
	{"/futures/100000", "the limit handles"},
	{"/sets/100000", "the limit handles"},
	{"/calls/100000", "the limit handles"},
	{"/spin", "the limit "},
	{"/polls", "the limit "},
	{"/empty-writes", "the limit "},
	{"/empty-reads", "the limit "},
	{"/never", "the limit wall_time"},
}

// TestBrokenRules lets a guest break the rules of tasks, streams and futures, by
// an instance for each request and by one that others use at the same time.
// Each attack ends as the standard says; a bystander notices nothing; the
// component goes on to answer.
func TestBrokenRules(t *testing.T) {
	for mode, args := range map[string][]string{
		"fresh":  nil,
		"reused": {"--max-instance-reuse-count", "64", "--max-instance-concurrent-reuse-count", "8"},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			app := application{components: []component{
				{id: "attacker", guest: "c-p3-hostile"}, {id: "bystander", guest: "c-http-core", routes: []string{"/bystander"}},
			}}
			args := append([]string{"--limit-profile", "strict", "--limit", "attacker.cpu=100ms", "--limit", "attacker.wall_time=1s"}, args...)
			s := up(t, app, args...)
			stop := s.watch()
			for _, rule := range rulesBroken {
				t.Run(rule.path[1:], func(t *testing.T) {
					s.t = t
					method := http.MethodGet
					if rule.path == "/empty-reads" {
						method = http.MethodPost
					}
					a := s.do(method, rule.path, strings.NewReader("body"))
					if a.status == 200 && a.err == nil && rule.path != "/return-twice" { // the client has the first one
						t.Errorf("%d %q is whole", a.status, a.body)
					}
					id := a.header.Get("Gyro-Error-Id")
					if id == "" {
						id = "[0-9a-f]+"
					}
					s.logs(`^gyro: request ` + id + ` failed: component attacker: ` + method + ` ` + regexp.QuoteMeta(rule.path) + `: .*` + regexp.QuoteMeta(rule.text))
					s.get("/hello").is(t, 200, "hello from C, hostile\n")
				})
			}
			s.t = t
			stop()
			s.get("/two-sets").is(t, 200, "moved\n")
			s.get("/meet").is(t, 200, "met\n")
			if s.mentions(`(?m)^panic:|goroutine \d+ \[`) {
				t.Error("a panic of gyro is in the log")
			}
		})
	}
}

// TestTrapOfOthers has one request trap while others wait in the same instance:
// all of them end, and the next ones get another instance.
func TestTrapOfOthers(t *testing.T) {
	s := up(t, single("c-p3-hostile", ""), "--max-instance-reuse-count", "64", "--max-instance-concurrent-reuse-count", "16")
	var group sync.WaitGroup
	for i := range 6 {
		group.Go(func() {
			a := s.get(fmt.Sprintf("/trap-later/%d", 100+i))
			if a.status == 200 && a.err == nil {
				t.Errorf("%q is whole", a.body)
			}
		})
	}
	group.Wait()
	for range 20 {
		s.get("/hello").is(t, 200, "hello from C, hostile\n")
	}
}
