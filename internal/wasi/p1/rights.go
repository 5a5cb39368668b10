package p1

import "github.com/gyro-wasm/gyro/internal/wasi"

// Rights ($rights). As on other hosts of today they only describe: what a
// descriptor may be used for follows from how it was opened and from its
// mount, and rights cannot be dropped.
const (
	rightFDDatasync           uint64 = 1 << 0
	rightFDRead               uint64 = 1 << 1
	rightFDSeek               uint64 = 1 << 2
	rightFDFdstatSetFlags     uint64 = 1 << 3
	rightFDSync               uint64 = 1 << 4
	rightFDTell               uint64 = 1 << 5
	rightFDWrite              uint64 = 1 << 6
	rightFDAdvise             uint64 = 1 << 7
	rightFDAllocate           uint64 = 1 << 8
	rightPathCreateDirectory  uint64 = 1 << 9
	rightPathCreateFile       uint64 = 1 << 10
	rightPathLinkSource       uint64 = 1 << 11
	rightPathLinkTarget       uint64 = 1 << 12
	rightPathOpen             uint64 = 1 << 13
	rightFDReaddir            uint64 = 1 << 14
	rightPathReadlink         uint64 = 1 << 15
	rightPathRenameSource     uint64 = 1 << 16
	rightPathRenameTarget     uint64 = 1 << 17
	rightPathFilestatGet      uint64 = 1 << 18
	rightPathFilestatSetTimes uint64 = 1 << 20
	rightFDFilestatGet        uint64 = 1 << 21
	rightFDFilestatSetSize    uint64 = 1 << 22
	rightFDFilestatSetTimes   uint64 = 1 << 23
	rightPathSymlink          uint64 = 1 << 24
	rightPathRemoveDirectory  uint64 = 1 << 25
	rightPathUnlinkFile       uint64 = 1 << 26
	rightPollFDReadwrite      uint64 = 1 << 27
	rightSockShutdown         uint64 = 1 << 28
	rightSockAccept           uint64 = 1 << 29

	directoryRights = rightPathCreateDirectory | rightPathCreateFile | rightPathLinkSource | rightPathLinkTarget |
		rightPathOpen | rightFDReaddir | rightPathReadlink | rightPathRenameSource | rightPathRenameTarget |
		rightPathFilestatGet | rightPathFilestatSetTimes | rightFDFilestatGet | rightFDFilestatSetTimes |
		rightPathSymlink | rightPathRemoveDirectory | rightPathUnlinkFile

	readRights  = rightFDRead | rightPollFDReadwrite
	writeRights = rightFDWrite | rightFDDatasync | rightFDSync | rightFDAllocate | rightFDFilestatSetSize | rightPollFDReadwrite
	seekRights  = rightFDSeek | rightFDTell | rightFDAdvise | rightFDFilestatGet | rightFDFilestatSetTimes | rightFDFdstatSetFlags

	inheritedRights = directoryRights | readRights | writeRights | seekRights
)

// rights returns what f may be used for, and what can be opened through it.
func (f *fd) rights() (base, inheriting uint64) {
	switch {
	case f.isDir():
		return directoryRights, inheritedRights
	case f.file != nil:
		base = seekRights
		if f.file.Flags()&wasi.DescriptorRead != 0 {
			base |= readRights
		}
		if f.file.Flags()&wasi.DescriptorWrite != 0 {
			base |= writeRights
		}
		return base, 0
	case f.listener != nil:
		return rightSockAccept | rightFDFdstatSetFlags | rightFDFilestatGet | rightPollFDReadwrite, 0
	}
	base = rightFDFdstatSetFlags | rightFDFilestatGet | rightPollFDReadwrite
	if f.in != nil {
		base |= rightFDRead
	}
	if f.out != nil {
		base |= rightFDWrite
	}
	if f.conn != nil {
		base |= rightSockShutdown
	}
	return base, 0
}
