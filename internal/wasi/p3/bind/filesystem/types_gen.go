// Code generated from wasi:filesystem@0.3.0 by component/bindgen. DO NOT EDIT.

package filesystem

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// Filesize is the type filesize of wasi:filesystem/types@0.3.0.
type Filesize = uint64

// DescriptorType is the variant descriptor-type of wasi:filesystem/types@0.3.0. Value is what its case carries, see the constructors.
type DescriptorType struct {
	Tag   DescriptorTypeTag
	Value any
}

// DescriptorTypeTag tells the case of a [DescriptorType].
type DescriptorTypeTag uint8

// The values of DescriptorTypeTag.
const (
	DescriptorTypeTagBlockDevice DescriptorTypeTag = iota
	DescriptorTypeTagCharacterDevice
	DescriptorTypeTagDirectory
	DescriptorTypeTagFifo
	DescriptorTypeTagSymbolicLink
	DescriptorTypeTagRegularFile
	DescriptorTypeTagSocket
	DescriptorTypeTagOther
)

var namesDescriptorTypeTag = [...]string{"block-device", "character-device", "directory", "fifo", "symbolic-link", "regular-file", "socket", "other"}

// String returns the name that the value has in WIT.
func (e DescriptorTypeTag) String() string {
	if int(e) < len(namesDescriptorTypeTag) {
		return namesDescriptorTypeTag[e]
	}
	return "DescriptorTypeTag(" + strconv.Itoa(int(e)) + ")"
}

// NewDescriptorTypeBlockDevice returns the case block-device.
func NewDescriptorTypeBlockDevice() DescriptorType {
	return DescriptorType{Tag: DescriptorTypeTagBlockDevice}
}

// NewDescriptorTypeCharacterDevice returns the case character-device.
func NewDescriptorTypeCharacterDevice() DescriptorType {
	return DescriptorType{Tag: DescriptorTypeTagCharacterDevice}
}

// NewDescriptorTypeDirectory returns the case directory.
func NewDescriptorTypeDirectory() DescriptorType {
	return DescriptorType{Tag: DescriptorTypeTagDirectory}
}

// NewDescriptorTypeFifo returns the case fifo.
func NewDescriptorTypeFifo() DescriptorType { return DescriptorType{Tag: DescriptorTypeTagFifo} }

// NewDescriptorTypeSymbolicLink returns the case symbolic-link.
func NewDescriptorTypeSymbolicLink() DescriptorType {
	return DescriptorType{Tag: DescriptorTypeTagSymbolicLink}
}

// NewDescriptorTypeRegularFile returns the case regular-file.
func NewDescriptorTypeRegularFile() DescriptorType {
	return DescriptorType{Tag: DescriptorTypeTagRegularFile}
}

// NewDescriptorTypeSocket returns the case socket.
func NewDescriptorTypeSocket() DescriptorType { return DescriptorType{Tag: DescriptorTypeTagSocket} }

// NewDescriptorTypeOther returns the case other.
func NewDescriptorTypeOther(v component.Option[string]) DescriptorType {
	return DescriptorType{Tag: DescriptorTypeTagOther, Value: v}
}

