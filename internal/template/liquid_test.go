package template

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func renderText(t *testing.T, text string, values map[string]string, to sink) (string, error) {
	t.Helper()
	b, err := parse(text)
	if err != nil {
		return "", err
	}
	partial, err := parse("<{{ x }}>")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for k, v := range values {
		all[k] = v
	}
	err = b.render(&scope{values: all, partials: map[string]block{"p.liquid": partial}}, to)
	return to.String(), err
}

func TestLiquid(t *testing.T) {
	values := map[string]string{"project-name": "My lovely APP", "x": "value", "nothing": "", "route": "/a"}
	for text, want := range map[string]string{
		"plain { } % text":                                                        "plain { } % text",
		"{{x}}{{ x }}":                                                            "valuevalue",
		"{{project-name | kebab_case}}":                                           "my-lovely-app",
		"{{ project-name | snake_case | upcase }}":                                "MY_LOVELY_APP",
		"{{ project-name | pascal_case }}":                                        "MyLovelyApp",
		"{{ 'a b.c-d' | dotted_pascal_case }}":                                    "AB.CD",
		"{{ route | http_wildcard }}":                                             "/a/...",
		"{{ '/' | http_wildcard }}":                                               "/...",
		"{{ '/...' | http_wildcard }}":                                            "/...",
		"a {{- x -}} b":                                                           "avalueb",
		"{% raw %}{{ x }}{% endraw %}":                                            "{{ x }}",
		"a{% comment %}{{ nope }}{% endcomment %}b":                               "ab",
		"{% if x == 'value' %}yes{% else %}no{% endif %}":                         "yes",
		"{% if x == 'a' or x == 'value' and route contains '/' %}y{% endif %}":    "y",
		"{% if unknown %}a{% elsif x != 'value' %}b{% else %}c{% endif %}":        "c",
		"{% unless nothing == '' %}a{% else %}b{% endunless %}":                   "b",
		"{% case x %}{% when 'a', 'value' %}1{% when 'b' %}2{% endcase %}":        "1",
		"{% case x %}{% when 'a' %}1{% else %}2{% endcase %}":                     "2",
		"{% assign y = x | append: '!' %}{{ y }}":                                 "value!",
		"{% capture y %}[{{ x }}]{% endcapture %}{{ y }}":                         "[value]",
		"{% render 'p' %}{% render 'p', x: 'other' %}":                            "<value><other>",
		"{{ nothing | default: 'd' }}{{ unknown | default: 'e' }}":                "de",
		"{{ x | replace: 'a', 'A' | slice: 1, 2 }}{{ x | truncate: 4, '.' }}":     "Alval.",
		"{{ 'one two  three' | truncatewords: 2 }}{{ x | truncatewords: 1, '' }}": "one two...value",
		"{{ '&lt;<' | escape_once }}{{ 'a%20b+c' | url_decode }}":                 "&lt;&lt;a b c",
		"{% capture y %}a\nb{% endcapture %}{{ y | newline_to_br }}":              "a<br />\nb",
		"{{ '}}' }}{{ \"a|b\" | remove: '|' }}":                                   "}}ab",
		"{{ x | size }}{{ x | capitalize }}{{ ' a ' | strip }}{{ '<' | escape }}": "5Valuea&lt;",
	} {
		got, err := renderText(t, text, values, &plainSink{})
		if err != nil || got != want {
			t.Errorf("%s gives %q, %v; want %q", text, got, err, want)
		}
	}
}

