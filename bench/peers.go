package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gyro-wasm/gyro/bench/server"
)

//go:embed peers/node.js peers/workerd.js peers/workerd.capnp
var peerFiles embed.FS

// helloPath is the path that all servers answer with hello.
const helloPath = "/hello"

// netHTTP describes the server that ratios are taken of.
func (b *bench) netHTTP(ctx context.Context) (server.Spec, error) {
	path, err := b.build(ctx, "bench/peers/nethttp")
	return server.Spec{Name: "net/http", Command: []string{path, "127.0.0.1:{port}"}, Path: helloPath, CPU: noCPU}, err
}

// builtinPeer describes a server that the flag -builtin names.
func (b *bench) builtinPeer(name string) (server.Spec, error) {
	switch name {
	case "node":
		return b.node()
	case "workerd":
		return b.workerd()
	}
	return server.Spec{}, fmt.Errorf("no server %q is built in", name)
}

func (b *bench) node() (server.Spec, error) {
	if _, err := exec.LookPath("node"); err != nil {
		return server.Spec{}, skip("node is not installed: -install installs it")
	}
	dir, err := b.peerDir()
	return server.Spec{Name: "node", Command: []string{"node", filepath.Join(dir, "node.js"), "{port}"}, Path: helloPath, CPU: noCPU}, err
}

func (b *bench) workerd() (server.Spec, error) {
	path, err := workerdPath()
	if err != nil {
		return server.Spec{}, err
	}
	if _, err := os.Stat(path); err != nil {
		return server.Spec{}, skip("workerd is not installed: -install installs it")
	}
	dir, err := b.peerDir()
	command := []string{path, "serve", filepath.Join(dir, "workerd.capnp"), "--socket-addr=http=127.0.0.1:{port}"}
	return server.Spec{Name: "workerd", Command: command, Path: helloPath, CPU: noCPU}, err
}

// peerDir returns where the files of peers have been written.
func (b *bench) peerDir() (string, error) {
	dir := filepath.Join(b.dir, "peers")
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	return dir, os.CopyFS(b.dir, peerFiles)
}

// A peer is a server that a flag names.
type peer struct{ name, command string }

// spec describes the peer. Its command is a shell's.
func (p peer) spec() server.Spec {
	return server.Spec{Name: p.name, Command: []string{"sh", "-c", "exec " + p.command}, Path: helloPath, CPU: noCPU}
}

// A peerList is the value of the flag -peer.
type peerList []peer

// String implements flag.Value.
func (l *peerList) String() string {
	var names []string
	for _, p := range *l {
		names = append(names, p.name)
	}
	return strings.Join(names, ",")
}

// Set implements flag.Value.
func (l *peerList) Set(text string) error {
	name, command, ok := strings.Cut(text, "=")
	if !ok || name == "" || !strings.Contains(command, "{port}") {
		return fmt.Errorf("want NAME=COMMAND with {port} in it")
	}
	*l = append(*l, peer{name, command})
	return nil
}