// AsOther returns what the case other carries; ok is false for other cases.
func (v DescriptorType) AsOther() (value component.Option[string], ok bool) {
	if v.Tag != DescriptorTypeTagOther {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// String returns the case and what it carries.
func (v DescriptorType) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// DescriptorFlags are the flags descriptor-flags of wasi:filesystem/types@0.3.0.
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

// LinkCount is the type link-count of wasi:filesystem/types@0.3.0.
type LinkCount = uint64

// DescriptorStat is the record descriptor-stat of wasi:filesystem/types@0.3.0.
type DescriptorStat struct {
	Type                      DescriptorType
	LinkCount                 LinkCount
	Size                      Filesize
	DataAccessTimestamp       component.Option[clocks.Instant]
	DataModificationTimestamp component.Option[clocks.Instant]
	StatusChangeTimestamp     component.Option[clocks.Instant]
}

// PathFlags are the flags path-flags of wasi:filesystem/types@0.3.0.
type PathFlags uint8

// The values of PathFlags.
const (
	PathFlagsSymlinkFollow PathFlags = 1 << iota
)

// OpenFlags are the flags open-flags of wasi:filesystem/types@0.3.0.
type OpenFlags uint8

// The values of OpenFlags.
const (
	OpenFlagsCreate OpenFlags = 1 << iota
	OpenFlagsDirectory
	OpenFlagsExclusive
	OpenFlagsTruncate
)

// NewTimestamp is the variant new-timestamp of wasi:filesystem/types@0.3.0. Value is what its case carries, see the constructors.
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
func NewNewTimestampTimestamp(v clocks.Instant) NewTimestamp {
	return NewTimestamp{Tag: NewTimestampTagTimestamp, Value: v}
}

// AsTimestamp returns what the case timestamp carries; ok is false for other cases.
func (v NewTimestamp) AsTimestamp() (value clocks.Instant, ok bool) {
	if v.Tag != NewTimestampTagTimestamp {
		return value, false
	}
	value, ok = v.Value.(clocks.Instant)
	return value, ok
}

// String returns the case and what it carries.
func (v NewTimestamp) String() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// DirectoryEntry is the record directory-entry of wasi:filesystem/types@0.3.0.
type DirectoryEntry struct {
	Type DescriptorType
	Name string
}

// ErrorCode is the variant error-code of wasi:filesystem/types@0.3.0. Value is what its case carries, see the constructors.
type ErrorCode struct {
	Tag   ErrorCodeTag
	Value any
}

// ErrorCodeTag tells the case of a [ErrorCode].
type ErrorCodeTag uint8

// The values of ErrorCodeTag.
const (
	ErrorCodeTagAccess ErrorCodeTag = iota
	ErrorCodeTagAlready
	ErrorCodeTagBadDescriptor
	ErrorCodeTagBusy
	ErrorCodeTagDeadlock
	ErrorCodeTagQuota
	ErrorCodeTagExist
	ErrorCodeTagFileTooLarge
	ErrorCodeTagIllegalByteSequence
	ErrorCodeTagInProgress
	ErrorCodeTagInterrupted
	ErrorCodeTagInvalid
	ErrorCodeTagIO
	ErrorCodeTagIsDirectory
	ErrorCodeTagLoop
	ErrorCodeTagTooManyLinks
	ErrorCodeTagMessageSize
	ErrorCodeTagNameTooLong
	ErrorCodeTagNoDevice
	ErrorCodeTagNoEntry
	ErrorCodeTagNoLock
	ErrorCodeTagInsufficientMemory
	ErrorCodeTagInsufficientSpace
	ErrorCodeTagNotDirectory
	ErrorCodeTagNotEmpty
	ErrorCodeTagNotRecoverable
	ErrorCodeTagUnsupported
	ErrorCodeTagNoTTY
	ErrorCodeTagNoSuchDevice
	ErrorCodeTagOverflow
	ErrorCodeTagNotPermitted
	ErrorCodeTagPipe
	ErrorCodeTagReadOnly
	ErrorCodeTagInvalidSeek
	ErrorCodeTagTextFileBusy
	ErrorCodeTagCrossDevice
	ErrorCodeTagOther
)

var namesErrorCodeTag = [...]string{"access", "already", "bad-descriptor", "busy", "deadlock", "quota", "exist", "file-too-large", "illegal-byte-sequence", "in-progress", "interrupted", "invalid", "io", "is-directory", "loop", "too-many-links", "message-size", "name-too-long", "no-device", "no-entry", "no-lock", "insufficient-memory", "insufficient-space", "not-directory", "not-empty", "not-recoverable", "unsupported", "no-tty", "no-such-device", "overflow", "not-permitted", "pipe", "read-only", "invalid-seek", "text-file-busy", "cross-device", "other"}

// String returns the name that the value has in WIT.
func (e ErrorCodeTag) String() string {
	if int(e) < len(namesErrorCodeTag) {
		return namesErrorCodeTag[e]
	}
	return "ErrorCodeTag(" + strconv.Itoa(int(e)) + ")"
}

// NewErrorCodeAccess returns the case access.
func NewErrorCodeAccess() ErrorCode { return ErrorCode{Tag: ErrorCodeTagAccess} }

// NewErrorCodeAlready returns the case already.
func NewErrorCodeAlready() ErrorCode { return ErrorCode{Tag: ErrorCodeTagAlready} }

// NewErrorCodeBadDescriptor returns the case bad-descriptor.
func NewErrorCodeBadDescriptor() ErrorCode { return ErrorCode{Tag: ErrorCodeTagBadDescriptor} }

// NewErrorCodeBusy returns the case busy.
func NewErrorCodeBusy() ErrorCode { return ErrorCode{Tag: ErrorCodeTagBusy} }

// NewErrorCodeDeadlock returns the case deadlock.
func NewErrorCodeDeadlock() ErrorCode { return ErrorCode{Tag: ErrorCodeTagDeadlock} }

// NewErrorCodeQuota returns the case quota.
func NewErrorCodeQuota() ErrorCode { return ErrorCode{Tag: ErrorCodeTagQuota} }

// NewErrorCodeExist returns the case exist.
func NewErrorCodeExist() ErrorCode { return ErrorCode{Tag: ErrorCodeTagExist} }

// NewErrorCodeFileTooLarge returns the case file-too-large.
func NewErrorCodeFileTooLarge() ErrorCode { return ErrorCode{Tag: ErrorCodeTagFileTooLarge} }

// NewErrorCodeIllegalByteSequence returns the case illegal-byte-sequence.
func NewErrorCodeIllegalByteSequence() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagIllegalByteSequence}
}

