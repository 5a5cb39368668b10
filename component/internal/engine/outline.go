package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"
)

// The outline of a module is the module with nothing in its functions. It is
// what is kept in the cache directory beside the compiled code, under the key of
// what the module was made from, and all that wazero gets to see of a module
// whose code is there: nothing is rewritten, decoded or validated a second time,
// and no function bodies stay in memory.
//
// wazero names a file of compiled code by a hash of the module. So the code of
// the whole module is put where it looks for the code of the outline. Both have
// the same types, imports, memories, globals, tables and exports in the same
// order, which is all that compiled code knows of its module. That is nothing
// that wazero promises: outlinesWork tries it.

// stored is an entry of the cache directory.
type stored struct {
	outline []byte
	names   []byte // contents of the name section
	note    []byte
	code    string // the file of the code, relative to the cache directory
}

// storedDir is where the entries are, below the cache directory.
const storedDir = "modules"

// largeModule is from which size of a module on its code is worth a collection,
// in bytes.
const largeModule = 4 << 20

// storedMagic begins an entry, and changes with its form: the hash of the rest
// follows, then code, note and names with their lengths before them, and the
// outline.
const storedMagic = "gyro 2\n\x00"

func (s *stored) encode() []byte {
	const head = len(storedMagic) + sha256.Size
	b := make([]byte, head, head+len(s.outline)+len(s.names)+len(s.note)+len(s.code)+3*binary.MaxVarintLen64)
	b = appendName(b, s.code)
	b = appendName(b, string(s.note))
	b = appendName(b, string(s.names))
	b = append(b, s.outline...)
	sum := sha256.Sum256(b[head:])
	copy(b[copy(b, storedMagic):], sum[:])
	return b
}

var errDamaged = errors.New("the entry of the cache is damaged")

func decodeStored(b []byte) (s stored, err error) {
	const head = len(storedMagic) + sha256.Size
	if len(b) < head || string(b[:len(storedMagic)]) != storedMagic {
		return stored{}, errDamaged
	}
	if sum := sha256.Sum256(b[head:]); !bytes.Equal(sum[:], b[len(storedMagic):head]) {
		return stored{}, errDamaged
	}
	code, b, ok := cutName(b[head:])
	if ok {
		s.note, b, ok = cutName(b)
	}
	if ok {
		s.names, s.outline, ok = cutName(b)
	}
	if s.code = string(code); !ok || !filepath.IsLocal(s.code) {
		return stored{}, errDamaged
	}
	return s, nil
}

// outline returns a prepared module with bodies of one instruction.
func outline(wasm []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(wasm)/4), wasm[:8]...)
	for rest := wasm[8:]; len(rest) > 0; {
		section, payload, after, ok := cutSection(rest)
		if !ok {
			return nil, errTruncated
		}
		rest = after
		if section[0] != sectionCode {
			out = append(out, section...)
			continue
		}
		count, n := binary.Uvarint(payload)
		if n <= 0 || count > uint64(len(payload)) {
			return nil, errTruncated
		}
		const body = "\x03\x00\x00\x0b" // a size, no locals, unreachable, end
		out = append(out, sectionCode)
		out = binary.AppendUvarint(out, uint64(n)+count*uint64(len(body)))
		out = append(out, payload[:n]...)
		for range count {
			out = append(out, body...)
		}
	}
	return out, nil
}

// load takes a module from the cache directory. It fails if it is not there.
func (m *Module) load(ctx context.Context) error {
	b, err := os.ReadFile(m.engine.storedPath(m.key))
	if err != nil {
		return err
	}
	s, err := decodeStored(b)
	if err != nil {
		return err
	}
	compiled, err := m.engine.findCode(ctx, s.outline)
	if err != nil {
		return err
	}
	m.use(compiled, memoryOf(s.outline), s.names, s.note)
	m.engine.used(m.key, s.code)
	return nil
}

// findCode returns the code of an outline. It fails if it is not in the cache
// directory: a compilation that was cancelled before it began, and has workers
// to look at that, ends well only if there is nothing to compile.
func (e *Engine) findCode(ctx context.Context, outline []byte) (wazero.CompiledModule, error) {
	ctx, cancel := context.WithCancel(experimental.WithCompilationWorkers(ctx, 2))
	cancel()
	return compileModule(ctx, e.runtime, outline)
}

// findsCode tells whether findCode does what it says, which it does not where
// modules are interpreted.
func (e *Engine) findsCode(ctx context.Context) bool {
	_, err := e.findCode(ctx, []byte(selfTestModule))
	return errors.Is(err, context.Canceled)
}

// store compiles a prepared module and puts it into the cache directory.
func (m *Module) store(ctx context.Context, p prepared, note []byte) (err error) {
	dir := m.engine.config.CacheDir
	m.engine.trim()
	if dir, err = os.MkdirTemp(dir, compilingPrefix); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	outline, err := outline(p.wasm)
	if err != nil {
		return err
	}
	ctx = experimental.WithCompilationWorkers(ctx, m.engine.config.Workers)
	if len(p.wasm) >= largeModule {
		ctx = &collectingContext{Context: ctx, done: make(chan struct{})}
	}
	code, place, err := m.engine.compileTo(ctx, filepath.Join(dir, "code"), p.wasm, outline)
	if err != nil {
		return err
	}
	if len(p.wasm) >= largeModule {
		runtime.GC() // which is when wazero gives the code back that will be mapped a second time
	}
	if err := os.Rename(code, filepath.Join(m.engine.config.CacheDir, place)); err != nil {
		return err
	}
	s := stored{outline, p.names, note, place}
	file := filepath.Join(dir, m.key)
	if err := os.WriteFile(file, s.encode(), 0o600); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(m.engine.config.CacheDir, storedDir), 0o700); err != nil {
		return err
	}
	return os.Rename(file, m.engine.storedPath(m.key))
}

