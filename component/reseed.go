package component

import (
	"fmt"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/engine"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// repeats says why instances that begin after the same initialisation would
// make the same random numbers; "" if nothing is known of that kind.
func (c *Component) repeats() string {
	for i, m := range c.reuse {
		if m.standardGo && !m.reseeds {
			return fmt.Sprintf("core module %d is standard Go that cannot be imaged after initialisation: its random numbers would repeat; build it with `gyro build` and Go 1.24 to 1.26", i)
		}
	}
	return ""
}

// reseeds tells whether there are modules that draw random numbers anew.
func (c *Component) reseeds() bool {
	return slices.ContainsFunc(c.reuse, func(m moduleState) bool { return m.reseeds })
}

// prepares returns the functions to call before the image is taken.
func (s *store) prepares() []*engine.Func {
	return s.procedures(rewrite.PrepareExport, func(m moduleState) bool { return m.prepares })
}

// reseeds returns the functions that an instance made after initialisation
// calls before anything else.
func (s *store) reseeds() []*engine.Func {
	return s.procedures(rewrite.ReseedExport, func(m moduleState) bool { return m.reseeds })
}

func (s *store) procedures(name string, has func(moduleState) bool) []*engine.Func {
	var funcs []*engine.Func
	for i, m := range s.linked.comp.reuse {
		if has(m) {
			funcs = append(funcs, s.core[i].Func(name))
		}
	}
	return funcs
}
