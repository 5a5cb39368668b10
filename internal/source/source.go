// Package source finds the files of components and dependencies, wherever the
// manifest says that they are: on this machine, at an URL, in a registry, or in
// the description of a locked application.
//
// Start from [Resolver.Path]. What is fetched is kept in a folder by its digest,
// and is there as a whole or not at all.
package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gyro-wasm/gyro/internal/app"
)

// MaxSize is how many bytes a component from an URL has at most.
const MaxSize = 256 << 20

// A Registry finds packages of registries.
type Registry interface {
	// Package returns the path of the component that a package is, which does
	// not change. An empty registry stands for the default one. The version is a
	// requirement such as ">=1.2" or "=1.2.3", of which the newest package that
	// meets it counts.
	Package(ctx context.Context, registry, name, version string) (path string, err error)
}

// A Resolver finds files. Many goroutines may use it at once.
type Resolver struct {
	// Dir is where fetched files are kept. It is made when it is needed; empty
	// if there is no place for them.
	Dir string
	// Registry finds packages; nil if none can be had.
	Registry Registry
	// Client fetches; nil is [http.DefaultClient].
	Client *http.Client
	// Progress is told what takes time; nil for nobody.
	Progress func(text string)

	mu       sync.Mutex
	fetching map[string]*sync.Mutex // by digest
}

// An Error says what keeps a source from being used.
type Error struct {
	Message string
	Advice  string // what to do next; may be empty
	err     error
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Hint says what to do next.
func (e *Error) Hint() string { return e.Advice }

// Unwrap returns the cause, if there is one.
func (e *Error) Unwrap() error { return e.err }

func failed(err error, advice, format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...), advice, err}
}

// Path returns the path of the file that a source names. One that has a digest
// is what the digest says.
func (r *Resolver) Path(ctx context.Context, s app.Source) (string, error) {
	switch {
	case s.Path != "":
		return s.Path, checkFile(s)
	case s.Inline != nil:
		return r.inline(s)
	case s.URL != "":
		return r.download(ctx, s)
	case s.Package != "":
		if r.Registry == nil {
			return "", failed(nil, "download the component and name its path", "%s (%s) is a package of a registry, and gyro cannot fetch those yet", s.Package, s.Version)
		}
		return r.Registry.Package(ctx, s.Registry, s.Package, s.Version)
	case s.Digest != "":
		path, ok := r.kept(s.Digest)
		if !ok {
			return "", failed(nil, "pull the application again", "the component with digest %s is not on this machine", s.Digest)
		}
		return path, nil
	}
	return "", errors.New("it has no source")
}

// checkFile checks that a file of this machine is there.
func checkFile(s app.Source) error {
	info, err := os.Stat(s.Path)
	if err != nil {
		return failed(err, "correct the path, or build the component", "its source %s does not exist", s.Path)
	}
	if info.IsDir() {
		return failed(nil, "name the .wasm file in it", "its source %s is a folder", s.Path)
	}
	if s.Digest == "" {
		return nil
	}
	if got, err := digestOf(s.Path); err != nil {
		return err
	} else if !strings.EqualFold(got, s.Digest) {
		return mismatch(s.Path, s.Digest, got)
	}
	return nil
}

func mismatch(what, want, got string) error {
	return failed(nil, "if the file is the one that you want, write its digest into the manifest", "%s has the digest %s, not %s", what, got, strings.ToLower(want))
}

// inline writes down a component that came with its description.
func (r *Resolver) inline(s app.Source) (string, error) {
	sum := sha256.Sum256(s.Inline)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	if s.Digest != "" && !strings.EqualFold(digest, s.Digest) {
		return "", mismatch("the component that is part of the application", s.Digest, digest)
	}
	if path, ok := r.kept(digest); ok {
		return path, nil
	}
	return r.keep("the component that is part of the application", digest, bytes.NewReader(s.Inline))
}

// download fetches what an URL names, unless that was done before.
func (r *Resolver) download(ctx context.Context, s app.Source) (string, error) {
	if s.Digest == "" {
		return "", failed(nil, "add `digest`", "the source %s has no digest", s.URL)
	}
	done := r.lock(strings.ToLower(s.Digest))
	defer done()
	if path, ok := r.kept(s.Digest); ok {
		return path, nil
	}
	if r.Progress != nil {
		r.Progress("downloading " + s.URL)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL, nil)
	if err != nil {
		return "", failed(err, "", "download %s: %v", s.URL, err)
	}
	client := r.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", failed(err, "", "download: %v", err) // with method and URL
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", failed(nil, "check `url`", "download %s: the server answers %s", s.URL, resp.Status)
	}
	return r.keep(s.URL, s.Digest, resp.Body)
}

// lock waits until nobody else fetches the file with that digest.
func (r *Resolver) lock(digest string) (unlock func()) {
	r.mu.Lock()
	if r.fetching == nil {
		r.fetching = map[string]*sync.Mutex{}
	}
	if r.fetching[digest] == nil {
		r.fetching[digest] = &sync.Mutex{}
	}
	m := r.fetching[digest]
	r.mu.Unlock()
	m.Lock()
	return m.Unlock
}

// file returns where the file with a digest is kept.
func (r *Resolver) file(digest string) string {
	hash := strings.ToLower(strings.TrimPrefix(digest, "sha256:"))
	return filepath.Join(r.Dir, hash+".wasm")
}

// kept returns the file with that digest if it is kept. One that is damaged is
// not.
func (r *Resolver) kept(digest string) (path string, ok bool) {
	if r.Dir == "" {
		return "", false
	}
	path = r.file(digest)
	got, err := digestOf(path)
	return path, err == nil && strings.EqualFold(got, digest)
}

// keep writes a file of that digest down. It appears under its name when all
// of it is there and right.
func (r *Resolver) keep(what, digest string, from io.Reader) (path string, err error) {
	if r.Dir == "" {
		return "", failed(nil, "set HOME or XDG_CACHE_HOME", "there is no folder to keep %s in", what)
	}
	if err := os.MkdirAll(r.Dir, 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(r.Dir, "part-*")
	if err != nil {
		return "", err
	}
	defer func() {
		f.Close()
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, hash), io.LimitReader(from, MaxSize+1))
	if err != nil {
		return "", failed(err, "", "download %s: %v", what, err)
	}
	if n > MaxSize {
		return "", failed(nil, "", "%s has more than %d MiB", what, MaxSize>>20)
	}
	if got := "sha256:" + hex.EncodeToString(hash.Sum(nil)); !strings.EqualFold(got, digest) {
		return "", mismatch(what, digest, got)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return "", err
	}
	path = r.file(digest)
	return path, os.Rename(f.Name(), path)
}

func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(hash.Sum(nil)), nil
}
