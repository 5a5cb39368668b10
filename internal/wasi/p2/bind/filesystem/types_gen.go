// Code generated from wasi:filesystem@0.2.12 by component/bindgen. DO NOT EDIT.

package filesystem

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Filesize is the type filesize of wasi:filesystem/types@0.2.12.
type Filesize = uint64

// DescriptorType is the enum descriptor-type of wasi:filesystem/types@0.2.12.
type DescriptorType uint8

// The values of DescriptorType.
const (
	DescriptorTypeUnknown DescriptorType = iota
	DescriptorTypeBlockDevice
	DescriptorTypeCharacterDevice
	DescriptorTypeDirectory
	DescriptorTypeFifo
	DescriptorTypeSymbolicLink
	DescriptorTypeRegularFile
	DescriptorTypeSocket
)

var namesDescriptorType = [...]string{"unknown", "block-device", "character-device", "directory", "fifo", "symbolic-link", "regular-file", "socket"}

// String returns the name that the value has in WIT.
func (e DescriptorType) String() string {
	if int(e) < len(namesDescriptorType) {
		return namesDescriptorType[e]
	}
	return "DescriptorType(" + strconv.Itoa(int(e)) + ")"
}

// DescriptorFlags are the flags descriptor-flags of wasi:filesystem/types@0.2.12.
type DescriptorFlags uint8

// The values of DescriptorFlags.
const (
	DescriptorFlagsRead DescriptorFlags = 1 << iota
	DescriptorFlagsWrite
	DescriptorFlagsFileIntegritySync
	DescriptorFlagsDataIntegritySync
	DescriptorFlagsRequestedWriteSync
	DescriptorFlagsMutateDirectory
)

// LinkCount is the type link-count of wasi:filesystem/types@0.2.12.
type LinkCount = uint64

// DescriptorStat is the record descriptor-stat of wasi:filesystem/types@0.2.12.
type DescriptorStat struct {
	Type                      DescriptorType
	LinkCount                 LinkCount
	Size                      Filesize
	DataAccessTimestamp       component.Option[clocks.Datetime]
	DataModificationTimestamp component.Option[clocks.Datetime]
	StatusChangeTimestamp     component.Option[clocks.Datetime]
}

// PathFlags are the flags path-flags of wasi:filesystem/types@0.2.12.
type PathFlags uint8

// The values of PathFlags.
const (
	PathFlagsSymlinkFollow PathFlags = 1 << iota
)

// OpenFlags are the flags open-flags of wasi:filesystem/types@0.2.12.
type OpenFlags uint8

// The values of OpenFlags.
const (
	OpenFlagsCreate OpenFlags = 1 << iota
	OpenFlagsDirectory
	OpenFlagsExclusive
	OpenFlagsTruncate
)

// NewTimestamp is the variant new-timestamp of wasi:filesystem/types@0.2.12. Value is what its case carries, see the constructors.
type NewTimestamp struct {
	Tag   NewTimestampTag
	Value any
}

// NewTimestampTag tells the case of a [NewTimestamp].
type NewTimestampTag uint8

// The values of NewTimestampTag.
const (
	NewTimestampTagNoChange NewTimestampTag = iota
	NewTimestampTagNow
	NewTimestampTagTimestamp
)

var namesNewTimestampTag = [...]string{"no-change", "now", "timestamp"}

// String returns the name that the value has in WIT.
func (e NewTimestampTag) String() string {
	if int(e) < len(namesNewTimestampTag) {
		return namesNewTimestampTag[e]
	}
	return "NewTimestampTag(" + strconv.Itoa(int(e)) + ")"
}

// NewNewTimestampNoChange returns the case no-change.
func NewNewTimestampNoChange() NewTimestamp { return NewTimestamp{Tag: NewTimestampTagNoChange} }

// NewNewTimestampNow returns the case now.
func NewNewTimestampNow() NewTimestamp { return NewTimestamp{Tag: NewTimestampTagNow} }

// NewNewTimestampTimestamp returns the case timestamp.
func NewNewTimestampTimestamp(v clocks.Datetime) NewTimestamp {
	return NewTimestamp{Tag: NewTimestampTagTimestamp, Value: v}
}

// AsTimestamp returns what the case timestamp carries; ok is false for other cases.
func (v NewTimestamp) AsTimestamp() (value clocks.Datetime, ok bool) {
	if v.Tag != NewTimestampTagTimestamp {
		return value, false
	}
	value, ok = v.Value.(clocks.Datetime)
	return value, ok
}

