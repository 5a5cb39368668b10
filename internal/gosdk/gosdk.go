// Package gosdk carries the guest SDK for Go inside the gyro binary and offers
// it to the go command, so that a Go function builds on a machine that has
// nothing but Go and gyro, without a network.
//
// The SDK is a module of its own (folder sdk/go). It is embedded as the module
// zip that a module proxy would serve, made by go generate and kept fresh by a
// test. Its version names its content, so that a machine that has seen another
// state of the SDK never mistakes one for the other.
package gosdk

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

//go:generate go run ./generate

// Path is the SDK's module path.
const Path = "github.com/gyro-wasm/gyro/sdk/go"

//go:embed sdk.zip
var archive []byte

// Version returns the version of the SDK that this binary carries.
func Version() string { return embedded().version }

// Sum returns the lines that a go.sum needs for the SDK.
func Sum() string { return embedded().sum }

var embedded = sync.OnceValue(func() module {
	m, err := read(archive)
	if err != nil {
		panic("gosdk: the embedded SDK: " + err.Error()) // a test reads it
	}
	return m
})

type module struct {
	version string
	mod     []byte // go.mod
	sum     string // lines of go.sum
}

// read takes a module zip apart.
func read(archive []byte) (module, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return module{}, err
	}
	if len(r.File) == 0 {
		return module{}, errors.New("empty zip")
	}
	rest, ok := strings.CutPrefix(r.File[0].Name, Path+"@")
	version, _, found := strings.Cut(rest, "/")
	if !ok || !found {
		return module{}, fmt.Errorf("%s is not a file of %s", r.File[0].Name, Path)
	}
	mod, err := fs.ReadFile(r, Path+"@"+version+"/go.mod")
	if err != nil {
		return module{}, err
	}
	sum, err := goSum(r, version, mod)
	return module{version, mod, sum}, err
}

// SumOf returns the lines that a go.sum needs for the SDK in a module zip.
func SumOf(archive []byte) (string, error) {
	m, err := read(archive)
	return m.sum, err
}

// Proxy makes dir a file-system module proxy that serves the SDK, and returns
// the variables (NAME=VALUE) that make the go command ask it before the
// proxies that the user has set. Several processes may do so at once. It fails
// when the go command is missing or dir cannot be written.
func Proxy(dir string) (env []string, err error) {
	m := embedded()
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	v := filepath.Join(abs, filepath.FromSlash(Path), "@v")
	if err := os.MkdirAll(v, 0o755); err != nil {
		return nil, fmt.Errorf("writing the Go SDK: %w", err)
	}
	files := []struct {
		name    string
		content []byte
	}{
		{m.version + ".zip", archive},
		{m.version + ".mod", m.mod},
		{m.version + ".info", fmt.Appendf(nil, `{"Version":%q}`+"\n", m.version)},
		{"list", []byte(m.version + "\n")},
	}
	for _, f := range files {
		if err := write(filepath.Join(v, f.name), f.content); err != nil {
			return nil, fmt.Errorf("writing the Go SDK: %w", err)
		}
	}
	return environment(abs)
}

// environment puts the proxy at dir before the user's own. The checksum
// database does not know the SDK; its checksums are in the app's go.sum.
func environment(dir string) ([]string, error) {
	out, err := exec.Command("go", "env", "GOPROXY", "GONOSUMDB").Output()
	if err != nil {
		return nil, fmt.Errorf("asking the go command for its settings (is Go installed?): %w", err)
	}
	proxies, noSum, _ := strings.Cut(strings.ReplaceAll(string(out), "\r", ""), "\n")
	path := filepath.ToSlash(dir)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive of Windows
	}
	file := url.URL{Scheme: "file", Path: path}
	return []string{
		"GOPROXY=" + join(file.String(), proxies),
		"GONOSUMDB=" + join(Path, strings.TrimSpace(noSum)),
	}, nil
}

func join(first, rest string) string {
	if rest == "" {
		return first
	}
	return first + "," + rest
}

// write puts a file in place at once, unless it is there already.
func write(name string, content []byte) error {
	if have, err := os.ReadFile(name); err == nil && bytes.Equal(have, content) {
		return nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(content); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}