// TestNumbers checks filters for numbers; "" is for an error.
func TestNumbers(t *testing.T) {
	const most, least = "9223372036854775807", "-9223372036854775808"
	for text, want := range map[string]string{
		"'3' | plus: 4": "7", "3 | minus: 4": "-1", "3 | times: -4": "-12", "0 | times: " + least: "0", "7 | divided_by: 2": "3",
		"7 | divided_by: 2.0": "3.5", "7 | modulo: 3": "1", "7.5 | modulo: 2": "1.5", "3 | plus: 0": "3", "3 | minus: 0": "3",
		"0.5 | plus: 1": "1.5", "-3 | abs": "3", "3 | abs": "3", "-3.5 | abs": "3.5", "-3 | ceil": "-3", "-3 | floor": "-3",
		"1.2 | ceil": "2", "1.8 | floor": "1", "1.5 | round": "2", "1.256 | round: 2": "1.26", "4 | round: 2": "4",
		"3 | at_least: 5": "5", "3 | at_most: 1.5": "1.5", most + " | minus: " + most: "0",

		most + " | plus: 1": "", least + " | minus: 1": "", most + " | times: 2": "", least + " | times: -1": "", least + " | abs": "",
		least + " | divided_by: -1": "", "1 | divided_by: 0": "", "1.0 | divided_by: 0": "", "1 | modulo: 0": "", "'x' | plus: 1": "",
		"1 | plus: 'x'": "", "'0x1p9' | plus: 1": "", "'Inf' | abs": "", "1.5 | round: -1": "", "1.5 | round: 99": "",
		"'1e9' | ceil": "", "'' | floor": "", "'.' | floor": "",
	} {
		got, err := renderText(t, "{{ "+text+" }}", nil, &plainSink{})
		if got != want || (err == nil) == (want == "") {
			t.Errorf("%s gives %q, %v; want %q", text, got, err, want)
		}
	}
}

// TestNoLiquid has texts that only look like templates: they stay as they are.
func TestNoLiquid(t *testing.T) {
	for _, text := range []string{
		"{{", "{{ x", "{% if", "{{ a b }}", "{{ 'a }}", "${{ matrix.os }}", "{% extends 'x' %}", "{% if x %}", "{% endif %}",
		"{{ }}", "{% raw %}", "{% comment %}", "{% if x %}{% endunless %}", "{{ x | }}", "{% case x %}{% endif %}", "{% assign x %}",
	} {
		_, err := parse(text)
		var syntax *syntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: %v", text, err)
		}
		if got, err := renderFile("a.txt", []byte(text), nil, nil); string(got) != text || err != nil {
			t.Errorf("%s becomes %q, %v", text, got, err)
		}
	}
}

