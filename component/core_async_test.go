package component_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
)

// asyncWIT has an interface to import and one to export.
const asyncWIT = `package test:core@1.0.0;
interface api {
  resource thing;
  now: func() -> u32;
  send: async func(n: u32) -> result<u32, string>;
  pipe: func(many: list<stream<future<string>>>, end: option<future>) -> tuple<stream<u8>, future<result<u32>>>;
}
interface run {
  run: async func(n: u32) -> u32;
  many: async func(n: u32) -> tuple<string, u64>;
  plain: func();
}`

const (
	apiName = "test:core/api@1.0.0"
	runName = "test:core/run@1.0.0"
)

// asyncLinker returns a linker that provides api and knows run.
func asyncLinker(t *testing.T) *component.Linker {
	t.Helper()
	set, err := wit.Parse(wit.File{Name: "core.wit", Text: asyncWIT})
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(context.Context, *component.Call, []uint64) {}
	send := func(_ context.Context, _ *component.Call, args []component.Value) (component.Value, error) {
		return wit.OKValue(args[0]), nil
	}
	l := define(t, &component.InterfaceDef{
		Name:      apiName,
		WIT:       func() *wit.Interface { return set.Interface(apiName) },
		Resources: []component.ResourceDef{{Name: "thing", Type: component.NewResourceType("thing", nil)}},
		Funcs:     []component.FuncDef{{Name: "now", Fn: nothing}, {Name: "send", Dynamic: send}, {Name: "pipe", Fn: nothing}},
	})
	if err := l.DefineExport(runName, func() *wit.Interface { return set.Interface(runName) }); err != nil {
		t.Fatal(err)
	}
	return l
}

// valTypes are the core types of a signature, written as in [component.CoreFuncDef].
func valTypes(s string) []byte {
	b := make([]byte, len(s))
	for i := range s {
		b[i] = map[byte]byte{'i': coreI32, 'I': coreI64}[s[i]]
	}
	return b
}

// linkCoreModule links a module.
func linkCoreModule(t *testing.T, m *moduleAsm, l *component.Linker) (*component.Linked, error) {
	t.Helper()
	c, err := newRuntime(t, component.Config{}).Load(t.Context(), m.bytes())
	if err != nil {
		t.Fatal(err)
	}
	linked, err := l.Link(c)
	if err == nil {
		t.Cleanup(func() { linked.Close(context.Background()) })
	}
	return linked, err
}

