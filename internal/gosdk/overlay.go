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

// overlays are the files of the SDK's folder overlay that are added to package
// runtime, NAME.go.txt as gyro_NAME.go.
var overlays = []string{"reseed", "scheduler"}

// overlay returns the variables that make the go command add the SDK's files to
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

// overlayFlag returns the flag that adds the files to the installation at
// goroot.
func overlayFlag(dir, goroot string) (string, error) {
	replace := map[string]string{}
	for _, name := range overlays {
		source, err := sdkFile("overlay/" + name + ".go.txt")
		if err != nil {
			return "", err
		}
		file := filepath.Join(dir, fmt.Sprintf("%s-%.12x.go", name, sha256.Sum256(source)))
		if err := write(file, source); err != nil {
			return "", err
		}
		replace[filepath.Join(goroot, "src", "runtime", "gyro_"+name+".go")] = file
	}
	config, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list := filepath.Join(dir, fmt.Sprintf("overlay-%.12x.json", sha256.Sum256(config)))
	return "-overlay=" + list, write(list, config)
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
