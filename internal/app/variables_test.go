package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const variablesManifest = `
spin_manifest_version = 2
[application]
name = "x"
[variables]
host = { default = "localhost" }
token = { required = true, secret = true }
user = { required = true }
[component.c]
source = "c.wasm"
variables = { url = "http://{{ host }}/{{ user }}", auth = "{{ token }}", fixed = "f" }
`

func variablesOf(t *testing.T, providers ...Provider) (*Variables, *Component) {
	t.Helper()
	a, err := Parse("spin.toml", "/app", []byte(variablesManifest))
	if err != nil {
		t.Fatal(err)
	}
	return NewVariables(a, providers...), a.Component("c")
}

func TestVariables(t *testing.T) {
	env := Env{func(key string) (string, bool) {
		value, ok := map[string]string{"SPIN_VARIABLE_HOST": "env", "SPIN_VARIABLE_USER": "me"}[key]
		return value, ok
	}}
	v, c := variablesOf(t, Static{"host": "flag"}, env)
	for _, tc := range []struct {
		name, want string
		err        error
	}{
		{name: "url", want: "http://flag/me"},
		{name: "fixed", want: "f"},
		{name: "auth", err: ErrNoValue},
		{name: "host", err: ErrUndefined}, // of the application, not of the component
		{name: "Not A Name", err: ErrInvalidName},
		{name: "", err: ErrInvalidName},
	} {
		got, err := v.Get(t.Context(), c, tc.name)
		if got != tc.want || !errors.Is(err, tc.err) {
			t.Errorf("%q: %q, %v, want %q, %v", tc.name, got, err, tc.want, tc.err)
		}
	}
}

func TestVariablesAll(t *testing.T) {
	v, c := variablesOf(t, Static{"user": "u", "token": "t"})
	got, err := v.All(t.Context(), c)
	if want := "map[auth:t fixed:f url:http://localhost/u]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("%v, %v, want %s", got, err, want)
	}
}

func TestVariablesCheck(t *testing.T) {
	v, _ := variablesOf(t)
	var missing *MissingError
	if err := v.Check(t.Context()); !errors.As(err, &missing) {
		t.Fatalf("error %v", err)
	}
	golden(t, "testdata/missing_variables.golden", missing.Error()+"\nhint: "+missing.Hint()+"\n")
	v, _ = variablesOf(t, Static{"user": "u", "token": "t"})
	if err := v.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

type failing struct{}

func (failing) Get(context.Context, string) (string, bool, error) {
	return "", false, errors.New("vault is sealed")
}

func TestVariablesProviderFails(t *testing.T) {
	v, c := variablesOf(t, failing{})
	if err := v.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "vault is sealed") {
		t.Errorf("Check: %v", err)
	}
	if _, err := v.Get(t.Context(), c, "url"); err == nil || errors.Is(err, ErrUndefined) {
		t.Errorf("Get: %v", err)
	}
}

func TestReadVariables(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{
		"value":     "line 1\nline 2\n",
		"a.json":    `{"a": "json", "b": "json"}`,
		"a.toml":    "b = 'toml'\n",
		"bad.json":  `{"a": "secret`,
		"list.json": `["secret"]`,
		"num.toml":  "a = 7\n",
		"name.toml": "A = 'secret'\n",
		"a.yaml":    "a: secret\n",
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		args string
		want map[string]string
		err  string
	}{
		{args: "a=1 b= a=x=y", want: Static{"a": "x=y", "b": ""}},
		{args: "a=@value", want: Static{"a": "line 1\nline 2\n"}},
		{args: "@a.json @a.toml", want: Static{"a": "json", "b": "toml"}},
		{args: "secret", err: "--variable takes NAME=VALUE, NAME=@FILE, @FILE.json or @FILE.toml"},
		{args: "A=secret", err: "--variable: `A` is not a valid name: `A` must be lower-case"},
		{args: "@bad.json", err: "--variable @bad.json: the file is not a table of strings in json"},
		{args: "@list.json", err: "--variable @list.json: the file is not a table of strings in json"},
		{args: "@num.toml", err: "--variable @num.toml: the value of a must be a string"},
		{args: "@name.toml", err: "--variable @name.toml: `A` is not a valid name: `A` must be lower-case"},
		{args: "@a.yaml", err: "--variable @a.yaml: the name must end in .json or .toml"},
	} {
		got, err := ReadVariables(strings.Fields(tc.args))
		if err != nil || tc.err != "" {
			if err == nil || err.Error() != tc.err {
				t.Errorf("%s: error %v, want %s", tc.args, err, tc.err)
			}
			continue
		}
		if want := tc.want; len(got) != len(want) || got["a"] != want["a"] || got["b"] != want["b"] {
			t.Errorf("%s: got %v, want %v", tc.args, map[string]string(got), want)
		}
	}
	if _, err := ReadVariables([]string{"a=@absent"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
}

func TestStaticShowsNoValue(t *testing.T) {
	s := Static{"a": "secret"}
	if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.Contains(text, "secret") {
		t.Error(text)
	}
}

func TestReadDotenv(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".env")
	text := "# comment\n\nSPIN_VARIABLE_A=1\nexport SPIN_VARIABLE_B = two words # comment\n" +
		`SPIN_VARIABLE_C="a \"b\"\n\\ # \$"` + "\nSPIN_VARIABLE_D='a\\n \"' # comment\nSPIN_VARIABLE_E=\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env, err := ReadDotenv(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": "1", "b": "two words", "c": "a \"b\"\n\\ # $", "d": `a\n "`, "e": ""} {
		if got, ok, err := env.Get(t.Context(), name); got != want || !ok || err != nil {
			t.Errorf("%s: %q, %v, %v, want %q", name, got, ok, err, want)
		}
	}
	if _, ok, _ := env.Get(t.Context(), "z"); ok {
		t.Error("z has a value")
	}
	if env, err = ReadDotenv(path + "x"); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := env.Get(t.Context(), "a"); ok {
		t.Error("a file that is not there has a value")
	}
}

func TestDotenvFaults(t *testing.T) {
	for text, want := range map[string]string{
		"A=1\nsecret":    "2: this is not a line NAME=VALUE",
		"=secret":        "1: this is not a line NAME=VALUE",
		"A B=secret":     "1: this is not a line NAME=VALUE",
		`A="secret`:      `1: the value has no closing "`,
		"A='secret\\'x":  "",
		"A='secret":      "1: the value has no closing '",
		"A=\"secret\\\"": `1: the value has no closing "`,
	} {
		_, err := parseDotenv(text)
		if want == "" && err != nil || want != "" && (err == nil || err.Error() != want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzDotenv(f *testing.F) {
	f.Add("A=1\nexport B=\"x\\n\" # c\nC='y'\n")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := parseDotenv(text)
		for name, value := range values {
			if name == "" || len(value) > len(text) {
				t.Fatalf("%q: %q=%q", text, name, value)
			}
		}
		if err == nil && len(values) > strings.Count(text, "\n")+1 {
			t.Fatalf("%q: more values than lines", text)
		}
	})
}

func BenchmarkVariablesGet(b *testing.B) {
	a, err := Parse("spin.toml", "/app", []byte(variablesManifest))
	if err != nil {
		b.Fatal(err)
	}
	v, c := NewVariables(a, Static{"user": "u", "token": "t"}), a.Component("c")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Get(b.Context(), c, "url"); err != nil {
			b.Fatal(err)
		}
	}
}