// TestCoreAsyncImports links modules that import one function each.
func TestCoreAsyncImports(t *testing.T) {
	const exported = "[export]" + runName
	for _, tc := range []struct{ module, item, signature, want string }{
		{apiName, "now", ":i", ""},
		{apiName, "send", "ii:", ""},
		{apiName, "[async-lower]send", "ii:i", ""},
		{apiName, "[resource-drop]thing", "i:", ""},
		{apiName, "[future-new-0]pipe", ":I", ""}, // the one in the stream comes before it
		{apiName, "[stream-new-1]pipe", ":I", ""},
		{apiName, "[async-lower][future-read-2]pipe", "ii:i", ""},
		{apiName, "[async-lower][stream-write-3]pipe", "iii:i", ""},
		{apiName, "[stream-cancel-read-3]pipe", "i:i", ""},
		{apiName, "[future-drop-writable-4]pipe", "i:", ""},
		{apiName, "[stream-drop-readable-unit]", "i:", ""},
		{exported, "[task-return]run", "i:", ""},
		{exported, "[task-return]many", "iiI:", ""},
		{exported, "[task-return]plain", ":", ""},
		{exported, "[task-cancel]", ":", ""},
		{"[export]$root", "[task-cancel]", ":", ""},
		{"$root", "[waitable-set-new]", ":i", ""},
		{"$root", "[waitable-set-wait]", "ii:i", ""},
		{"$root", "[cancellable][waitable-set-poll-i32]", "ii:i", ""},
		{"$root", "[waitable-set-drop]", "i:", ""},
		{"$root", "[waitable-join]", "ii:", ""},
		{"$root", "[subtask-drop]", "i:", ""},
		{"$root", "[subtask-cancel]", "i:i", ""},
		{"$root", "[thread-yield]", ":i", ""},
		{"$root", "[cancellable][thread-yield]", ":i", ""},
		{"$root", "[backpressure-inc]", ":", ""},
		{"$root", "[backpressure-dec]", ":", ""},
		{"$root", "[context-get-0]", ":i", ""},
		{"$root", "[context-set-i32-1]", "i:", ""},

		{apiName, "[async-lower]now", ":i", "the function is not async"},
		{apiName, "[async-lower]send", "ii:", "its core signature is not the one of the interface's function"},
		{apiName, "[async-lower]other", ":i", "test:core/api@1.0.0 has no such function"},
		{apiName, "[resource-drop]thing", ":", "imported as :, which should be i:"},
		{apiName, "[resource-drop]other", "i:", "no such resource type"},
		{apiName, "[resource-new]thing", "i:i", "no such resource type"},
		{apiName, "[stream-new-0]pipe", ":I", "number 0 of function pipe is of the other kind, stream or future"},
		{apiName, "[stream-new-5]pipe", ":I", `function pipe has 5 streams and futures, none with number "5"`},
		{apiName, "[stream-new]pipe", ":I", `function pipe has 5 streams and futures, none with number ""`},
		{apiName, "[stream-new--1]pipe", ":I", `function pipe has 5 streams and futures, none with number "-1"`},
		{apiName, "[future-new-99999999999999999999]pipe", ":I", `function pipe has 5 streams and futures, none with number "99999999999999999999"`},
		{apiName, "[stream-new-0]other", ":I", "interface api has no function other"},
		{apiName, "[stream-new-1]pipe", ":i", "imported as :i, which should be :I"},
		{apiName, "[async-lower][stream-new-1]pipe", ":I", "there is no such form of the built-in"},
		{apiName, "[stream-read-1]pipe", "iii:i", "synchronous stream.read is not part of the standard yet"},
		{apiName, "[async-lower][stream-cancel-read-1]pipe", "i:i", "async stream.cancel-read is not part of the standard yet"},
		{apiName, "[waitable-join]", "ii:", "it is a built-in of module $root"},
		{apiName, "[unknown]", ":", "test:core/api@1.0.0 has no such function"},
		{apiName, "[task-return]now", "i:", "it is a built-in of a module whose name begins with [export]"},
		{exported, "[task-return]run", ":", "imported as :, which should be i:"},
		{exported, "[task-return]other", ":", "interface run has no function other"},
		{exported, "run", "i:i", "there is no such built-in"},
		{"[export]test:core/other@1.0.0", "[task-return]run", "i:", "this host does not know the types of test:core/other@1.0.0"},
		{"[export]$root", "[task-return]run", "i:", "this host does not know the types of $root"},
		{"$root", "[stream-new-0]pipe", ":I", "this host does not know the types of $root"},
		{"$root", "[task-cancel]", ":", "it is a built-in of a module whose name begins with [export]"},
		{"$root", "[waitable-join", "ii:", "there is no such built-in"},
		{"$root", "[]", ":", "there is no such built-in"},
		{"$root", "waitable-join", "ii:", "there is no such built-in"},
		{"$root", "[waitable-joined]", "ii:", "there is no such built-in"},
		{"$root", "[waitable-join-0]", "ii:", "there is no such built-in"},
		{"$root", "[waitable-join]x", "ii:", "the built-in does not belong to a function"},
		{"$root", "[waitable-join]", "i:", "imported as i:, which should be ii:"},
		{"$root", "[cancellable][waitable-join]", "ii:", "there is no such form of the built-in"},
		{"$root", "[async-lower][subtask-cancel]", "i:i", "async subtask.cancel is not part of the standard yet"},
		{"$root", "[context-get-2]", ":i", "there is no such slot, only 0 and 1 of type i32"},
		{"$root", "[context-get-i64-0]", ":I", "there is no such slot, only 0 and 1 of type i32"},
		{"$root", "[context-set-0]", ":i", "imported as :i, which should be i:"},
		{"$root", "[thread-index]", ":i", "threads is not part of the standard yet"},
		{"$root", "[error-context-new-utf8]", "ii:i", "error-context is not part of the standard yet"},
	} {
		t.Run(tc.module+" "+tc.item+" "+tc.signature, func(t *testing.T) {
			params, results, _ := strings.Cut(tc.signature, ":")
			m := &moduleAsm{start: -1, memories: [][]byte{limits(1, -1)}}
			m.impFunc(tc.module, tc.item, valTypes(params), valTypes(results))
			m.export("memory", kindMemory, 0)
			_, err := linkCoreModule(t, m, asyncLinker(t))
			checkLink(t, err, tc.module+"#"+tc.item, tc.want)
		})
	}
	t.Run("no memory", func(t *testing.T) {
		m := &moduleAsm{start: -1}
		m.impFunc("$root", "[waitable-set-poll]", valTypes("ii"), valTypes("i"))
		_, err := linkCoreModule(t, m, asyncLinker(t))
		checkLink(t, err, "$root#[waitable-set-poll]", `the module exports no memory under the name "memory"`)
	})
}

