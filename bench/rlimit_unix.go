//go:build unix

package main

import "syscall"

// wantedFiles is enough for ten thousand connections of a server and as many
// of a server that it calls, both in this process.
const wantedFiles = 1 << 16

// raiseFileLimit lets this process and those that it starts open as many
// files as they may, and returns how many: the bound itself is raised where
// that is allowed.
func raiseFileLimit() int {
	var l syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l) != nil {
		return wantedFiles // it will show
	}
	more := l
	more.Max = max(l.Max, wantedFiles)
	more.Cur = more.Max
	if syscall.Setrlimit(syscall.RLIMIT_NOFILE, &more) == nil {
		return int(more.Cur)
	}
	l.Cur = l.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return wantedFiles
	}
	return int(l.Cur)
}
