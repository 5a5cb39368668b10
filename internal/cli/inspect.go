package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/component/describe"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/capability"
	"github.com/gyro-wasm/gyro/internal/compose"
)

// inspectFlags are the flags of `gyro inspect`.
type inspectFlags struct {
	from, profile string
	json          bool
}

func (p *Program) inspectCommand() *cobra.Command {
	var f inspectFlags
	cmd := &cobra.Command{
		Use:   "inspect [FILE.wasm]",
		Short: "Show what components can do",
		Long: `Inspect shows what the components of an application, or a single one, can do:
what they import, by capability, and what the manifest grants of that; what
dependencies are denied, and what is missing. It tells their sizes and the tools
that made them, too. Nothing is run.`,
		Example: `  gyro inspect
  gyro inspect hello.wasm
  gyro inspect -f examples/hello-go --json`,
		Args: arguments(0, 1, "FILE.wasm"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if f.from != "" {
					return usagef("name a file or an application, not both")
				}
				f.from = args[0]
			}
			return p.inspect(cmd.Context(), f)
		},
	}
	cmd.Flags().StringVarP(&f.from, "from", "f", "", "the application `APP`: a spin.toml, its folder, or a .wasm file (default: the nearest spin.toml above)")
	cmd.Flags().StringVar(&f.profile, "profile", "", profileUsage)
	cmd.Flags().BoolVar(&f.json, "json", false, "print JSON")
	return cmd
}

