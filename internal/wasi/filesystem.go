package wasi

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
)

// A DescriptorType is the kind of a file system object (descriptor-type of
// wasi:filesystem/types, in its order).
type DescriptorType uint8

// The kinds of file system objects.
const (
	TypeUnknown DescriptorType = iota
	TypeBlockDevice
	TypeCharacterDevice
	TypeDirectory
	TypeFIFO
	TypeSymbolicLink
	TypeRegularFile
	TypeSocket
)

// DescriptorFlags say what a descriptor may be used for (descriptor-flags).
type DescriptorFlags uint8

// The bits of descriptor-flags.
const (
	DescriptorRead DescriptorFlags = 1 << iota
	DescriptorWrite
	FileIntegritySync
	DataIntegritySync
	RequestedWriteSync
	MutateDirectory
)

// PathFlags say how a path is resolved (path-flags).
type PathFlags uint8

// SymlinkFollow asks to follow a symbolic link at the end of a path.
const SymlinkFollow PathFlags = 1

// OpenFlags say how a file is opened (open-flags).
type OpenFlags uint8

// The bits of open-flags.
const (
	OpenCreate OpenFlags = 1 << iota
	OpenDirectory
	OpenExclusive
	OpenTruncate
)

// Advice tells how a file will be used (advice, in its order).
type Advice uint8

// The kinds of advice.
const (
	AdviceNormal Advice = iota
	AdviceSequential
	AdviceRandom
	AdviceWillNeed
	AdviceDontNeed
	AdviceNoReuse
)

// A DescriptorStat holds the attributes of an object (descriptor-stat).
type DescriptorStat struct {
	Type      DescriptorType
	LinkCount uint64
	Size      uint64 // bytes

	// Times; zero where the host does not know.
	Access, Modification, StatusChange Datetime

	// Device and Inode identify the object on the host. Preview1 shows them;
	// later versions only use them for is-same-object and metadata-hash.
	Device, Inode uint64
}

// A NewTimestamp says what to set a time to (new-timestamp). The zero value
// leaves it as it is.
type NewTimestamp struct {
	Kind TimestampKind
	At   Datetime // for TimestampAt
}

// A TimestampKind is the case of a [NewTimestamp].
type TimestampKind uint8

// The cases of new-timestamp.
const (
	TimestampNoChange TimestampKind = iota
	TimestampNow
	TimestampAt
)

// A DirectoryEntry is a name in a directory (directory-entry).
type DirectoryEntry struct {
	Type  DescriptorType
	Name  string
	Inode uint64 // for preview1
}

// A MetadataHash is the answer of metadata-hash. Lower identifies the object
// and stays the same as long as it exists (guests that were built for preview1
// see it as inode number); Upper also changes when the object is modified.
type MetadataHash struct{ Lower, Upper uint64 }

// A hostFile is an open file of the host. Offsets fit an int64.
type hostFile interface {
	// readAt reads like pread; 0, nil is the end of the file. An object that
	// cannot seek is read where it is.
	readAt(p []byte, off int64) (int, error)
	// writeAt writes all of p, like pwrite, or fails.
	writeAt(p []byte, off int64) (int, error)
	// append writes all of p to the end of the file, or fails.
	append(p []byte) (int, error)
	stat() (DescriptorStat, error)
	setTimes(access, modification NewTimestamp) error
	truncate(size int64) error
	sync(dataOnly bool) error
	advise(off, n int64, a Advice) error
	close() error
}

// A hostDir is an open directory of the host that no path leads out of:
// neither "..", an absolute path or a symbolic link, nor one that changes
// while it is resolved. Such a path is refused with not-permitted.
type hostDir interface {
	// open returns a file or a directory, and what it is.
	open(path string, pf PathFlags, of OpenFlags, df DescriptorFlags) (hostFile, hostDir, DescriptorType, error)
	stat(path string, pf PathFlags) (DescriptorStat, error)
	setTimes(path string, pf PathFlags, access, modification NewTimestamp) error
	readlink(path string) (string, error)
	mkdir(path string) error
	rmdir(path string) error
	unlink(path string) error
	symlink(target, path string) error
	// rename and link refuse a directory of another implementation with
	// cross-device.
	rename(path string, to hostDir, toPath string) error
	link(path string, to hostDir, toPath string) error
	entries() (hostEntries, error)
	sync() error
	close() error
}

// hostEntries is a walk over a directory without "." and "..".
type hostEntries interface {
	// next returns io.EOF at the end, and illegal-byte-sequence for a name
	// that is no UTF-8; the next call goes on behind it.
	next() (DirectoryEntry, error)
	close() error
}

// maxPath is the longest path that is looked at, in bytes.
const maxPath = 4096

