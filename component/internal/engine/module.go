package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// A Module is compiled code, shared by everyone who compiled the same bytes.
// It may be used by several goroutines at once.
type Module struct {
	engine *Engine
	key    string // hexadecimal; also the module name in wazero's backtraces
	refs   int    // callers of Compile and instances; guarded by engine.mu

	once     sync.Once
	err      error
	compiled wazero.CompiledModule
	funcs    map[string]api.FunctionDefinition // exported functions
	memories map[string]api.MemoryDefinition   // exported memories
	memory   memoryPlan
	names    names
	note     []byte
	// inserted tells that the last imported function is not the module's own, and
	// lastImport is its number: backtraces number functions without it.
	inserted   bool
	lastImport uint32
}

// A memoryPlan says where an instance gets its memory from; a module has at
// most one.
type memoryPlan struct {
	imported bool
	from     string // imported: the module name of the import
	defined  bool
	minPages uint32
	maxPages uint32 // as declared, or the engine's bound
}

// Compile returns the compiled form of a core module, which may take long. The
// same bytes are compiled once, also if several goroutines ask at the same
// time or an earlier process left the code in the cache directory. The caller
// closes the module when it is no longer needed.
//
// Cancelling ctx does not stop a compilation, since others may wait for it.
func (e *Engine) Compile(ctx context.Context, wasm []byte) (*Module, error) {
	return e.CompileMade(ctx, sha256.Sum256(wasm), func() (_, _ []byte, err error) { return wasm, nil, nil })
}

// CompileMade is Compile for a module that is made from something else, which
// is done only if the module is nowhere. The key stands for all that it is made
// from and by: equal keys mean equal modules. The note is kept with it, for
// [Module.Note].
func (e *Engine) CompileMade(ctx context.Context, key [sha256.Size]byte, mk func() (wasm, note []byte, err error)) (*Module, error) {
	name := hex.EncodeToString(key[:])
	e.mu.Lock()
	m := e.modules[name]
	if m == nil {
		m = &Module{engine: e, key: name}
		e.modules[name] = m
	}
	m.refs++
	e.mu.Unlock()

	m.once.Do(func() { m.err = m.compile(context.WithoutCancel(ctx), mk) })
	if m.err != nil {
		_ = m.Close(ctx)
		return nil, m.err
	}
	return m, nil
}

// Note returns what was noted when the module was made.
func (m *Module) Note() []byte { return m.note }

func (m *Module) compile(ctx context.Context, mk func() (wasm, note []byte, err error)) error {
	if m.engine.outlines && m.load(ctx) == nil {
		return nil
	}
	wasm, note, err := mk()
	if err != nil {
		return err
	}
	p, err := prepare(wasm, m.key)
	if err != nil {
		return fmt.Errorf("compile core module: %w", err)
	}
	if m.engine.outlines && outlinesWork() {
		err := m.store(ctx, p, note)
		if err == nil && m.load(ctx) == nil {
			return nil
		}
		if err != nil && !isFileError(err) {
			return fmt.Errorf("compile core module: %w", err)
		}
	}
	ctx = experimental.WithCompilationWorkers(ctx, m.engine.config.Workers)
	compiled, err := m.engine.compile(ctx, p.wasm)
	if err != nil {
		return fmt.Errorf("compile core module: %w", err)
	}
	m.use(compiled, memoryOf(p.wasm), p.names, note)
	return nil
}

// use makes m the given code.
func (m *Module) use(compiled wazero.CompiledModule, memory memoryPlan, nameSection, note []byte) {
	m.compiled = compiled
	m.funcs = compiled.ExportedFunctions()
	m.memories = compiled.ExportedMemories()
	m.names = names{section: nameSection}
	m.note = note
	m.memory = memory
	m.memory.maxPages = min(m.memory.maxPages, m.engine.config.MaxMemoryPages)
	if imports := compiled.ImportedFunctions(); len(imports) > 0 && m.engine.config.Inserted != "" {
		last := imports[len(imports)-1]
		_, name, _ := last.Import()
		m.inserted, m.lastImport = name == m.engine.config.Inserted, last.Index()
	}
	for _, def := range compiled.ImportedMemories() {
		m.memory.imported = true
		m.memory.from, _, _ = def.Import()
	}
}

// compile compiles a whole module, and does not let a full disk or a damaged
// cache entry get in the way.
func (e *Engine) compile(ctx context.Context, wasm []byte) (wazero.CompiledModule, error) {
	compiled, err := compileModule(ctx, e.runtime, wasm)
	switch {
	case err == nil || e.cache == nil:
		return compiled, err
	case strings.HasPrefix(err.Error(), "compilationcache:"):
		if cerr := emptyCache(e.config.CacheDir); cerr != nil {
			return nil, fmt.Errorf("%w; remove the damaged directory %s", err, e.config.CacheDir)
		}
	case isFileError(err):
		// The code could not be written, but it is in memory by now.
	default:
		return nil, err
	}
	return compileModule(ctx, e.runtime, wasm)
}

// isFileError tells whether an error is one of the file system's.
func isFileError(err error) bool {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	return errors.As(err, &pathErr) || errors.As(err, &linkErr)
}

// compileModule compiles, and survives a compiler that panics.
func compileModule(ctx context.Context, r wazero.Runtime, wasm []byte) (_ wazero.CompiledModule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error: the compiler panicked: %v", r)
		}
	}()
	return r.CompileModule(ctx, wasm)
}

// Close gives up the caller's hold on m. The code is released when everyone
// who compiled it has closed it and its instances are closed.
func (m *Module) Close(ctx context.Context) error {
	e := m.engine
	e.mu.Lock()
	m.refs--
	last := m.refs == 0
	if last {
		delete(e.modules, m.key)
	}
	e.mu.Unlock()
	if !last || m.compiled == nil {
		return nil
	}
	return m.compiled.Close(ctx)
}

// retain adds a hold on m, which the caller has already.
func (m *Module) retain() {
	m.engine.mu.Lock()
	m.refs++
	m.engine.mu.Unlock()
}

// module returns the module with the given key, nil if it is gone.
func (e *Engine) module(key string) *Module {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.modules[key]
}
