package compose

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/internal/app"
)

// dependencies returns the component with its dependencies in it.
func (b *composer) dependencies(ctx context.Context, wasm []byte) ([]byte, error) {
	root := encode.Part{Name: "component `" + b.component.ID + "`", Wasm: wasm}
	imports, _, err := encode.Names(root)
	if err != nil {
		return nil, b.component.Dependencies[0].Fault(adviceOf(err), "only components have dependencies: %v", err)
	}
	var deps []encode.Dependency
	var errs []error
	satisfied := map[string]string{}
	for i := range b.component.Dependencies {
		d := &b.component.Dependencies[i]
		dep, err := b.dependency(ctx, d, imports, satisfied)
		if err != nil {
			errs = append(errs, err)
		}
		deps = append(deps, dep)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	wasm, err = encode.Satisfy(root, deps)
	var unfit *encode.DependencyError
	if errors.As(err, &unfit) {
		return nil, b.component.Dependencies[unfit.Index].Fault("", "%v", err)
	}
	if err != nil {
		return nil, &advised{err, "interfaces that share resources must come from one dependency: name it by its package"}
	}
	return wasm, nil
}

// dependency loads a dependency and finds which of the imports it satisfies.
// Those that others satisfy are in satisfied, by import.
func (b *composer) dependency(ctx context.Context, d *app.Dependency, imports []string, satisfied map[string]string) (encode.Dependency, error) {
	dep := encode.Dependency{Name: "dependency `" + d.Name + "`", Exports: map[string]string{}}
	for _, i := range imports {
		if !d.Matches(i) {
			continue
		}
		if other := satisfied[i]; other != "" {
			return dep, d.Fault("remove one of them", "`%s` and `%s` both satisfy the import %s", other, d.Name, i)
		}
		satisfied[i] = d.Name
		dep.Exports[i] = ""
	}
	if len(dep.Exports) == 0 {
		return dep, d.Fault("component `"+b.component.ID+"` imports "+list(imports), "the component imports nothing that is called `%s`", d.Name)
	}
	p, err := b.load(ctx, d, dep.Name)
	if err != nil {
		return dep, err
	}
	_, exports, err := encode.Names(p)
	if err != nil {
		return dep, d.Fault("", "%v", err)
	}
	for _, i := range slices.Sorted(maps.Keys(dep.Exports)) { // so that messages are the same each time
		wanted := i
		if d.Export != "" {
			wanted = d.Export
		}
		export := exportOf(exports, wanted)
		if export == "" {
			return dep, d.Fault("it exports "+list(exports), "%s does not export %s", dep.Name, wanted)
		}
		dep.Exports[i] = export
	}
	dep.Wasm = p.Wasm
	return dep, nil
}

// exportOf returns the export of that name, or the one of a version that is
// compatible; "" if there is none.
func exportOf(exports []string, name string) string {
	if slices.Contains(exports, name) {
		return name
	}
	for _, e := range exports {
		if encode.Compatible(e, name) {
			return e
		}
	}
	return ""
}

// list joins names for a message, not all of very many.
func list(names []string) string {
	const most = 12
	switch n := len(names); {
	case n == 0:
		return "nothing"
	case n > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), n-most)
	}
	return strings.Join(names, ", ")
}
