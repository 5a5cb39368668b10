//go:build unix

package wasi

import (
	"io/fs"
	"syscall"
)

// completeStat adds what only the system's own structure tells.
func completeStat(st *DescriptorStat, info fs.FileInfo, _ string) {
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		st.LinkCount = uint64(sys.Nlink)
		st.Device, st.Inode = uint64(sys.Dev), uint64(sys.Ino)
		access, change := statTimes(sys)
		st.Access = Datetime{int64(access.Sec), uint32(access.Nsec)}
		st.StatusChange = Datetime{int64(change.Sec), uint32(change.Nsec)}
	}
}