// A Mount is a directory of the host that guests may be given. One Mount
// serves any number of instances and goroutines.
type Mount struct {
	obj      *object
	readOnly bool
}

// OpenMount opens the host's directory dir. Guests cannot change anything in a
// mount that is read-only: they get the error read-only.
func OpenMount(dir string, readOnly bool) (*Mount, error) {
	d, err := openHostDir(dir)
	if err != nil {
		return nil, fmt.Errorf("opening directory %s for guests: %w", dir, err)
	}
	return &Mount{newObject(d, nil), readOnly}, nil
}

// Close closes the directory; descriptors that instances still have stay
// usable.
func (m *Mount) Close() error { return m.obj.release() }

// A Preopen is a mount under the name that a guest knows it by, such as "/".
type Preopen struct {
	Path  string
	Mount *Mount
}

// An object is an open file or directory, closed when its last user is gone:
// streams outlive the descriptor that made them.
type object struct {
	dir  hostDir  // one of dir
	file hostFile // and file is nil
	refs atomic.Int32
}

func newObject(d hostDir, f hostFile) *object {
	o := &object{dir: d, file: f}
	o.refs.Store(1)
	return o
}

func (o *object) retain() *object {
	o.refs.Add(1)
	return o
}

func (o *object) release() error {
	switch {
	case o.refs.Add(-1) != 0:
		return nil
	case o.dir != nil:
		return o.dir.close()
	default:
		return o.file.close()
	}
}

// A Descriptor is an open file or directory of a guest (resource descriptor of
// wasi:filesystem/types). Its methods follow the standard's, and fail with a
// [FileError] or [ErrTooManyDescriptors]. It belongs to one instance.
type Descriptor struct {
	state  *State
	obj    *object
	typ    DescriptorType
	flags  DescriptorFlags
	frozen bool // of a mount that is read-only
	closed bool
}

// OpenPreopens returns descriptors for s.Preopens, in their order.
func (s *State) OpenPreopens() ([]*Descriptor, error) {
	ds := make([]*Descriptor, 0, len(s.Preopens))
	for _, p := range s.Preopens {
		if err := s.acquire(); err != nil {
			for _, d := range ds {
				d.Close()
			}
			return nil, err
		}
		flags := DescriptorRead
		if !p.Mount.readOnly {
			flags |= MutateDirectory
		}
		ds = append(ds, &Descriptor{state: s, obj: p.Mount.obj.retain(), typ: TypeDirectory, flags: flags, frozen: p.Mount.readOnly})
	}
	return ds, nil
}

// Close closes the descriptor. Streams made from it go on.
func (d *Descriptor) Close() error {
	if d.closed {
		return nil
	}
	d.closed = true
	d.state.release()
	return fileError(d.obj.release())
}

// file returns the file, or bad-descriptor for a directory.
func (d *Descriptor) file() (hostFile, error) {
	if d.closed || d.obj.file == nil {
		return nil, FileErrBadDescriptor
	}
	return d.obj.file, nil
}

// fileFor returns the file if it was opened for all of need.
func (d *Descriptor) fileFor(need DescriptorFlags) (hostFile, error) {
	f, err := d.file()
	if err == nil && d.flags&need != need {
		err = FileErrBadDescriptor
	}
	return f, err
}

// dir returns the directory, or not-directory for a file, for use of path.
func (d *Descriptor) dir(path string) (hostDir, error) {
	switch {
	case d.closed:
		return nil, FileErrBadDescriptor
	case d.obj.dir == nil:
		return nil, FileErrNotDirectory
	case path == "":
		return nil, FileErrNoEntry
	case len(path) >= maxPath:
		return nil, FileErrNameTooLong
	case strings.IndexByte(path, 0) >= 0:
		return nil, FileErrInvalid
	case path[0] == '/':
		return nil, errEscape
	}
	return d.obj.dir, nil
}

// mutableDir is dir for a change of the directory at path.
func (d *Descriptor) mutableDir(path string) (hostDir, error) {
	h, err := d.dir(path)
	if err == nil && d.frozen {
		err = FileErrReadOnly
	}
	return h, err
}

// Flags returns what the descriptor was opened for (get-flags).
func (d *Descriptor) Flags() DescriptorFlags { return d.flags }

// Type returns what the descriptor refers to (get-type).
func (d *Descriptor) Type() DescriptorType { return d.typ }

// ReadAt reads up to len(p) bytes at offset off; 0, nil is the end of the file
// (or an empty p).
func (d *Descriptor) ReadAt(p []byte, off uint64) (int, error) {
	f, err := d.fileFor(DescriptorRead)
	if err != nil {
		return 0, err
	}
	if off > math.MaxInt64 {
		return 0, FileErrInvalid
	}
	n, err := f.readAt(p, int64(off))
	return n, fileError(err)
}

