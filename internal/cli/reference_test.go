package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestReference compares docs/commands.md with the help texts.
func TestReference(t *testing.T) {
	const file = "../../docs/commands.md"
	for _, name := range []string{"SPIN_HTTP_LISTEN_ADDR", "SPIN_LOG_DIR", "SPIN_ALWAYS_BUILD", "GYRO_NO_INSTANCE_REUSE"} { // they set defaults
		if value, ok := os.LookupEnv(name); ok {
			os.Unsetenv(name)
			defer os.Setenv(name, value)
		}
	}
	var b bytes.Buffer
	(&Program{}).Reference(&b)
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("%s is not what the help says: run the test with -update", file)
	}
}

// TestManual checks that no line of the manual page is a request that was text.
func TestManual(t *testing.T) {
	var b bytes.Buffer
	(&Program{}).Manual(&b)
	for i, line := range strings.Split(b.String(), "\n") {
		request, _, _ := strings.Cut(line, " ")
		switch {
		case !strings.HasPrefix(line, ".") && !strings.HasPrefix(line, "'"):
		case request == ".TH" || request == ".SH" || request == ".B" || request == ".PP" || request == ".nf" || request == ".fi" || request == ".TP":
		default:
			t.Errorf("line %d: %s", i+1, line)
		}
	}
	for _, want := range []string{".SH GYRO UP\n", "\\-\\-listen HOST:PORT", `source <(gyro completion bash)`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("it has no %q", want)
		}
	}
}
