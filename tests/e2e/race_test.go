//go:build race

package e2e

// The binary under test detects races if the tests do.
func init() { detectRaces = true }
