package component_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component"
)

var updateScenarios = flag.Bool("update-scenarios", false, "write what the reference interpreter does of the scenarios in testdata")

// startReference starts testdata/reference.py, which says what the reference
// interpreter does of a scenario. It returns nil if GYRO_COMPONENT_MODEL_DIR does
// not name a checkout of the component-model repository.
func startReference(t testing.TB) func(*scenario) []string {
	dir := os.Getenv("GYRO_COMPONENT_MODEL_DIR")
	if dir == "" {
		return nil
	}
	cmd := exec.Command("python3", "testdata/reference.py", filepath.Join(dir, "design/mvp/canonical-abi"))
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
	return func(s *scenario) (trace []string) {
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if err := dec.Decode(&trace); err != nil {
			t.Fatalf("no answer: %v", err)
		}
		return trace
	}
}

// compareTraces fails the test where a trace differs from that of the reference.
func compareTraces(t *testing.T, got, want []string) {
	t.Helper()
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	if i < len(got) || i < len(want) {
		t.Fatalf("after\n  %s\nit goes on with\n  %s\nwant\n  %s", strings.Join(want[:i], "\n  "),
			strings.Join(got[i:min(i+3, len(got))], "\n  "), strings.Join(want[i:min(i+3, len(want))], "\n  "))
	}
}

// TestScenarios compares what instances do of the scenarios in testdata with what
// the reference interpreter has done of them. An instance that many may call does
// the same, as long as no call to the end waits for what others have left. The
// scenarios with a number are random ones: those named seed have each a pair of an
// operation and what came of it that others do not have, in those named shared the
// host makes calls meanwhile, and in those named given-up it gives one up.
func TestScenarios(t *testing.T) {
	linked := linkScenario(t)
	reference := startReference(t)
	files, err := filepath.Glob("testdata/scenarios/*.json")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d scenarios, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s := &scenario{}
			if err := json.Unmarshal(b, s); err != nil {
				t.Fatal(err)
			}
			if reference != nil {
				want := reference(s)
				if *updateScenarios {
					s.Trace = want
					writeScenario(t, name, s)
				}
				compareTraces(t, s.Trace, want)
			}
			for _, shared := range []bool{false, true} {
				compareTraces(t, (&player{scenario: s}).play(t, linked, shared), s.Trace)
			}
		})
	}
}

func writeScenario(t *testing.T, name string, s *scenario) {
	b, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(b, '\n'), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestReference compares what instances do of random scenarios with what the
// reference interpreter does of them.
func TestReference(t *testing.T) {
	reference := startReference(t)
	if reference == nil {
		t.Skip("GYRO_COMPONENT_MODEL_DIR is not set")
	}
	linked := linkScenario(t)
	ends := map[string]int{}
	for seed := range 500 {
		bytes := make([]byte, 400)
		rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(bytes)
		compareWithReference(t, linked, bytes, reference, ends)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("how they ended: %v", ends)
}

// FuzzReference is TestReference for scenarios that bytes choose. Without the
// reference, it compares what two instances do of the same.
func FuzzReference(f *testing.F) {
	linked := linkScenario(f)
	reference := startReference(f)
	for seed := range byte(20) {
		f.Add([]byte{seed})
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		compareWithReference(t, linked, bytes, reference, map[string]int{})
	})
}

// compareWithReference makes up a scenario, and counts how it ends.
func compareWithReference(t *testing.T, linked *component.Linked, bytes []byte, reference func(*scenario) []string, ends map[string]int) {
	s, got := invent(newChoices(bytes), func(p *player) []string { return p.play(t, linked, false) })
	var want []string
	if reference != nil {
		want = reference(s)
	} else {
		want = (&player{scenario: s}).play(t, linked, false)
	}
	ends[strings.Fields(got[len(got)-1])[0]]++
	compareTraces(t, got, want)
}