// NewErrorCodeInProgress returns the case in-progress.
func NewErrorCodeInProgress() ErrorCode { return ErrorCode{Tag: ErrorCodeTagInProgress} }

// NewErrorCodeInterrupted returns the case interrupted.
func NewErrorCodeInterrupted() ErrorCode { return ErrorCode{Tag: ErrorCodeTagInterrupted} }

// NewErrorCodeInvalid returns the case invalid.
func NewErrorCodeInvalid() ErrorCode { return ErrorCode{Tag: ErrorCodeTagInvalid} }

// NewErrorCodeIO returns the case io.
func NewErrorCodeIO() ErrorCode { return ErrorCode{Tag: ErrorCodeTagIO} }

// NewErrorCodeIsDirectory returns the case is-directory.
func NewErrorCodeIsDirectory() ErrorCode { return ErrorCode{Tag: ErrorCodeTagIsDirectory} }

// NewErrorCodeLoop returns the case loop.
func NewErrorCodeLoop() ErrorCode { return ErrorCode{Tag: ErrorCodeTagLoop} }

// NewErrorCodeTooManyLinks returns the case too-many-links.
func NewErrorCodeTooManyLinks() ErrorCode { return ErrorCode{Tag: ErrorCodeTagTooManyLinks} }

// NewErrorCodeMessageSize returns the case message-size.
func NewErrorCodeMessageSize() ErrorCode { return ErrorCode{Tag: ErrorCodeTagMessageSize} }

// NewErrorCodeNameTooLong returns the case name-too-long.
func NewErrorCodeNameTooLong() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNameTooLong} }

// NewErrorCodeNoDevice returns the case no-device.
func NewErrorCodeNoDevice() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNoDevice} }

// NewErrorCodeNoEntry returns the case no-entry.
func NewErrorCodeNoEntry() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNoEntry} }

// NewErrorCodeNoLock returns the case no-lock.
func NewErrorCodeNoLock() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNoLock} }

// NewErrorCodeInsufficientMemory returns the case insufficient-memory.
func NewErrorCodeInsufficientMemory() ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagInsufficientMemory}
}

// NewErrorCodeInsufficientSpace returns the case insufficient-space.
func NewErrorCodeInsufficientSpace() ErrorCode { return ErrorCode{Tag: ErrorCodeTagInsufficientSpace} }

// NewErrorCodeNotDirectory returns the case not-directory.
func NewErrorCodeNotDirectory() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNotDirectory} }

// NewErrorCodeNotEmpty returns the case not-empty.
func NewErrorCodeNotEmpty() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNotEmpty} }

// NewErrorCodeNotRecoverable returns the case not-recoverable.
func NewErrorCodeNotRecoverable() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNotRecoverable} }

// NewErrorCodeUnsupported returns the case unsupported.
func NewErrorCodeUnsupported() ErrorCode { return ErrorCode{Tag: ErrorCodeTagUnsupported} }

