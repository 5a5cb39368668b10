package build

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gyro-wasm/gyro/internal/app"
)

// anonymous stands for no profile in the file that says what was built last.
const anonymous = "<anonymous>"

// lastBuild returns the path of that file, which Spin reads and writes, too.
func lastBuild(a *app.App) string { return filepath.Join(a.Dir, ".spin", "last-build.txt") }

// SaveProfile notes which profile the application was built in. An application
// that has only been built in none gets no file.
func SaveProfile(a *app.App) error {
	path, profile := lastBuild(a), a.Profile
	if profile == "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		profile = anonymous
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(profile), 0o644)
}

// LastProfile returns the profile that the application was built in last, or ""
// if that was none or is not known.
func LastProfile(a *app.App) (string, error) {
	text, err := os.ReadFile(lastBuild(a))
	if errors.Is(err, fs.ErrNotExist) || string(text) == anonymous {
		return "", nil
	}
	return string(text), err
}
