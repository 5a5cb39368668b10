package canon

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// A question to testdata/oracle.py and its answer.
type question struct {
	Types []string `json:"types"`
	Mem   string   `json:"mem"`
	Stack []uint64 `json:"stack"`
	From  uint8    `json:"from"`
	To    uint8    `json:"to"`
}

type answer struct {
	Trap  bool
	Flat  []string
	Stack []uint64
	Mem   string
	Calls []string
}

// TestOracle compares transfers with what the reference interpreter of the
// specification does: core types, core values, every byte of the receiver's
// memory and every call of its realloc. GYRO_COMPONENT_MODEL_DIR names a
// checkout of the component-model repository.
func TestOracle(t *testing.T) {
	dir := os.Getenv("GYRO_COMPONENT_MODEL_DIR")
	if dir == "" {
		t.Skip("GYRO_COMPONENT_MODEL_DIR is not set")
	}
	ask := startOracle(t, filepath.Join(dir, "design/mvp/canonical-abi"))
	traps := 0
	for seed := range uint64(4000) {
		g := &gen{data: randomBytes(seed, 400)}
		if !compareWithOracle(t, g, ask) {
			traps++
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d of the transfers trapped", traps)
}

func startOracle(t *testing.T, dir string) func(question) answer {
	cmd := exec.Command("python3", "testdata/oracle.py", dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	enc, dec := json.NewEncoder(in), json.NewDecoder(bufio.NewReader(out))
	return func(q question) (a answer) {
		if err := enc.Encode(q); err != nil {
			t.Fatal(err)
		}
		if err := dec.Decode(&a); err != nil {
			t.Fatalf("no answer for %+v: %v", q, err)
		}
		return a
	}
}

// compareWithOracle moves random arguments, of which every other set has been
// damaged, from one guest to another. It returns false if that trapped.
func compareWithOracle(t *testing.T, g *gen, ask func(question) answer) bool {
	types := g.types(1+g.intn(4), 4)
	var args []wit.Value
	for _, typ := range types {
		args = append(args, g.value(typ))
	}
	f := compileFunc(t, nil, types...)
	a, b := newGuest(uint8(g.intn(3)), 512, 64), newGuest(uint8(g.intn(3)), 64, 64)
	stack := make([]uint64, MaxFlatParams)
	if err := f.LowerArgs(&a.Context, args, stack); err != nil {
		t.Fatal(err)
	}
	damage(g, a, f, stack)

	q := question{Mem: hex.EncodeToString(a.Mem), Stack: stack[:len(f.LiftParams)], From: a.Encoding, To: b.Encoding}
	for _, typ := range types {
		q.Types = append(q.Types, python(typ))
	}
	want := ask(q)
	out := make([]uint64, MaxFlatParams)
	trap := trapOf(func() { f.TransferArgs(&a.Context, stack, f, &b.Context, out) })
	switch {
	case (trap != nil) != want.Trap:
		t.Errorf("trap %v, want %v\n%+v", trap, want.Trap, q)
	case trap != nil:
		return false
	case fmt.Sprint(f.LiftParams) != fmt.Sprint(want.Flat):
		t.Errorf("core type %v, want %v", f.LiftParams, want.Flat)
	case !slices.Equal(out[:len(f.LiftParams)], want.Stack):
		t.Errorf("core values %x, want %x\n%+v", out[:len(f.LiftParams)], want.Stack, q)
	case !slices.Equal(b.reallocs, want.Calls):
		t.Errorf("realloc calls %q, want %q\n%+v", b.reallocs, want.Calls, q)
	default:
		mem, _ := hex.DecodeString(want.Mem)
		if !bytes.Equal(b.Mem[:b.next], mem[:b.next]) {
			t.Errorf("memory\n%x, want\n%x\n%+v", b.Mem[:b.next], mem[:b.next], q)
		}
	}
	return true
}

// damage changes bytes and core values here and there, floats excepted: the
// oracle may turn one NaN into another.
func damage(g *gen, a *guest, f *Func, stack []uint64) {
	if g.intn(2) == 0 {
		return
	}
	for range g.intn(4) {
		a.Mem[64+g.intn(128)] ^= 1 << g.intn(8)
	}
	for range g.intn(3) {
		i := g.intn(len(f.LiftParams))
		if k := f.LiftParams[i]; k == CoreI32 {
			stack[i] = uint64(uint32(stack[i] ^ 1<<g.intn(32)))
		}
	}
}

// python returns the type in the terms of the reference interpreter.
func python(t wit.Type) string {
	switch t := t.(type) {
	case wit.Primitive:
		return map[wit.Primitive]string{wit.Bool: "Bool", wit.S8: "S8", wit.U8: "U8", wit.S16: "S16", wit.U16: "U16",
			wit.S32: "S32", wit.U32: "U32", wit.S64: "S64", wit.U64: "U64", wit.F32: "F32", wit.F64: "F64",
			wit.Char: "Char", wit.String: "String"}[t] + "Type()"
	case *wit.List:
		if t.Len > 0 {
			return fmt.Sprintf("ListType(%s, %d)", python(t.Elem), t.Len)
		}
		return fmt.Sprintf("ListType(%s)", python(t.Elem))
	case *wit.Map:
		return fmt.Sprintf("MapType(%s, %s)", python(t.Key), python(t.Value))
	case *wit.Tuple:
		return fmt.Sprintf("TupleType([%s])", commas(t.Types, python))
	case *wit.Record:
		return fmt.Sprintf("RecordType([%s])", commas(t.Fields, func(f wit.Field) string {
			return fmt.Sprintf("FieldType('%s', %s)", f.Name, python(f.Type))
		}))
	case *wit.Variant:
		return fmt.Sprintf("VariantType([%s])", commas(t.Cases, func(c wit.Case) string {
			return fmt.Sprintf("CaseType('%s', %s)", c.Name, python(c.Type))
		}))
	case *wit.Enum:
		return fmt.Sprintf("EnumType([%s])", commas(t.Cases, func(l wit.Label) string { return "'" + l.Name + "'" }))
	case *wit.Option:
		return fmt.Sprintf("OptionType(%s)", python(t.Elem))
	case *wit.Result:
		return fmt.Sprintf("ResultType(%s, %s)", python(t.OK), python(t.Err))
	case *wit.Flags:
		return fmt.Sprintf("FlagsType([%s])", commas(t.Flags, func(l wit.Label) string { return "'" + l.Name + "'" }))
	}
	return "None"
}

func commas[T any](ts []T, f func(T) string) string {
	var parts []string
	for _, t := range ts {
		parts = append(parts, f(t))
	}
	return strings.Join(parts, ", ")
}
