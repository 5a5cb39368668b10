package p3

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/http"
	"github.com/gyro-wasm/gyro/tests/forward"
	"github.com/gyro-wasm/gyro/tests/hostile"
)

// A program is a run of a guest that bytes tell what to call.
type program struct {
	hostile.Chooser
	tb      testing.TB
	guest   *forward.Guest
	entries []forward.Entry
	out     *wasi.ResponseOutparam
	sending *outgoing
}

// Kinds of handles beside those of resources, and of readable ends. Those of
// writable ends are prefixed.
const (
	writable    = "writable "
	subtask     = "subtask"
	waitableSet = "waitable-set"
)

// modes is how often a step changes what the guest's allocator does.
const modes = 4

// step does what the next bytes say.
func (p *program) step(ctx context.Context) error {
	op := int(p.In.Byte())<<8 | int(p.In.Byte())
	op %= len(p.entries) + 1 + modes
	if op == len(p.entries) {
		return p.answer(ctx)
	}
	cells := [3]uint32{}
	if mode := op - len(p.entries) - 1; mode >= 0 {
		cells[forward.CellMode/4] = uint32(mode)
		cells[forward.CellLie/4] = uint32(p.In.Word()) * uint32(mode%2)
		op = (int(p.In.Byte())<<8 | int(p.In.Byte())) % len(p.entries)
	}
	e := &p.entries[op]
	choose := p.function
	if e.Func == nil {
		choose = p.builtin
	}
	flat := choose(e)
	place := func(c *component.Call, _ []uint64) {
		mem := c.Memory()
		for i, v := range cells {
			mem.PutU32(uint32(4*i), v)
		}
		for i, v := range flat(mem) {
			mem.PutU64(uint32(forward.Slots+8*i), v)
		}
	}
	return hostile.Watch(entryName(e), func() error {
		return p.export(e).CallStackAsync(ctx, place, func(c *component.Call, _ []uint64) { p.after(c, e) })
	})
}

func (p *program) export(e *forward.Entry) *component.Func {
	f, err := p.guest.Func(e.Export)
	if err != nil {
		p.tb.Fatal(err)
	}
	return f
}

// nothing calls something harmless, with the guest open before and after.
func (p *program) nothing(ctx context.Context, before, after func(c *component.Call)) error {
	i := slices.IndexFunc(p.entries, func(e forward.Entry) bool { return e.Func != nil && e.Func.Name == "get-insecure-random-u64" })
	return p.export(&p.entries[i]).CallStackAsync(ctx,
		func(c *component.Call, _ []uint64) { before(c) },
		func(c *component.Call, _ []uint64) { after(c); p.find(c) })
}

// answer returns a response.
func (p *program) answer(ctx context.Context) error {
	h := p.Handle(http.ResponseResource.Name())
	var failed error
	err := p.nothing(ctx, func(*component.Call) {}, func(c *component.Call) {
		r := c.Own(uint32(h.Num), http.ResponseResource).(*response)
		c.Accept()
		if p.out == nil {
			r.Drop(ctx)
			return
		}
		p.sending, failed = r.answer(ctx, p.out)
		p.out = nil
	})
	if err == nil {
		err = failed
	}
	return err
}

// function chooses the arguments of a function.
func (p *program) function(e *forward.Entry) (flat func(component.Memory) []uint64) {
	params := &wit.Tuple{}
	var args hostile.Argument
	for _, f := range e.Func.Params {
		params.Types = append(params.Types, f.Type)
		a := p.Argument(f.Type)
		args.Kids = append(args.Kids, a)
		p.gone(f.Type, a)
	}
	n := hostile.FlatLen(params)
	return func(mem component.Memory) (flat []uint64) {
		pl := hostile.NewPlacer(mem)
		if e.Async && n > forward.MaxAsyncParams {
			flat = append(flat, uint64(pl.Store(params, args)))
		} else {
			flat = pl.Flat(nil, params, args)
		}
		if len(flat) < e.Params() {
			flat = append(flat, forward.ResultArea)
		}
		return flat
	}
}

// gone forgets the ends of streams and futures that are given to the host.
func (p *program) gone(t wit.Type, a hostile.Argument) {
	switch u := wit.Underlying(t).(type) {
	case *wit.Stream, *wit.Future:
		p.forget(hostile.HandleKey(u), a.Num)
	case *wit.Option:
		if len(a.Kids) > 0 {
			p.gone(u.Elem, a.Kids[0])
		}
	}
}

