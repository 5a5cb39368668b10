package wasi

import (
	"context"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi"
	"github.com/gyro-wasm/gyro/internal/wasi/p1"
	"github.com/gyro-wasm/gyro/internal/wasi/p2"
)

// addPreview1 adds preview1, for core modules.
func addPreview1(l *component.Linker) error {
	def := &component.CoreDef{Module: p1.ModuleName}
	module := p1.Module()
	for i := range module {
		f := &module[i]
		def.Funcs = append(def.Funcs, component.CoreFuncDef{
			Name: f.Name, Params: f.Params, Results: f.Results,
			Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				h := hostOf(c)
				p, err := h.process()
				if err == nil {
					h.call = c
					err = f.Call(ctx, p, c.Memory(), stack)
					c.Moved(p.TakeMoved())
				}
				if err != nil {
					c.Trap(err)
				}
			},
		})
	}
	return l.DefineCore(def)
}

// process returns the table of file descriptors, made at the first use.
func (h *Host) process() (*p1.Process, error) {
	if h.proc == nil {
		p, err := p1.New(p1.Options{State: &h.state, Pollable: h.pollable})
		if err != nil {
			return nil, err
		}
		h.proc = p
	}
	return h.proc, nil
}

// Kept is [component.PoolConfig.Kept] for instances whose data are a [Data].
func Kept(data any) string {
	if p := data.(Data).WASI().proc; p != nil && p.Changed() {
		return "opens files and does not close them"
	}
	return ""
}

// pollable returns the pollable behind a handle of the guest.
func (h *Host) pollable(handle uint32) (wasi.Pollable, bool) {
	return p2.PollableOf(h.call, handle)
}
