// Command build builds the guests of package guests and prints the path of
// each; without names, it builds all whose toolchain is installed.
//
//	go run ./tests/guests/build [-install] [name...]
//
// With -install it first installs the Debian packages of programs that are
// missing (clang, lld and wasi-libc for C; node, python and maven), for which it
// has to be root.
// Everything else comes through the languages' own tools into the cache.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/gyro-wasm/gyro/tests/guests"
)

// packages are the Debian packages that bring a program or a folder. Programs
// that are there already may come from elsewhere, whose packages conflict with
// these.
var packages = []struct{ what, packages string }{
	{"clang-19", "clang-19 lld-19"},
	{"wasm-ld-19", "lld-19"},
	{"/usr/include/wasm32-wasi", "wasi-libc libclang-rt-19-dev-wasm32"},
	{"node", "nodejs"},
	{"npm", "npm"},
	{"python3", "python3 python3-venv"},
	{"mvn", "maven"},
}

func main() {
	install := flag.Bool("install", false, "install the Debian packages that the builds need")
	flag.Parse()
	if *install {
		if err := installPackages(); err != nil {
			fmt.Fprintln(os.Stderr, "installing packages:", err)
			os.Exit(1)
		}
	}
	if !buildAll(flag.Args()) {
		os.Exit(1)
	}
}

// installPackages installs what is missing.
func installPackages() error {
	var names []string
	for _, p := range packages {
		if !isThere(p.what) {
			names = append(names, strings.Fields(p.packages)...)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if err := aptGet("update"); err != nil {
		return err
	}
	return aptGet(append([]string{"install", "-y", "--no-install-recommends"}, names...)...)
}

func isThere(what string) bool {
	if strings.HasPrefix(what, "/") {
		_, err := os.Stat(what)
		return err == nil
	}
	_, err := exec.LookPath(what)
	return err == nil
}

func aptGet(args ...string) error {
	cmd := exec.Command("apt-get", args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// buildAll reports whether every guest that was asked for, or that can be
// built here, is there.
func buildAll(names []string) bool {
	wanted := guests.All
	if len(names) > 0 {
		wanted = nil
	}
	for _, name := range names {
		g, err := guests.Named(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return false
		}
		wanted = append(wanted, g)
	}
	ok := true
	for _, g := range wanted {
		if missing := g.Missing(); len(missing) > 0 {
			fmt.Fprintf(os.Stderr, "%s: skipped, needs %s\n", g.Name, strings.Join(missing, ", "))
			ok = ok && len(names) == 0
			continue
		}
		path, err := guests.Path(g)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			ok = false
			continue
		}
		fmt.Println(g.Name, path)
	}
	return ok
}