// A collectingContext collects garbage, and gives the system what is free, when
// what is derived from it is cancelled. Workers of the compiler get such a context,
// which ends with them: what they have left is gone before the code is copied, to
// be written into a file. The copies are three times the size of the code, in two
// pieces, for which there is no room between what is left. A compiler without workers
// derives nothing, and collects nothing.
type collectingContext struct {
	context.Context
	done chan struct{} // never closed: only who can be cancelled is waited for
}

// Done implements [context.Context].
func (c *collectingContext) Done() <-chan struct{} { return c.done }

// AfterFunc is what package context calls to derive a context, and what it returns
// when that ends. Nothing calls f.
func (c *collectingContext) AfterFunc(f func()) (stop func() bool) {
	return func() bool {
		debug.FreeOSMemory()
		return true
	}
}

func (e *Engine) storedPath(key string) string {
	return filepath.Join(e.config.CacheDir, storedDir, key)
}

// compileTo compiles a module into a new directory. It returns the file of the
// code, and where the code of the outline is looked for, relative to the cache
// directory.
func (e *Engine) compileTo(ctx context.Context, dir string, wasm, outline []byte) (code, place string, err error) {
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, cache.Close(ctx)) }()
	r := wazero.NewRuntimeWithConfig(ctx, e.runtimeConfig.WithCompilationCache(cache))
	defer func() { err = errors.Join(err, r.Close(ctx)) }()
	if _, err := compileModule(ctx, r, wasm); err != nil {
		return "", "", err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	if err != nil || len(files) != 1 {
		return "", "", fmt.Errorf("internal error: a module compiles to the files %q: %w", files, err)
	}
	version := filepath.Dir(files[0])
	if bytes.Equal(wasm, outline) { // it has no functions
		return files[0], filepath.Join(filepath.Base(version), filepath.Base(files[0])), nil
	}
	// The place is in the error of a cache that cannot be read.
	code = dir + "-file"
	if err := errors.Join(os.Rename(files[0], code), os.Remove(version), os.WriteFile(version, nil, 0o600)); err != nil {
		return "", "", err
	}
	_, err = compileModule(ctx, r, outline)
	var noFile *fs.PathError
	if !errors.As(err, &noFile) {
		return "", "", fmt.Errorf("internal error: the compiler does not look for code: %w", err)
	}
	name, _, _ := strings.Cut(filepath.Base(noFile.Path), ".") // what is to be written has a suffix
	return code, filepath.Join(filepath.Base(version), name), nil
}

// compilingPrefix begins the names of the directories that compilations work
// in.
const compilingPrefix = "compiling-"

// What nobody has used for cacheTime is removed from the cache directory, and
// what a compilation has left that was killed after a day. Uses are noted, and
// the directory is looked through, when the last time is longer ago than this.
const (
	cacheTime    = 30 * 24 * time.Hour
	leftoverTime = 24 * time.Hour
	useInterval  = time.Hour
	trimInterval = 24 * time.Hour
)

// used notes that an entry of the cache and its code are in use. It does not
// matter if that fails.
func (e *Engine) used(key, code string) {
	entry := e.storedPath(key)
	if now := time.Now(); olderThan(entry, useInterval) {
		_ = os.Chtimes(entry, now, now)
		_ = os.Chtimes(filepath.Join(e.config.CacheDir, code), now, now)
	}
}

// trim removes from the cache directory what is too old.
func (e *Engine) trim() {
	trimmed := filepath.Join(e.config.CacheDir, "trimmed")
	if _, err := os.Stat(trimmed); err == nil && !olderThan(trimmed, trimInterval) {
		return
	}
	_ = os.WriteFile(trimmed, nil, 0o600)
	now := time.Now()
	_ = os.Chtimes(trimmed, now, now)
	remove := func(pattern string, age time.Duration) {
		names, _ := filepath.Glob(filepath.Join(e.config.CacheDir, pattern))
		for _, name := range names {
			if olderThan(name, age) {
				_ = os.RemoveAll(name)
			}
		}
	}
	remove(compilingPrefix+"*", leftoverTime)
	remove(filepath.Join(storedDir, "*"), cacheTime)
	remove(filepath.Join("wazero-*", "*"), cacheTime)
}

// olderThan tells whether a file was changed, or noted to be used, longer ago
// than that.
func olderThan(name string, age time.Duration) bool {
	info, err := os.Stat(name)
	return err == nil && time.Since(info.ModTime()) > age
}

// outlinesWork tells whether compiled code works with an outline. It tries
// once, before anything is stored.
var outlinesWork = sync.OnceValue(func() bool { return tryOutline(context.Background()) == nil })

// tryOutline stores a module, loads it, and looks whether it runs.
func tryOutline(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gyro-outline-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	e, err := New(ctx, Config{CacheDir: dir, Workers: 1})
	if err != nil {
		return err
	}
	defer e.Close(ctx)
	m := &Module{engine: e, key: "test"}
	p, err := prepare([]byte(selfTestModule), m.key)
	if err != nil {
		return err
	}
	if err := errors.Join(m.store(ctx, p, nil), m.load(ctx)); err != nil {
		return err
	}
	i, err := e.Instantiate(ctx, m, func(string) *Instance { return nil }, InstanceOptions{})
	if err != nil {
		return err
	}
	defer i.Close(ctx)
	stack := []uint64{0}
	if err := i.Func("f").Call(ctx, stack); err != nil {
		return err
	}
	if memory := i.Memory("m").Bytes(); stack[0] != 3 || memory[8] != 1 || memory[70_000] != 1 {
		return errors.New("compiled code does not work with an outline")
	}
	return nil
}
