package template

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// editor adds to the text of a manifest, which stays as it is besides:
// comments, order and line ends.
type editor struct {
	name  string
	text  []byte
	crlf  bool
	table map[string]any
}

// ManifestError says that a manifest cannot take a component.
type ManifestError struct{ File, Message string }

func (e *ManifestError) Error() string { return e.File + ": " + e.Message }

// edit begins to edit a manifest. One that is not of version 2, or not TOML, is
// refused.
func edit(name string, text []byte) (*editor, error) {
	e := &editor{name: name, crlf: bytes.Contains(text, []byte("\r\n"))}
	e.text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if err := toml.Unmarshal(e.text, &e.table); err != nil {
		return nil, &ManifestError{name, tomlError(err).Error()}
	}
	if v, ok := e.table["spin_manifest_version"].(int64); !ok || v != 2 {
		return nil, &ManifestError{name, "components can be added to manifests with spin_manifest_version = 2 only"}
	}
	return e, nil
}

// add adds a snippet of a kind.
func (e *editor) add(kind string, snippet []byte) error {
	snippet = bytes.ReplaceAll(snippet, []byte("\r\n"), []byte("\n"))
	var table map[string]any
	if err := toml.Unmarshal(snippet, &table); err != nil {
		return fmt.Errorf("not TOML: %w", tomlError(err))
	}
	if kind == "variables" {
		return e.mergeVariables(snippet, table)
	}
	if err := e.taken(table); err != nil {
		return err
	}
	e.text = append(bytes.TrimRight(e.text, " \t\n"), '\n', '\n')
	e.text = append(e.text, bytes.TrimRight(snippet, " \t\n")...)
	e.text = append(e.text, '\n')
	return nil
}

// ExistsError says that the manifest has a component of that name.
type ExistsError struct{ Manifest, Component string }

func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s has a component %s already", e.Manifest, e.Component)
}

// taken reports a component that the manifest has already.
func (e *editor) taken(snippet map[string]any) error {
	have, _ := e.table["component"].(map[string]any)
	add, _ := snippet["component"].(map[string]any)
	for id := range add {
		if _, ok := have[id]; ok {
			return &ExistsError{e.name, id}
		}
	}
	return nil
}

// done returns the new text.
func (e *editor) done() ([]byte, error) {
	if err := toml.Unmarshal(e.text, &map[string]any{}); err != nil {
		return nil, &ManifestError{e.name, "it cannot take what the template adds: " + tomlError(err).Error()}
	}
	if e.crlf {
		return bytes.ReplaceAll(e.text, []byte("\n"), []byte("\r\n")), nil
	}
	return e.text, nil
}

// pair is a key-value pair of a document with its place.
type pair struct {
	key        string
	value      string
	start, end int // of the pair
}

// mergeVariables puts variables into [variables]: in the place of those of the
// same names, else behind the others.
func (e *editor) mergeVariables(snippet []byte, table map[string]any) error {
	have, where := pairsOf(e.text, "variables")
	if _, ok := e.table["variables"]; ok && where < 0 {
		return &ManifestError{e.name, "its variables do not stand in a table [variables]"}
	}
	given, _ := pairsOf(snippet, "")
	for _, key := range slices.Sorted(maps.Keys(table)) { // written as tables
		if !slices.ContainsFunc(given, func(p pair) bool { return p.key == key }) {
			given = append(given, pair{key: key, value: inline(table[key])})
		}
	}
	var more strings.Builder
	type change struct {
		at   pair
		text string
	}
	var changes []change
	for _, g := range given {
		line := bareKey(g.key) + " = " + g.value
		if i := slices.IndexFunc(have, func(p pair) bool { return p.key == g.key }); i >= 0 {
			changes = append(changes, change{have[i], line})
		} else {
			more.WriteString(line + "\n")
		}
	}
	if where < 0 {
		e.text = append(bytes.TrimRight(e.text, " \t\n"), "\n\n[variables]\n"+more.String()...)
		return nil
	}
	end := where
	if len(have) > 0 {
		end = have[len(have)-1].end
	}
	if n := bytes.IndexByte(e.text[end:], '\n'); n >= 0 {
		end += n + 1
	} else {
		e.text = append(e.text, '\n')
		end = len(e.text)
	}
	e.text = slices.Insert(e.text, end, []byte(more.String())...)
	slices.SortFunc(changes, func(a, b change) int { return b.at.start - a.at.start })
	for _, c := range changes {
		e.text = slices.Replace(e.text, c.at.start, c.at.end, []byte(c.text)...)
	}
	return nil
}

// bareKey writes a key, without quotes if it needs none.
func bareKey(key string) string {
	if key != "" && !unsafeInName.MatchString(key) {
		return key
	}
	return inline(key)
}

// inline writes a value on one line.
func inline(value any) string {
	switch v := value.(type) {
	case string:
		return `"` + escapeBasic(v) + `"`
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = inline(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		var fields []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			fields = append(fields, bareKey(key)+" = "+inline(v[key]))
		}
		return "{ " + strings.Join(fields, ", ") + " }"
	}
	return fmt.Sprint(value) // numbers, times and booleans
}

// pairsOf returns the key-value pairs below the header of a table, or those
// before all headers, and where its header ends: -1 if there is none.
func pairsOf(text []byte, table string) ([]pair, int) {
	var p unstable.Parser
	p.Reset(text)
	var list []pair
	in, where := table == "", -1
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			names := namesOf(e.Key())
			in = len(names) == 1 && names[0] == table && e.Kind == unstable.Table
			if in {
				key := e.Key()
				key.Next()
				where = int(key.Node().Raw.Offset + key.Node().Raw.Length)
			}
		case unstable.KeyValue:
			names := namesOf(e.Key())
			if !in || len(names) != 1 {
				continue
			}
			start := int(e.Raw.Offset)
			raw := text[start : start+int(e.Raw.Length)]
			key := e.Key()
			key.Next()
			after := text[key.Node().Raw.Offset+key.Node().Raw.Length : start+len(raw)]
			_, value, _ := strings.Cut(string(after), "=")
			list = append(list, pair{names[0], strings.TrimSpace(value), start, start + len(bytes.TrimRight(raw, " \t\n"))})
		}
	}
	return list, where
}
