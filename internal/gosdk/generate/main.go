// Command generate makes the embedded module zip of the Go SDK, and the go.mod
// and go.sum of the modules in this repository that are built with it.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gyro-wasm/gyro/internal/gosdk"
)

// users are the modules whose requirement of the SDK is kept up to date.
var users = []string{"examples/hello-go"}

func main() {
	if err := generate(filepath.Join("..", "..")); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(root string) error {
	archive, version, err := gosdk.Pack(os.DirFS(filepath.Join(root, "sdk", "go")))
	if err != nil {
		return err
	}
	sum, err := gosdk.SumOf(archive)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, "internal", "gosdk", "sdk.zip"), archive, 0o644); err != nil {
		return err
	}
	for _, user := range users {
		dir := filepath.Join(root, filepath.FromSlash(user))
		if err := edit(filepath.Join(dir, "go.mod"), func(s string) string {
			return requirement.ReplaceAllLiteralString(s, gosdk.Path+" "+version)
		}); err != nil {
			return err
		}
		if err := edit(filepath.Join(dir, "go.sum"), func(s string) string { return withSum(s, sum) }); err != nil {
			return err
		}
	}
	return nil
}

var requirement = regexp.MustCompile(regexp.QuoteMeta(gosdk.Path) + ` v\S+`)

// withSum replaces the SDK's lines in a go.sum.
func withSum(s, sum string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(line, gosdk.Path+" ") {
			b.WriteString(line)
		}
	}
	return b.String() + sum
}

func edit(name string, change func(string) string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, []byte(change(string(b))), 0o644)
}
