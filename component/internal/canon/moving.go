package canon

import "context"

// An own handle that is lifted leaves the table before the call has begun for
// which it is lifted: a later argument may still trap. Until somebody accepts
// it, the resource is among those that move, and stays the instance's.

// move remembers a host resource that is in no table.
func (in *Instance) move(e entry) {
	if e.typ.Impl == nil && e.typ.Dtor != nil {
		in.moving = append(in.moving, e)
	}
}

// Accept says that the resources which were lifted from the instance since the
// last call have an owner now.
func (in *Instance) Accept() {
	if len(in.moving) > 0 {
		clear(in.moving)
		in.moving = in.moving[:0]
	}
}

// releaseMoving destroys what nobody has accepted.
func (in *Instance) releaseMoving(ctx context.Context) {
	if len(in.moving) == 0 {
		return // and keep the room for the next call
	}
	moving := in.moving
	in.moving = nil
	for _, e := range moving {
		e.typ.Dtor(ctx, e.rep, e.obj)
	}
}
