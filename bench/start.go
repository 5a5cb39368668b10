package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gyro-wasm/gyro/bench/report"
)

// started is how many components the application of start20 has.
const started = 20

// startGoals are the milliseconds to reach.
var startGoals = map[string]string{"c-http-core": "≤ 300 ms", "rust-http-core": "≤ 300 ms"}

// start20 serves twenty components, each with code of its own, and tells how
// long it takes until the first answer: once with an empty cache of compiled
// code, then with a full one, as after an earlier gyro up.
func start20(ctx context.Context, b *bench, s *report.Section) error {
	for _, name := range list(b.starts) {
		err := b.startTwenty(ctx, name, s)
		var why skip
		if errors.As(err, &why) {
			s.Note("%s: not measured: %v", name, why)
		} else if err != nil {
			return err
		}
	}
	s.Note("from the start of the process until the first component has answered; compiling: with an empty cache of compiled code, once; start: with that code in the cache, median of %d; all answered: when each of the twenty has answered once, one after the other", b.rounds)
	return nil
}

// startTwenty measures the starts of one guest's variants.
func (b *bench) startTwenty(ctx context.Context, name string, s *report.Section) error {
	source, err := guest(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	many, err := variants(source, filepath.Join(b.dir, "start-"+name), started)
	if err != nil {
		return err
	}
	row := s.Row(fmt.Sprintf("%d × %s", started, name))
	row.Aside = startGoals[name]
	row.Add("each", report.KB, float64(info.Size())/1e3)
	cache := []string{"XDG_CACHE_HOME=" + filepath.Join(b.dir, "start-cache")}
	for round := range b.rounds + 1 {
		b.say("%s: start %d", name, round+1)
		srv, err := b.startIn(ctx, many, cache)
		if err != nil {
			return err
		}
		begin := time.Now()
		for _, c := range many {
			if _, err := srv.Get(ctx, c.route); err != nil {
				srv.Stop()
				return err
			}
		}
		all := srv.Start + time.Since(begin)
		srv.Stop()
		if round == 0 {
			row.Add("compiling", report.Second, srv.Start.Seconds())
		} else {
			row.Add("start", report.Milli, milli(srv.Start))
			row.Add("all answered", report.Milli, milli(all))
		}
	}
	return nil
}
