package wasi

import (
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"
)

// openRootDir opens dir, confined by os.Root: for systems without openat2.
// Only regular files and directories are opened there, a symbolic link's own
// times cannot be set, and rename and link between two directories need both
// to be of one mount.
func openRootDir(dir string) (hostDir, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &rootDir{root: root, mount: root, at: "."}, nil
}

// A rootDir is a directory of the host as an os.Root. What takes two
// directories works on their mount instead; then no path leaves the mount,
// and none left its directory when it was looked at.
type rootDir struct {
	root  *os.Root
	mount *os.Root
	at    string // path in mount
}

// escapeMessage is how os.Root words that a path leads out; it exports no
// error for it.
const escapeMessage = "path escapes from parent"

func rootError(err error) error {
	if err != nil && strings.HasSuffix(err.Error(), escapeMessage) {
		return errEscape
	}
	return err
}

func (d *rootDir) info(name string, pf PathFlags) (fs.FileInfo, error) {
	info, err := d.root.Lstat(name)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 && (pf&SymlinkFollow != 0 || strings.HasSuffix(name, "/")) {
		info, err = d.root.Stat(name)
	}
	if err == nil && strings.HasSuffix(name, "/") && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	return info, rootError(err)
}

func (d *rootDir) open(name string, pf PathFlags, of OpenFlags, df DescriptorFlags) (hostFile, hostDir, DescriptorType, error) {
	info, err := d.info(name, pf)
	switch {
	case err == nil && of&OpenExclusive != 0:
		return nil, nil, 0, FileErrExist
	case err == nil && info.Mode()&fs.ModeSymlink != 0:
		return nil, nil, 0, FileErrLoop
	case err == nil && info.IsDir():
		return d.openDir(name, of, df)
	case err == nil && of&OpenDirectory != 0:
		return nil, nil, 0, FileErrNotDirectory
	case err == nil && !info.Mode().IsRegular():
		return nil, nil, 0, FileErrUnsupported
	case err != nil && of&OpenCreate == 0, err == errEscape:
		return nil, nil, 0, err
	}
	f, err := d.root.OpenFile(name, rootOpenFlags(of, df), 0o666)
	if err != nil {
		return nil, nil, 0, rootError(err)
	}
	return &rootFile{f: f, dir: d, name: name}, nil, TypeRegularFile, nil
}

func (d *rootDir) openDir(name string, of OpenFlags, df DescriptorFlags) (hostFile, hostDir, DescriptorType, error) {
	if df&DescriptorWrite != 0 || of&(OpenCreate|OpenTruncate) != 0 {
		return nil, nil, 0, FileErrIsDirectory
	}
	root, err := d.root.OpenRoot(name)
	if err != nil {
		return nil, nil, 0, rootError(err)
	}
	return nil, &rootDir{root: root, mount: d.mount, at: d.at + "/" + name}, TypeDirectory, nil
}

func rootOpenFlags(of OpenFlags, df DescriptorFlags) int {
	flags := os.O_RDWR
	switch {
	case df&DescriptorWrite == 0:
		flags = os.O_RDONLY
	case df&DescriptorRead == 0:
		flags = os.O_WRONLY
	}
	if of&OpenCreate != 0 {
		flags |= os.O_CREATE
	}
	if of&OpenExclusive != 0 {
		flags |= os.O_EXCL
	}
	if of&OpenTruncate != 0 {
		flags |= os.O_TRUNC
	}
	if df&(FileIntegritySync|DataIntegritySync|RequestedWriteSync) != 0 {
		flags |= os.O_SYNC
	}
	return flags
}

func (d *rootDir) stat(name string, pf PathFlags) (DescriptorStat, error) {
	info, err := d.info(name, pf)
	if err != nil {
		return DescriptorStat{}, err
	}
	return statOfInfo(info, d.at+"/"+name), nil
}

