package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gyro-wasm/gyro/bench/report"
	"github.com/gyro-wasm/gyro/bench/server"
)

// echo sends a large body to net/http and to the C guest, which send it back,
// and measures how fast that is and how much memory it takes.
func echo(ctx context.Context, b *bench, s *report.Section) error {
	bare, err := b.netHTTP(ctx)
	if err != nil {
		return err
	}
	source, err := guest("c-http")
	if err != nil {
		return err
	}
	c, err := b.up("c-http", single(source), noCPU)
	if err != nil {
		return err
	}
	for round := range b.rounds {
		var base float64
		for _, spec := range []server.Spec{bare, c} {
			b.say("round %d: %s", round+1, spec.Name)
			speed, err := b.echoRound(ctx, spec, "/echo", s.Row(spec.Name), base)
			if err != nil {
				return err
			}
			if base == 0 {
				base = speed
			}
		}
	}
	s.Note("%d MiB, streamed there and back by one request; %d rounds in turn, medians; MB/s counts the body once; memory: the most that was resident since the server started", b.echo, b.rounds)
	return nil
}

// echoRound sends the body to a server that is started for it, and returns
// the speed in MB/s. base is the speed of net/http, 0 for net/http itself.
func (b *bench) echoRound(ctx context.Context, spec server.Spec, path string, row *report.Row, base float64) (float64, error) {
	srv, err := server.Start(ctx, spec)
	if err != nil {
		return 0, err
	}
	defer srv.Stop()
	before, err := usage(srv)
	if err != nil {
		return 0, err
	}
	size := int64(b.echo) << 20
	start := time.Now()
	first, err := post(ctx, srv.URL+path, size)
	if err != nil {
		return 0, err
	}
	took := time.Since(start)
	after, err := usage(srv)
	if err != nil {
		return 0, err
	}
	speed := float64(size) / 1e6 / took.Seconds()
	if base == 0 {
		base = speed
	}
	row.Add("of net/http", report.Ratio, speed/base)
	row.Add("speed", report.MBs, speed)
	row.Add("first byte", report.Milli, milli(first))
	if after.CPU > 0 {
		row.Add("cpu per GiB", report.Second, (after.CPU-before.CPU).Seconds()*1024/float64(b.echo))
		row.Add("peak memory", report.MB, float64(after.Peak)/1e6)
	}
	return speed, nil
}

// post sends a body of zeros and reads it back. It returns the time until the head
// of the response was there.
func post(ctx context.Context, url string, size int64) (first time.Duration, err error) {
	start := time.Now()
	req, err := http.NewRequestWithContext(ctx, "POST", url, io.LimitReader(zeros{}, size))
	if err != nil {
		return 0, err
	}
	req.ContentLength = size
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	first = time.Since(start)
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK || n != size {
		return 0, fmt.Errorf("POST %s: %s, %d bytes of %d came back", url, resp.Status, n, size)
	}
	return first, nil
}

// zeros is a source of zeros without end.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
