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
	"encoding/json"
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

// Environment returns the variables (NAME=VALUE) that make the go command, run
// in dir, find the SDK and add its file to package runtime, see [overlay]. It
// keeps what they name in the folder cache, which several processes may use at
// once. What the user has set stays in force. Where there is no go command
// nothing is needed. It fails when cache cannot be written.
func Environment(cache, dir string) ([]string, error) {
	s, err := settingsOf(dir)
	if errors.Is(err, exec.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if cache, err = filepath.Abs(cache); err != nil {
		return nil, err
	}
	proxy, err := proxy(cache)
	if err != nil {
		return nil, fmt.Errorf("writing the Go SDK: %w", err)
	}
	more, err := s.overlay(filepath.Join(cache, "overlay"))
	if err != nil {
		return nil, fmt.Errorf("writing the Go overlay: %w", err)
	}
	// The checksum database does not know the SDK; its checksums are in the
	// app's go.sum.
	return append(more, "GOPROXY="+join(proxy, s.GOPROXY), "GONOSUMDB="+join(Path, s.GONOSUMDB)), nil
}

// settings are those of the go command that matter here, by their names.
type settings struct{ GOPROXY, GONOSUMDB, GOFLAGS, GOROOT, GOMODCACHE string }

// settingsOf asks the go command, which may be another one in each directory.
func settingsOf(dir string) (s settings, err error) {
	cmd := exec.Command("go", "env", "-json", "GOPROXY", "GONOSUMDB", "GOFLAGS", "GOROOT", "GOMODCACHE")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &s)
	}
	if err != nil {
		return s, fmt.Errorf("asking the go command for its settings: %w", err)
	}
	return s, nil
}

// proxy makes dir a file-system module proxy that serves the SDK, to be asked
// before others, and returns its URL.
func proxy(dir string) (string, error) {
	m := embedded()
	v := filepath.Join(dir, filepath.FromSlash(Path), "@v")
	if err := os.MkdirAll(v, 0o755); err != nil {
		return "", err
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
			return "", err
		}
	}
	path := filepath.ToSlash(dir)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive of Windows
	}
	return (&url.URL{Scheme: "file", Path: path}).String(), nil
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
