package component

// SetPick has pick choose among n threads of an instance that are ready.
func SetPick(in *Instance, pick func(n int) int) { in.store.async.Pick = pick }

// Arrived returns how many calls of a shared instance have not begun.
func Arrived(in *Instance) int {
	sh := in.store.shared
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return len(sh.arrived)
}

// WasmReturns returns how many `task.return` of a component need not ask the host.
func WasmReturns(c *Component) int { return len(c.returns.trampolines) }
