package rewrite

// Exact makes f charge nothing that is not executed, so that it can be compared
// with a count.
func (f *Fuel) Exact() *Fuel {
	f.exact = true
	return f
}
