package e2e

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// TestFirstUse records docs/first-use.txt once more, and compares it without
// the port.
func TestFirstUse(t *testing.T) {
	if missing := (guests.Guest{Needs: "tmux curl sed go"}).Missing(); len(missing) > 0 {
		t.Skipf("needs %s", strings.Join(missing, ", "))
	}
	want, err := os.ReadFile(filepath.Join("..", "..", "docs", "first-use.txt"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(gyro, filepath.Join(bin, "gyro")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", filepath.Join("..", "..", "docs", "first-use.sh"))
	path := "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")
	cmd.Env = append(os.Environ(), append(append(stores(t), offlineGo(t, "")...), path, "PORT="+port)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(terminate) } // it ends its terminal
	cmd.WaitDelay = patience
	var failure strings.Builder
	cmd.Stderr = &failure
	got, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failure.String())
	}
	if text := strings.ReplaceAll(string(got), ":"+port, ":3000"); text != string(want) {
		t.Errorf("the terminal shows\n%s\nwant\n%s", text, want)
	}
}