// NewErrorCodeNoTTY returns the case no-tty.
func NewErrorCodeNoTTY() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNoTTY} }

// NewErrorCodeNoSuchDevice returns the case no-such-device.
func NewErrorCodeNoSuchDevice() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNoSuchDevice} }

// NewErrorCodeOverflow returns the case overflow.
func NewErrorCodeOverflow() ErrorCode { return ErrorCode{Tag: ErrorCodeTagOverflow} }

// NewErrorCodeNotPermitted returns the case not-permitted.
func NewErrorCodeNotPermitted() ErrorCode { return ErrorCode{Tag: ErrorCodeTagNotPermitted} }

// NewErrorCodePipe returns the case pipe.
func NewErrorCodePipe() ErrorCode { return ErrorCode{Tag: ErrorCodeTagPipe} }

// NewErrorCodeReadOnly returns the case read-only.
func NewErrorCodeReadOnly() ErrorCode { return ErrorCode{Tag: ErrorCodeTagReadOnly} }

// NewErrorCodeInvalidSeek returns the case invalid-seek.
func NewErrorCodeInvalidSeek() ErrorCode { return ErrorCode{Tag: ErrorCodeTagInvalidSeek} }

// NewErrorCodeTextFileBusy returns the case text-file-busy.
func NewErrorCodeTextFileBusy() ErrorCode { return ErrorCode{Tag: ErrorCodeTagTextFileBusy} }

// NewErrorCodeCrossDevice returns the case cross-device.
func NewErrorCodeCrossDevice() ErrorCode { return ErrorCode{Tag: ErrorCodeTagCrossDevice} }

// NewErrorCodeOther returns the case other.
func NewErrorCodeOther(v component.Option[string]) ErrorCode {
	return ErrorCode{Tag: ErrorCodeTagOther, Value: v}
}

// AsOther returns what the case other carries; ok is false for other cases.
func (v ErrorCode) AsOther() (value component.Option[string], ok bool) {
	if v.Tag != ErrorCodeTagOther {
		return value, false
	}
	value, ok = v.Value.(component.Option[string])
	return value, ok
}

// Error implements error.
func (v ErrorCode) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// Advice is the enum advice of wasi:filesystem/types@0.3.0.
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

// MetadataHashValue is the record metadata-hash-value of wasi:filesystem/types@0.3.0.
type MetadataHashValue struct {
	Lower uint64
	Upper uint64
}

// Descriptor is the resource descriptor of wasi:filesystem/types@0.3.0.
type Descriptor interface {
	ReadViaStream(ctx context.Context, offset Filesize) (component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[struct{}, ErrorCode]]], error)
	WriteViaStream(ctx context.Context, data *component.Stream[uint8], offset Filesize) (*component.Future[component.Result[struct{}, ErrorCode]], error)
	AppendViaStream(ctx context.Context, data *component.Stream[uint8]) (*component.Future[component.Result[struct{}, ErrorCode]], error)
	Advise(ctx context.Context, offset Filesize, length Filesize, advice Advice) error
	SyncData(ctx context.Context) error
	GetFlags(ctx context.Context) (DescriptorFlags, error)
	GetType(ctx context.Context) (DescriptorType, error)
	SetSize(ctx context.Context, size Filesize) error
	SetTimes(ctx context.Context, dataAccessTimestamp NewTimestamp, dataModificationTimestamp NewTimestamp) error
	ReadDirectory(ctx context.Context) (component.Tuple2[*component.Stream[DirectoryEntry], *component.Future[component.Result[struct{}, ErrorCode]]], error)
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

// LinkTypes adds wasi:filesystem/types@0.3.0 to a linker.
func LinkTypes(l *component.Linker) error {
	return l.Define(TypesInterface())
}