// String returns the case and what it carries.
func (v NewTimestamp) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// DirectoryEntry is the record directory-entry of wasi:filesystem/types@0.2.12.
type DirectoryEntry struct {
	Type DescriptorType
	Name string
}

// ErrorCode is the enum error-code of wasi:filesystem/types@0.2.12.
type ErrorCode uint8

// The values of ErrorCode.
const (
	ErrorCodeAccess ErrorCode = iota
	ErrorCodeWouldBlock
	ErrorCodeAlready
	ErrorCodeBadDescriptor
	ErrorCodeBusy
	ErrorCodeDeadlock
	ErrorCodeQuota
	ErrorCodeExist
	ErrorCodeFileTooLarge
	ErrorCodeIllegalByteSequence
	ErrorCodeInProgress
	ErrorCodeInterrupted
	ErrorCodeInvalid
	ErrorCodeIO
	ErrorCodeIsDirectory
	ErrorCodeLoop
	ErrorCodeTooManyLinks
	ErrorCodeMessageSize
	ErrorCodeNameTooLong
	ErrorCodeNoDevice
	ErrorCodeNoEntry
	ErrorCodeNoLock
	ErrorCodeInsufficientMemory
	ErrorCodeInsufficientSpace
	ErrorCodeNotDirectory
	ErrorCodeNotEmpty
	ErrorCodeNotRecoverable
	ErrorCodeUnsupported
	ErrorCodeNoTTY
	ErrorCodeNoSuchDevice
	ErrorCodeOverflow
	ErrorCodeNotPermitted
	ErrorCodePipe
	ErrorCodeReadOnly
	ErrorCodeInvalidSeek
	ErrorCodeTextFileBusy
	ErrorCodeCrossDevice
)

var namesErrorCode = [...]string{"access", "would-block", "already", "bad-descriptor", "busy", "deadlock", "quota", "exist", "file-too-large", "illegal-byte-sequence", "in-progress", "interrupted", "invalid", "io", "is-directory", "loop", "too-many-links", "message-size", "name-too-long", "no-device", "no-entry", "no-lock", "insufficient-memory", "insufficient-space", "not-directory", "not-empty", "not-recoverable", "unsupported", "no-tty", "no-such-device", "overflow", "not-permitted", "pipe", "read-only", "invalid-seek", "text-file-busy", "cross-device"}

// String returns the name that the value has in WIT.
func (e ErrorCode) String() string {
	if int(e) < len(namesErrorCode) {
		return namesErrorCode[e]
	}
	return "ErrorCode(" + strconv.Itoa(int(e)) + ")"
}

// Error implements error.
func (e ErrorCode) Error() string { return e.String() }

// Advice is the enum advice of wasi:filesystem/types@0.2.12.
type Advice uint8

// The values of Advice.
const (
	AdviceNormal Advice = iota
	AdviceSequential
	AdviceRandom
	AdviceWillNeed
	AdviceDontNeed
	AdviceNoReuse
)

var namesAdvice = [...]string{"normal", "sequential", "random", "will-need", "dont-need", "no-reuse"}

// String returns the name that the value has in WIT.
func (e Advice) String() string {
	if int(e) < len(namesAdvice) {
		return namesAdvice[e]
	}
	return "Advice(" + strconv.Itoa(int(e)) + ")"
}

// MetadataHashValue is the record metadata-hash-value of wasi:filesystem/types@0.2.12.
type MetadataHashValue struct {
	Lower uint64
	Upper uint64
}

