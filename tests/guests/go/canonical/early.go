//go:build !portable

package main

// early is for hosts that allocate before Go's initialisation has run; a host
// that links preview1 natively has no reason to.
func early(align, size uint32) uint32 { return 0 }