func (p *program) forget(key string, h uint64) {
	p.Handles[key] = slices.DeleteFunc(p.Handles[key], func(g uint32) bool { return uint64(g) == h })
}

// builtin chooses the arguments of a built-in.
func (p *program) builtin(e *forward.Entry) (flat func(component.Memory) []uint64) {
	key := hostile.HandleKey(e.Type)
	_, op, _ := strings.Cut(e.Builtin, ".")
	if strings.Contains(op, "writ") {
		key = writable + key
	}
	switch op {
	case "wait", "poll":
		return just(p.Handle(waitableSet).Num, forward.ResultArea)
	case "join":
		return just(p.waitable(), p.Handle(waitableSet).Num)
	case "cancel", "drop":
		key = subtask
		if strings.HasPrefix(e.Builtin, waitableSet) {
			key = waitableSet
		}
		h := p.Handle(key).Num
		if op == "drop" {
			p.forget(key, h)
		}
		return just(h)
	case "drop-readable", "drop-writable":
		h := p.Handle(key).Num
		p.forget(key, h)
		return just(h)
	case "read", "write":
		h, count := p.Handle(key).Num, p.Argument(wit.U32).Num
		elem := element(e.Type)
		if op == "read" || elem == nil || elem == wit.U8 {
			return just(h, forward.Heap-4096, count)
		}
		a := p.Argument(elem)
		return func(mem component.Memory) []uint64 {
			return []uint64{h, uint64(hostile.NewPlacer(mem).Store(elem, a)), count}[:e.Params()]
		}
	case "new":
		return just()
	}
	return just(p.Handle(key).Num) // cancel-read, cancel-write
}

func just(flat ...uint64) func(component.Memory) []uint64 {
	return func(component.Memory) []uint64 { return flat }
}

func element(t wit.Type) wit.Type {
	if s, ok := t.(*wit.Stream); ok {
		return wit.Underlying(s.Elem)
	}
	return t.(*wit.Future).Elem
}

// waitable chooses one of all that can be waited for.
func (p *program) waitable() uint64 {
	var keys []string
	for key, list := range p.Handles {
		if resourceTypes[key] == nil && key != waitableSet && len(list) > 0 {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	slices.Reverse(keys) // subtasks before streams that are read
	if len(keys) == 0 {
		return uint64(p.In.Byte())
	}
	return p.Handle(keys[int(p.In.Byte())%len(keys)]).Num
}

// after looks at the guest after a call.
func (p *program) after(c *component.Call, e *forward.Entry) {
	mem := c.Memory()
	returned := mem.U64(forward.Returned)
	low, high := uint32(returned), uint32(returned>>32)
	add := func(key string, h uint32) { p.Handles[key] = append(p.Handles[key], h) }
	switch {
	case e.Func != nil && e.Async:
		if low>>4 != 0 {
			add(subtask, low>>4)
		}
	case e.Func != nil && e.Results() > 0:
		p.ends(mem, forward.Returned, e.Func.Result)
	case e.Func != nil && e.Func.Result != nil:
		p.ends(mem, forward.ResultArea, e.Func.Result)
	case e.Builtin == "waitable-set.new":
		add(waitableSet, low)
	case strings.HasSuffix(e.Builtin, ".new"):
		add(hostile.HandleKey(e.Type), low)
		add(writable+hostile.HandleKey(e.Type), high)
	}
	p.find(c)
}

// ends finds the ends of streams and futures in a result.
func (p *program) ends(mem component.Memory, at uint32, t wit.Type) {
	hostile.Ends(mem, at, t, func(key string, h uint32) { p.Handles[key] = append(p.Handles[key], h) })
}

// find finds the guest's handles of resources, and what it may not know.
func (p *program) find(c *component.Call) {
	for name, t := range resourceTypes {
		list := p.Handles[name][:0]
		for h := uint32(1); h <= hostile.MaxHandles; h++ {
			if c.Peek(h, t) != nil {
				list = append(list, h)
			}
		}
		p.Handles[name] = list
	}
	hostile.CheckMemory(p.tb, c.Memory())
}

// entryName is how seeds call an entry.
func entryName(e *forward.Entry) string {
	switch {
	case e.Func == nil && e.Type == nil:
		return e.Builtin
	case e.Func == nil:
		return e.Builtin + " " + wit.TypeString(e.Type) + " " + e.Iface
	case e.Async:
		return e.Iface + "#async:" + e.Func.Name
	}
	return e.Iface + "#" + e.Func.Name
}