// Descriptor is the resource descriptor of wasi:filesystem/types@0.2.12.
type Descriptor interface {
	ReadViaStream(ctx context.Context, offset Filesize) (io.InputStream, error)
	WriteViaStream(ctx context.Context, offset Filesize) (io.OutputStream, error)
	AppendViaStream(ctx context.Context) (io.OutputStream, error)
	Advise(ctx context.Context, offset Filesize, length Filesize, advice Advice) error
	SyncData(ctx context.Context) error
	GetFlags(ctx context.Context) (DescriptorFlags, error)
	GetType(ctx context.Context) (DescriptorType, error)
	SetSize(ctx context.Context, size Filesize) error
	SetTimes(ctx context.Context, dataAccessTimestamp NewTimestamp, dataModificationTimestamp NewTimestamp) error
	Read(ctx context.Context, length Filesize, offset Filesize) (component.Tuple2[[]byte, bool], error)
	Write(ctx context.Context, buffer []byte, offset Filesize) (Filesize, error)
	ReadDirectory(ctx context.Context) (DirectoryEntryStream, error)
	Sync(ctx context.Context) error
	CreateDirectoryAt(ctx context.Context, path string) error
	Stat(ctx context.Context) (DescriptorStat, error)
	StatAt(ctx context.Context, pathFlags PathFlags, path string) (DescriptorStat, error)
	SetTimesAt(ctx context.Context, pathFlags PathFlags, path string, dataAccessTimestamp NewTimestamp, dataModificationTimestamp NewTimestamp) error
	LinkAt(ctx context.Context, oldPathFlags PathFlags, oldPath string, newDescriptor Descriptor, newPath string) error
	OpenAt(ctx context.Context, pathFlags PathFlags, path string, openFlags OpenFlags, flags DescriptorFlags) (Descriptor, error)
	ReadlinkAt(ctx context.Context, path string) (string, error)
	RemoveDirectoryAt(ctx context.Context, path string) error
	RenameAt(ctx context.Context, oldPath string, newDescriptor Descriptor, newPath string) error
	SymlinkAt(ctx context.Context, oldPath string, newPath string) error
	UnlinkFileAt(ctx context.Context, path string) error
	IsSameObject(ctx context.Context, other Descriptor) (bool, error)
	MetadataHash(ctx context.Context) (MetadataHashValue, error)
	MetadataHashAt(ctx context.Context, pathFlags PathFlags, path string) (MetadataHashValue, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// DescriptorResource is the type of handles to [Descriptor].
var DescriptorResource = component.NewResourceType("descriptor", func(ctx context.Context, obj any) { obj.(Descriptor).Drop(ctx) })

// DirectoryEntryStream is the resource directory-entry-stream of wasi:filesystem/types@0.2.12.
type DirectoryEntryStream interface {
	ReadDirectoryEntry(ctx context.Context) (component.Option[DirectoryEntry], error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// DirectoryEntryStreamResource is the type of handles to [DirectoryEntryStream].
var DirectoryEntryStreamResource = component.NewResourceType("directory-entry-stream", func(ctx context.Context, obj any) { obj.(DirectoryEntryStream).Drop(ctx) })

// TypesHost are the functions of wasi:filesystem/types@0.2.12.
type TypesHost interface {
	FilesystemErrorCode(ctx context.Context, err_ io.Error) (component.Option[ErrorCode], error)
}

// LinkTypes adds wasi:filesystem/types@0.2.12 to a linker. host finds the implementation for a call.
func LinkTypes(l *component.Linker, host func(*component.Call) TypesHost) error {
	return l.Define(TypesInterface(host))
}

// TypesInterface returns wasi:filesystem/types@0.2.12 as host functions. host finds the implementation for a call.
func TypesInterface(host func(*component.Call) TypesHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:filesystem/types@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:filesystem/types@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "input-stream", Type: io.InputStreamResource},
			{Name: "output-stream", Type: io.OutputStreamResource},
			{Name: "error", Type: io.ErrorResource},
			{Name: "descriptor", Type: DescriptorResource},
			{Name: "directory-entry-stream", Type: DirectoryEntryStreamResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]descriptor.read-via-stream", Fn: descriptorReadViaStream},
			{Name: "[method]descriptor.write-via-stream", Fn: descriptorWriteViaStream},
			{Name: "[method]descriptor.append-via-stream", Fn: descriptorAppendViaStream},
			{Name: "[method]descriptor.advise", Fn: descriptorAdvise},
			{Name: "[method]descriptor.sync-data", Fn: descriptorSyncData},
			{Name: "[method]descriptor.get-flags", Fn: descriptorGetFlags},
			{Name: "[method]descriptor.get-type", Fn: descriptorGetType},
			{Name: "[method]descriptor.set-size", Fn: descriptorSetSize},
			{Name: "[method]descriptor.set-times", Fn: descriptorSetTimes},
			{Name: "[method]descriptor.read", Fn: descriptorRead},
			{Name: "[method]descriptor.write", Fn: descriptorWrite},
			{Name: "[method]descriptor.read-directory", Fn: descriptorReadDirectory},
			{Name: "[method]descriptor.sync", Fn: descriptorSync},
			{Name: "[method]descriptor.create-directory-at", Fn: descriptorCreateDirectoryAt},
			{Name: "[method]descriptor.stat", Fn: descriptorStat},
			{Name: "[method]descriptor.stat-at", Fn: descriptorStatAt},
			{Name: "[method]descriptor.set-times-at", Fn: descriptorSetTimesAt},
			{Name: "[method]descriptor.link-at", Fn: descriptorLinkAt},
			{Name: "[method]descriptor.open-at", Fn: descriptorOpenAt},
			{Name: "[method]descriptor.readlink-at", Fn: descriptorReadlinkAt},
			{Name: "[method]descriptor.remove-directory-at", Fn: descriptorRemoveDirectoryAt},
			{Name: "[method]descriptor.rename-at", Fn: descriptorRenameAt},
			{Name: "[method]descriptor.symlink-at", Fn: descriptorSymlinkAt},
			{Name: "[method]descriptor.unlink-file-at", Fn: descriptorUnlinkFileAt},
			{Name: "[method]descriptor.is-same-object", Fn: descriptorIsSameObject},
			{Name: "[method]descriptor.metadata-hash", Fn: descriptorMetadataHash},
			{Name: "[method]descriptor.metadata-hash-at", Fn: descriptorMetadataHashAt},
			{Name: "[method]directory-entry-stream.read-directory-entry", Fn: directoryEntryStreamReadDirectoryEntry},
			{Name: "filesystem-error-code", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				typesHostFilesystemErrorCode(ctx, c, host(c), stack)
			}},
		},
	}
}

func descriptorReadViaStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	offset := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := self.ReadViaStream(ctx, offset)
	storeResultOwnIOInputStreamErrorCode(c, ret, resultOf[io.InputStream, ErrorCode](c, v, err))
}

func descriptorWriteViaStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	offset := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := self.WriteViaStream(ctx, offset)
	storeResultOwnIOOutputStreamErrorCode(c, ret, resultOf[io.OutputStream, ErrorCode](c, v, err))
}

func descriptorAppendViaStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.AppendViaStream(ctx)
	storeResultOwnIOOutputStreamErrorCode(c, ret, resultOf[io.OutputStream, ErrorCode](c, v, err))
}

func descriptorAdvise(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	offset := stack[1]
	length := stack[2]
	advice := Advice(discriminant(c, uint32(stack[3]), 6))
	ret := uint32(stack[4])
	c.Check(ret, 2, 1)
	err := self.Advise(ctx, offset, length, advice)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorSyncData(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	err := self.SyncData(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorGetFlags(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	v, err := self.GetFlags(ctx)
	storeResultDescriptorFlagsErrorCode(c, ret, resultOf[DescriptorFlags, ErrorCode](c, v, err))
}

func descriptorGetType(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	v, err := self.GetType(ctx)
	storeResultDescriptorTypeErrorCode(c, ret, resultOf[DescriptorType, ErrorCode](c, v, err))
}

func descriptorSetSize(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	size := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 2, 1)
	err := self.SetSize(ctx, size)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorSetTimes(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	dataAccessTimestamp := liftNewTimestamp(c, stack[1:])
	dataModificationTimestamp := liftNewTimestamp(c, stack[4:])
	ret := uint32(stack[7])
	c.Check(ret, 2, 1)
	err := self.SetTimes(ctx, dataAccessTimestamp, dataModificationTimestamp)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorRead(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	length := stack[1]
	offset := stack[2]
	ret := uint32(stack[3])
	c.Check(ret, 16, 4)
	v, err := self.Read(ctx, length, offset)
	storeResultTuple2BytesBoolErrorCode(c, ret, resultOf[component.Tuple2[[]byte, bool], ErrorCode](c, v, err))
}

func descriptorWrite(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	buffer := c.LoadBytes(uint32(stack[1]), uint32(stack[2]))
	offset := stack[3]
	ret := uint32(stack[4])
	c.Check(ret, 16, 8)
	v, err := self.Write(ctx, buffer, offset)
	storeResultU64ErrorCode(c, ret, resultOf[Filesize, ErrorCode](c, v, err))
}

func descriptorReadDirectory(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.ReadDirectory(ctx)
	storeResultOwnDirectoryEntryStreamErrorCode(c, ret, resultOf[DirectoryEntryStream, ErrorCode](c, v, err))
}

func descriptorSync(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	err := self.Sync(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorCreateDirectoryAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 2, 1)
	err := self.CreateDirectoryAt(ctx, path)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorStat(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 104, 8)
	v, err := self.Stat(ctx)
	storeResultDescriptorStatErrorCode(c, ret, resultOf[DescriptorStat, ErrorCode](c, v, err))
}

func descriptorStatAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	ret := uint32(stack[4])
	c.Check(ret, 104, 8)
	v, err := self.StatAt(ctx, pathFlags, path)
	storeResultDescriptorStatErrorCode(c, ret, resultOf[DescriptorStat, ErrorCode](c, v, err))
}

func descriptorSetTimesAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	dataAccessTimestamp := liftNewTimestamp(c, stack[4:])
	dataModificationTimestamp := liftNewTimestamp(c, stack[7:])
	ret := uint32(stack[10])
	c.Check(ret, 2, 1)
	err := self.SetTimesAt(ctx, pathFlags, path, dataAccessTimestamp, dataModificationTimestamp)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorLinkAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	oldPathFlags := PathFlags(stack[1]) & 0x1
	oldPath := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	newDescriptor := c.Borrow(uint32(stack[4]), DescriptorResource).(Descriptor)
	newPath := c.LoadString(uint32(stack[5]), uint32(stack[6]))
	ret := uint32(stack[7])
	c.Check(ret, 2, 1)
	err := self.LinkAt(ctx, oldPathFlags, oldPath, newDescriptor, newPath)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorOpenAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	openFlags := OpenFlags(stack[4]) & 0xf
	flags := DescriptorFlags(stack[5]) & 0x3f
	ret := uint32(stack[6])
	c.Check(ret, 8, 4)
	v, err := self.OpenAt(ctx, pathFlags, path, openFlags, flags)
	storeResultOwnDescriptorErrorCode(c, ret, resultOf[Descriptor, ErrorCode](c, v, err))
}

func descriptorReadlinkAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 12, 4)
	v, err := self.ReadlinkAt(ctx, path)
	storeResultStringErrorCode(c, ret, resultOf[string, ErrorCode](c, v, err))
}

func descriptorRemoveDirectoryAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 2, 1)
	err := self.RemoveDirectoryAt(ctx, path)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorRenameAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	oldPath := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	newDescriptor := c.Borrow(uint32(stack[3]), DescriptorResource).(Descriptor)
	newPath := c.LoadString(uint32(stack[4]), uint32(stack[5]))
	ret := uint32(stack[6])
	c.Check(ret, 2, 1)
	err := self.RenameAt(ctx, oldPath, newDescriptor, newPath)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorSymlinkAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	oldPath := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	newPath := c.LoadString(uint32(stack[3]), uint32(stack[4]))
	ret := uint32(stack[5])
	c.Check(ret, 2, 1)
	err := self.SymlinkAt(ctx, oldPath, newPath)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorUnlinkFileAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 2, 1)
	err := self.UnlinkFileAt(ctx, path)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
}

func descriptorIsSameObject(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	other := c.Borrow(uint32(stack[1]), DescriptorResource).(Descriptor)
	v, err := self.IsSameObject(ctx, other)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(bit(v))
}

func descriptorMetadataHash(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.MetadataHash(ctx)
	storeResultMetadataHashValueErrorCode(c, ret, resultOf[MetadataHashValue, ErrorCode](c, v, err))
}

func descriptorMetadataHashAt(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	ret := uint32(stack[4])
	c.Check(ret, 24, 8)
	v, err := self.MetadataHashAt(ctx, pathFlags, path)
	storeResultMetadataHashValueErrorCode(c, ret, resultOf[MetadataHashValue, ErrorCode](c, v, err))
}

func directoryEntryStreamReadDirectoryEntry(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DirectoryEntryStreamResource).(DirectoryEntryStream)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.ReadDirectoryEntry(ctx)
	storeResultOptionDirectoryEntryErrorCode(c, ret, resultOf[component.Option[DirectoryEntry], ErrorCode](c, v, err))
}

func typesHostFilesystemErrorCode(ctx context.Context, c *component.Call, host TypesHost, stack []uint64) {
	err_ := c.Borrow(uint32(stack[0]), io.ErrorResource).(io.Error)
	ret := uint32(stack[1])
	c.Check(ret, 2, 1)
	v, err := host.FilesystemErrorCode(ctx, err_)
	if err != nil {
		c.Trap(err)
	}
	storeOptionErrorCode(c, ret, v)
}
