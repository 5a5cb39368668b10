package rewrite_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

var specDir = flag.String("spec", "", "directory of wazero's spectest cases; default: in the module cache")

var multiDir = flag.String("multi", "", "directory of the core specification's scripts on several memories, as wasm-tools json-from-wast writes them")

// spectests returns the directory of wazero's spectest cases, or skips the test.
func spectests(t *testing.T) string {
	dir := *specDir
	if dir == "" {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/tetratelabs/wazero").Output()
		if err != nil {
			t.Skipf("the suite comes with the source of wazero: %v", err)
		}
		dir = filepath.Join(strings.TrimSpace(string(out)), "internal", "integration_test", "spectest")
	}
	if _, err := os.Stat(filepath.Join(dir, "testdata", "spectest.wasm")); err != nil {
		t.Skip(err)
	}
	return dir
}

// runScripts runs the scripts that match pattern.
func runScripts(t *testing.T, pattern string, m mode) {
	spectest := filepath.Join(spectests(t), "testdata", "spectest.wasm")
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no test cases: %v", pattern, err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".json"), func(t *testing.T) { runScript(t, spectest, f, m) })
	}
}

// TestSpec runs the core specification's test suite, in the form in which
// wazero's module carries it, through rewriting with everything turned on: what
// a module does must not depend on it.
func TestSpec(t *testing.T) {
	for _, suite := range []string{"v2", "tail-call", "extended-const"} {
		t.Run(suite, func(t *testing.T) {
			runScripts(t, filepath.Join(spectests(t), suite, "testdata", "*.json"), mode{})
		})
	}
}

// TestSpecMetered runs the same scripts with fuel, given in small portions.
func TestSpecMetered(t *testing.T) {
	for _, suite := range []string{"v2", "tail-call", "extended-const"} {
		t.Run(suite, func(t *testing.T) {
			runScripts(t, filepath.Join(spectests(t), suite, "testdata", "*.json"), mode{metered: true})
		})
	}
}

// TestSpecShifted runs the scripts about memory with another memory before the
// one that each module has, so that all its instructions go through accessors.
func TestSpecShifted(t *testing.T) {
	for _, pattern := range []string{"mem*", "data*", "bulk*", "load*", "store*", "address*", "align*", "endian*", "float_mem*", "linking*", "imports*", "exports*", "start*", "names*", "simd_*load*", "simd_*store*", "simd_align*", "simd_address*"} {
		runScripts(t, filepath.Join(spectests(t), "v2", "testdata", pattern+".json"), mode{shift: true})
	}
}

// TestSpecMultiMemory runs the scripts of the directory that the flag multi
// names.
func TestSpecMultiMemory(t *testing.T) {
	if *multiDir == "" {
		t.Skip("the flag multi names no directory of scripts")
	}
	runScripts(t, filepath.Join(*multiDir, "*.json"), mode{})
}

type command struct {
	Type       string
	Line       int
	Name       string
	Filename   string
	As         string
	Action     action
	Expected   []specValue
	ModuleType string `json:"module_type"`
	Text       string
}

type action struct {
	Type, Field, Module string
	Args                []specValue
}

type specValue struct {
	Type     string
	LaneType string `json:"lane_type"`
	Value    any
}

// A script is the state of a running test script.
type script struct {
	t          *testing.T
	dir        string
	engine     *engine.Engine
	group      *engine.Group
	named      map[string]*instance // by the script's own name
	registered map[string]*instance
	last       *instance
	mode
	fuel *engine.Instance // exports the function that meters
}

// A mode says how modules are prepared.
type mode struct {
	shift   bool // give each module a memory before its own
	metered bool
}

// An instance is an instance of a module that may have been split.
type instance struct {
	*engine.Instance
	memories map[string]*engine.Instance // which have the memories that the instance lacks
}

func runScript(t *testing.T, spectest, file string, m mode) {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var suite struct{ Commands []command }
	if err := json.Unmarshal(text, &suite); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	s := &script{t: t, dir: filepath.Dir(file), engine: e, group: engine.NewGroup(0), named: map[string]*instance{}, registered: map[string]*instance{}, mode: m}
	defer func() {
		if err := errors.Join(s.group.Close(ctx), e.Close(ctx)); err != nil {
			t.Error(err)
		}
	}()
	s.fuel = fuelHost(t, e, func(int64) int64 { return 5 })
	if s.registered["spectest"], err = s.instantiate(spectest); err != nil {
		t.Fatal(err)
	}
	for _, c := range suite.Commands {
		if err := s.run(c); err != nil {
			t.Errorf("line %d: %s: %v", c.Line, c.Type, err)
		}
	}
}

