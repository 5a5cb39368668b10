package gosdk

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
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

// overlay makes dir hold what the go command needs to add the SDK's file to
// package runtime of the Go installation at goroot, and returns the flag for
// it. No file of the installation is touched, or replaced by another.
func overlay(dir, goroot string) (flag string, err error) {
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
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
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
