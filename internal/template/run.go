package template

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

// Options say what is made of a template.
type Options struct {
	Operation Operation
	Name      string // of the application or component; see [CheckName]
	// Output is the folder to write to; to add a component, relative to that of
	// the manifest.
	Output   string
	Manifest string // path of the spin.toml that a component is added to
	// Values are those of the template's parameters.
	Values map[string]string
	// Defaults takes the default of a parameter that has no value.
	Defaults bool
	// Given are values that every template finds, beside its parameters: what
	// gyro knows of itself.
	Given     map[string]string
	NoVCS     bool // write no .gitignore, make no git repository
	Overwrite bool // write into a folder that has files, over those of the same names
}

// NotEmptyError says that the output folder holds something.
type NotEmptyError struct{ Dir string }

func (e *NotEmptyError) Error() string {
	return fmt.Sprintf("the folder %s is not empty", e.Dir)
}

// MissingError says that parameters have no values.
type MissingError struct {
	Template string
	Names    []string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("the template %s needs a value for %s", e.Template, strings.Join(e.Names, ", "))
}

// Dir returns the folder that is written to.
func (o Options) Dir() string {
	if o.Operation == AddComponent && !filepath.IsAbs(o.Output) {
		return filepath.Join(filepath.Dir(o.Manifest), o.Output)
	}
	return filepath.Clean(o.Output)
}

// manifestTable returns what the manifest says, nil if it cannot be read.
func (o Options) manifestTable() map[string]any {
	if o.Operation != AddComponent {
		return nil
	}
	text, err := os.ReadFile(o.Manifest)
	if err != nil {
		return nil
	}
	table := map[string]any{}
	if toml.Unmarshal(text, &table) != nil {
		return nil
	}
	return table
}

