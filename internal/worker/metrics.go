package worker

import (
	"maps"
	"slices"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/limits"
	"github.com/gyro-wasm/gyro/internal/telemetry"
)

// Metrics tells what the worker holds, and which limits requests have reached.
func (w *Worker) Metrics() []telemetry.Metric {
	reached := telemetry.Metric{Name: "gyro_limit_reached_total", Help: "Requests that reached a limit.", Counter: true}
	for l := range limits.Table {
		limit := limits.Limit(l)
		reached.Samples = append(reached.Samples, telemetry.Sample{
			Labels: []string{"limit", limit.String()}, Value: float64(w.Reached(limit)),
		})
	}
	loaded := telemetry.Metric{Name: "gyro_component_loaded", Help: "Whether the code of a component is in memory."}
	instances := telemetry.Metric{Name: "gyro_instances", Help: "Instances of a component, in use and waiting for their next request."}
	memory := telemetry.Metric{Name: "gyro_idle_memory_bytes", Help: "About what waiting instances of a component hold."}
	for _, id := range slices.Sorted(maps.Keys(w.components)) {
		s, ok := w.components[id].code.stats()
		if !ok {
			loaded.Samples = append(loaded.Samples, telemetry.Sample{Labels: []string{"component", id}})
			continue
		}
		loaded.Samples = append(loaded.Samples, telemetry.Sample{Labels: []string{"component", id}, Value: 1})
		instances.Samples = append(instances.Samples,
			telemetry.Sample{Labels: []string{"component", id, "state", "used"}, Value: float64(s.Used)},
			telemetry.Sample{Labels: []string{"component", id, "state", "idle"}, Value: float64(s.Idle)})
		memory.Samples = append(memory.Samples, telemetry.Sample{Labels: []string{"component", id}, Value: float64(s.IdleMemory)})
	}
	return []telemetry.Metric{reached, loaded, instances, memory}
}

// stats returns what the pool holds, if the program is loaded.
func (c *code) stats() (s component.PoolStats, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.program.Load()
	if p == nil {
		return s, false
	}
	return p.pool.Stats(), true
}
