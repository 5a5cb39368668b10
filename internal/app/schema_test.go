package app

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const schemaFile = "../../docs/manifest.schema.json"

// TestSchemaIsCurrent fails if the schema that is checked in is not the one
// that the code makes; go generate writes it.
func TestSchemaIsCurrent(t *testing.T) {
	golden(t, schemaFile, string(Schema()))
}

// readSchema returns the schema as a reader of its JSON sees it.
func readSchema(t *testing.T) *validator {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	return &validator{root: root, patterns: map[string]*regexp.Regexp{}}
}

// parseNodes returns the nodes of a manifest, or nil if it is not one of
// version 2.
func parseNodes(t *testing.T, file string) *node {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, root, fault := parseDocument("spin.toml", text)
	if fault != nil || root.field("spin_manifest_version").integerOr(0) != 2 {
		return nil
	}
	return root
}

func (n *node) integerOr(otherwise int64) int64 {
	if n == nil || n.kind != kindInteger {
		return otherwise
	}
	i, _ := n.integer()
	return i
}

// TestSchemaLikeParse validates the manifests of testdata: the schema accepts
// those that are right, and refuses those that are wrong by a rule which can be
// told without the rest of the manifest.
func TestSchemaLikeParse(t *testing.T) {
	v := readSchema(t)
	needsMore := regexp.MustCompile(`/(host|template)_|plain_no_package`)
	byItself := regexp.MustCompile(`_(kind|unknown_field|form|forms|no_[a-z]+|mixed|missing|item|digest_short)\.toml$`)
	for _, file := range manifests(t) {
		root := parseNodes(t, file)
		if root == nil {
			continue
		}
		_, parseErr := Parse("spin.toml", "/app", []byte(readFile(t, file)))
		err := v.validate(v.root, root.plain(), "")
		switch {
		case parseErr == nil && err != nil:
			t.Errorf("%s: the schema refuses it: %v", file, err)
		case parseErr != nil && err == nil && byItself.MatchString(file) && !needsMore.MatchString(file):
			t.Errorf("%s: the schema accepts it", file)
		}
	}
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSchemaHasAllFields compares the fields of the schema with those that the
// decoder asks for, for every kind of table.
func TestSchemaHasAllFields(t *testing.T) {
	v := readSchema(t)
	tables := 0
	for _, file := range manifests(t) {
		if root := parseNodes(t, file); root != nil && !strings.Contains(file, "wrong") {
			doc := &document{name: file, text: []byte(readFile(t, file))}
			d := newDecoder(doc, "/app")
			d.seen = map[*node][]string{}
			if _, err := d.parse(root, ""); err != nil {
				continue
			}
			tables += compareFields(t, v, v.root, root, d.seen, "")
		}
	}
	if tables < 100 {
		t.Errorf("%d tables have been compared", tables)
	}
}

// compareFields walks manifest and schema and returns how many tables there
// were.
func compareFields(t *testing.T, v *validator, s map[string]any, n *node, seen map[*node][]string, path string) int {
	t.Helper()
	s = v.chosen(s, n.plain())
	switch n.kind {
	case kindArray:
		count := 0
		items, _ := s["items"].(map[string]any)
		for _, item := range n.items {
			count += compareFields(t, v, items, item, seen, path+"[]")
		}
		return count
	case kindTable:
	default:
		return 0
	}
	count := 0
	properties, _ := s["properties"].(map[string]any)
	if known, ok := seen[n]; ok {
		count++
		var names []string
		for name := range properties {
			names = append(names, name)
		}
		slices.Sort(names)
		known = slices.Clone(known)
		slices.Sort(known)
		if !slices.Equal(names, known) {
			t.Errorf("%s: the schema has %v, the decoder knows %v", path, names, known)
		}
	}
	for _, name := range n.names {
		field, ok := properties[name].(map[string]any)
		if !ok {
			field, _ = s["additionalProperties"].(map[string]any)
		}
		count += compareFields(t, v, field, n.fields[name], seen, path+"."+name)
	}
	return count
}

// validator is as much of a validator of JSON schema as the schema needs. It
// refuses keywords that it does not know.
type validator struct {
	root     map[string]any
	patterns map[string]*regexp.Regexp
}

// chosen follows references, and takes the alternative that a value is valid
// for.
func (v *validator) chosen(s map[string]any, value any) map[string]any {
	if name, ok := s["$ref"].(string); ok {
		defs := v.root["$defs"].(map[string]any)
		return v.chosen(defs[strings.TrimPrefix(name, "#/$defs/")].(map[string]any), value)
	}
	if alternatives, ok := s["oneOf"].([]any); ok && s["type"] == nil {
		for _, a := range alternatives {
			if v.validate(a.(map[string]any), value, "") == nil {
				return v.chosen(a.(map[string]any), value)
			}
		}
	}
	return s
}

func (v *validator) validate(s map[string]any, value any, path string) error {
	for keyword, is := range s {
		if err := v.keyword(s, keyword, is, value, path); err != nil {
			return err
		}
	}
	return nil
}

func (v *validator) keyword(s map[string]any, keyword string, is, value any, path string) error {
	wrong := func(format string, args ...any) error {
		return fmt.Errorf("%s: %s", path, fmt.Sprintf(format, args...))
	}
	object, isObject := value.(map[string]any)
	list, isList := value.([]any)
	text, isText := value.(string)
	number, isNumber := value.(int64)
	switch keyword {
	case "$schema", "$defs", "title", "description", "deprecated":
	case "$ref":
		return v.validate(v.chosen(s, value), value, path)
	case "type":
		_, isBool := value.(bool)
		if ok := map[string]bool{"object": isObject, "array": isList, "string": isText, "integer": isNumber, "boolean": isBool}[is.(string)]; !ok {
			return wrong("not of type %s", is)
		}
	case "const":
		if fmt.Sprint(is) != fmt.Sprint(value) {
			return wrong("not %v", is)
		}
	case "enum":
		if !slices.Contains(is.([]any), value) {
			return wrong("none of %v", is)
		}
	case "minimum":
		if isNumber && float64(number) < is.(float64) {
			return wrong("less than %v", is)
		}
	case "maximum":
		if isNumber && float64(number) > is.(float64) {
			return wrong("more than %v", is)
		}
	case "pattern":
		if isText && !v.pattern(is.(string)).MatchString(text) {
			return wrong("not of the form %s", is)
		}
	case "required":
		for _, name := range is.([]any) {
			if _, ok := object[name.(string)]; isObject && !ok {
				return wrong("without %s", name)
			}
		}
	case "propertyNames":
		for name := range object {
			if err := v.validate(is.(map[string]any), name, path+"."+name); err != nil {
				return err
			}
		}
	case "properties":
		for name, field := range is.(map[string]any) {
			if f, ok := object[name]; ok {
				if err := v.validate(field.(map[string]any), f, path+"."+name); err != nil {
					return err
				}
			}
		}
	case "additionalProperties":
		properties, _ := s["properties"].(map[string]any)
		for name, f := range object {
			if _, ok := properties[name]; ok || is == true {
				continue
			}
			if is == false {
				return wrong("unknown field %s", name)
			}
			if err := v.validate(is.(map[string]any), f, path+"."+name); err != nil {
				return err
			}
		}
	case "items":
		for i, item := range list {
			if err := v.validate(is.(map[string]any), item, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case "oneOf":
		valid := 0
		var first error
		for _, alternative := range is.([]any) {
			if err := v.validate(alternative.(map[string]any), value, path); err == nil {
				valid++
			} else if first == nil {
				first = err
			}
		}
		if valid != 1 {
			return wrong("valid for %d alternatives (%v)", valid, first)
		}
	default:
		return wrong("the validator does not know %s", keyword)
	}
	return nil
}

func (v *validator) pattern(p string) *regexp.Regexp {
	if v.patterns[p] == nil {
		v.patterns[p] = regexp.MustCompile(p)
	}
	return v.patterns[p]
}