func (s *script) run(c command) error {
	switch c.Type {
	case "module":
		i, err := s.instantiate(filepath.Join(s.dir, c.Filename))
		s.last = i
		if c.Name != "" {
			s.named[c.Name] = i
		}
		return err
	case "register":
		s.registered[c.As] = s.instance(c.Name)
	case "action":
		_, err := s.act(c.Action)
		return err
	case "assert_return":
		got, err := s.act(c.Action)
		if err != nil {
			return err
		}
		return match(got, c.Expected)
	case "assert_trap", "assert_exhaustion":
		_, err := s.act(c.Action)
		return wantTrap(err, c.Text)
	case "assert_malformed", "assert_invalid", "assert_unlinkable", "assert_uninstantiable":
		if c.ModuleType == "text" {
			return nil
		}
		// Even a failed instantiation changes tables and memories.
		if _, err := s.instantiate(filepath.Join(s.dir, c.Filename)); err == nil && !accepted(c) {
			return fmt.Errorf("%s: not refused: %s", c.Filename, c.Text)
		}
	default:
		return errors.New("unknown command")
	}
	return nil
}

// accepted tells whether c asserts an error that nobody reports: by now, offsets
// may refer to globals of the module itself, and there may be several memories.
func accepted(c command) bool {
	return c.Type == "assert_invalid" && (c.Text == "multiple memories" ||
		c.Text == "unknown global" && (strings.HasPrefix(c.Filename, "elem.") || strings.HasPrefix(c.Filename, "data.")))
}

func (s *script) instance(name string) *instance {
	if name == "" {
		return s.last
	}
	return s.named[name]
}

func (s *script) instantiate(file string) (*instance, error) {
	wasm, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if s.shift {
		wasm = rewrite.ShiftMemory(wasm)
	}
	parts := &rewrite.Parts{Modules: []rewrite.Part{{Wasm: wasm}}}
	if rewrite.Memories(wasm) > 1 {
		if parts, err = rewrite.Split(wasm); err != nil {
			return nil, err
		}
	}
	if err := s.link(parts); err != nil {
		return nil, err
	}
	whole := &instance{memories: map[string]*engine.Instance{}}
	var made []*engine.Instance
	for _, p := range parts.Modules {
		i, err := s.part(p, whole)
		if made = append(made, i); whole.Instance == nil {
			whole.Instance = i
		}
		if err != nil {
			return whole, err
		}
	}
	for name, n := range parts.Memories {
		whole.memories[name] = made[n]
	}
	return whole, nil
}

// link checks that all memories are there before the first part is instantiated.
func (s *script) link(parts *rewrite.Parts) error {
	for _, p := range parts.Modules[1:] {
		info, err := rewrite.Inspect(p.Wasm)
		if err != nil {
			return err
		}
		for _, imp := range info.Imports {
			from := s.registered[imp.Module]
			if imp.Type.Kind == rewrite.ExternMemory && (from == nil || from.memories[imp.Name] == nil && from.Memory(imp.Name) == nil) {
				return fmt.Errorf("nobody exports %q %q", imp.Module, imp.Name)
			}
		}
	}
	return nil
}

// part instantiates a part of a module, of which whole is the first one, and
// runs its start function.
func (s *script) part(p rewrite.Part, whole *instance) (*engine.Instance, error) {
	info, err := rewrite.Inspect(p.Wasm)
	if err != nil {
		return nil, err
	}
	var from []*engine.Instance
	names := make([]rewrite.Import, len(info.Imports))
	for i, imp := range info.Imports {
		provider := s.registered[imp.Module]
		if p.Imports != nil && p.Imports[i] == rewrite.TableImport {
			provider = whole
		}
		names[i] = rewrite.Import{Module: strconv.Itoa(i), Name: imp.Name}
		if provider == nil {
			from = append(from, nil)
		} else if m := provider.memories[imp.Name]; m != nil {
			names[i].Name = rewrite.MemoryExport
			from = append(from, m)
		} else {
			from = append(from, provider.Instance)
		}
	}
	o := rewrite.Options{Imports: names, RemWorkaround: true}
	if s.metered {
		o.Fuel = &rewrite.Fuel{Import: rewrite.Import{Module: strconv.Itoa(len(from)), Name: "fuel"}, Stack: 1 << 20}
		from = append(from, s.fuel)
	}
	out, err := rewrite.Module(p.Wasm, o)
	if err != nil {
		return nil, err
	}
	if again, err := rewrite.Module(p.Wasm, o); err != nil || !slices.Equal(out, again) {
		return nil, fmt.Errorf("rewriting is not deterministic: %v", err)
	}
	ctx := context.Background()
	m, err := s.engine.Compile(ctx, out)
	if err != nil {
		return nil, err
	}
	defer m.Close(ctx)
	resolve := func(module string) *engine.Instance {
		n, _ := strconv.Atoi(module)
		return from[n]
	}
	i, err := s.engine.Instantiate(ctx, m, resolve, engine.InstanceOptions{Group: s.group})
	if err != nil {
		return nil, err
	}
	return i, start(i)
}

