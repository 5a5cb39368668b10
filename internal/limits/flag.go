package limits

import (
	"fmt"
	"strings"
)

// A Flag is a value of a limit as it stands on a command line: NAME=VALUE for
// all components or COMPONENT.NAME=VALUE for one.
type Flag struct {
	Component string // its ID; "" = all
	Limit     Limit
	Value     int64
}

// ParseFlag reads a flag.
func ParseFlag(text string) (Flag, error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return Flag{}, fmt.Errorf("a limit is NAME=VALUE or COMPONENT.NAME=VALUE, not %q", text)
	}
	component, limit, ofComponent := strings.Cut(name, ".")
	if !ofComponent {
		component, limit = "", name
	}
	l, ok := Named(limit)
	switch {
	case !ok:
		return Flag{}, fmt.Errorf("there is no limit %q; there are %s", limit, strings.Join(Names(false), ", "))
	case ofComponent && Table[l].OfApplication:
		return Flag{}, fmt.Errorf("%s is a limit of the whole application: write %s=%s", limit, limit, value)
	}
	n, err := l.Parse(value)
	return Flag{component, l, n}, err
}
