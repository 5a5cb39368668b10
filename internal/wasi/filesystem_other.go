//go:build !linux

package wasi

// openHostDir opens dir, confined by os.Root.
func openHostDir(dir string) (hostDir, error) { return openRootDir(dir) }