// TypesInterface returns wasi:filesystem/types@0.3.0 as host functions.
func TypesInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:filesystem/types@0.3.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:filesystem/types@0.3.0") },
		Resources: []component.ResourceDef{
			{Name: "descriptor", Type: DescriptorResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]descriptor.read-via-stream", Fn: descriptorReadViaStream},
			{Name: "[method]descriptor.write-via-stream", Fn: descriptorWriteViaStream},
			{Name: "[method]descriptor.append-via-stream", Fn: descriptorAppendViaStream},
			{Name: "[method]descriptor.advise", Async: descriptorAdvise},
			{Name: "[method]descriptor.sync-data", Async: descriptorSyncData},
			{Name: "[method]descriptor.get-flags", Async: descriptorGetFlags},
			{Name: "[method]descriptor.get-type", Async: descriptorGetType},
			{Name: "[method]descriptor.set-size", Async: descriptorSetSize},
			{Name: "[method]descriptor.set-times", Async: descriptorSetTimes},
			{Name: "[method]descriptor.read-directory", Fn: descriptorReadDirectory},
			{Name: "[method]descriptor.sync", Async: descriptorSync},
			{Name: "[method]descriptor.create-directory-at", Async: descriptorCreateDirectoryAt},
			{Name: "[method]descriptor.stat", Async: descriptorStat},
			{Name: "[method]descriptor.stat-at", Async: descriptorStatAt},
			{Name: "[method]descriptor.set-times-at", Async: descriptorSetTimesAt},
			{Name: "[method]descriptor.link-at", Async: descriptorLinkAt},
			{Name: "[method]descriptor.open-at", Async: descriptorOpenAt},
			{Name: "[method]descriptor.readlink-at", Async: descriptorReadlinkAt},
			{Name: "[method]descriptor.remove-directory-at", Async: descriptorRemoveDirectoryAt},
			{Name: "[method]descriptor.rename-at", Async: descriptorRenameAt},
			{Name: "[method]descriptor.symlink-at", Async: descriptorSymlinkAt},
			{Name: "[method]descriptor.unlink-file-at", Async: descriptorUnlinkFileAt},
			{Name: "[method]descriptor.is-same-object", Async: descriptorIsSameObject},
			{Name: "[method]descriptor.metadata-hash", Async: descriptorMetadataHash},
			{Name: "[method]descriptor.metadata-hash-at", Async: descriptorMetadataHashAt},
		},
	}
}

func descriptorReadViaStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	offset := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 8, 4)
	v, err := self.ReadViaStream(ctx, offset)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2StreamU8FutureResultUnitErrorCode(c, ret, v)
}

func descriptorWriteViaStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	data := component.LiftStream(c, uint32(stack[1]), component.Bytes)
	offset := stack[2]
	v, err := self.WriteViaStream(ctx, data, offset)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerFuture(c, v, elemResultUnitErrorCode))
}

func descriptorAppendViaStream(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	data := component.LiftStream(c, uint32(stack[1]), component.Bytes)
	v, err := self.AppendViaStream(ctx, data)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(component.LowerFuture(c, v, elemResultUnitErrorCode))
}

