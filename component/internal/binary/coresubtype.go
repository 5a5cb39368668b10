package binary

import (
	"errors"
	"fmt"
)

// moduleSubtype checks that a module of type a can be used as one of type b:
// it imports no more and exports no less.
func (d *decoder) moduleSubtype(a, b *ModuleType) error {
	if a == b {
		return nil
	}
	d.spend(len(a.Imports) + len(b.Imports) + len(b.Exports))
	imports := make(map[[2]string]CoreExternType, len(b.Imports))
	for _, i := range b.Imports {
		imports[[2]string{i.Module, i.Name}] = i.Type
	}
	for _, i := range a.Imports {
		have, ok := imports[[2]string{i.Module, i.Name}]
		if !ok {
			return fmt.Errorf("missing expected import `%s::%s`", i.Module, i.Name)
		}
		if err := coreSubtype(have, i.Type); err != nil {
			return fmt.Errorf("type mismatch in import `%s::%s`: %w", i.Module, i.Name, err)
		}
	}
	for _, e := range b.Exports {
		have, ok := a.exports[e.Name]
		if !ok {
			return fmt.Errorf("missing expected export `%s`", e.Name)
		}
		if err := coreSubtype(have, e.Type); err != nil {
			return fmt.Errorf("type mismatch in export `%s`: %w", e.Name, err)
		}
	}
	return nil
}

// coreSubtype checks that a core item of type a may be imported as b.
func coreSubtype(a, b CoreExternType) error {
	if a.Sort != b.Sort {
		return fmt.Errorf("expected %s, found %s", b.Sort, a.Sort)
	}
	switch b.Sort {
	case SortCoreFunc, SortCoreTag:
		if !a.Func.is(b.Func.Params, b.Func.Results) {
			return fmt.Errorf("expected: %s, found: %s", b.Func, a.Func)
		}
	case SortCoreTable:
		if a.Val != b.Val {
			return fmt.Errorf("expected table element type %s, found %s", b.Val, a.Val)
		}
		return limitsSubtype("table", a.Limits, b.Limits)
	case SortCoreMemory:
		return limitsSubtype("memory", a.Limits, b.Limits)
	case SortCoreGlobal:
		if a.Mut != b.Mut {
			return errors.New("mismatch in mutability of a global")
		}
		if a.Val != b.Val {
			return fmt.Errorf("expected global type %s, found %s", b.Val, a.Val)
		}
	}
	return nil
}

func limitsSubtype(what string, a, b Limits) error {
	switch {
	case a.Shared != b.Shared:
		return fmt.Errorf("mismatch in the shared flag of a %s", what)
	case a.Is64 != b.Is64:
		return fmt.Errorf("mismatch in the index type of a %s", what)
	case a.PageLog2 != b.PageLog2:
		return fmt.Errorf("mismatch in the page size of a %s", what)
	case a.Min < b.Min || b.HasMax && (!a.HasMax || a.Max > b.Max):
		return fmt.Errorf("mismatch in %s limits", what)
	}
	return nil
}
