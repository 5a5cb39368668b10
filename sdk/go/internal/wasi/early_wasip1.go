//go:build !portable

package wasi

// early is for hosts that allocate before Go's initialisation has run. gyro
// has no reason to; see the variant for the build tag portable.
func early(align, size uint32) uint32 { return 0 }