func descriptorAdvise(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	offset := stack[1]
	length := stack[2]
	advice := Advice(discriminant(c, uint32(stack[3]), 6))
	ret := uint32(stack[4])
	c.Check(ret, 20, 4)
	err := self.Advise(ctx, offset, length, advice)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorSyncData(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	err := self.SyncData(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorGetFlags(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.GetFlags(ctx)
	storeResultDescriptorFlagsErrorCode(c, ret, resultOf[DescriptorFlags, ErrorCode](c, v, err))
	return nil
}

func descriptorGetType(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	v, err := self.GetType(ctx)
	storeResultDescriptorTypeErrorCode(c, ret, resultOf[DescriptorType, ErrorCode](c, v, err))
	return nil
}

func descriptorSetSize(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	size := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 20, 4)
	err := self.SetSize(ctx, size)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorSetTimes(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	dataAccessTimestamp := liftNewTimestamp(c, stack[1:])
	dataModificationTimestamp := liftNewTimestamp(c, stack[4:])
	ret := uint32(stack[7])
	c.Check(ret, 20, 4)
	err := self.SetTimes(ctx, dataAccessTimestamp, dataModificationTimestamp)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorReadDirectory(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.ReadDirectory(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeTuple2StreamDirectoryEntryFutureResultUnitErrorCode(c, ret, v)
}

func descriptorSync(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 20, 4)
	err := self.Sync(ctx)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorCreateDirectoryAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	err := self.CreateDirectoryAt(ctx, path)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorStat(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 112, 8)
	v, err := self.Stat(ctx)
	storeResultDescriptorStatErrorCode(c, ret, resultOf[DescriptorStat, ErrorCode](c, v, err))
	return nil
}

func descriptorStatAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	ret := uint32(stack[4])
	c.Check(ret, 112, 8)
	v, err := self.StatAt(ctx, pathFlags, path)
	storeResultDescriptorStatErrorCode(c, ret, resultOf[DescriptorStat, ErrorCode](c, v, err))
	return nil
}

func descriptorSetTimesAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	dataAccessTimestamp := liftNewTimestamp(c, stack[4:])
	dataModificationTimestamp := liftNewTimestamp(c, stack[7:])
	ret := uint32(stack[10])
	c.Check(ret, 20, 4)
	err := self.SetTimesAt(ctx, pathFlags, path, dataAccessTimestamp, dataModificationTimestamp)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorLinkAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	oldPathFlags := PathFlags(stack[1]) & 0x1
	oldPath := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	newDescriptor := c.Borrow(uint32(stack[4]), DescriptorResource).(Descriptor)
	newPath := c.LoadString(uint32(stack[5]), uint32(stack[6]))
	ret := uint32(stack[7])
	c.Check(ret, 20, 4)
	err := self.LinkAt(ctx, oldPathFlags, oldPath, newDescriptor, newPath)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorOpenAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	openFlags := OpenFlags(stack[4]) & 0xf
	flags := DescriptorFlags(stack[5]) & 0x3f
	ret := uint32(stack[6])
	c.Check(ret, 20, 4)
	v, err := self.OpenAt(ctx, pathFlags, path, openFlags, flags)
	storeResultOwnDescriptorErrorCode(c, ret, resultOf[Descriptor, ErrorCode](c, v, err))
	return nil
}

func descriptorReadlinkAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	v, err := self.ReadlinkAt(ctx, path)
	storeResultStringErrorCode(c, ret, resultOf[string, ErrorCode](c, v, err))
	return nil
}

func descriptorRemoveDirectoryAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	err := self.RemoveDirectoryAt(ctx, path)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorRenameAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	oldPath := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	newDescriptor := c.Borrow(uint32(stack[3]), DescriptorResource).(Descriptor)
	newPath := c.LoadString(uint32(stack[4]), uint32(stack[5]))
	ret := uint32(stack[6])
	c.Check(ret, 20, 4)
	err := self.RenameAt(ctx, oldPath, newDescriptor, newPath)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorSymlinkAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	oldPath := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	newPath := c.LoadString(uint32(stack[3]), uint32(stack[4]))
	ret := uint32(stack[5])
	c.Check(ret, 20, 4)
	err := self.SymlinkAt(ctx, oldPath, newPath)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorUnlinkFileAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	path := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 20, 4)
	err := self.UnlinkFileAt(ctx, path)
	storeResultUnitErrorCode(c, ret, resultOf[struct{}, ErrorCode](c, struct{}{}, err))
	return nil
}

func descriptorIsSameObject(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	other := c.Borrow(uint32(stack[1]), DescriptorResource).(Descriptor)
	v, err := self.IsSameObject(ctx, other)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(bit(v))
	return nil
}

func descriptorMetadataHash(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	ret := uint32(stack[1])
	c.Check(ret, 24, 8)
	v, err := self.MetadataHash(ctx)
	storeResultMetadataHashValueErrorCode(c, ret, resultOf[MetadataHashValue, ErrorCode](c, v, err))
	return nil
}

func descriptorMetadataHashAt(ctx context.Context, c *component.Call, stack []uint64) component.Work {
	self := c.Borrow(uint32(stack[0]), DescriptorResource).(Descriptor)
	pathFlags := PathFlags(stack[1]) & 0x1
	path := c.LoadString(uint32(stack[2]), uint32(stack[3]))
	ret := uint32(stack[4])
	c.Check(ret, 24, 8)
	v, err := self.MetadataHashAt(ctx, pathFlags, path)
	storeResultMetadataHashValueErrorCode(c, ret, resultOf[MetadataHashValue, ErrorCode](c, v, err))
	return nil
}
