package component

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"github.com/gyro-wasm/gyro/component/wit"
)

// TestPick lets threads go on in many orders, drawn from seeds: what guests do is
// the same in all.
func TestPick(t *testing.T) {
	ctx := context.Background()
	rt, err := NewRuntime(ctx, Config{Gated: true})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	wasm, err := os.ReadFile("testdata/streams.wasm")
	if err != nil {
		t.Fatal(err)
	}
	c, err := rt.Load(ctx, wasm)
	if err != nil {
		t.Fatal(err)
	}
	linked, err := NewLinker().Link(c)
	if err != nil {
		t.Fatal(err)
	}
	defer linked.Close(ctx)
	data := bytes.Repeat([]byte("0123456789"), 5000)
	chosen := map[int]int{}
	for seed := range uint64(60) {
		in, err := linked.Instantiate(ctx, InstanceConfig{Shared: seed%2 == 0})
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(seed, 0))
		in.store.async.Pick = func(n int) int {
			k := random.IntN(n)
			chosen[k]++
			return k
		}
		if seed%2 == 0 {
			pickShared(t, in)
		} else {
			pickAlone(t, in, data)
		}
		if err := in.Close(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if len(chosen) < 3 {
		t.Errorf("the threads that were chosen: %v", chosen)
	}
}

// pickShared has many calls wait and end at once.
func pickShared(t *testing.T, in *Instance) {
	f, err := in.Func("peek")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	start := make(chan struct{})
	for range 12 {
		group.Go(func() {
			r, w := io.Pipe()
			defer w.Close()
			go func() {
				<-start
				w.Write([]byte("x"))
			}()
			v, err := f.Call(context.Background(), StreamValue(NewStream(ReaderSource(r)), Bytes))
			if err != nil || v.U32() != 0 {
				t.Errorf("%v, %v", v, err)
			}
		})
	}
	close(start)
	group.Wait()
}

// pickAlone has several tasks of one instance go on at once, after the host has
// what they have returned.
func pickAlone(t *testing.T, in *Instance, data []byte) {
	ctx := context.Background()
	call := func(name string, arg Value) Value {
		t.Helper()
		f, err := in.Func(name)
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.Call(ctx, arg)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	number := &Element[uint32]{
		Shape: wit.Shape(wit.U32), Size: 4, Align: 4,
		Load:  func(c *Call, p uint32) uint32 { return c.Memory().U32(p) },
		Store: func(c *Call, p uint32, v uint32) { c.Memory().PutU32(p, v) },
	}
	var settles []func(uint32)
	for range 4 { // tasks that wait for what is not there yet
		f, settle := NewFuture[uint32]()
		settles = append(settles, settle)
		g, err := FutureOf(call("next", FutureValue(f, number)), number)
		if err != nil {
			t.Fatal(err)
		}
		g.Drop()
	}
	s, err := StreamOf(call("copy", StreamValue(NewStream(ReaderSource(bytes.NewReader(data))), Bytes)), Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for i, settle := range settles {
		settle(uint32(i))
	}
	got, err := io.ReadAll(ReadStream(ctx, in, s))
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if err := in.Settle(ctx); err != nil {
		t.Error(err)
	}
}
