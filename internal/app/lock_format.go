package app

import (
	"fmt"
	"maps"
)

// The fields of these structs are in the order in which Spin writes them.

type lockedApp struct {
	Version        int                       `json:"spin_lock_version"`
	MustUnderstand []string                  `json:"must_understand,omitempty"`
	Metadata       map[string]any            `json:"metadata,omitempty"`
	Variables      map[string]lockedVariable `json:"variables,omitempty"`
	Triggers       []*lockedTrigger          `json:"triggers"`
	Components     []*lockedComponent        `json:"components"`
}

type lockedVariable struct {
	Description string  `json:"description,omitempty"`
	Default     *string `json:"default,omitempty"`
	Secret      bool    `json:"secret,omitempty"`
}

type lockedTrigger struct {
	ID     string         `json:"id"`
	Type   string         `json:"trigger_type"`
	Config map[string]any `json:"trigger_config"`

	dependencies map[string][]lockedDependency
}

type lockedComponent struct {
	ID                  string                        `json:"id"`
	Metadata            map[string]any                `json:"metadata,omitempty"`
	Source              lockedSource                  `json:"source"`
	Env                 map[string]string             `json:"env,omitempty"`
	Files               []lockedFile                  `json:"files,omitempty"`
	Config              map[string]Template           `json:"config,omitempty"`
	Dependencies        map[string]lockedDependency   `json:"dependencies,omitempty"`
	TriggerDependencies map[string][]lockedDependency `json:"trigger_dependencies,omitempty"`
	HostRequirements    map[string]string             `json:"host_requirements,omitempty"`
}

type lockedContent struct {
	Source string  `json:"source,omitempty"`
	Inline *string `json:"inline,omitempty"`
	Digest string  `json:"digest,omitempty"`
}

type lockedSource struct {
	ContentType string `json:"content_type"`
	lockedContent
}

type lockedFile struct {
	lockedContent
	Path string `json:"path"`
}

type lockedDependency struct {
	Source  lockedSource `json:"source"`
	Export  *string      `json:"export"`
	Inherit any          `json:"inherit,omitempty"`
}

// moveTriggerDependencies gives what triggers call besides their components to
// the components, which is where hosts look. A component that has several
// triggers is there once more for each of those that have such dependencies.
func (a *lockedApp) moveTriggerDependencies() {
	byComponent := map[string][]*lockedTrigger{}
	byID := map[string]*lockedComponent{}
	for _, t := range a.Triggers {
		if id, ok := t.Config["component"].(string); ok {
			byComponent[id] = append(byComponent[id], t)
		}
	}
	for _, c := range a.Components {
		byID[c.ID] = c
	}
	for _, c := range a.Components {
		for _, t := range byComponent[c.ID] {
			if len(t.dependencies) == 0 {
				continue
			}
			own := c
			if len(byComponent[c.ID]) > 1 {
				own = c.copy(c.ID + "-for-" + t.ID)
				for n := 1; byID[own.ID] != nil; n++ {
					own.ID = fmt.Sprintf("%s-for-%s-d%d", c.ID, t.ID, n)
				}
				byID[own.ID] = own
				a.Components = append(a.Components, own)
				t.Config["component"] = own.ID
			}
			own.TriggerDependencies = t.dependencies
			own.Metadata["resolve-trigger-dependencies-using"] = t.Type
			if t.dependencies[middleware] != nil {
				own.HostRequirements[middleware] = "required"
			}
		}
	}
}

func (c *lockedComponent) copy(id string) *lockedComponent {
	other := *c
	other.ID = id
	other.Metadata = maps.Clone(c.Metadata)
	other.HostRequirements = maps.Clone(c.HostRequirements)
	return &other
}