// TestLiquidFails has templates that ask for what is not there, or for too
// much.
func TestLiquidFails(t *testing.T) {
	double := "{% assign a = 'aaaaaaaaaaaaaaaa' %}" + strings.Repeat("{% assign a = a | append: a %}", 40)
	for text, want := range map[string]string{
		"{{ x | lol_snort }}":               "there is no filter `lol_snort`",
		"{{ unknown }}":                     "there is no value `unknown`",
		"{{ x | append }}":                  "does not take 0 arguments",
		"{% for i in (1..9) %}{% endfor %}": "does not know Liquid's tag `for`",
		"{% render 'absent' %}":             "there is no partial `absent`",
		double:                              "would have more than",
		"{% assign a = 'aaaaaaaa' %}" + strings.Repeat("{% assign a = a | replace: 'a', a %}", 9): "would have more than",
		strings.Repeat("{% if x %}", 40) + strings.Repeat("{% endif %}", 40):                      "nested more than",
	} {
		_, err := renderText(t, text, map[string]string{"x": "1"}, &plainSink{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
	for name, text := range map[string]string{"one": "{% render 'loop' %}", "two": "{% render 'loop' %}{% render 'loop' %}"} {
		b, err := parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.render(&scope{partials: map[string]block{"loop": b}}, &plainSink{}); err == nil {
			t.Errorf("%s: partials without end are rendered", name)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"hello": "hello", "HelloWorld": "hello-world", "XMLHttpRequest": "xml-http-request", "a_b c.d": "a-b-c-d",
		"hello2World": "hello2-world", "--a--": "a", "": "", "ABC": "abc", "aB": "a-b", "AB1c": "ab1c", "ÄpfelÖl": "äpfel-öl",
	} {
		if got := kebabCase(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestValues checks that a value stays one value in the language that it lands
// in, or is refused.
func TestValues(t *testing.T) {
	nasty := "a\"b\\c\n[x]\ttoo"
	for _, tc := range []struct{ file, text, value, want string }{
		{"spin.toml", `d = "{{v}}"`, nasty, `d = "a\"b\\c\n[x]\ttoo"`},
		{"spin.toml", `d = ["", '', "\"{{v}}"]`, nasty, `d = ["", '', "\"a\"b\\c\n[x]\ttoo"]`},
		{"spin.toml", "d = \"\"\"\n{{v}}\"\"\"", `"""`, "d = \"\"\"\n\\\"\\\"\\\"\"\"\""},
		{"spin.toml", `d = '{{v}}'`, `C:\x`, `d = 'C:\x'`},
		{"spin.toml", `d = '{{v}}'`, `it's`, ""},
		{"spin.toml", "# {{v}}\nx = 1", "fine \"'", "# fine \"'\nx = 1"},
		{"spin.toml", "# {{v}}", "a\nb = 1", ""},
		{"spin.toml", "# it's\n[component.{{v}}]", "a-b", "# it's\n[component.a-b]"},
		{"spin.toml", "[component.{{v}}]", "a]\nb", ""},
		{"spin.toml", "x = {{v}}", `"`, ""},
		{"spin.toml", "{{v | append: '\"'}}", "a", ""},
		{"spin.toml", "a = {{'\"'}}{{v}}{{'\"'}}", nasty, `a = "a\"b\\c\n[x]\ttoo"`},
		{"Cargo.toml", `d = "{{v}}"`, "\x01\u0085", `d = "\u0001\u0085"`},
		{"package.json", `{"d": "{{v}}", "it's": "{{v}}"}`, nasty, `{"d": "a\"b\\c\n[x]\ttoo", "it's": "a\"b\\c\n[x]\ttoo"}`},
		{"pom.xml", `<d>{{v}}</d>`, "<&>", "<d>&lt;&amp;&gt;</d>"},
		{"main.go", `// {{v}}`, "x", "// x"},
	} {
		got, err := renderText(t, tc.text, map[string]string{"v": tc.value}, sinkFor(tc.file))
		if tc.want == "" {
			if err == nil {
				t.Errorf("%s with %q becomes %q, want an error", tc.text, tc.value, got)
			}
		} else if err != nil || got != tc.want {
			t.Errorf("%s with %q becomes %q, %v; want %q", tc.text, tc.value, got, err, tc.want)
		}
	}
}

// FuzzLiquid looks for panics, and for values that break TOML.
func FuzzLiquid(f *testing.F) {
	f.Add(`a = "{{v}}"`, "x\"\n")
	f.Add("{% if v %}{{ v | replace: 'a', 'b' }}{% else %}{% endif %}", "")
	f.Add("{% case v %}{% when 'a' %}{% endcase %}{% raw %}{% endraw %}", "a")
	f.Fuzz(func(t *testing.T, text, value string) {
		b, err := parse(text)
		if err != nil {
			return
		}
		for _, name := range []string{"x.toml", "x.json", "x.txt"} {
			_ = b.render(&scope{values: map[string]string{"v": value}}, sinkFor(name))
		}
	})
}

// FuzzValue checks that any value that stands in quotes is read back as it is.
func FuzzValue(f *testing.F) {
	f.Add("x\"\n\\")
	f.Add("'''\u0085\u2028\x00")
	f.Fuzz(func(t *testing.T, value string) {
		want := strings.ToValidUTF8(value, "\uFFFD")
		values := map[string]string{"v": value}
		text, err := renderText(t, "a = \"{{v}}\"\nb = \"\"\"{{v}}\"\"\"\n", values, sinkFor("x.toml"))
		var got struct{ A, B string }
		if err == nil {
			err = toml.Unmarshal([]byte(text), &got)
		}
		if err != nil || got.A != want || got.B != want {
			t.Errorf("%q becomes %q: %q, %v", value, text, got, err)
		}
		text, err = renderText(t, `{"a": "{{v}}"}`, values, sinkFor("x.json"))
		if err == nil {
			err = json.Unmarshal([]byte(text), &got)
		}
		if err != nil || got.A != want {
			t.Errorf("%q becomes %q: %q, %v", value, text, got, err)
		}
		// Elsewhere it is refused, or breaks nothing.
		text, err = renderText(t, "# {{v}}\na = '{{v}}'\n[b.{{v}}]\nc = 1\n", values, sinkFor("x.toml"))
		var all map[string]any
		if err == nil && toml.Unmarshal([]byte(text), &all) == nil && (len(all) != 2 || all["a"] != want) {
			t.Errorf("%q becomes %q: %v", value, text, all)
		}
	})
}
