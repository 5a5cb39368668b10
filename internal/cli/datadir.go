package cli

import (
	"os"
	"path/filepath"
	"runtime"

	"github.com/gyro-wasm/gyro/internal/template"
)

// dataDir returns the folder that gyro keeps what is installed in.
func dataDir() (string, error) {
	if dir := os.Getenv("GYRO_DATA_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	base, err := userDataDir()
	return filepath.Join(base, "gyro"), err
}

// cacheDir returns a folder of the user's cache, "" if there is none to be had.
func cacheDir(name string) string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "gyro", name)
}

// spinDataDir returns Spin's such folder, "" if there can be none.
func spinDataDir() string {
	if dir := os.Getenv("SPIN_DATA_DIR"); dir != "" {
		return dir
	}
	if prefix := os.Getenv("HOMEBREW_PREFIX"); prefix != "" {
		dir := filepath.Join(prefix, "etc", "spinframework-spin")
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	base, err := userDataDir()
	if err != nil {
		return ""
	}
	return filepath.Join(base, "spin")
}

// userDataDir returns where programs of this user keep their data.
func userDataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" && filepath.IsAbs(dir) {
		return dir, nil
	}
	if dir := os.Getenv("LocalAppData"); dir != "" && runtime.GOOS == "windows" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support"), nil
	}
	return filepath.Join(home, ".local", "share"), nil
}

// library returns the templates that are there.
func library() (*template.Library, error) {
	dir, err := dataDir()
	if err != nil {
		return nil, err
	}
	l := &template.Library{Own: filepath.Join(dir, "templates")}
	if spin := spinDataDir(); spin != "" {
		l.Spin = filepath.Join(spin, "templates")
	}
	return l, nil
}
