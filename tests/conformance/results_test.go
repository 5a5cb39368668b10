package conformance

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write RESULTS.md")

const (
	resultsFile = "RESULTS.md"
	// suiteCommit is the commit of the suite that RESULTS.md is about.
	suiteCommit = "6d281648bd89caf885a7adcc412962dbd2425ab7"
)

// A count is how many of the commands of one kind did what the script expects.
type count struct{ pass, all int }

func (c *count) add(err error) {
	c.all++
	if err == nil {
		c.pass++
	}
}

func (c count) String() string { return fmt.Sprintf("%d of %d", c.pass, c.all) }

// A tally counts the commands of a directory of scripts.
type tally struct {
	components count // components that a script defines, which must load
	instances  count // instances that a script makes of them
	assertions count
	refused    int // scripts that the encoder refuses
}

// results are the tallies by directory.
type results map[string]*tally

func (r results) of(dir string) *tally {
	if r[dir] == nil {
		r[dir] = &tally{}
	}
	return r[dir]
}

// compare holds RESULTS.md against the results, or writes it.
func (r results) compare(t *testing.T) {
	text := r.markdown()
	if *update {
		if err := os.WriteFile(resultsFile, text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(resultsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(old, text) {
		t.Errorf("%s is not what the suite gives now; is %s at commit %s? Write it anew by -update, got:\n%s", resultsFile, DirEnv, suiteCommit, text)
	}
}

func (r results) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# Conformance: the component model's own suite

The scripts (`+"`test/*/*.wast`"+`) of github.com/WebAssembly/component-model at commit
%s, run through the public API of `+"`component`"+`
with gated features allowed. The file is written by the test, which fails when it is not true any more:

    %s=<checkout> %s=<wasm-tools> go test ./tests/conformance [-update]

*Components* are those that a script defines, which must load (decode, validate, flatten, compile); *instances* are made of
them; *assertions* are all `+"`assert_…`"+` commands on binaries, refusals included.

| directory | components | instances | assertions |
|---|---|---|---|
`, suiteCommit, DirEnv, ToolsEnv)
	for _, dir := range slices.Sorted(maps.Keys(r)) {
		t := r[dir]
		fmt.Fprintf(&b, "| %s | %v | %v | %v |\n", dir, t.components, t.instances, t.assertions)
	}
	b.WriteString("\n## Misses\n\n| script | lines | why |\n|---|---|---|\n")
	for _, m := range knownMisses {
		lines := m.lines
		if lines == "" {
			lines = "all"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.script, strings.Join(strings.Fields(lines), ", "), m.reason)
	}
	fmt.Fprintf(&b, `
## preview1

All 72 preview1 programs of github.com/WebAssembly/wasi-testsuite (branch prod/testsuite-base) pass:

    %[1]s=<checkout> go test ./tests/conformance -run Preview1

## WASI 0.3

All 55 components for WASI 0.3.0 of the same suite pass, those that are to answer and to make HTTP requests included:

    %[1]s=<checkout> go test ./tests/conformance -run WASIP3
`, TestsuiteEnv)
	return b.Bytes()
}