// TestCoreAsyncNoMemory calls built-ins of a module without a memory.
func TestCoreAsyncNoMemory(t *testing.T) {
	m := &moduleAsm{start: -1}
	streamNew := m.impFunc(apiName, "[stream-new-3]pipe", nil, valTypes("I"))
	read := m.impFunc(apiName, "[async-lower][stream-read-3]pipe", valTypes("iii"), valTypes("i"))
	send := m.impFunc(apiName, "[async-lower]send", valTypes("ii"), valTypes("i"))
	wrap := []byte{0xa7} // i32.wrap_i64: the end to read
	m.export(runName+"#plain", kindFunc, m.fn(nil, nil, 0, op(0x10, streamNew), wrap, i32Const(0), i32Const(1), op(0x10, read), []byte{0x1a}))
	m.export(runName+"#run", kindFunc, m.fn(valTypes("i"), valTypes("i"), 0, i32Const(0), i32Const(0), op(0x10, send)))
	linked, err := linkCoreModule(t, m, asyncLinker(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]component.Value{"plain": nil, "run": {wit.U32Value(1)}} {
		_, err := export(t, instantiate(t, linked, component.InstanceConfig{}), runName, name).Call(t.Context(), args...)
		var trap *component.Trap
		if !errors.As(err, &trap) || trap.Kind == component.TrapInternal {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// checkLink wants an error about one import, or none.
func checkLink(t *testing.T, err error, name, want string) {
	t.Helper()
	got := ""
	if err != nil {
		_, got, _ = strings.Cut(err.Error(), "\n  ")
	}
	if want != "" {
		want = name + ": " + want
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestCoreAsyncExports links modules that export one function, and perhaps its
// callback.
func TestCoreAsyncExports(t *testing.T) {
	const lift, callback = "[async-lift]" + runName + "#", "[callback]" + "[async-lift]" + runName + "#"
	for _, tc := range []struct{ exports, want string }{
		{runName + "#run i:i", ""},
		{runName + "#plain :", ""},
		{lift + "run i:i " + callback + "run iii:i", ""},
		{lift + "many i:i " + callback + "many iii:i", ""},
		{"[async-lift]elsewhere i:i", ""},
		{lift + "run i:i", "there is no callback: export " + callback + "run"},
		{lift + "run i:i " + callback + "run ii:i", "its callback has the core signature ii:i, which should be iii:i"},
		{lift + "run i: " + callback + "run iii:i", "its core signature is not the one of the interface's function"},
		{lift + "plain :i " + callback + "plain iii:i", "the function is not async"},
		{lift + "other :i " + callback + "other iii:i", "interface run has no function other"},
		{callback + "run iii:i", "there is no " + lift + "run that it is the callback of"},
		{"[async-lift-stackful]" + runName + "#run i:", "a function that waits without a callback is not part of the standard yet"},
		{runName + "#run i:i " + lift + "run i:i " + callback + "run iii:i", "the function is exported twice"},
		{"[async-lift]test:core/other@1.0.0#run i:i", "an interface whose types this host does not know; make it a component"},
	} {
		t.Run(tc.exports, func(t *testing.T) {
			m := &moduleAsm{start: -1}
			fields := strings.Fields(tc.exports)
			for i := 0; i < len(fields); i += 2 {
				params, results, _ := strings.Cut(fields[i+1], ":")
				m.export(fields[i], kindFunc, m.fn(valTypes(params), valTypes(results), 0, []byte{0})) // unreachable
			}
			_, err := linkCoreModule(t, m, asyncLinker(t))
			got := ""
			if err != nil {
				got = err.Error()
			}
			at := fields[0]
			if strings.HasSuffix(tc.want, "twice") {
				at = fields[2]
			}
			if tc.want != "" && got != "core module export "+at+": "+tc.want || tc.want == "" && got != "" {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestCoreAsyncCall calls a function that calls an import, yields, and returns in
// its callback what the import has stored.
func TestCoreAsyncCall(t *testing.T) {
	m := &moduleAsm{start: -1, memories: [][]byte{limits(1, -1)}}
	send := m.impFunc(apiName, "[async-lower]send", valTypes("ii"), valTypes("i"))
	ret := m.impFunc("[export]"+runName, "[task-return]run", valTypes("i"), nil)
	m.export("memory", kindMemory, 0)
	load := append([]byte{0x28, 2}, leb(4)...) // i32.load offset=4
	store := append([]byte{0x36, 2}, leb(8)...)
	run := m.fn(valTypes("i"), valTypes("i"), 0,
		i32Const(0), op(0x20, 0), i32Const(16), op(0x10, send), store, // what the call returns, at 8
		i32Const(1)) // yield
	back := m.fn(valTypes("iii"), valTypes("i"), 0,
		i32Const(4), load, i32Const(16), load, []byte{0x6a}, op(0x10, ret), // their sum
		i32Const(0)) // exit
	m.export("[async-lift]"+runName+"#run", kindFunc, run)
	m.export("[callback][async-lift]"+runName+"#run", kindFunc, back)
	linked, err := linkCoreModule(t, m, asyncLinker(t))
	if err != nil {
		t.Fatal(err)
	}
	const returned = 2 // the state of a subtask
	v, err := export(t, instantiate(t, linked, component.InstanceConfig{}), runName, "run").Call(t.Context(), wit.U32Value(40))
	if err != nil || v.String() != wit.U32Value(40+returned).String() {
		t.Errorf("%v, %v", v, err)
	}
}
