//go:build !windows

package wasi

func underWine() bool { return false }