func (d *rootDir) setTimes(name string, pf PathFlags, access, modification NewTimestamp) error {
	info, err := d.info(name, pf)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return FileErrUnsupported
	}
	return rootError(d.root.Chtimes(name, timeOf(access), timeOf(modification)))
}

// timeOf returns the time as os.Chtimes wants it: zero leaves it as it is.
func timeOf(t NewTimestamp) time.Time {
	switch t.Kind {
	case TimestampNow:
		return time.Now()
	case TimestampAt:
		return t.At.Time()
	default:
		return time.Time{}
	}
}

func (d *rootDir) readlink(name string) (string, error) {
	info, err := d.info(name, 0)
	if err != nil {
		return "", err
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return "", FileErrInvalid
	}
	target, err := d.root.Readlink(name)
	if err == nil && !utf8.ValidString(target) {
		return "", FileErrIllegalByteSequence
	}
	return target, rootError(err)
}

func (d *rootDir) mkdir(name string) error {
	if err := d.absent(name); err != nil {
		return err
	}
	return rootError(d.root.Mkdir(strings.TrimRight(name, "/"), 0o777))
}

func (d *rootDir) rmdir(name string) error {
	info, err := d.info(name, 0)
	switch last := path.Base(name); {
	case err != nil:
		return err
	case last == ".":
		return FileErrInvalid
	case last == "..":
		return FileErrNotEmpty
	case !info.IsDir():
		return FileErrNotDirectory
	}
	return rootError(d.root.Remove(strings.TrimRight(name, "/")))
}

func (d *rootDir) unlink(name string) error {
	info, err := d.info(name, 0)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return FileErrIsDirectory
	}
	return rootError(d.root.Remove(name))
}

func (d *rootDir) symlink(target, name string) error {
	if err := d.absent(name); err != nil {
		return err
	}
	if strings.HasSuffix(name, "/") {
		return FileErrNoEntry
	}
	return rootError(d.root.Symlink(target, name))
}

// absent tells why nothing can be made at name, if that is so already.
func (d *rootDir) absent(name string) error {
	switch _, err := d.info(name, 0); err {
	case nil:
		return FileErrExist
	case errEscape:
		return err
	}
	return nil
}

func (d *rootDir) rename(name string, to hostDir, toName string) error {
	t, err := d.pair(name, to, toName)
	if err != nil {
		return err
	}
	for _, p := range [...]string{name, toName} {
		if last := path.Base(p); last == "." || last == ".." {
			return FileErrBusy
		}
	}
	from, err := d.info(name, 0)
	if err != nil {
		return err
	}
	if old, err := t.info(toName, 0); err == nil {
		switch {
		case old.IsDir() && !from.IsDir():
			return FileErrIsDirectory
		case from.IsDir() && !old.IsDir():
			return FileErrNotDirectory
		case os.SameFile(from, old):
			return nil
		case from.IsDir():
			// os.Root does not rename onto a directory, even if it is empty.
			if err := t.rmdir(toName); err != nil {
				return err
			}
		}
	}
	return rootError(d.mount.Rename(d.inMount(name), t.inMount(toName)))
}

func (d *rootDir) link(name string, to hostDir, toName string) error {
	t, err := d.pair(name, to, toName)
	if err != nil {
		return err
	}
	info, err := d.info(name, 0)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return FileErrNotPermitted
	}
	if err := t.absent(toName); err != nil {
		return err
	}
	if strings.HasSuffix(toName, "/") {
		return FileErrNoEntry
	}
	return rootError(d.mount.Link(d.inMount(name), t.inMount(toName)))
}

// pair returns to as a directory of the same mount, having looked whether
// either path leads out of its directory.
func (d *rootDir) pair(name string, to hostDir, toName string) (*rootDir, error) {
	t, ok := to.(*rootDir)
	if !ok || t.mount != d.mount {
		return nil, FileErrCrossDevice
	}
	if _, err := d.info(name, 0); err == errEscape {
		return nil, err
	}
	if _, err := t.info(toName, 0); err == errEscape {
		return nil, err
	}
	return t, nil
}

