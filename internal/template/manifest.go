package template

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// The tables of spin-template.toml. Fields that are not here are refused.
type (
	rawManifest struct {
		ManifestVersion string                  `toml:"manifest_version"`
		ID              string                  `toml:"id"`
		Description     string                  `toml:"description"`
		TriggerType     any                     `toml:"trigger_type"` // of older templates; means nothing
		Tags            []string                `toml:"tags"`
		NewApplication  *rawVariant             `toml:"new_application"`
		AddComponent    *rawVariant             `toml:"add_component"`
		Parameters      map[string]rawParameter `toml:"parameters"`
		CustomFilters   any                     `toml:"custom_filters"`
		Outputs         map[string]rawOutput    `toml:"outputs"`
	}
	rawVariant struct {
		Supported      *bool                     `toml:"supported"`
		SkipFiles      []string                  `toml:"skip_files"`
		SkipParameters []string                  `toml:"skip_parameters"`
		Snippets       map[string]string         `toml:"snippets"`
		Conditions     map[string]rawConditional `toml:"conditions"`
	}
	rawConditional struct {
		Condition      map[string]any `toml:"condition"`
		SkipFiles      []string       `toml:"skip_files"`
		SkipParameters []string       `toml:"skip_parameters"`
		SkipSnippets   []string       `toml:"skip_snippets"`
	}
	rawParameter struct {
		Type          string   `toml:"type"`
		Prompt        string   `toml:"prompt"`
		Default       *string  `toml:"default"`
		Pattern       string   `toml:"pattern"`
		AllowedValues []string `toml:"allowed_values"`
	}
	rawOutput struct {
		Action string `toml:"action"`
		Path   string `toml:"path"`
		At     string `toml:"at"`
	}
)

// parseManifest reads spin-template.toml.
func parseManifest(text []byte) (*Template, error) {
	var raw rawManifest
	d := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields()
	if err := d.Decode(&raw); err != nil {
		return nil, tomlError(err)
	}
	switch {
	case raw.ManifestVersion != "1":
		return nil, fmt.Errorf("manifest_version is %q; gyro knows \"1\"", raw.ManifestVersion)
	case raw.ID == "":
		return nil, errors.New("the template has no id")
	case raw.CustomFilters != nil:
		return nil, errors.New("custom filters are not supported, as in Spin")
	}
	t := &Template{ID: raw.ID, Description: raw.Description, variants: map[Operation]*variant{}}
	for _, tag := range raw.Tags {
		t.Tags = append(t.Tags, strings.ToLower(tag))
	}
	slices.Sort(t.Tags)
	if raw.NewApplication == nil {
		raw.NewApplication = &rawVariant{}
	}
	var errs []error
	for o, v := range map[Operation]*rawVariant{NewApplication: raw.NewApplication, AddComponent: raw.AddComponent} {
		if v != nil && (v.Supported == nil || *v.Supported) {
			parsed, err := v.parse()
			t.variants[o] = parsed
			errs = append(errs, err)
		}
	}
	for _, name := range keyOrder(text, "parameters") {
		p, err := raw.Parameters[name].parse(name)
		t.Parameters = append(t.Parameters, p)
		errs = append(errs, err)
	}
	for name, o := range raw.Outputs {
		dir, err := o.parse(name)
		t.createDirs = append(t.createDirs, dir)
		errs = append(errs, err)
	}
	return t, errors.Join(errs...)
}

func (v *rawVariant) parse() (*variant, error) {
	parsed := &variant{skipFiles: v.SkipFiles, skipParameters: v.SkipParameters, snippets: v.Snippets}
	for kind, file := range v.Snippets {
		if !slices.Contains(snippetKinds, kind) {
			return nil, fmt.Errorf("unknown snippet `%s`; there are %s", kind, strings.Join(snippetKinds, ", "))
		}
		if path.Clean(file) != file || !isLocal(file) {
			return nil, fmt.Errorf("the snippet %q is not a file of the template", file)
		}
	}
	for name, c := range v.Conditions {
		entry, ok := c.Condition["manifest_entry_exists"].(string)
		if !ok || len(c.Condition) != 1 {
			return nil, fmt.Errorf("condition `%s` must be { manifest_entry_exists = \"…\" }", name)
		}
		parsed.conditions = append(parsed.conditions, conditional{
			strings.Split(entry, "."), c.SkipFiles, c.SkipParameters, c.SkipSnippets,
		})
	}
	return parsed, nil
}

func (o rawOutput) parse(name string) (createDir, error) {
	if o.Action != "create_dir" {
		return createDir{}, fmt.Errorf("output `%s` has the unknown action %q", name, o.Action)
	}
	if o.At != "" && o.At != "component" && o.At != "manifest" {
		return createDir{}, fmt.Errorf("output `%s` is at %q; it must be component or manifest", name, o.At)
	}
	b, err := parse(o.Path)
	if err != nil {
		return createDir{}, fmt.Errorf("output `%s`: %w", name, err)
	}
	return createDir{b, o.At == "manifest"}, nil
}

// tomlError adds the place to an error of the TOML library.
func tomlError(err error) error {
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		row, _ := strict.Errors[0].Position()
		key := strict.Errors[0].Key() // of an inline table, without what is before it
		return fmt.Errorf("line %d: unknown field `%s`", row, key[len(key)-1])
	}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		row, _ := decode.Position()
		return fmt.Errorf("line %d: %s", row, strings.TrimPrefix(decode.Error(), "toml: "))
	}
	return err
}

// keyOrder returns the keys of a table at the root of a document in the order
// in which they stand there, which decoding loses.
func keyOrder(text []byte, table string) []string {
	var keys []string
	add := func(name string) {
		if !slices.Contains(keys, name) {
			keys = append(keys, name)
		}
	}
	var p unstable.Parser
	p.Reset(text)
	var at []string // the table that key-value pairs belong to
	for p.NextExpression() {
		e := p.Expression()
		path := namesOf(e.Key())
		if e.Kind == unstable.Table || e.Kind == unstable.ArrayTable {
			at = path
		} else {
			path = append(slices.Clone(at), path...)
		}
		switch {
		case len(path) == 0 || path[0] != table:
		case len(path) > 1:
			add(path[1])
		case e.Kind == unstable.KeyValue && e.Value().Kind == unstable.InlineTable:
			for it := e.Value().Children(); it.Next(); {
				add(namesOf(it.Node().Key())[0])
			}
		}
	}
	return keys
}

func namesOf(key unstable.Iterator) []string {
	var names []string
	for key.Next() {
		names = append(names, string(key.Node().Data))
	}
	return names
}
