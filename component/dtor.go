package component

import "github.com/gyro-wasm/gyro/component/internal/plan"

// bindDtors prepares the calls of destructors.
func (k *Linked) bindDtors(all bindings) {
	k.dtors = make([]*binding, len(k.plan.Resources))
	for i := range k.plan.Resources {
		if r := &k.plan.Resources[i]; r.Import == nil && r.Dtor >= 0 {
			k.dtors[i] = all.of(r.Instance, &plan.Options{Memory: -1, Realloc: -1})
		}
	}
}

// destroy calls the destructor of resource type number i, as a synchronous function
// without a result.
func (s *store) destroy(i int, rep uint32) {
	c := s.push(s.linked.dtors[i])
	c.begin()
	stack := [1]uint64{uint64(rep)}
	s.mustCall(s.funcs[s.linked.plan.Resources[i].Dtor], stack[:])
	s.pop()
}
