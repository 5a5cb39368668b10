package encode

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/component/wit"
)

// A Dependency is a component that satisfies imports of another one.
type Dependency struct {
	// Name is what errors call it.
	Name string
	// Wasm is the component.
	Wasm []byte
	// Exports are those that satisfy imports, by the import. The names may
	// differ, the types must fit.
	Exports map[string]string
}

// A DependencyError says which dependency does not satisfy what it is there for.
type DependencyError struct {
	Index int // of the dependency
	err   error
}

// Error implements error.
func (e *DependencyError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *DependencyError) Unwrap() error { return e.err }

// Satisfy returns a component that has root and its dependencies within it, as
// [Compose] does, but with those imports of root satisfied that dependencies
// name, and no others. What dependencies import themselves, the whole imports. The
// error is a [*DependencyError] if it is about a single one.
func Satisfy(root Part, dependencies []Dependency) ([]byte, error) {
	parts := []Part{root}
	for _, d := range dependencies {
		parts = append(parts, Part{Name: d.Name, Wasm: d.Wasm})
	}
	c, err := newComposition(parts)
	if err != nil {
		return nil, err
	}
	for i, d := range dependencies {
		for _, n := range slices.Sorted(maps.Keys(d.Exports)) {
			if err := c.satisfy(n, c.parts[i+1], d.Exports[n]); err != nil {
				return nil, &DependencyError{i, err}
			}
		}
	}
	return c.finish()
}

// satisfy lets an export of p satisfy import n of root.
func (c *composition) satisfy(n string, p *member, export string) error {
	root := c.parts[0]
	i := slices.IndexFunc(root.component.Imports, func(i *binary.Import) bool { return i.Name.Name == n })
	if i < 0 {
		return fmt.Errorf("%s does not import %s", root.Name, n)
	}
	if from := root.from[n]; from.of != nil {
		return fmt.Errorf("%s and %s both satisfy %s", from.of.Name, p.Name, n)
	}
	e := slices.IndexFunc(p.component.Exports, func(e *binary.Export) bool { return e.Name.Name == export })
	if e < 0 {
		return fmt.Errorf("%s does not export %s; it exports %s", p.Name, export, p.exported())
	}
	if want, got := binary.ExternSort(root.component.Imports[i].Type), p.component.Exports[e].Of; want != got {
		return fmt.Errorf("%s exports %s as %s, and %s imports %s as %s", p.Name, export, got, root.Name, n, want)
	}
	return root.take(n, p, export)
}

// Names returns the names of what a component imports and exports.
func Names(p Part) (imports, exports []string, err error) {
	c, err := newComposition([]Part{p})
	if err != nil {
		return nil, nil, err
	}
	names := func(items []wit.WorldItem) (names []string) {
		for _, i := range items {
			names = append(names, i.Name)
		}
		return names
	}
	return names(c.parts[0].world.Imports), names(c.parts[0].world.Exports), nil
}

// Compatible tells whether two names are those of versions of one interface that
// can stand for each other, or equal.
func Compatible(a, b string) bool { return binary.Track(a) == binary.Track(b) }
