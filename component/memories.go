package component

import (
	"fmt"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/internal/plan"
	"github.com/gyro-wasm/gyro/component/internal/rewrite"
)

// splitMemories replaces the core modules of p that have more than one memory by
// modules with one each: the first has the number of the whole, and the others
// come last in p.Modules. See [rewrite.Split].
func splitMemories(p *plan.Plan) error {
	s := memorySplitter{plan: p, parts: map[*binary.CoreModule]*rewrite.Parts{}, moved: map[plan.CoreItem]plan.CoreItem{}}
	steps := p.Steps
	p.Steps = make([]plan.Step, 0, len(steps))
	for _, step := range steps {
		switch t := step.(type) {
		case plan.ExtractMemory:
			t.Of = s.resolve(t.Of)
			p.Steps = append(p.Steps, t)
		case plan.InstantiateModule:
			p.Steps = append(p.Steps, t)
			if err := s.module(t.Instance); err != nil {
				return fmt.Errorf("core module %d: %w", t.Instance, err)
			}
		default:
			p.Steps = append(p.Steps, step)
		}
	}
	return nil
}

// maxModules bounds the core modules of a plan, as the plan itself does.
const maxModules = 10_000

// A memorySplitter splits the modules of a plan in the order of their
// instantiation.
type memorySplitter struct {
	plan  *plan.Plan
	parts map[*binary.CoreModule]*rewrite.Parts // nil for modules with one memory
	moved map[plan.CoreItem]plan.CoreItem       // exported memories, by where they were
}

// resolve returns where an exported item is after splitting.
func (s *memorySplitter) resolve(it plan.CoreItem) plan.CoreItem {
	if to, ok := s.moved[it]; ok {
		return to
	}
	return it
}

// module splits module number n if it must.
func (s *memorySplitter) module(n int) error {
	m := &s.plan.Modules[n]
	for i, it := range m.Imports {
		m.Imports[i] = s.resolve(it)
	}
	parts, err := s.split(m.Source)
	if err != nil || parts == nil {
		return err
	}
	if len(s.plan.Modules)+len(parts.Modules)-1 > maxModules {
		return fmt.Errorf("with a module for each further memory, there are more than %d core modules", maxModules)
	}
	imports := m.Imports
	first := len(s.plan.Modules) - 1 // the number of part 0, if it came last too
	for i, part := range parts.Modules {
		mod := plan.Module{Source: &binary.CoreModule{Bytes: part.Wasm}, Imports: make([]plan.CoreItem, len(part.Imports))}
		for j, from := range part.Imports {
			if from == rewrite.TableImport {
				mod.Imports[j] = plan.CoreItem{Instance: n, Name: parts.Table, Trampoline: -1}
			} else {
				mod.Imports[j] = imports[from]
			}
		}
		if i == 0 {
			s.plan.Modules[n] = mod
			continue
		}
		s.plan.Steps = append(s.plan.Steps, plan.InstantiateModule{Instance: len(s.plan.Modules)})
		s.plan.Modules = append(s.plan.Modules, mod)
	}
	for name, part := range parts.Memories {
		from := plan.CoreItem{Instance: n, Name: name, Trampoline: -1}
		s.moved[from] = plan.CoreItem{Instance: first + part, Name: rewrite.MemoryExport, Trampoline: -1}
	}
	return nil
}

// split splits a module, once however often it is instantiated; the result is
// nil if it has but one memory.
func (s *memorySplitter) split(m *binary.CoreModule) (*rewrite.Parts, error) {
	parts, ok := s.parts[m]
	if ok {
		return parts, nil
	}
	var err error
	if rewrite.Memories(m.Bytes) > 1 {
		parts, err = rewrite.Split(m.Bytes)
	}
	s.parts[m] = parts
	return parts, err
}