func (d *rootDir) inMount(name string) string { return d.at + "/" + strings.TrimRight(name, "/") }

func (d *rootDir) entries() (hostEntries, error) {
	f, err := d.root.Open(".")
	if err != nil {
		return nil, err
	}
	return &rootEntries{f: f, at: d.at}, nil
}

func (d *rootDir) sync() error { return nil }

// close closes the directory. The mount itself stays open as long as any of
// its directories may need it, that is, until it is collected.
func (d *rootDir) close() error {
	if d.root == d.mount {
		return nil
	}
	return d.root.Close()
}

type rootEntries struct {
	f    *os.File
	at   string
	rest []fs.DirEntry
}

func (e *rootEntries) next() (DirectoryEntry, error) {
	if len(e.rest) == 0 {
		var err error
		if e.rest, err = e.f.ReadDir(64); err != nil {
			return DirectoryEntry{}, err
		}
	}
	entry := e.rest[0]
	e.rest = e.rest[1:]
	if !utf8.ValidString(entry.Name()) {
		return DirectoryEntry{}, FileErrIllegalByteSequence
	}
	out := DirectoryEntry{Type: typeOfFileMode(entry.Type()), Name: entry.Name()}
	if info, err := entry.Info(); err == nil {
		out.Inode = statOfInfo(info, e.at+"/"+entry.Name()).Inode
	}
	return out, nil
}

func (e *rootEntries) close() error { return e.f.Close() }

func typeOfFileMode(m fs.FileMode) DescriptorType {
	switch {
	case m.IsRegular():
		return TypeRegularFile
	case m.IsDir():
		return TypeDirectory
	case m&fs.ModeSymlink != 0:
		return TypeSymbolicLink
	case m&fs.ModeNamedPipe != 0:
		return TypeFIFO
	case m&fs.ModeSocket != 0:
		return TypeSocket
	case m&fs.ModeCharDevice != 0:
		return TypeCharacterDevice
	case m&fs.ModeDevice != 0:
		return TypeBlockDevice
	}
	return TypeUnknown
}

// statOfInfo returns the attributes; at is the object's path in its mount.
func statOfInfo(info fs.FileInfo, at string) DescriptorStat {
	mod := DatetimeOf(info.ModTime())
	st := DescriptorStat{
		Type:         typeOfFileMode(info.Mode()),
		LinkCount:    1,
		Size:         uint64(info.Size()),
		Access:       mod,
		Modification: mod,
		StatusChange: mod,
	}
	completeStat(&st, info, at)
	return st
}

// rootFile is an open regular file.
type rootFile struct {
	f    *os.File
	dir  *rootDir
	name string // for setTimes
	mu   sync.Mutex
}

func (f *rootFile) readAt(p []byte, off int64) (int, error) {
	n, err := f.f.ReadAt(p, off)
	if err == io.EOF {
		err = nil
	}
	return n, err
}

func (f *rootFile) writeAt(p []byte, off int64) (int, error) {
	if off > math.MaxInt64-int64(len(p)) {
		return 0, FileErrFileTooLarge
	}
	return f.f.WriteAt(p, off)
}

func (f *rootFile) append(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := f.f.Stat()
	if err != nil {
		return 0, err
	}
	return f.f.WriteAt(p, info.Size())
}

func (f *rootFile) stat() (DescriptorStat, error) {
	info, err := f.f.Stat()
	if err != nil {
		return DescriptorStat{}, err
	}
	return statOfInfo(info, f.dir.at+"/"+f.name), nil
}

func (f *rootFile) setTimes(access, modification NewTimestamp) error {
	return f.dir.setTimes(f.name, SymlinkFollow, access, modification)
}

func (f *rootFile) truncate(size int64) error         { return f.f.Truncate(size) }
func (f *rootFile) sync(bool) error                   { return f.f.Sync() }
func (f *rootFile) advise(int64, int64, Advice) error { return nil }
func (f *rootFile) close() error                      { return f.f.Close() }
