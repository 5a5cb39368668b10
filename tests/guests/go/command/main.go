// Command command is a preview1 command in standard Go. The first argument
// says what to do; see ../../README.md.
package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	args := append(os.Args, make([]string, 4)...)
	err := run(args[1], args[2], args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(what, a, b string) error {
	switch what {
	case "", "hello":
		fmt.Println("hello from Go")
	case "args":
		fmt.Println(strings.Join(os.Args[2:], "\n"))
	case "env":
		fmt.Println(strings.Join(os.Environ(), "\n"))
	case "cat":
		f, err := os.Open(a)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(os.Stdout, f)
		return err
	case "write":
		return os.WriteFile(a, []byte(b), 0o644)
	case "ls":
		return list(a)
	case "mkdir":
		return os.Mkdir(a, 0o755)
	case "rm", "rmdir":
		return os.Remove(a)
	case "mv":
		return os.Rename(a, b)
	case "stdin":
		_, err := io.Copy(os.Stdout, os.Stdin)
		return err
	case "stderr":
		fmt.Fprintln(os.Stderr, "to stderr")
	case "clock":
		start := time.Now()
		time.Sleep(time.Millisecond)
		fmt.Printf("seconds: %d\nslept: %d\n", start.Unix(), time.Since(start).Nanoseconds())
	case "random":
		fmt.Printf("%x\n", must(io.ReadAll(io.LimitReader(rand.Reader, 16))))
	case "heap":
		return heap(must(strconv.Atoi(a)))
	case "goroutines":
		goroutines(must(strconv.Atoi(a)))
	case "exit":
		os.Exit(must(strconv.Atoi(a)))
	case "trap":
		panic("asked to")
	default:
		return errors.New("unknown command")
	}
	return nil
}

func list(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.IsDir() {
			fmt.Println(e.Name() + "/")
		} else {
			fmt.Println(e.Name())
		}
	}
	return err
}

// heap fills n MiB, checks every byte and collects garbage in between.
func heap(n int) error {
	blocks := make([][]byte, n)
	for i := range blocks {
		blocks[i] = bytes.Repeat([]byte{byte(i)}, 1<<20)
	}
	runtime.GC()
	for i, b := range blocks {
		if !bytes.Equal(b, bytes.Repeat([]byte{byte(i)}, len(b))) {
			return errors.New("corrupt")
		}
	}
	fmt.Println("ok", n)
	return nil
}

// goroutines lets n of them sleep at the same time.
func goroutines(n int) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { time.Sleep(10 * time.Millisecond) })
	}
	wg.Wait()
	fmt.Println("ok", n)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
