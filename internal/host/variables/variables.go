// Package variables gives the variables of a component to its guest:
// fermyon:spin/variables and wasi:config/store.
package variables

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/host/bind/config"
	"github.com/gyro-wasm/gyro/internal/host/bind/spin"
)

// A Source is what the functions of one instance read: the variables that the
// manifest gives to its component.
type Source struct {
	Variables *app.Variables
	Component *app.Component
}

// storeVersions are the versions of wasi:config/store that are served beside
// the one of the bindings. Their functions are the same; as pre-releases, none
// stands for another.
var storeVersions = []string{"wasi:config/store@0.2.0-draft-2024-09-27", "wasi:config/store@0.2.0-draft"}

// Link adds the interfaces to l. of finds the source of the instance that
// calls.
func Link(l *component.Linker, of func(*component.Call) Source) error {
	store := func(c *component.Call) config.StoreHost { return configStore{of(c)} }
	errs := []error{
		spin.LinkVariables(l, func(c *component.Call) spin.VariablesHost { return spinVariables{of(c)} }),
		config.LinkStore(l, store),
	}
	for _, name := range storeVersions {
		def := config.StoreInterface(store)
		def.Name = name
		errs = append(errs, l.Define(def))
	}
	return errors.Join(errs...)
}

// spinVariables implements fermyon:spin/variables.
type spinVariables struct{ s Source }

// Get implements [spin.VariablesHost].
func (v spinVariables) Get(ctx context.Context, name string) (string, error) {
	value, err := v.s.Variables.Get(ctx, v.s.Component, name)
	switch {
	case err == nil:
		return value, nil
	case errors.Is(err, app.ErrInvalidName):
		return "", spin.NewErrorInvalidName(err.Error())
	case errors.Is(err, app.ErrUndefined):
		return "", spin.NewErrorUndefined(err.Error())
	case ctx.Err() != nil:
		return "", err
	}
	return "", spin.NewErrorProvider(err.Error())
}

// configStore implements wasi:config/store.
type configStore struct{ s Source }

// Get implements [config.StoreHost]. A variable that the component does not
// have is none, not an error.
func (c configStore) Get(ctx context.Context, key string) (component.Option[string], error) {
	value, err := c.s.Variables.Get(ctx, c.s.Component, key)
	switch {
	case err == nil:
		return component.Some(value), nil
	case errors.Is(err, app.ErrInvalidName), errors.Is(err, app.ErrUndefined):
		return component.Option[string]{}, nil
	case ctx.Err() != nil:
		return component.Option[string]{}, err
	}
	return component.Option[string]{}, config.NewErrorUpstream(err.Error())
}

// GetAll implements [config.StoreHost], in the order of the names.
func (c configStore) GetAll(ctx context.Context) ([]component.Tuple2[string, string], error) {
	all, err := c.s.Variables.All(ctx, c.s.Component)
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, config.NewErrorUpstream(err.Error())
	}
	out := make([]component.Tuple2[string, string], 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		out = append(out, component.Tuple2[string, string]{F0: name, F1: all[name]})
	}
	return out, nil
}
