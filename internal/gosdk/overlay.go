package gosdk

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// overlaySource is the file of the SDK that is added to package runtime, and
// overlayName what it is called there.
const (
	overlaySource = "overlay/reseed.go.txt"
	overlayName   = "gyro_reseed.go"
)

// overlay returns the variables that make the go command add the SDK's file to
// package runtime. No file of the Go installation is touched, or replaced by
// another. dir holds what they name.
//
// The go command allows no overlay in its module cache, where it keeps the
// installations that it has downloaded itself. Those are called by another
// name, and directly, so that they are not looked for in the cache again. Where
// there are no symbolic links they get no overlay: what they build works, and is
// not imaged.
func (s *settings) overlay(dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	goroot := s.GOROOT
	var env []string
	if rest, err := filepath.Rel(s.GOMODCACHE, goroot); err == nil && filepath.IsLocal(rest) {
		goroot = filepath.Join(dir, filepath.Base(goroot))
		if link(s.GOROOT, goroot) != nil {
			return nil, nil
		}
		path := filepath.Join(goroot, "bin") + string(os.PathListSeparator) + os.Getenv("PATH")
		env = []string{"GOROOT=" + goroot, "GOTOOLCHAIN=local", "PATH=" + path}
	}
	flag, err := overlayFlag(dir, goroot)
	return append(env, "GOFLAGS="+addFlag(s.GOFLAGS, flag)), err
}

// link makes name a symbolic link to target, unless it is one already.
func link(target, name string) error {
	if now, err := os.Readlink(name); err == nil && now == target {
		return nil
	}
	err := os.Symlink(target, name)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink(target, name)
}

// overlayFlag returns the flag that adds the file to the installation at
// goroot.
func overlayFlag(dir, goroot string) (string, error) {
	source, err := sdkFile(overlaySource)
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, fmt.Sprintf("reseed-%.12x.go", sha256.Sum256(source)))
	config, err := json.Marshal(map[string]any{
		"Replace": map[string]string{filepath.Join(goroot, "src", "runtime", overlayName): file},
	})
	if err != nil {
		return "", err
	}
	list := filepath.Join(dir, fmt.Sprintf("overlay-%.12x.json", sha256.Sum256(config)))
	for name, content := range map[string][]byte{file: source, list: config} {
		if err := write(name, content); err != nil {
			return "", err
		}
	}
	return "-overlay=" + list, nil
}

// sdkFile returns a file of the embedded SDK.
func sdkFile(name string) ([]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(r, Path+"@"+Version()+"/"+name)
}

// addFlag adds a flag to a value of GOFLAGS. One that says the same already
// stays as it is: the user's own overlay counts.
func addFlag(flags, flag string) string {
	name, _, _ := strings.Cut(flag, "=")
	if strings.Contains(flags, name) {
		return flags
	}
	if strings.ContainsAny(flag, " \t\r\n") {
		quote := "'"
		if strings.Contains(flag, quote) {
			quote = `"`
		}
		flag = quote + flag + quote
	}
	return strings.TrimSpace(flags + " " + flag)
}
