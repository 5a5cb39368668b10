// Package engine runs core WebAssembly modules. It is the only package that
// knows wazero: its API speaks of modules, instances, functions, memories and
// traps, so that another engine can take its place.
//
// Start from [New]; [Engine.Compile] a module that package rewrite has
// prepared, [Engine.Instantiate] it into a [Group], and call its exports.
//
// Modules may come from strangers, but they must have passed package rewrite:
// it refuses what this engine would bind wrongly (a second memory) or what
// would exhaust the process while it is decoded (absurd counts).
package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// PageSize is the size of a page of linear memory, in bytes.
const PageSize = 65536

// maxPages is the number of pages in 4 GiB, the most a 32-bit memory can have.
const maxPages = 65536

// Config says how an [Engine] compiles and what its modules may use. The zero
// value compiles in memory with all cores.
type Config struct {
	// CacheDir keeps compiled code between runs; "" keeps it in memory only.
	// What lies there is executed as machine code: the directory must belong to
	// the user and be writable by nobody else.
	CacheDir string
	// Interpreter chooses the slow, portable engine, which is also used where
	// no compiler exists for the platform.
	Interpreter bool
	// Workers is the number of goroutines that compile one module; 0 is one per
	// processor.
	Workers int
	// MaxMemoryPages bounds every linear memory, in pages of 64 KiB; 0 is no
	// bound below 4 GiB.
	MaxMemoryPages uint32
	// Inserted is the name of an import that was added to modules as their last
	// one; backtraces number functions as if it were not there.
	Inserted string
}

// An Engine compiles modules and holds their instances. It may be used by
// several goroutines at once. One per process is enough, and makes the most of
// compiling each module once.
type Engine struct {
	runtime       wazero.Runtime
	runtimeConfig wazero.RuntimeConfig    // without a cache
	cache         wazero.CompilationCache // nil without CacheDir
	outlines      bool                    // the cache has outlines
	config        Config
	// instance is the configuration of every instance. It keeps wazero from
	// seeding a random generator, registering a name and calling _start.
	instance wazero.ModuleConfig

	mu      sync.RWMutex
	modules map[string]*Module // by key; see Module.key
}

// New returns an engine. It fails if the cache directory cannot be used.
func New(ctx context.Context, c Config) (*Engine, error) {
	if c.Workers <= 0 {
		c.Workers = runtime.GOMAXPROCS(0)
	}
	if c.MaxMemoryPages == 0 || c.MaxMemoryPages > maxPages {
		c.MaxMemoryPages = maxPages
	}
	rc := wazero.NewRuntimeConfig()
	if c.Interpreter {
		rc = wazero.NewRuntimeConfigInterpreter()
	}
	// Exceptions stay off: compiled code rolls locals back on catch and may use
	// a freed exception.
	rc = rc.WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesTailCall | experimental.CoreFeaturesExtendedConst).
		WithMemoryLimitPages(c.MaxMemoryPages).
		WithDebugInfoEnabled(false)

	e := &Engine{
		config:        c,
		runtimeConfig: rc,
		instance:      wazero.NewModuleConfig().WithName("").WithStartFunctions().WithRandSource(noRandom{}),
		modules:       map[string]*Module{},
	}
	if c.CacheDir != "" {
		cache, err := openCache(c.CacheDir)
		if err != nil {
			return nil, err
		}
		e.cache = cache
		rc = rc.WithCompilationCache(cache)
	}
	e.runtime = wazero.NewRuntimeWithConfig(ctx, rc)
	e.outlines = e.cache != nil && e.findsCode(ctx)
	return e, nil
}

// Close releases all code and forgets all instances. No call may be running.
// Linear memory belongs to the groups: close those first.
func (e *Engine) Close(ctx context.Context) error {
	err := e.runtime.Close(ctx)
	if e.cache != nil {
		if cerr := e.cache.Close(ctx); err == nil {
			err = cerr
		}
	}
	if err != nil {
		return fmt.Errorf("close engine: %w", err)
	}
	return nil
}

// noRandom is the random source of wazero's own WASI, which no module sees.
type noRandom struct{}

func (noRandom) Read([]byte) (int, error) { return 0, errors.New("no random source") }

// A ValueType is the type of a core value, by its byte in the binary format.
type ValueType byte

// The core value types.
const (
	I32       ValueType = 0x7f
	I64       ValueType = 0x7e
	F32       ValueType = 0x7d
	F64       ValueType = 0x7c
	V128      ValueType = 0x7b // two stack slots, low half first
	FuncRef   ValueType = 0x70
	ExternRef ValueType = 0x6f
)
