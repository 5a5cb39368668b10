package component

// SetPick has pick choose among n threads of an instance that are ready.
func SetPick(in *Instance, pick func(n int) int) { in.store.async.Pick = pick }
