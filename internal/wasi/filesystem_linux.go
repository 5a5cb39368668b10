package wasi

import (
	"encoding/binary"
	"io"
	"math"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// openHostDir opens dir, confined by openat2 where the kernel has it (Linux
// 5.6, and no seccomp filter in the way), else by os.Root.
func openHostDir(dir string) (hostDir, error) {
	if !haveOpenat2() {
		return openRootDir(dir)
	}
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return beneath(fd), nil
}

var haveOpenat2 = sync.OnceValue(func() bool {
	fd, err := unix.Openat2(unix.AT_FDCWD, ".", &unix.OpenHow{
		Flags: unix.O_PATH | unix.O_CLOEXEC, Resolve: unix.RESOLVE_BENEATH})
	if err == nil {
		unix.Close(fd)
	}
	return err == nil
})

// beneath is a directory whose paths the kernel confines: a file descriptor
// for use with openat2(RESOLVE_BENEATH).
type beneath int

// maxTries bounds how often a resolution is repeated that another process
// keeps disturbing by renames (EAGAIN) or signals interrupt.
const maxTries = 64

// openat2 resolves path beneath the directory.
func (d beneath) openat2(path string, flags int, mode uint32) (int, error) {
	how := unix.OpenHow{
		Flags:   uint64(flags | unix.O_CLOEXEC),
		Mode:    uint64(mode),
		Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_MAGICLINKS,
	}
	for try := 0; ; try++ {
		fd, err := unix.Openat2(int(d), path, &how)
		switch {
		case err == nil:
			return fd, nil
		case err == unix.EXDEV:
			return -1, errEscape
		case (err == unix.EAGAIN || err == unix.EINTR) && try < maxTries:
		default:
			return -1, err
		}
	}
}

// find resolves path to a descriptor that only names the object.
func (d beneath) find(path string, pf PathFlags, flags int) (int, error) {
	if pf&SymlinkFollow == 0 {
		flags |= unix.O_NOFOLLOW
	}
	return d.openat2(path, unix.O_PATH|flags, 0)
}

// parent splits path into the directory that holds its last name, opened
// unless that is d, and the name. The *at calls that take both do not follow a
// symbolic link there, so they stay beneath. A name that is ".." or ends in a
// slash is resolved first, as it may lead out.
func (d beneath) parent(path string) (dir int, name string, err error) {
	trimmed := strings.TrimRight(path, "/")
	i := strings.LastIndexByte(trimmed, '/')
	name = path[i+1:]
	if len(trimmed) < len(path) || name == ".." {
		fd, err := d.find(path, SymlinkFollow, 0)
		if err == nil {
			unix.Close(fd)
		} else if err == errEscape {
			return -1, "", err
		}
	}
	if i < 0 {
		return int(d), name, nil
	}
	dir, err = d.openat2(path[:i], unix.O_PATH|unix.O_DIRECTORY, 0)
	return dir, name, err
}

// inParent calls do with the directory and the last name of path.
func (d beneath) inParent(path string, do func(dir int, name string) error) error {
	dir, name, err := d.parent(path)
	if err != nil {
		return err
	}
	if dir != int(d) {
		defer unix.Close(dir)
	}
	return do(dir, name)
}

func (d beneath) open(path string, pf PathFlags, of OpenFlags, df DescriptorFlags) (hostFile, hostDir, DescriptorType, error) {
	// O_NONBLOCK: opening a FIFO must not wait for its other end.
	flags := unix.O_NONBLOCK | unix.O_NOCTTY | openMode(df)
	if pf&SymlinkFollow == 0 {
		flags |= unix.O_NOFOLLOW
	}
	for _, f := range [...]struct {
		set  bool
		flag int
	}{
		{of&OpenDirectory != 0, unix.O_DIRECTORY},
		{of&OpenExclusive != 0, unix.O_EXCL},
		{of&OpenTruncate != 0, unix.O_TRUNC},
		{df&DataIntegritySync != 0, unix.O_DSYNC},
		{df&(FileIntegritySync|RequestedWriteSync) != 0, unix.O_SYNC},
	} {
		if f.set {
			flags |= f.flag
		}
	}
	var mode uint32
	if of&OpenCreate != 0 {
		flags |= unix.O_CREAT
		mode = 0o666
	}
	fd, err := d.openat2(path, flags, mode)
	if err != nil {
		return nil, nil, 0, err
	}
	st, err := fstat(fd)
	if err != nil {
		unix.Close(fd)
		return nil, nil, 0, err
	}
	if st.Type == TypeDirectory {
		return nil, beneath(fd), st.Type, nil
	}
	seeks := st.Type == TypeRegularFile || st.Type == TypeBlockDevice
	return &linuxFile{fd, seeks}, nil, st.Type, nil
}

func openMode(df DescriptorFlags) int {
	switch {
	case df&DescriptorWrite == 0:
		return unix.O_RDONLY
	case df&DescriptorRead == 0:
		return unix.O_WRONLY
	default:
		return unix.O_RDWR
	}
}

func (d beneath) stat(path string, pf PathFlags) (DescriptorStat, error) {
	if path != ".." && strings.IndexByte(path, '/') < 0 {
		// One name needs no resolution, unless it is a link to be followed.
		st, err := fstatat(int(d), path, unix.AT_SYMLINK_NOFOLLOW)
		if err != nil || st.Type != TypeSymbolicLink || pf&SymlinkFollow == 0 {
			return st, err
		}
	}
	fd, err := d.find(path, pf, 0)
	if err != nil {
		return DescriptorStat{}, err
	}
	defer unix.Close(fd)
	return fstat(fd)
}

func (d beneath) setTimes(path string, pf PathFlags, access, modification NewTimestamp) error {
	if path == "." {
		return futimens(int(d), access, modification)
	}
	fd, err := d.find(path, pf, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return futimens(fd, access, modification)
}

func (d beneath) readlink(path string) (string, error) {
	fd, err := d.find(path, 0, 0)
	if err != nil {
		return "", err
	}
	defer unix.Close(fd)
	buf := make([]byte, maxPath)
	n, err := unix.Readlinkat(fd, "", buf)
	if err == unix.ENOENT { // what an empty path means for anything but a link
		err = unix.EINVAL
	}
	if err != nil {
		return "", err
	}
	if !utf8.Valid(buf[:n]) {
		return "", FileErrIllegalByteSequence
	}
	return string(buf[:n]), nil
}

func (d beneath) mkdir(path string) error {
	return d.inParent(path, func(dir int, name string) error { return unix.Mkdirat(dir, name, 0o777) })
}

func (d beneath) rmdir(path string) error {
	return d.inParent(path, func(dir int, name string) error { return unix.Unlinkat(dir, name, unix.AT_REMOVEDIR) })
}

func (d beneath) unlink(path string) error {
	return d.inParent(path, func(dir int, name string) error { return unix.Unlinkat(dir, name, 0) })
}

func (d beneath) symlink(target, path string) error {
	return d.inParent(path, func(dir int, name string) error { return unix.Symlinkat(target, dir, name) })
}

func (d beneath) rename(path string, to hostDir, toPath string) error {
	return d.inParents(path, to, toPath, unix.Renameat)
}

func (d beneath) link(path string, to hostDir, toPath string) error {
	if strings.HasSuffix(path, "/") {
		// linkat would follow a symbolic link in front of a slash, to
		// anywhere. What a slash may follow is a directory, which has no links.
		fd, err := d.find(path, 0, unix.O_DIRECTORY)
		if err == nil {
			unix.Close(fd)
			err = unix.EPERM
		}
		return err
	}
	return d.inParents(path, to, toPath, func(dir int, name string, toDir int, toName string) error {
		return unix.Linkat(dir, name, toDir, toName, 0)
	})
}

// inParents calls do with the directories and last names of two paths.
func (d beneath) inParents(path string, to hostDir, toPath string, do func(dir int, name string, toDir int, toName string) error) error {
	t, ok := to.(beneath)
	if !ok {
		return unix.EXDEV
	}
	return d.inParent(path, func(dir int, name string) error {
		return t.inParent(toPath, func(toDir int, toName string) error { return do(dir, name, toDir, toName) })
	})
}

func (d beneath) sync() error  { return unix.Fsync(int(d)) }
func (d beneath) close() error { return unix.Close(int(d)) }

func (d beneath) entries() (hostEntries, error) {
	fd, err := d.openat2(".", unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	return &linuxEntries{fd: fd}, nil
}

// linuxEntries walks a directory by getdents64.
type linuxEntries struct {
	fd   int
	rest []byte // of buf
	buf  [4096]byte
}

func (e *linuxEntries) next() (DirectoryEntry, error) {
	for {
		if len(e.rest) == 0 {
			n, err := unix.Getdents(e.fd, e.buf[:])
			if err == unix.EINTR {
				continue
			}
			if err != nil {
				return DirectoryEntry{}, err
			}
			if n == 0 {
				return DirectoryEntry{}, io.EOF
			}
			e.rest = e.buf[:n]
		}
		entry, raw := e.decode()
		switch {
		case raw == "." || raw == "..":
		case !utf8.ValidString(raw):
			return DirectoryEntry{}, FileErrIllegalByteSequence
		default:
			return entry, nil
		}
	}
}

// decode takes a struct linux_dirent64 off the buffer: inode (8 bytes), offset
// (8), record length (2), type (1), name, NUL.
func (e *linuxEntries) decode() (DirectoryEntry, string) {
	const header = 19
	b := e.rest[:binary.NativeEndian.Uint16(e.rest[16:])]
	e.rest = e.rest[len(b):]
	name, _, _ := strings.Cut(string(b[header:]), "\x00")
	return DirectoryEntry{
		Type:  typeOfMode(uint32(b[18]) << 12), // DT_x is S_IFx >> 12
		Name:  name,
		Inode: binary.NativeEndian.Uint64(b),
	}, name
}

func (e *linuxEntries) close() error { return unix.Close(e.fd) }

func typeOfMode(mode uint32) DescriptorType {
	switch mode & unix.S_IFMT {
	case unix.S_IFBLK:
		return TypeBlockDevice
	case unix.S_IFCHR:
		return TypeCharacterDevice
	case unix.S_IFDIR:
		return TypeDirectory
	case unix.S_IFIFO:
		return TypeFIFO
	case unix.S_IFLNK:
		return TypeSymbolicLink
	case unix.S_IFREG:
		return TypeRegularFile
	case unix.S_IFSOCK:
		return TypeSocket
	}
	return TypeUnknown
}

func fstat(fd int) (DescriptorStat, error) { return fstatat(fd, "", unix.AT_EMPTY_PATH) }

func fstatat(dir int, name string, flags int) (DescriptorStat, error) {
	var st unix.Stat_t
	if err := unix.Fstatat(dir, name, &st, flags); err != nil {
		return DescriptorStat{}, err
	}
	return DescriptorStat{
		Type:         typeOfMode(st.Mode),
		LinkCount:    uint64(st.Nlink),
		Size:         uint64(st.Size),
		Access:       datetimeOfTimespec(st.Atim),
		Modification: datetimeOfTimespec(st.Mtim),
		StatusChange: datetimeOfTimespec(st.Ctim),
		Device:       st.Dev,
		Inode:        st.Ino,
	}, nil
}

func datetimeOfTimespec(t unix.Timespec) Datetime {
	return Datetime{int64(t.Sec), uint32(t.Nsec)}
}

func futimens(fd int, access, modification NewTimestamp) error {
	ts := []unix.Timespec{timespecOf(access), timespecOf(modification)}
	return unix.UtimesNanoAt(fd, "", ts, unix.AT_EMPTY_PATH)
}

func timespecOf(t NewTimestamp) unix.Timespec {
	switch t.Kind {
	case TimestampNow:
		return unix.Timespec{Nsec: unix.UTIME_NOW}
	case TimestampAt:
		ts := unix.Timespec{Nsec: int64(t.At.Nanoseconds)}
		ts.Sec = t.At.Seconds
		return ts
	default:
		return unix.Timespec{Nsec: unix.UTIME_OMIT}
	}
}

// linuxFile is an open file. It is not an os.File because it must never wait
// in Go's poller for a FIFO, and because every call here is one system call.
type linuxFile struct {
	fd    int
	seeks bool
}

func (f *linuxFile) readAt(p []byte, off int64) (int, error) {
	for {
		var n int
		var err error
		if f.seeks {
			n, err = unix.Pread(f.fd, p, off)
		} else {
			n, err = unix.Read(f.fd, p)
		}
		if err != unix.EINTR {
			return max(n, 0), err
		}
	}
}

func (f *linuxFile) writeAt(p []byte, off int64) (int, error) {
	return f.writeAll(p, func(p []byte, done int) (int, error) {
		if !f.seeks {
			return unix.Write(f.fd, p)
		}
		if off > math.MaxInt64-int64(done) {
			return 0, unix.EFBIG
		}
		return unix.Pwrite(f.fd, p, off+int64(done))
	})
}

func (f *linuxFile) append(p []byte) (int, error) {
	return f.writeAll(p, func(p []byte, _ int) (int, error) {
		if !f.seeks {
			return unix.Write(f.fd, p)
		}
		return unix.Pwritev2(f.fd, [][]byte{p}, 0, unix.RWF_APPEND)
	})
}

func (f *linuxFile) writeAll(p []byte, write func(p []byte, done int) (int, error)) (done int, err error) {
	for done < len(p) {
		n, err := write(p[done:], done)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return done, err
		case n == 0:
			return done, io.ErrShortWrite
		}
		done += max(n, 0)
	}
	return done, nil
}

func (f *linuxFile) stat() (DescriptorStat, error) { return fstat(f.fd) }

func (f *linuxFile) setTimes(access, modification NewTimestamp) error {
	return futimens(f.fd, access, modification)
}

func (f *linuxFile) truncate(size int64) error {
	for {
		if err := unix.Ftruncate(f.fd, size); err != unix.EINTR {
			return err
		}
	}
}

func (f *linuxFile) sync(dataOnly bool) error {
	if dataOnly {
		return unix.Fdatasync(f.fd)
	}
	return unix.Fsync(f.fd)
}

func (f *linuxFile) advise(off, n int64, a Advice) error {
	return unix.Fadvise(f.fd, off, n, [...]int{
		AdviceNormal:     unix.FADV_NORMAL,
		AdviceSequential: unix.FADV_SEQUENTIAL,
		AdviceRandom:     unix.FADV_RANDOM,
		AdviceWillNeed:   unix.FADV_WILLNEED,
		AdviceDontNeed:   unix.FADV_DONTNEED,
		AdviceNoReuse:    unix.FADV_NOREUSE,
	}[a])
}

func (f *linuxFile) close() error { return unix.Close(f.fd) }
