package component

import (
	"strings"
	"sync"

	"github.com/gyro-wasm/gyro/component/internal/canon"
)

// TwinVersion provides the interfaces that were defined so far with the version
// of under another version as well, which has the same types: "0.3.0" as
// "0.3.0-rc-2026-03-15". The functions are the same; the resource types are not: a
// resource of one version is none of the other. Exports that were defined with
// that version may have the other one: [Instance.Func] finds them by the name
// that is defined.
func (l *Linker) TwinVersion(version, of string) {
	other := func(name string) (string, bool) {
		base, v, ok := strings.Cut(name, "@")
		return base + "@" + version, ok && v == of
	}
	var twins []*InterfaceDef
	for _, d := range l.interfaces {
		if name, ok := other(d.Name); ok {
			twins = append(twins, d.twinOf(name))
		}
	}
	for _, d := range twins {
		l.interfaces[track(d.Name)] = d
	}
	for name, types := range l.exportNames {
		if twin, ok := other(name); ok {
			l.exports[track(twin)] = types
			l.exportTwins[track(name)] = twin
		}
	}
	for key := range l.repeatable {
		for _, d := range twins {
			if base, _, _ := strings.Cut(d.Name, "@"); key[0] == track(base+"@"+of) {
				l.repeatable[[2]string{track(d.Name), key[1]}] = true
			}
		}
	}
}

func (d *InterfaceDef) twinOf(name string) *InterfaceDef {
	t := *d
	t.Name, t.twin = name, true
	t.Resources = make([]ResourceDef, len(d.Resources))
	for i, r := range d.Resources {
		t.Resources[i] = ResourceDef{r.Name, r.Type.twinType()}
	}
	return &t
}

// A twin is the other type of a [ResourceType], made when it is first asked for.
type twin struct {
	once sync.Once
	typ  *ResourceType
}

// twinType returns the type that stands for t in the interfaces of
// [Linker.TwinVersion].
func (t *ResourceType) twinType() *ResourceType {
	t.twin.once.Do(func() {
		t.twin.typ = &ResourceType{canon: canon.ResourceType{Name: t.canon.Name, HasChildren: t.canon.HasChildren, Dtor: t.canon.Dtor, TwinOf: &t.canon}}
	})
	return t.twin.typ
}

// typeOf returns the type that t is in c.
func (c *Call) typeOf(t *ResourceType) *canon.ResourceType {
	if c.twin {
		t = t.twinType()
	}
	return &t.canon
}