// Run makes an application or a component. Either all of it is there
// afterwards, or an error is returned; no file is ever half written, and a
// manifest changes last.
func (t *Template) Run(ctx context.Context, o Options) error {
	if !t.Supports(o.Operation) {
		return fmt.Errorf("the template %s cannot be used to %s", t.ID, o.Operation)
	}
	if err := CheckName(o.Name); err != nil {
		return err
	}
	if err := t.checkValues(o.Values); err != nil {
		return err
	}
	values, err := t.values(ctx, o)
	if err != nil {
		return err
	}
	r, err := t.render(o, values)
	var manifest *ManifestError
	var exists *ExistsError
	if errors.As(err, &manifest) {
		return manifest
	}
	if errors.As(err, &exists) {
		return exists
	}
	if err != nil {
		return fmt.Errorf("template %s: %w", t.ID, err)
	}
	if len(r.files)+len(r.dirs)+len(r.manifest) == 0 {
		return fmt.Errorf("the template %s makes nothing", t.ID)
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if err := r.write(o); err != nil {
		return err
	}
	if o.Operation == NewApplication && !o.NoVCS {
		initGit(ctx, o.Dir())
	}
	return nil
}

// values returns all values that the template's text may name.
func (t *Template) values(ctx context.Context, o Options) (map[string]string, error) {
	author := findAuthor(ctx)
	values := maps.Clone(o.Given)
	if values == nil {
		values = map[string]string{}
	}
	values["project-name"] = o.Name
	values["output-path"] = filepath.ToSlash(o.Output)
	values["authors"], values["username"] = author.line, author.name
	maps.Copy(values, o.Values)
	missing := MissingError{Template: t.ID}
	for _, p := range t.Missing(o) {
		if p.Default == nil || !o.Defaults {
			missing.Names = append(missing.Names, p.Name)
			continue
		}
		values[p.Name] = *p.Default
	}
	if len(missing.Names) > 0 {
		return nil, &missing
	}
	return values, nil
}

// rendered is what a template makes.
type rendered struct {
	files    []file
	dirs     []string // below the output folder
	manifest []byte   // the new text of the manifest; nil if it stays
	beside   []string // folders beside the manifest
}

// file is a file below the output folder.
type file struct {
	name string // with slashes
	data []byte
}

func (t *Template) render(o Options, values map[string]string) (*rendered, error) {
	partials, err := t.partials()
	if err != nil {
		return nil, err
	}
	names, err := t.content()
	if err != nil {
		return nil, err
	}
	v := t.resolved(o.Operation, o.manifestTable())
	r := &rendered{}
	seen := map[string]bool{}
	for _, name := range names {
		if slices.Contains(v.skipFiles, name) || o.NoVCS && path.Base(name) == ".gitignore" {
			continue
		}
		to := strings.TrimSuffix(name, ".tmpl")
		if !isLocal(to) || ofGit(to) || seen[strings.ToLower(to)] {
			return nil, fmt.Errorf("content/%s cannot become the file %s", name, to)
		}
		seen[strings.ToLower(to)] = true
		raw, err := fs.ReadFile(t.files, "content/"+name)
		if err != nil {
			return nil, err
		}
		data, err := renderFile(to, raw, values, partials)
		if err != nil {
			return nil, fmt.Errorf("content/%s: %w", name, err)
		}
		r.files = append(r.files, file{to, data})
	}
	if err := r.check(o); err != nil {
		return nil, err
	}
	if err := t.renderDirs(r, o, values); err != nil {
		return nil, err
	}
	return r, t.renderSnippets(r, o, v.snippets, values, partials)
}

// ofGit reports whether a file would be one of git's own, whose settings can
// run programs.
func ofGit(name string) bool {
	for part := range strings.SplitSeq(strings.ToLower(name), "/") {
		if part == ".git" {
			return true
		}
	}
	return false
}

// check reports a manifest that is none.
func (r *rendered) check(o Options) error {
	for _, f := range r.files {
		if f.name == "spin.toml" && o.Operation == NewApplication {
			if err := toml.Unmarshal(f.data, &map[string]any{}); err != nil {
				return fmt.Errorf("the spin.toml that it makes is not TOML: %w", tomlError(err))
			}
		}
	}
	return nil
}

// renderFile returns what the file of that name becomes. What is no text, and
// what is not Liquid, stays as it is.
func renderFile(name string, raw []byte, values map[string]string, partials map[string]block) ([]byte, error) {
	if len(raw) > maxText || !utf8.Valid(raw) {
		return raw, nil
	}
	b, err := parse(string(raw))
	var syntax *syntaxError
	if errors.As(err, &syntax) {
		return raw, nil
	}
	if err != nil {
		return nil, err
	}
	to := sinkFor(name)
	if err := b.render(&scope{values: maps.Clone(values), partials: partials}, to); err != nil {
		return nil, err
	}
	return []byte(to.String()), nil
}

func (t *Template) renderDirs(r *rendered, o Options, values map[string]string) error {
	for _, d := range t.createDirs {
		var to plainSink
		if err := d.path.render(&scope{values: maps.Clone(values)}, &to); err != nil {
			return err
		}
		if !isLocal(to.String()) {
			return fmt.Errorf("the folder %q would lie outside of the application", to.String())
		}
		if d.inManifest && o.Operation == AddComponent {
			r.beside = append(r.beside, to.String())
		} else {
			r.dirs = append(r.dirs, to.String())
		}
	}
	return nil
}

// snippetKinds are the snippets that templates may have, in the order in which
// they go into a manifest.
var snippetKinds = []string{"application_trigger", "component", "variables"}

func (t *Template) renderSnippets(r *rendered, o Options, snippets, values map[string]string, partials map[string]block) error {
	if len(snippets) == 0 {
		return nil
	}
	if o.Operation != AddComponent {
		return errors.New("snippets are for adding components only")
	}
	text, err := os.ReadFile(o.Manifest)
	if err != nil {
		return err
	}
	e, err := edit(o.Manifest, text)
	if err != nil {
		return err
	}
	for _, kind := range snippetKinds {
		name, ok := snippets[kind]
		if !ok {
			continue
		}
		raw, err := readBounded(t.files, "metadata/snippets/"+name, maxManifest)
		if err != nil {
			return err
		}
		snippet, err := renderFile("snippet.toml", raw, values, partials)
		if err == nil {
			err = e.add(kind, snippet)
		}
		if err != nil {
			return fmt.Errorf("snippet %s: %w", name, err)
		}
	}
	r.manifest, err = e.done()
	return err
}