func (p *Program) inspect(ctx context.Context, f inspectFlags) error {
	if p.Hooks.Provides == nil {
		return notLinked("inspect components")
	}
	a, err := openProfile(f.from, f.profile)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gyro-inspect-")
	if err != nil {
		return fmt.Errorf("make a working directory: %w", err)
	}
	defer os.RemoveAll(dir)
	composed, err := p.standalone(ctx, a, dir)
	if err != nil {
		return err
	}
	reports := []report{}
	for _, c := range composed.App.Components {
		if !slices.ContainsFunc(composed.App.Triggers, func(t *app.Trigger) bool { return t.Component == c.ID }) {
			continue // others may depend on it
		}
		r, err := p.reportOn(c, a, composed)
		if err != nil {
			return fmt.Errorf("component %s: %w", c.ID, err)
		}
		reports = append(reports, r)
	}
	if !f.json {
		p.printReports(reports)
		return nil
	}
	e := json.NewEncoder(p.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(map[string][]report{"components": reports})
}

// A report is what `gyro inspect` tells of a component. Sizes are in bytes.
type report struct {
	ID        string     `json:"id"`
	Source    string     `json:"source"`    // as the manifest names it
	Component bool       `json:"component"` // not a core module
	Size      int        `json:"size"`
	Parts     []string   `json:"parts"` // what it is composed with
	Modules   []module   `json:"modules"`
	Producers []producer `json:"producers"`
	Exports   []string   `json:"exports"`
	Imports   []imported `json:"imports"`
	Denied    []denied   `json:"denied"`
}

type module struct {
	Size   int `json:"size"`
	Code   int `json:"code"`
	Data   int `json:"data"`
	Custom int `json:"custom"`
}

type producer struct {
	Field   string `json:"field"`
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// imported is an interface, and what comes of its use.
type imported struct {
	Name       string   `json:"name"`
	Functions  []string `json:"functions"`
	Capability string   `json:"capability,omitempty"`
	Key        string   `json:"key,omitempty"` // of the manifest, which grants it
	Status     status   `json:"status"`
	Grants     []string `json:"grants,omitempty"` // what the key has
}

// denied is what a part of the component does not inherit.
type denied struct {
	Part      string `json:"part"`
	Place     string `json:"place"`
	Interface string `json:"interface"`
	Key       string `json:"key,omitempty"`
}

// A status says what an import is worth to the component.
type status string

const (
	always  status = "always"      // no key grants it
	granted status = "granted"     // in part at least
	refused status = "not granted" // calls fail, or find nothing
	missing status = "missing"     // gyro does not provide it
)

func (p *Program) reportOn(c *app.Component, a *app.App, composed *compose.Result) (report, error) {
	r := report{ID: c.ID, Parts: []string{}, Modules: []module{}, Producers: []producer{}, Exports: []string{}, Imports: []imported{}, Denied: []denied{}}
	id := c.ID
	if c.Original != "" {
		id = c.Original
	}
	r.Source = sourceOf(a.Component(id).Source)
	wasm, err := os.ReadFile(c.Source.Path)
	if err != nil {
		return r, err
	}
	d, err := describe.Wasm(wasm)
	if err != nil {
		return r, err
	}
	r.Component, r.Size = d.Component, d.Size
	for _, m := range d.Modules {
		r.Modules = append(r.Modules, module(m))
	}
	for _, x := range d.Producers {
		r.Producers = append(r.Producers, producer(x))
	}
	for _, e := range d.Exports {
		r.Exports = append(r.Exports, e.Name)
	}
	for _, i := range d.Imports {
		if d.Component || strings.ContainsAny(i.Name, ":") && !strings.HasPrefix(i.Name, "[") || strings.HasPrefix(i.Name, "wasi_") {
			r.Imports = append(r.Imports, p.importedBy(c, i)...)
		}
	}
	for _, part := range composed.Parts[c.ID] {
		r.Parts = append(r.Parts, part.Name)
		for _, x := range part.Denied {
			r.Denied = append(r.Denied, denied{part.Name, part.Place, x.Interface, x.Key})
		}
	}
	return r, nil
}

// importedBy tells what an import is worth to a component: one that is a module
// of preview1 is several, by what its functions are for.
func (p *Program) importedBy(c *app.Component, i describe.Item) []imported {
	provided := p.Hooks.Provides(i.Name)
	if !strings.HasPrefix(i.Name, "wasi_") {
		can, _ := capability.Of(i.Name)
		return []imported{worth(c, i.Name, i.Funcs, can, provided)}
	}
	var list []imported
	for _, f := range i.Funcs {
		can, _ := capability.Of(i.Name + "#" + f)
		at := slices.IndexFunc(list, func(i imported) bool { return i.Capability == can.Name && i.Key == can.Key })
		if at < 0 {
			list = append(list, worth(c, i.Name, nil, can, provided))
			at = len(list) - 1
		}
		list[at].Functions = append(list[at].Functions, f)
	}
	return list
}

func worth(c *app.Component, name string, funcs []string, can capability.Capability, provided bool) imported {
	i := imported{Name: name, Functions: funcs, Capability: can.Name, Key: can.Key, Grants: grants(c, can.Key)}
	if funcs == nil {
		i.Functions = []string{}
	}
	switch {
	case !provided:
		i.Status = missing
	case can.Key == "":
		i.Status = always
	case len(i.Grants) > 0:
		i.Status = granted
	default:
		i.Status = refused
	}
	return i
}

// grants lists what the manifest says by a key. Of environment variables it is
// the names: their values may be secret.
func grants(c *app.Component, key string) []string {
	switch key {
	case "allowed_outbound_hosts":
		var hosts []string
		for _, t := range c.AllowedOutboundHosts {
			hosts = append(hosts, t.String())
		}
		return hosts
	case "environment":
		return slices.Sorted(maps.Keys(c.Environment))
	case "variables":
		return slices.Sorted(maps.Keys(c.Variables))
	case "files":
		var files []string
		for _, f := range c.Files {
			if f.Pattern != "" {
				files = append(files, f.Pattern)
			} else {
				files = append(files, f.Destination)
			}
		}
		return files
	case "key_value_stores":
		return c.KeyValueStores
	case "sqlite_databases":
		return c.SQLiteDatabases
	case "ai_models":
		return c.AIModels
	}
	return nil
}

// sourceOf writes a source as its users know it.
func sourceOf(s app.Source) string {
	switch {
	case s.Path != "":
		if dir, err := os.Getwd(); err == nil {
			if rel, err := filepath.Rel(dir, s.Path); err == nil && filepath.IsLocal(rel) {
				return filepath.ToSlash(rel)
			}
		}
		return s.Path
	case s.URL != "":
		return s.URL
	case s.Package != "":
		return s.Package + "@" + s.Version
	}
	return s.Digest
}
