package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Static provides fixed values. It is not changed after it was made. Printing
// it shows no value.
type Static map[string]string

// Get implements [Provider].
func (s Static) Get(_ context.Context, name string) (string, bool, error) {
	value, ok := s[name]
	return value, ok, nil
}

// String says how many values there are, as they may be secret.
func (s Static) String() string { return fmt.Sprintf("%d values", len(s)) }

// GoString is String.
func (s Static) GoString() string { return s.String() }

// maxVariableFile bounds a file of values, in bytes.
const maxVariableFile = 16 << 20

// ReadVariables makes a provider of arguments as --variable takes them, of
// which the last one wins: NAME=VALUE, NAME=@FILE (the content of the file is
// the value), @FILE.json or @FILE.toml (a table of strings). No error shows a
// value.
func ReadVariables(args []string) (Static, error) {
	s := Static{}
	for _, arg := range args {
		if file, ok := strings.CutPrefix(arg, "@"); ok {
			if err := s.readTable(file); err != nil {
				return nil, err
			}
			continue
		}
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, errors.New("--variable takes NAME=VALUE, NAME=@FILE, @FILE.json or @FILE.toml")
		}
		if err := checkVariableName(name); err != nil {
			return nil, fmt.Errorf("--variable: %w", err)
		}
		if file, ok := strings.CutPrefix(value, "@"); ok {
			content, err := readVariableFile(file)
			if err != nil {
				return nil, fmt.Errorf("--variable %s: %w", name, err)
			}
			value = string(content)
		}
		s[name] = value
	}
	return s, nil
}

// readTable adds the values of a JSON or TOML file.
func (s Static) readTable(file string) error {
	content, err := readVariableFile(file)
	if err != nil {
		return fmt.Errorf("--variable: %w", err)
	}
	var values map[string]any
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		err = json.Unmarshal(content, &values)
	case ".toml":
		err = toml.Unmarshal(content, &values)
	default:
		return fmt.Errorf("--variable @%s: the name must end in .json or .toml", file)
	}
	if err != nil {
		// The error of the decoder could show what stands in the file.
		return fmt.Errorf("--variable @%s: the file is not a table of strings in %s", file, filepath.Ext(file)[1:])
	}
	for name, v := range values {
		text, ok := v.(string)
		if !ok {
			return fmt.Errorf("--variable @%s: the value of %s must be a string", file, name)
		}
		if err := checkVariableName(name); err != nil {
			return fmt.Errorf("--variable @%s: %w", file, err)
		}
		s[name] = text
	}
	return nil
}

func readVariableFile(file string) ([]byte, error) {
	content, err := readBounded(file, maxVariableFile+1)
	if err != nil {
		return nil, err
	}
	if len(content) > maxVariableFile {
		return nil, fmt.Errorf("%s has more than %d bytes", file, maxVariableFile)
	}
	return content, nil
}

// envPrefix stands before the upper-case name of a variable.
const envPrefix = "SPIN_VARIABLE_"

// Env provides the values of environment variables: that of the variable name
// is SPIN_VARIABLE_NAME.
type Env struct {
	// Lookup returns the value of an environment variable, as os.LookupEnv
	// does.
	Lookup func(key string) (string, bool)
}

// Get implements [Provider].
func (e Env) Get(_ context.Context, name string) (string, bool, error) {
	value, ok := e.Lookup(envPrefix + strings.ToUpper(name))
	return value, ok, nil
}

// ReadDotenv returns the values of a .env file: lines NAME=VALUE, with # for
// comments, an optional leading "export", and single or double quotes around
// the value. A file that is not there has no values. No error shows a value.
func ReadDotenv(path string) (Env, error) {
	content, err := readVariableFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Env{func(string) (string, bool) { return "", false }}, nil
	}
	if err != nil {
		return Env{}, fmt.Errorf("read the environment file: %w", err)
	}
	values, err := parseDotenv(string(content))
	if err != nil {
		return Env{}, fmt.Errorf("%s:%w", path, err)
	}
	return Env{values.lookup}, nil
}

func (s Static) lookup(key string) (string, bool) {
	value, ok := s[key]
	return value, ok
}

func parseDotenv(text string) (Static, error) {
	values := Static{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		name = strings.TrimSpace(name)
		if !ok || name == "" || strings.ContainsAny(name, " \t\"'") {
			return nil, fmt.Errorf("%d: this is not a line NAME=VALUE", number)
		}
		value, err := unquoteDotenv(strings.TrimSpace(value))
		if err != nil {
			return nil, fmt.Errorf("%d: %w", number, err)
		}
		values[name] = value
	}
	return values, nil
}

// unquoteDotenv takes the quotes or the comment off a value. Between double
// quotes, \n, \", \$ and \\ are escapes.
func unquoteDotenv(value string) (string, error) {
	if value == "" || value[0] != '"' && value[0] != '\'' {
		value, _, _ = strings.Cut(value, " #")
		return strings.TrimSpace(value), nil
	}
	quote := value[0]
	var b strings.Builder
	for i := 1; i < len(value); i++ {
		c := value[i]
		switch {
		case c == quote:
			return b.String(), nil
		case c == '\\' && quote == '"' && i+1 < len(value):
			i++
			if c = value[i]; c == 'n' {
				c = '\n'
			}
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return "", fmt.Errorf("the value has no closing %c", quote)
}

// StandardProviders returns the providers of a local application, in order of
// priority: the --variable arguments, the process environment, and .env in the
// current directory.
func StandardProviders(args []string) ([]Provider, error) {
	static, err := ReadVariables(args)
	if err != nil {
		return nil, err
	}
	dotenv, err := ReadDotenv(".env")
	if err != nil {
		return nil, err
	}
	return []Provider{static, Env{os.LookupEnv}, dotenv}, nil
}
