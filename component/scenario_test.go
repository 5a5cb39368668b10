package component_test

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/component"
)

// A scenario is a concurrent program for the instances of testdata/scenario.wat, and
// for the reference interpreter, see testdata/reference.py.
type scenario struct {
	Calls  []hostCall    `json:"calls"` // by the host, one after the other
	Bodies [][]operation `json:"bodies"`
	Picks  []int         `json:"picks"` // which of several ready threads goes on

	// Shared tells that the host makes other calls meanwhile, which bodies say by
	// "host body inst func to-end", all numbers, and gives calls up, by "give-up
	// body": it does so when the guest has nothing more to execute for the moment.
	Shared bool `json:"shared,omitempty"`

	// Trace is what the reference does of it: that a body begins an operation,
	// "3: set.wait 1", and what has come of that, "3 = code index payload"; the
	// first of a body are the case and the handle that it was given. It ends with
	// checksums of memories, or with why it has ended before.
	Trace []string `json:"trace,omitempty"`
}

// A hostCall is a call of a function, whose body is that with a number. If it is
// to the end, the host waits for all that is left to do.
type hostCall struct {
	Inst  string `json:"inst"`
	Func  string `json:"func"`
	Body  uint32 `json:"body"`
	ToEnd bool   `json:"to_end"`
}

// An operation is a built-in or another thing that a body does. As text it has as
// many arguments as it takes.
type operation struct {
	name string
	args [4]uint32
}

func (o operation) String() string {
	text := o.name
	for _, a := range o.args[:arity[operations[o.name][0]]] {
		text += " " + strconv.FormatUint(uint64(a), 10)
	}
	return text
}

func (o operation) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

func (o *operation) UnmarshalText(b []byte) error {
	name, rest, _ := strings.Cut(string(b), " ")
	o.name = name
	for i, a := range strings.Fields(rest) {
		if _, err := fmt.Sscan(a, &o.args[i]); err != nil {
			return err
		}
	}
	return nil
}

// funcKinds are the functions of an instance. Each but the first, which is
// synchronous, has the async type.
var funcKinds = []string{"plain", "sync", "callback", "stackful"}

// instances are those that scenarios have.
var instances = []string{"a", "b", "c"}

// callees are the instances that each may call.
var callees = map[string]map[string]string{"a": {"x": "b", "y": "c"}, "b": {"x": "c"}, "c": {}}

// endTypes are the types whose ends scenarios have, those of a stream first.
var endTypes = []string{"bytes", "ticks", "byte", "signal"}

// What the guest does about an operation: its groups by what they take and give.
const (
	groupReturn = iota
	groupStore
	groupEvent
	group0
	group0to32
	group0to64
	group1
	group1to32
	group2
	group2to32
	group3to32
	group4
	group4to32
)

// arity is how many arguments an operation of a group takes.
var arity = [...]int{groupReturn: 1, groupStore: 3, groupEvent: 1, group1: 1, group1to32: 1, group2: 2, group2to32: 2, group3to32: 3, group4: 4, group4to32: 4}

// operations are the operations by name: the group and, if it is a function that
// the guest imports, its number.
var operations = func() map[string][2]uint32 {
	ops := map[string][2]uint32{}
	add := func(group uint32, names ...string) {
		for _, name := range names {
			ops[name] = [2]uint32{group, uint32(len(ops))}
		}
	}
	add(group0, "backpressure.inc", "backpressure.dec", "task.cancel")
	add(group2, "task.return")
	add(group0to32, "yield", "context.get")
	add(group1, "context.set")
	add(group0to32, "set.new")
	add(groupEvent, "set.wait", "set.poll")
	add(group1, "set.drop")
	add(group2, "join")
	add(group1to32, "subtask.cancel", "subtask.cancel-async")
	add(group1, "subtask.drop")
	for i, typ := range endTypes {
		add(group0to64, typ+".new")
		copies := uint32(group2to32)
		if i < 2 {
			copies = group3to32
		}
		add(copies, typ+".read", typ+".read-async", typ+".write", typ+".write-async")
		add(group1to32, typ+".cancel-read", typ+".cancel-read-async", typ+".cancel-write", typ+".cancel-write-async")
		add(group1, typ+".drop-readable", typ+".drop-writable")
	}
	for _, callee := range []string{"x", "y"} {
		for i, f := range funcKinds {
			add(group4, callee+"."+f)
			if i > 0 {
				add(group4to32, callee+"."+f+"-async")
			}
		}
	}
	add(groupReturn, "return")
	add(groupStore, "store")
	add(group4, "host")
	add(group1, "give-up")
	return ops
}()

// A player has instances do what a scenario says, and notes what comes of it.
type player struct {
	*scenario
	trace  []string
	picked int
	done   []int    // of each body: how many operations
	where  []string // and its instance
	// invent says what a body does next that has done all that the scenario says,
	// where the operation before gave a code, an index and a payload; nil if
	// there is nothing more.
	invent   func(body uint32, code uint64, index, payload uint32, mem component.Memory) operation
	choose   func(n int) int // makes up picks; nil for those of the scenario
	memories map[string]component.Memory

	in     *component.Instance
	giveUp map[uint32]context.CancelFunc // by the body of a call
	beside sync.WaitGroup                // calls that bodies have the host make
	mu     sync.Mutex
	err    error // in which any of them has ended
}

func (p *player) note(format string, args ...any) {
	p.trace = append(p.trace, fmt.Sprintf(format, args...))
}