// act returns the results, two for a v128.
func (s *script) act(a action) ([]uint64, error) {
	i := s.instance(a.Module)
	if a.Type == "get" {
		return []uint64{i.Global(a.Field).Get()}, nil
	}
	f := i.Func(a.Field)
	if f == nil {
		return nil, fmt.Errorf("no function %q", a.Field)
	}
	var stack []uint64
	for _, v := range a.Args {
		for _, lane := range v.lanes() {
			stack = append(stack, lane.bits)
		}
	}
	_, results := f.Signature()
	n := 0
	for _, t := range results {
		n++
		if t == engine.V128 {
			n++
		}
	}
	for len(stack) < n {
		stack = append(stack, 0)
	}
	if left := i.Global(rewrite.StackExport); left != nil {
		left.Set(1 << 20) // a call that was exhausted has left nothing
	}
	err := f.Call(context.Background(), stack)
	return stack[:n], err
}

var trapKinds = map[string]engine.TrapKind{
	"out of bounds memory access":   engine.TrapMemory,
	"indirect call type mismatch":   engine.TrapIndirectCallType,
	"indirect call":                 engine.TrapIndirectCallType,
	"undefined element":             engine.TrapTable,
	"undefined":                     engine.TrapTable,
	"uninitialized element":         engine.TrapTable,
	"uninitialized":                 engine.TrapTable,
	"out of bounds table access":    engine.TrapTable,
	"integer overflow":              engine.TrapIntegerOverflow,
	"invalid conversion to integer": engine.TrapInvalidConversion,
	"integer divide by zero":        engine.TrapDivideByZero,
	"unreachable":                   engine.TrapUnreachable,
	"call stack exhausted":          engine.TrapStackOverflow,
}

func wantTrap(err error, text string) error {
	kind, ok := trapKinds[text]
	if !ok && strings.HasPrefix(text, "uninitialized element") {
		kind, ok = engine.TrapTable, true
	}
	if kind == engine.TrapStackOverflow && errors.Is(err, errStack) {
		return nil
	}
	var trap *engine.Trap
	if !ok || !errors.As(err, &trap) || trap.Kind != kind {
		return fmt.Errorf("got %v, want a trap: %s", err, text)
	}
	return nil
}

// A lane is a piece of 8 to 64 bits of an expected value.
type lane struct {
	bits  uint64
	width int
	nan   bool // any NaN will do
	any   bool // any value will do
}

// lanes returns the value as 64-bit pieces for arguments, and as lanes of the
// type for expectations.
func (v specValue) lanes() []lane {
	if v.Type != "v128" {
		return []lane{scalar(v.Type, v.Value)}
	}
	var out []lane
	for _, x := range v.Value.([]any) {
		out = append(out, scalar(v.LaneType, x))
	}
	return pack(out)
}

func scalar(typ string, value any) lane {
	width := 64
	if digits := strings.TrimLeft(typ, "if"); digits != typ && !strings.HasSuffix(typ, "ref") {
		width, _ = strconv.Atoi(digits)
	}
	text, ok := value.(string)
	switch {
	case !ok:
		return lane{width: width, any: true}
	case text == "null":
		return lane{width: width}
	case strings.HasPrefix(text, "nan:"):
		return lane{width: width, nan: true}
	}
	bits, err := strconv.ParseUint(text, 10, 64)
	if strings.HasPrefix(text, "-") {
		var signed int64
		signed, err = strconv.ParseInt(text, 10, 64)
		bits = uint64(signed) << (64 - width) >> (64 - width)
	}
	if err != nil {
		panic(err)
	}
	if strings.HasSuffix(typ, "ref") {
		bits++ // zero is null
	}
	return lane{bits: bits, width: width}
}

// pack joins the lanes of a v128 into two of 64 bits, unless it has NaNs.
func pack(in []lane) []lane {
	out := make([]lane, 2)
	for i, l := range in {
		if l.nan {
			return in
		}
		at := i * l.width
		out[at/64].bits |= l.bits << (at % 64)
	}
	out[0].width, out[1].width = 64, 64
	return out
}

func match(got []uint64, want []specValue) error {
	pos := 0 // in got, in bits
	for n, w := range want {
		for _, l := range w.lanes() {
			bits := got[pos/64] >> (pos % 64)
			if l.width < 64 {
				bits &= 1<<l.width - 1
			}
			if !l.matches(bits) {
				return fmt.Errorf("result %d: got %#x, want %+v", n, bits, w)
			}
			pos += l.width
		}
		pos = (pos + 63) &^ 63
	}
	return nil
}

func (l lane) matches(bits uint64) bool {
	switch {
	case l.any:
		return true
	case l.nan && l.width == 32:
		return math.IsNaN(float64(math.Float32frombits(uint32(bits))))
	case l.nan:
		return math.IsNaN(math.Float64frombits(bits))
	}
	return bits == l.bits
}
