package wasi

import (
	"context"
	"errors"

	"github.com/gyro-wasm/gyro/component"
)

// NewPool returns a pool of instances of l, whose initialisation sees a host with
// the configuration c: that of the hosts which the instances will have, as far
// as a guest can ask for it while it is initialised. The Template of pc is not
// used.
func NewPool(ctx context.Context, l *component.Linked, c Config, pc component.PoolConfig) (*component.Pool, error) {
	var hosts []*Host
	pc.Template = func() (component.InstanceConfig, error) {
		h, err := NewHost(c)
		if err != nil {
			return component.InstanceConfig{}, err
		}
		hosts = append(hosts, h)
		return component.InstanceConfig{Data: h}, nil
	}
	if pc.Kept == nil {
		pc.Kept = Kept
	}
	p, err := l.NewPool(ctx, pc)
	for _, h := range hosts {
		err = errors.Join(err, h.Close())
	}
	if err != nil && p != nil {
		return nil, errors.Join(err, p.Close(ctx))
	}
	return p, err
}