// WriteAt writes all of p at offset off. When it fails, n bytes are written.
func (d *Descriptor) WriteAt(p []byte, off uint64) (n int, err error) {
	f, err := d.fileFor(DescriptorWrite)
	if err != nil {
		return 0, err
	}
	if off > math.MaxInt64 {
		return 0, FileErrInvalid
	}
	n, err = f.writeAt(p, int64(off))
	return n, fileError(err)
}

// Append writes all of p at the end of the file.
func (d *Descriptor) Append(p []byte) (n int, err error) {
	f, err := d.fileFor(DescriptorWrite)
	if err != nil {
		return 0, err
	}
	n, err = f.append(p)
	return n, fileError(err)
}

// Advise says how the bytes [off, off+n) will be used.
func (d *Descriptor) Advise(off, n uint64, a Advice) error {
	f, err := d.file()
	if err != nil {
		return err
	}
	if off > math.MaxInt64 || n > math.MaxInt64 || a > AdviceNoReuse {
		return FileErrInvalid
	}
	return fileError(f.advise(int64(off), int64(n), a))
}

// SetSize truncates or extends the file.
func (d *Descriptor) SetSize(size uint64) error {
	f, err := d.file()
	switch {
	case err != nil:
		return err
	case d.frozen:
		return FileErrReadOnly
	case d.flags&DescriptorWrite == 0 || size > math.MaxInt64:
		return FileErrInvalid
	}
	return fileError(f.truncate(int64(size)))
}

// Sync makes sure that what was written is on the disk: the data, and unless
// dataOnly the attributes. It does nothing for a file that is not written.
func (d *Descriptor) Sync(dataOnly bool) error {
	switch {
	case d.closed:
		return FileErrBadDescriptor
	case d.frozen:
		return nil
	case d.obj.dir != nil:
		return fileError(d.obj.dir.sync())
	case d.flags&DescriptorWrite == 0:
		return nil
	}
	return fileError(d.obj.file.sync(dataOnly))
}

// Stat returns the attributes.
func (d *Descriptor) Stat() (DescriptorStat, error) {
	var st DescriptorStat
	err := error(FileErrBadDescriptor)
	switch {
	case d.closed:
	case d.obj.dir != nil:
		st, err = d.obj.dir.stat(".", 0)
	default:
		st, err = d.obj.file.stat()
	}
	return st, fileError(err)
}

// StatAt returns the attributes of what path refers to.
func (d *Descriptor) StatAt(pf PathFlags, path string) (DescriptorStat, error) {
	h, err := d.dir(path)
	if err != nil {
		return DescriptorStat{}, err
	}
	st, err := h.stat(path, pf)
	return st, fileError(err)
}

// SetTimes sets the times of the object.
func (d *Descriptor) SetTimes(access, modification NewTimestamp) error {
	switch {
	case d.closed:
		return FileErrBadDescriptor
	case d.frozen:
		return FileErrReadOnly
	case !access.valid() || !modification.valid():
		return FileErrInvalid
	case d.obj.dir != nil:
		return fileError(d.obj.dir.setTimes(".", 0, access, modification))
	}
	return fileError(d.obj.file.setTimes(access, modification))
}

// SetTimesAt sets the times of what path refers to.
func (d *Descriptor) SetTimesAt(pf PathFlags, path string, access, modification NewTimestamp) error {
	h, err := d.mutableDir(path)
	if err != nil {
		return err
	}
	if !access.valid() || !modification.valid() {
		return FileErrInvalid
	}
	return fileError(h.setTimes(path, pf, access, modification))
}

func (t NewTimestamp) valid() bool {
	return t.Kind <= TimestampAt && t.At.Nanoseconds < 1e9
}

// OpenAt opens what path refers to, relative to the directory d.
//
// To create or truncate needs a file that is open for writing, so these imply
// DescriptorWrite; without any of DescriptorRead and DescriptorWrite a
// descriptor is for reading. The right to change a directory comes with the
// mount: MutateDirectory is only what [Descriptor.Flags] will say.
func (d *Descriptor) OpenAt(pf PathFlags, path string, of OpenFlags, df DescriptorFlags) (*Descriptor, error) {
	h, err := d.dir(path)
	if err != nil {
		return nil, err
	}
	if d.frozen && (of&(OpenCreate|OpenTruncate) != 0 || df&(DescriptorWrite|MutateDirectory) != 0) {
		return nil, FileErrReadOnly
	}
	if of&OpenCreate != 0 && of&OpenDirectory != 0 {
		return nil, FileErrInvalid
	}
	if of&OpenCreate == 0 {
		of &^= OpenExclusive
	}
	if df&(DescriptorRead|DescriptorWrite) == 0 {
		df |= DescriptorRead
	}
	if of&(OpenCreate|OpenTruncate) != 0 {
		df |= DescriptorWrite
	}
	if err := d.state.acquire(); err != nil {
		return nil, err
	}
	file, dir, typ, err := h.open(path, pf, of, df)
	if err != nil {
		d.state.release()
		return nil, fileError(err)
	}
	if dir == nil {
		df &^= MutateDirectory
	}
	return &Descriptor{state: d.state, obj: newObject(dir, file), typ: typ, flags: df, frozen: d.frozen}, nil
}

