package guests

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// Missing returns the programs that the guest's build needs and that are not
// installed.
func (g Guest) Missing() []string {
	var missing []string
	for _, program := range strings.Fields(g.Needs + " sh") {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		} else if program == "cargo" && !cargoRuns() {
			missing = append(missing, "a Rust toolchain (cargo is there, but does not run)")
		}
	}
	return missing
}

// cargoRuns tells whether cargo is more than rustup's proxy, which is on the
// path even for users without a toolchain.
var cargoRuns = sync.OnceValue(func() bool { return exec.Command("cargo", "--version").Run() == nil })

// Path returns the path of the guest, built if need be.
func Path(g Guest) (string, error) {
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	sum, err := g.hash()
	if err != nil {
		return "", fmt.Errorf("reading the sources of guest %s: %w", g.Name, err)
	}
	path := filepath.Join(cache, g.Name+"-"+sum+".wasm")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	unlock, err := lock(filepath.Join(cache, g.Folder+".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil {
		return path, nil // somebody else built it meanwhile
	}
	return path, build(g, cache, path)
}

// Cached returns the path of a file of that name in the cache, which make puts
// at the path that it gets if nobody has made it before.
func Cached(name string, make func(path string) error) (string, error) {
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, name)
	unlock, err := lock(path + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	work, err := os.MkdirTemp("", "gyro-guest-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	made := filepath.Join(work, "out")
	if err := make(made); err != nil {
		return "", err
	}
	return path, moveInto(made, path)
}

// Tools returns the folder in which the languages' own tools keep what they
// install.
func Tools() (string, error) {
	cache, err := cacheDir()
	return filepath.Join(cache, "tools"), err
}

// build runs the folder's build.sh in an empty directory and moves what it
// made to path. The script finds in its environment:
//
//	TOOLS  a directory that outlives the build, for the language's own caches
//	NPM    the installed folder npm, if the guest needs it
//	PATH   with a command "component CORE VERSION ADAPTER OUT" in front
func build(g Guest, cache, path string) error {
	work, err := os.MkdirTemp("", "gyro-guest-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	env := append(os.Environ(), "TOOLS="+filepath.Join(cache, "tools"))
	if strings.Contains(g.Needs, "npm") {
		npm, err := installNPM(cache)
		if err != nil {
			return err
		}
		env = append(env, "NPM="+npm, "PATH="+npm+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	if err := run(work, env, "sh", filepath.Join(sources(), g.Folder, "build.sh"), g.Name); err != nil {
		return fmt.Errorf("building guest %s: %w", g.Name, err)
	}
	return moveInto(filepath.Join(work, "out.wasm"), path)
}

// installNPM installs the tools that come from npm, once per content of the
// folder npm, and returns where.
func installNPM(cache string) (string, error) {
	from := filepath.Join(sources(), "npm")
	sum, err := hashOf(from)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "tools", "npm-"+sum)
	done := filepath.Join(dir, "installed")
	unlock, err := lock(dir + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(done); err == nil {
		return dir, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		return "", err
	}
	if err := run(dir, os.Environ(), "npm", "install", "--no-audit", "--no-fund", "--loglevel=error"); err != nil {
		return "", fmt.Errorf("installing the tools that come from npm: %w", err)
	}
	return dir, os.WriteFile(done, nil, 0o644)
}

// run runs a program and returns an error that carries the end of its output.
func run(dir string, env []string, name string, args ...string) error {
	var out bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, &out, &out
	if err := cmd.Run(); err != nil {
		text := bytes.TrimSpace(out.Bytes())
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, text[max(0, len(text)-4000):])
	}
	return nil
}

// moveInto puts the file at path at once, so that nobody sees half of it.
func moveInto(file, path string) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := io.Copy(tmp, in); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// sources returns the folder of this file, where the guests' folders are.
func sources() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}

func cacheDir() (string, error) {
	dir := os.Getenv("GYRO_GUEST_CACHE")
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("no place for built guests, set GYRO_GUEST_CACHE: %w", err)
		}
		dir = filepath.Join(base, "gyro", "guests")
	}
	return dir, os.MkdirAll(filepath.Join(dir, "tools"), 0o755)
}

// hash names the guest's content: its folder, the tools and, for Go, the
// compiler and the SDK.
func (g Guest) hash() (string, error) {
	dirs := []string{filepath.Join(sources(), g.Folder)}
	if strings.Contains(g.Needs, "npm") {
		dirs = append(dirs, filepath.Join(sources(), "npm"))
	}
	if g.Folder != "go" {
		return hashOf(dirs...)
	}
	sum, err := hashOf(append(dirs, filepath.Join(sources(), "..", "..", "sdk", "go"))...)
	return sum + "-" + runtime.Version(), err
}

// hashOf returns a hash of the names and contents of all files below dirs.
func hashOf(dirs ...string) (string, error) {
	h := sha256.New()
	for _, dir := range dirs {
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				if n := d.Name(); n == "node_modules" || n == "target" {
					return fs.SkipDir
				}
				return nil
			}
			b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
			fmt.Fprintf(h, "%s %d\n", name, len(b))
			h.Write(b)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// lock waits for the lock file at path and returns what frees it. The lock of
// a process that died is taken over when nobody has touched it for a minute.
func lock(path string) (unlock func(), err error) {
	const stale = time.Minute
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if err == nil {
			f.Close()
			return keep(path), nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("locking %s: %w", path, err)
		}
		if st, err := os.Stat(path); err == nil && time.Since(st.ModTime()) > stale {
			os.Remove(path)
			continue
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// keep touches a lock file that we hold until the returned function removes it.
func keep(path string) (unlock func()) {
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(10 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case now := <-tick.C:
				os.Chtimes(path, now, now)
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		os.Remove(path)
	}
}
