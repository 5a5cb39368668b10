package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/gyro-wasm/gyro/bench/server"
)

// The guests that gyro is profiled with, and its flags: those of which gyro itself
// takes a large part of the time.
var profiled = []struct {
	name string
	args []string
}{{name: "hello-c"}, {name: "hello-rust"}, {name: "hello-go"}, {name: "rust-p3-hello"}, {name: "rust-p3-hello", args: reuse}}

// profileTime is how long each of them is profiled, its start included.
const profileTime = 12 * time.Second

// writeProfile profiles gyro while it serves hello, for the go command to
// optimise gyro by (https://go.dev/doc/pgo).
func (b *bench) writeProfile(ctx context.Context, path string) error {
	var err error
	if b.gyro, err = b.build(ctx, "cmd/gyro", "-tags", "profile"); err != nil {
		return err
	}
	merge := []string{"tool", "pprof", "-proto", "-output", path}
	for i, p := range profiled {
		b.say("profiling with %s %v", p.name, p.args)
		part := filepath.Join(b.dir, fmt.Sprintf("%d.pprof", i))
		if err := b.profileHello(ctx, p.name, p.args, part); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		merge = append(merge, part)
	}
	if out, err := exec.CommandContext(ctx, "go", merge...).CombinedOutput(); err != nil {
		return fmt.Errorf("go tool pprof: %w\n%s", err, out)
	}
	return nil
}

// profileHello loads gyro with one guest and has it write its profile.
func (b *bench) profileHello(ctx context.Context, name string, args []string, path string) error {
	spec, err := b.helloSpec(name, args...)
	if err != nil {
		return err
	}
	begin := time.Now()
	spec.Env = append(spec.Env, "GYRO_PROFILE="+path, "GYRO_PROFILE_FOR="+profileTime.String())
	srv, err := server.Start(ctx, spec)
	if err != nil {
		return err
	}
	defer srv.Stop()
	b.time = time.Until(begin.Add(profileTime))
	if _, err := b.closed(ctx, srv.URL+helloPath); err != nil {
		return err
	}
	for range 100 {
		if _, err = os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}
