package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

var (
	// ErrInvalidName says that what a guest asked for cannot be the name of a
	// variable.
	ErrInvalidName = errors.New("not the name of a variable")
	// ErrUndefined says that the component has no variable of that name.
	ErrUndefined = errors.New("undefined variable")
	// ErrNoValue says that no provider has a value for a required variable.
	ErrNoValue = errors.New("required variable has no value")
)

// Provider supplies values of the application's variables.
type Provider interface {
	// Get returns the value of a variable; ok is false if the provider has
	// none. It is called by several goroutines at once.
	Get(ctx context.Context, name string) (value string, ok bool, err error)
}

// Variables finds the values of an application's variables: of the providers,
// in their order, the first one that has a value gives it; then the default
// counts. Values appear in no error and in no message. Goroutines may share it.
type Variables struct {
	app       *App
	providers []Provider
}

// NewVariables returns the variables of a, fed by providers.
func NewVariables(a *App, providers ...Provider) *Variables {
	return &Variables{app: a, providers: providers}
}

// Get returns the value of a variable of a component, with its expressions
// replaced. The error wraps ErrInvalidName, ErrUndefined or ErrNoValue, or is
// that of a provider.
func (v *Variables) Get(ctx context.Context, c *Component, name string) (string, error) {
	if t, ok := c.Variables[name]; ok {
		return v.Expand(ctx, t)
	}
	if err := checkVariableName(name); err != nil {
		return "", fmt.Errorf("%w: %w", ErrInvalidName, err)
	}
	return "", fmt.Errorf("%w: component %s has no variable %s", ErrUndefined, c.ID, name)
}

// All returns the values of all variables of a component.
func (v *Variables) All(ctx context.Context, c *Component) (map[string]string, error) {
	values := make(map[string]string, len(c.Variables))
	for name, t := range c.Variables {
		value, err := v.Expand(ctx, t)
		if err != nil {
			return nil, err
		}
		values[name] = value
	}
	return values, nil
}

// Expand replaces the expressions of a template.
func (v *Variables) Expand(ctx context.Context, t Template) (string, error) {
	return t.Expand(func(name string) (string, error) { return v.value(ctx, name) })
}

// value finds the value of a variable of the application.
func (v *Variables) value(ctx context.Context, name string) (string, error) {
	declared, ok := v.app.Variables[name]
	if !ok {
		return "", fmt.Errorf("%w: the application has no variable %s", ErrUndefined, name)
	}
	for _, p := range v.providers {
		value, ok, err := p.Get(ctx, name)
		if err != nil {
			return "", fmt.Errorf("value of variable %s: %w", name, err)
		}
		if ok {
			return value, nil
		}
	}
	if declared.Required {
		return "", fmt.Errorf("%w: %s", ErrNoValue, name)
	}
	return declared.Default, nil
}

// MissingError lists the required variables that have no value.
type MissingError struct{ Names []string }

func (e *MissingError) Error() string {
	return "required variables have no value: " + strings.Join(e.Names, ", ")
}

// Hint says what to do next.
func (e *MissingError) Hint() string {
	name := e.Names[0]
	return fmt.Sprintf("give it with --variable %s=VALUE or in the environment as %s", name, envPrefix+strings.ToUpper(name))
}

// Check finds out before anything starts whether every required variable has a
// value. If not, the error is a [*MissingError] that names all of them.
func (v *Variables) Check(ctx context.Context) error {
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(v.app.Variables)) {
		_, err := v.value(ctx, name)
		if errors.Is(err, ErrNoValue) {
			missing = append(missing, name)
		} else if err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return &MissingError{missing}
	}
	return nil
}
