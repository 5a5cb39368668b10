package app

import (
	"errors"
	"slices"
	"testing"
)

func TestTemplate(t *testing.T) {
	values := map[string]string{"a": "1", "long_name": "{{ a }}"}
	for _, tc := range []struct {
		text, want, err string
		names           []string
	}{
		{text: "", want: ""},
		{text: "plain }} text { a }", want: "plain }} text { a }"},
		{text: "{{a}}", want: "1", names: []string{"a"}},
		{text: "x{{ a }}y{{\tlong_name\n}}", want: "x1y{{ a }}", names: []string{"a", "long_name"}},
		{text: "{{ a }}}}", want: "1}}", names: []string{"a"}},
		{text: "{{ a", err: "`{{` has no matching `}}`"},
		{text: "{{ a }} {{", err: "`{{` has no matching `}}`"},
		{text: "{{}}", err: "{{}} does not name a variable: a name must not be empty"},
		{text: "{{ a b }}", err: "{{ a b }} does not name a variable: `a b` is not a valid name: ' ' is not an ASCII letter or digit"},
		{text: "{{ A }}", err: "{{ A }} does not name a variable: `A` is not a valid name: `A` must be lower-case"},
	} {
		parsed, err := ParseTemplate(tc.text)
		if err != nil || tc.err != "" {
			if err == nil || err.Error() != tc.err {
				t.Errorf("%q: error %v, want %s", tc.text, err, tc.err)
			}
			continue
		}
		if names := slices.Collect(parsed.Names()); !slices.Equal(names, tc.names) {
			t.Errorf("%q: names %q, want %q", tc.text, names, tc.names)
		}
		got, err := parsed.Expand(func(name string) (string, error) { return values[name], nil })
		if err != nil || got != tc.want || parsed.String() != tc.text {
			t.Errorf("%q: %q, %v, want %q", tc.text, got, err, tc.want)
		}
	}
}

func TestTemplateErrorOfVariable(t *testing.T) {
	parsed, err := ParseTemplate("a{{ b }}")
	if err != nil {
		t.Fatal(err)
	}
	failure := errors.New("no value")
	if _, err := parsed.Expand(func(string) (string, error) { return "", failure }); !errors.Is(err, failure) {
		t.Errorf("error %v", err)
	}
}

func FuzzTemplate(f *testing.F) {
	for _, text := range []string{"", "{{ a }}", "x{{a}}}}", "{{{{a}}}}", "{{ "} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := ParseTemplate(text)
		if err != nil {
			return
		}
		same, _ := parsed.Expand(func(name string) (string, error) { return "{{" + name + "}}", nil })
		again, err := ParseTemplate(same)
		if err != nil || !slices.Equal(slices.Collect(parsed.Names()), slices.Collect(again.Names())) {
			t.Fatalf("%q reads differently as %q: %v", text, same, err)
		}
	})
}

func BenchmarkExpand(b *testing.B) {
	value := func(string) (string, error) { return "localhost", nil }
	for _, text := range []string{"http://localhost:80", "http://{{ host }}:80"} {
		parsed, err := ParseTemplate(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := parsed.Expand(value); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
