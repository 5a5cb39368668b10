// Package conformance reads the WebAssembly component model's test scripts
// (.wast), so that each package can run the commands that concern it: decoding
// checks modules and what is invalid, execution adds instances and calls.
//
// The scripts are not part of this repository. They are read from a checkout of
// the component-model repository and turned into binaries by `wasm-tools
// json-from-wast`.
package conformance

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Environment variables that tell where the scripts and their encoder are.
const (
	DirEnv   = "GYRO_COMPONENT_MODEL_DIR" // a checkout of component-model, or any folder of scripts
	ToolsEnv = "GYRO_WASM_TOOLS"          // wasm-tools, if it is not on PATH
)

// A Script is one encoded .wast file.
type Script struct {
	Path     string    // relative to the folder that was searched, with slashes
	Dir      string    // where the files that Commands name are
	Err      error     // why the encoder refused the script, if it did
	Commands []Command `json:"commands"`
}

// A Command is one form of a script.
type Command struct {
	// Type is "module", "module_definition", "module_instance",
	// "assert_invalid", "assert_malformed", "assert_unlinkable",
	// "assert_uninstantiable", "assert_return", "assert_trap", "action",
	// "register" or "thread".
	Type       string `json:"type"`
	Line       int    `json:"line"`
	Name       string `json:"name"`
	Filename   string `json:"filename"`
	ModuleType string `json:"module_type"` // "binary", or "text" for scripts' quoted text
	Text       string `json:"text"`        // the error that an assertion expects

	Instance string `json:"instance"` // module_instance: the name that it gets
	Module   string `json:"module"`   // module_instance: what is instantiated
	As       string `json:"as"`       // register

	Action   *Action           `json:"action"`
	Expected []json.RawMessage `json:"expected"`
}

// An Action calls or reads an export.
type Action struct {
	Type   string            `json:"type"`
	Module string            `json:"module"`
	Field  string            `json:"field"`
	Args   []json.RawMessage `json:"args"`
}

// Binary returns the component or module that command c of s is about.
func (s *Script) Binary(c *Command) ([]byte, error) {
	return os.ReadFile(filepath.Join(s.Dir, c.Filename))
}

// Unavailable tells why the scripts cannot be read here, or is empty.
func Unavailable() string {
	if os.Getenv(DirEnv) == "" {
		return DirEnv + " is not set to a checkout of the component-model repository"
	}
	if _, err := tools(); err != nil {
		return "wasm-tools is neither on PATH nor named by " + ToolsEnv
	}
	return ""
}

func tools() (string, error) {
	if p := os.Getenv(ToolsEnv); p != "" {
		return p, nil
	}
	return exec.LookPath("wasm-tools")
}

// Load encodes all scripts of the checkout, or of its test folder if it has
// one, and puts the files that result under dir. A script that the encoder
// refuses is returned with Err set.
func Load(dir string) ([]*Script, error) {
	tool, err := tools()
	if err != nil {
		return nil, err
	}
	root := os.Getenv(DirEnv)
	if t := filepath.Join(root, "test"); isDir(t) {
		root = t
	}
	var scripts []*Script
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".wast" {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		rel = strings.TrimSuffix(filepath.ToSlash(rel), ".wast")
		s, err := encode(tool, path, filepath.Join(dir, rel))
		if err != nil {
			return err
		}
		s.Path = rel
		scripts = append(scripts, s)
		return nil
	})
	return scripts, err
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func encode(tool, path, dir string) (*Script, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	s := &Script{Dir: dir}
	manifest := filepath.Join(dir, "script.json")
	out, err := exec.Command(tool, "json-from-wast", path, "--wasm-dir", dir, "-o", manifest).CombinedOutput()
	if err != nil {
		s.Err = fmt.Errorf("wasm-tools refuses the script: %w: %s", err, out)
		return s, nil
	}
	b, err := os.ReadFile(manifest)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("read %s: %w", manifest, err)
	}
	return s, nil
}