func (p *player) begin(body uint32, inst string) {
	for uint32(len(p.done)) <= body {
		p.done, p.where = append(p.done, 0), append(p.where, "")
	}
	p.where[body] = inst
}

// pick is the Pick of a scheduler.
func (p *player) pick(n int) int {
	if p.choose != nil {
		return p.choose(n)
	}
	if p.picked == len(p.Picks) {
		return 0
	}
	p.picked++
	return p.Picks[p.picked-1] % n
}

var errScenarioEnds = errors.New("the scenario says nothing more")

// nextOperation is the function "next" of the guest.
func nextOperation(_ context.Context, c *component.Call, stack []uint64) {
	p := c.Data().(*player)
	body, code, index, payload := uint32(stack[0]), stack[1], uint32(stack[2]), uint32(stack[3])
	mem, result := c.Memory(), uint32(stack[4])
	inst := p.where[body]
	p.memories[inst] = mem
	p.note("%d = %d %d %d", body, code, index, payload)
	op := p.following(c, body, code, index, payload)
	for ; op.name == "host" || op.name == "give-up"; op = p.following(c, body, 0, 0, 0) {
		if op.name == "host" {
			p.callBeside(op.hostCall())
		} else {
			p.giveUp[op.args[0]]()
		}
		p.note("%d = 0 0 0", body)
	}
	if callee, _, ok := strings.Cut(op.name, "."); ok && callees[inst][callee] != "" {
		p.begin(op.args[0], callees[inst][callee])
	}
	what := operations[op.name]
	for i, v := range append(what[:], op.args[:]...) {
		mem.PutU32(result+4*uint32(i), v)
	}
}

// following returns what a body does next.
func (p *player) following(c *component.Call, body uint32, code uint64, index, payload uint32) operation {
	if p.invent != nil {
		for uint32(len(p.Bodies)) <= body {
			p.Bodies = append(p.Bodies, nil)
		}
		p.Bodies[body] = append(p.Bodies[body], p.invent(body, code, index, payload, c.Memory()))
	}
	if p.done[body] == len(p.Bodies[body]) {
		c.Trap(errScenarioEnds)
	}
	op := p.Bodies[body][p.done[body]]
	p.done[body]++
	p.note("%d: %v", body, op)
	return op
}

func (o operation) hostCall() hostCall {
	return hostCall{Body: o.args[0], Inst: instances[o.args[1]], Func: funcKinds[o.args[2]], ToEnd: o.args[3] == 1}
}

// callBeside has another goroutine make a call, which is noticed when it returns.
func (p *player) callBeside(c hostCall) {
	arrived := component.Arrived(p.in)
	p.beside.Go(func() { p.call(c) })
	for component.Arrived(p.in) == arrived {
		runtime.Gosched()
	}
}

// call makes a call of the host.
func (p *player) call(c hostCall) {
	f, err := p.in.Func(c.Inst, c.Func)
	if err == nil {
		p.begin(c.Body, c.Inst)
		ctx, cancel := context.WithCancel(context.Background())
		p.giveUp[c.Body] = cancel
		call := f.CallStackAsync
		if c.ToEnd {
			call = f.CallStackToEnd
		}
		err = call(ctx,
			func(_ *component.Call, stack []uint64) { stack[0], stack[1], stack[2] = uint64(c.Body), 0, 0 },
			func(*component.Call, []uint64) { p.note("%d resolved", c.Body) })
	}
	if err == context.Canceled {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = err
	}
}

// linkScenario links testdata/scenario.wat.
func linkScenario(t testing.TB) *component.Linked {
	t.Helper()
	l := component.NewLinker()
	if err := l.DefineFunc(component.FuncDef{Name: "next", Fn: nextOperation}); err != nil {
		t.Fatal(err)
	}
	c, err := newRuntime(t, component.Config{Gated: true}).Load(context.Background(), fixture(t, "scenario"))
	if err != nil {
		t.Fatal(err)
	}
	linked, err := l.Link(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := linked.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return linked
}

// play has a new instance do what the scenario says, and returns what came of it.
func (p *player) play(t testing.TB, linked *component.Linked, shared bool) []string {
	t.Helper()
	ctx := context.Background()
	p.memories = map[string]component.Memory{}
	in, err := linked.Instantiate(ctx, component.InstanceConfig{Data: p, Shared: shared || p.Shared})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close(ctx)
	p.in, p.giveUp = in, map[uint32]context.CancelFunc{}
	component.SetPick(in, p.pick)
	for _, c := range p.Calls {
		p.note("call %s %s %d %v", c.Inst, c.Func, c.Body, c.ToEnd)
		p.call(c)
		p.beside.Wait()
		if p.err != nil {
			p.note("%s", p.end(t))
			return p.trace
		}
		p.note("returned")
	}
	for _, inst := range instances {
		if mem := p.memories[inst]; mem != nil {
			p.note("memory %s %d", inst, crc32.ChecksumIEEE(mem[64:4096]))
		}
	}
	return p.trace
}

// end returns the last line of the trace of a scenario that has ended early.
func (p *player) end(t testing.TB) string {
	t.Helper()
	var trap *component.Trap
	switch {
	case !errors.As(p.err, &trap):
		t.Fatal(p.err)
	case errors.Is(p.err, errScenarioEnds):
		return "nothing more"
	case trap.Kind == "deadlock":
		return "deadlock"
	case trap.Kind == component.TrapInternal || trap.Kind == component.TrapUnreachable:
		t.Fatalf("%v\n%s\n%s", trap, trap.Trace(), strings.Join(p.trace, "\n"))
	}
	return "trap"
}
