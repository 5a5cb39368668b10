//go:build unix

package rewrite_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

const kernelDir = "../../../bench/kernels"

// kernelNames are the kernels by which the target for metering is defined, and
// then some.
var kernelNames = []string{"fib", "sieve", "crc32", "matmul", "json", "regex", "sha256", "sort", "interp", "gojson"}

// buildKernel compiles a kernel, or skips the benchmark.
func buildKernel(tb testing.TB, name string) []byte {
	tb.Helper()
	out := filepath.Join(tb.TempDir(), name+".wasm")
	cmd := exec.Command("clang-19", "--target=wasm32", "-O2", "-nostdlib", "-ffreestanding", "-Wl,--no-entry", "-o", out, filepath.Join(kernelDir, name+".c"))
	if name == "gojson" {
		cmd = exec.Command("go", "build", "-buildmode=c-shared", "-o", out, "./"+name)
		cmd.Dir = kernelDir
		cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	}
	if text, err := cmd.CombinedOutput(); errors.Is(err, exec.ErrNotFound) {
		tb.Skip(err)
	} else if err != nil {
		tb.Fatalf("%v\n%s", err, text)
	}
	wasm, err := os.ReadFile(out)
	if err != nil {
		tb.Fatal(err)
	}
	return wasm
}

// A kernel is an instance of a kernel.
type kernel struct {
	run      *engine.Func
	compile  time.Duration
	size     int
	instance *engine.Instance
}

// newKernel instantiates a kernel. What it imports does as little as
// suffices for Go's runtime.
func newKernel(tb testing.TB, wasm []byte, fuel *rewrite.Fuel) *kernel {
	tb.Helper()
	ctx := context.Background()
	e, err := engine.New(ctx, engine.Config{})
	if err != nil {
		tb.Fatal(err)
	}
	info, err := rewrite.Inspect(wasm)
	if err != nil {
		tb.Fatal(err)
	}
	k := &kernel{}
	defs := []engine.HostDef{{
		Name: "fuel", Params: []engine.ValueType{engine.I64}, Results: []engine.ValueType{engine.I64},
		Fn: func(_ context.Context, stack []uint64) { stack[0] += 500_000 },
	}}
	o := rewrite.Options{Fuel: fuel}
	for i, imp := range info.Imports {
		name := strconv.Itoa(i)
		o.Imports = append(o.Imports, rewrite.Import{Module: "h", Name: name})
		defs = append(defs, engine.HostDef{
			Name: name, Params: engineTypes(imp.Type.Func.Params), Results: engineTypes(imp.Type.Func.Results),
			Fn: func(_ context.Context, stack []uint64) {
				memory := k.instance.Memory("memory").Bytes()
				switch imp.Name {
				case "clock_time_get":
					binary.LittleEndian.PutUint64(memory[uint32(stack[2]):], 1)
				case "args_sizes_get", "environ_sizes_get":
					binary.LittleEndian.PutUint32(memory[uint32(stack[0]):], 0)
					binary.LittleEndian.PutUint32(memory[uint32(stack[1]):], 0)
				case "fd_prestat_get":
					stack[0] = 8 // no such descriptor
					return
				}
				if len(stack) > 0 {
					stack[0] = 0
				}
			},
		})
	}
	host, err := e.HostModule(ctx, defs)
	if err != nil {
		tb.Fatal(err)
	}
	out, err := rewrite.Module(wasm, o)
	if err != nil {
		tb.Fatal(err)
	}
	start := cpuTime(tb)
	m, err := e.Compile(ctx, out)
	if err != nil {
		tb.Fatal(err)
	}
	k.compile, k.size = cpuTime(tb)-start, len(out)
	k.instance, err = e.Instantiate(ctx, m, func(string) *engine.Instance { return host }, engine.InstanceOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = errors.Join(k.instance.Close(ctx), m.Close(ctx), host.Close(ctx), e.Close(ctx)) })
	if f := k.instance.Func("_initialize"); f != nil {
		if err := f.Call(ctx, nil); err != nil {
			tb.Fatal(err)
		}
	}
	k.run = k.instance.Func("run")
	return k
}

func engineTypes(ts []rewrite.ValueType) []engine.ValueType {
	var out []engine.ValueType
	for _, t := range ts {
		out = append(out, engine.ValueType(t))
	}
	return out
}

// time runs the kernel n times and returns how long that took, and the checksum.
func (k *kernel) time(tb testing.TB, n uint64) (time.Duration, uint64) {
	start := cpuTime(tb)
	sum, err := call(k.run, []uint64{n})
	if err != nil {
		tb.Fatal(err)
	}
	return cpuTime(tb) - start, sum
}

// cpuTime returns the processor time of the process, which other work on the
// machine changes less than the time of day.
func cpuTime(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkKernels runs kernels with and without fuel in turn, and prints the
// ratio of the median times.
func BenchmarkKernels(b *testing.B) {
	logs := map[string]float64{}
	for _, name := range kernelNames {
		b.Run(name, func(b *testing.B) {
			wasm := buildKernel(b, name)
			plain, fuel := newKernel(b, wasm, nil), newKernel(b, wasm, &rewrite.Fuel{Import: fuelImport, Stack: 1 << 20})
			n := uint64(1)
			for d := time.Duration(0); d < 2*time.Millisecond; n *= 2 {
				d, _ = plain.time(b, n)
			}
			var times [2][]time.Duration
			for b.Loop() {
				p, want := plain.time(b, n)
				f, got := fuel.time(b, n)
				if want != got {
					b.Fatalf("the result is %d without fuel and %d with it", want, got)
				}
				times[0], times[1] = append(times[0], p), append(times[1], f)
			}
			ratio := median(times[1]) / median(times[0])
			b.ReportMetric(ratio, "ratio")
			b.ReportMetric(float64(slices.Min(times[1]))/float64(slices.Min(times[0])), "ratio-of-least")
			b.ReportMetric(float64(fuel.size)/float64(plain.size), "size")
			b.ReportMetric(fuel.compile.Seconds()/plain.compile.Seconds(), "compile")
			b.ReportMetric(0, "ns/op")
			logs[name] = math.Log(ratio)
		})
	}
	sum := 0.0
	for _, l := range logs {
		sum += l
	}
	b.Logf("geometric mean of %d kernels: %.3f", len(logs), math.Exp(sum/float64(len(logs))))
}

func median(d []time.Duration) float64 {
	d = slices.Clone(d)
	slices.Sort(d)
	return float64(d[len(d)/2])
}