// CreateDirectoryAt makes a directory.
func (d *Descriptor) CreateDirectoryAt(path string) error {
	h, err := d.mutableDir(path)
	if err != nil {
		return err
	}
	return fileError(h.mkdir(path))
}

// RemoveDirectoryAt removes an empty directory.
func (d *Descriptor) RemoveDirectoryAt(path string) error {
	h, err := d.mutableDir(path)
	if err != nil {
		return err
	}
	return fileError(h.rmdir(path))
}

// UnlinkFileAt removes anything but a directory.
func (d *Descriptor) UnlinkFileAt(path string) error {
	h, err := d.mutableDir(path)
	if err != nil {
		return err
	}
	return fileError(h.unlink(path))
}

// SymlinkAt makes a symbolic link at path that contains target. An absolute
// target is refused with not-permitted.
func (d *Descriptor) SymlinkAt(target, path string) error {
	h, err := d.mutableDir(path)
	if err != nil {
		return err
	}
	switch {
	case target == "":
		return FileErrNoEntry
	case target[0] == '/':
		return errEscape
	case len(target) >= maxPath:
		return FileErrNameTooLong
	case strings.IndexByte(target, 0) >= 0:
		return FileErrInvalid
	}
	return fileError(h.symlink(target, path))
}

// ReadlinkAt returns what the symbolic link at path contains. An absolute
// path is not shown: not-permitted.
func (d *Descriptor) ReadlinkAt(path string) (string, error) {
	h, err := d.dir(path)
	if err != nil {
		return "", err
	}
	target, err := h.readlink(path)
	if err != nil {
		return "", fileError(err)
	}
	if strings.HasPrefix(target, "/") {
		return "", errEscape
	}
	return target, nil
}

// RenameAt moves path to toPath in the directory to.
func (d *Descriptor) RenameAt(path string, to *Descriptor, toPath string) error {
	h, err := d.mutableDir(path)
	if err != nil {
		return err
	}
	toDir, err := to.mutableDir(toPath)
	if err != nil {
		return err
	}
	return fileError(h.rename(path, toDir, toPath))
}

// LinkAt makes toPath in the directory to another name of the file at path.
// It does not follow a symbolic link at the end of path: SymlinkFollow is
// invalid, as it is on the hosts that guests know.
func (d *Descriptor) LinkAt(pf PathFlags, path string, to *Descriptor, toPath string) error {
	h, err := d.mutableDir(path)
	if err != nil {
		return err
	}
	toDir, err := to.mutableDir(toPath)
	if err != nil {
		return err
	}
	if pf&SymlinkFollow != 0 {
		return FileErrInvalid
	}
	return fileError(h.link(path, toDir, toPath))
}

// IsSameObject tells whether both descriptors refer to one object.
func (d *Descriptor) IsSameObject(other *Descriptor) bool {
	a, err := d.Stat()
	if err != nil {
		return false
	}
	b, err := other.Stat()
	return err == nil && a.Device == b.Device && a.Inode == b.Inode
}

// MetadataHash returns a hash of the attributes.
func (d *Descriptor) MetadataHash() (MetadataHash, error) {
	st, err := d.Stat()
	return st.hash(), err
}

// MetadataHashAt returns a hash of the attributes of what path refers to.
func (d *Descriptor) MetadataHashAt(pf PathFlags, path string) (MetadataHash, error) {
	st, err := d.StatAt(pf, path)
	return st.hash(), err
}

func (st *DescriptorStat) hash() MetadataHash {
	var b [48]byte
	binary.LittleEndian.PutUint64(b[0:], st.Device)
	binary.LittleEndian.PutUint64(b[8:], st.Inode)
	lower := sha256.Sum256(b[:16])
	binary.LittleEndian.PutUint64(b[16:], st.Size)
	binary.LittleEndian.PutUint64(b[24:], uint64(st.Modification.Seconds))
	binary.LittleEndian.PutUint64(b[32:], uint64(st.Modification.Nanoseconds))
	b[40] = byte(st.Type)
	upper := sha256.Sum256(b[:])
	return MetadataHash{binary.LittleEndian.Uint64(lower[:]), binary.LittleEndian.Uint64(upper[:])}
}
