// Package guests builds the guests that tests run: real programs of seven
// toolchains, from the sources in this folder, each with its language's own
// tools.
//
// Nothing built is kept in the repository. A guest is built when a test asks
// for it first and then kept in a cache (GYRO_GUEST_CACHE, or gyro/guests in
// the user's cache directory) under a name that holds a hash of its sources.
// A test that needs a guest whose toolchain is not installed is skipped with
// the reason. What each guest answers is written in README.md.
package guests

import (
	"fmt"
	"strings"
	"testing"
)

// Form says what kind of file a guest is.
type Form string

const (
	Component Form = "component"       // a component
	Canonical Form = "canonical names" // a core module with names of WASI 0.2 or 0.3, perhaps beside preview1
	Preview1  Form = "preview1"        // a core module that imports preview1 only
)

// World says how a guest is called.
type World string

const (
	HTTP    World = "http"    // wasi:http/incoming-handler of WASI 0.2
	Service World = "service" // wasi:http/handler of WASI 0.3
	Command World = "command" // wasi:cli/run, or _start of preview1
)

// Guest describes one guest.
type Guest struct {
	Name   string
	Folder string // of its sources and its build.sh
	Form   Form
	World  World
	Needs  string // programs that its build runs, separated by blanks
	Does   string // the routes (http) or arguments (command) it knows, separated by blanks
}

// Can reports whether the guest knows the route or argument.
func (g Guest) Can(what string) bool {
	return strings.Contains(" "+g.Does+" ", " "+what+" ")
}

const (
	basic     = "hello headers echo trap"
	httpAll   = basic + " method splice count large trailers env clock random sleep cpu print files fetch tcp udp resolve leave exit exit-code overflow late-trap silent unfinished bad-handle double-drop wrong-type bad-pointer bad-result unaligned huge-list no-permit"
	spinLike  = basic + " env files clock print fetch leave"
	service   = "hello echo wait pass trailers drip large fail panic late-fail late-panic"
	cService  = "hello headers echo pass wait large forward fail panic"
	goService = "hello headers method echo trailers wait drip large proxy panic late-fail late-panic"
	cli       = "hello args env cat write stdin stderr exit trap"
	cliFiles  = cli + " ls mkdir rm rmdir mv clock heap"
)

// All lists every guest, the quickest to build first.
var All = []Guest{
	{"c-http-core", "c", Canonical, HTTP, "clang-19 wasm-ld-19", httpAll},
	{"c-run-core", "c", Canonical, Command, "clang-19 wasm-ld-19", cli + " sleep exit-code fail"},
	{"c-hostile", "c", Canonical, HTTP, "clang-19 wasm-ld-19", "hello"},
	{"c-hostile-tables", "c", Canonical, HTTP, "clang-19 wasm-ld-19", "hello"}, // changes its tables
	{"c-libc-core", "c", Canonical, HTTP, "clang-19 wasm-ld-19", "hello headers echo files"},
	{"c-preview1", "c", Preview1, Command, "clang-19 wasm-ld-19", cliFiles + " stat random"},
	{"c-p3-http-core", "c", Canonical, Service, "clang-19 wasm-ld-19", cService},
	{"c-http", "c", Component, HTTP, "clang-19 wasm-ld-19 npm", httpAll},
	{"c-http-0.2.0", "c", Component, HTTP, "clang-19 wasm-ld-19 npm", httpAll},
	{"c-libc-mixed", "c", Component, HTTP, "clang-19 wasm-ld-19 npm", "hello headers echo files"}, // http 0.2.0, the rest 0.2.12
	{"c-run", "c", Component, Command, "clang-19 wasm-ld-19 npm", cli + " sleep exit-code fail"},
	{"c-command", "c", Component, Command, "clang-19 wasm-ld-19 npm", cliFiles + " stat random"},
	{"c-p3-http", "c", Component, Service, "clang-19 wasm-ld-19 npm", cService},
	{"c-p3-hostile", "c", Component, Service, "clang-19 wasm-ld-19 npm", "hello"},
	{"c-p3-middleware", "c", Component, Service, "clang-19 wasm-ld-19 npm", ""},
	{"c-p3-composed", "c", Component, Service, "clang-19 wasm-ld-19 npm", cService}, // the two others
	{"go-canonical", "go", Canonical, HTTP, "go", "hello echo trap heap goroutines files env"},
	{"go-http", "go", Canonical, HTTP, "go", spinLike + " method large random fanout trailers flush heap goroutines cancel"},
	{"go-image", "go", Canonical, HTTP, "go", ""},
	{"go-preview1", "go", Preview1, Command, "go", cliFiles + " random goroutines"},
	{"go-portable", "go", Component, HTTP, "go npm", "hello echo trap heap goroutines files env"},
	{"go-http-portable", "go", Component, HTTP, "go npm", spinLike + " method large random fanout trailers flush heap goroutines cancel"},
	{"go-p3-http", "go", Canonical, Service, "go", goService},
	{"go-p3-http-plain", "go", Canonical, Service, "go", goService}, // without what gyro build adds
	{"go-p3-http-portable", "go", Component, Service, "go npm", goService},
	{"as-http-core", "assemblyscript", Canonical, HTTP, "npm", basic},
	{"as-http", "assemblyscript", Component, HTTP, "npm", basic},
	{"rust-http-core", "rust", Canonical, HTTP, "cargo rustup", spinLike + " large exit"},
	{"rust-http", "rust", Component, HTTP, "cargo rustup npm", spinLike + " large exit"},
	{"rust-preview1", "rust", Preview1, Command, "cargo rustup", cliFiles},
	{"rust-command", "rust", Component, Command, "cargo rustup", cliFiles},
	{"rust-p3-hello", "rust-p3", Component, Service, "cargo rustup", "hello"},
	{"rust-p3-http", "rust-p3", Component, Service, "cargo rustup", service + " headers method proxy forward"},
	{"rust-p3-middleware", "rust-p3", Component, Service, "cargo rustup", ""},
	{"js-http", "js", Component, HTTP, "npm", basic + " method large fetch clock random cpu print leave"},
	{"js-spin", "js", Component, HTTP, "npm", basic + " method large fetch clock random cpu print leave"},
	{"java-preview1", "java", Preview1, Command, "mvn", "hello args clock heap trap"},
	{"java-http-core", "java", Canonical, HTTP, "mvn npm", basic},
	{"java-http", "java", Component, HTTP, "mvn npm", basic},
	{"python-p3-http", "python-p3", Component, Service, "python3", service + " headers proxy forward"},
	{"python-p3-hello", "python-p3", Component, Service, "python3", "hello"},
	{"python-http", "python", Component, HTTP, "python3", spinLike + " random"},
	{"python-hello", "python", Component, HTTP, "python3", "hello headers echo"},
}

// Named returns the guest of that name.
func Named(name string) (Guest, error) {
	for _, g := range All {
		if g.Name == name {
			return g, nil
		}
	}
	return Guest{}, fmt.Errorf("no guest is named %q", name)
}

// Build returns the path of the guest of that name, built if need be. It
// skips the test when a program that the build needs is missing, and fails it
// when the build fails. Tests may call it at the same time, in several
// processes too.
func Build(t testing.TB, name string) string {
	t.Helper()
	g, err := Named(name)
	if err != nil {
		t.Fatal(err)
	}
	if missing := g.Missing(); len(missing) > 0 {
		t.Skipf("guest %s needs %s: go run ./tests/guests/build -install", name, strings.Join(missing, ", "))
	}
	path, err := Path(g)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
