package wasi

import (
	"errors"
	"io"
	"io/fs"
	"syscall"
)

// A FileError is an error of the file system: error-code of
// wasi:filesystem/types, in its order. It is comparable and costs no
// allocation.
type FileError uint8

// The error codes of wasi:filesystem.
const (
	FileErrAccess FileError = iota
	FileErrWouldBlock
	FileErrAlready
	FileErrBadDescriptor
	FileErrBusy
	FileErrDeadlock
	FileErrQuota
	FileErrExist
	FileErrFileTooLarge
	FileErrIllegalByteSequence
	FileErrInProgress
	FileErrInterrupted
	FileErrInvalid
	FileErrIO
	FileErrIsDirectory
	FileErrLoop
	FileErrTooManyLinks
	FileErrMessageSize
	FileErrNameTooLong
	FileErrNoDevice
	FileErrNoEntry
	FileErrNoLock
	FileErrInsufficientMemory
	FileErrInsufficientSpace
	FileErrNotDirectory
	FileErrNotEmpty
	FileErrNotRecoverable
	FileErrUnsupported
	FileErrNoTTY
	FileErrNoSuchDevice
	FileErrOverflow
	FileErrNotPermitted
	FileErrPipe
	FileErrReadOnly
	FileErrInvalidSeek
	FileErrTextFileBusy
	FileErrCrossDevice
)

var fileErrorNames = [...]string{
	"access", "would-block", "already", "bad-descriptor", "busy", "deadlock",
	"quota", "exist", "file-too-large", "illegal-byte-sequence", "in-progress",
	"interrupted", "invalid", "io", "is-directory", "loop", "too-many-links",
	"message-size", "name-too-long", "no-device", "no-entry", "no-lock",
	"insufficient-memory", "insufficient-space", "not-directory", "not-empty",
	"not-recoverable", "unsupported", "no-tty", "no-such-device", "overflow",
	"not-permitted", "pipe", "read-only", "invalid-seek", "text-file-busy",
	"cross-device",
}

// String returns the code as WIT names it.
func (e FileError) String() string {
	if int(e) < len(fileErrorNames) {
		return fileErrorNames[e]
	}
	return "unknown"
}

// Error implements error.
func (e FileError) Error() string { return "file system: " + e.String() }

// ErrTooManyDescriptors is the error of an instance that has as many files
// open as its [State] allows. As a FileError it is insufficient-memory.
var ErrTooManyDescriptors = errors.New("file system: too many open descriptors; close some or raise the limit")

// errEscape is the error of a path that leads out of its directory.
const errEscape = FileErrNotPermitted

// FileErrorOf returns the code for any error of the file system; ok tells
// whether err is one (wasi:filesystem filesystem-error-code).
func FileErrorOf(err error) (code FileError, ok bool) {
	if errors.As(err, &code) {
		return code, true
	}
	var errno syscall.Errno
	if errors.As(err, &errno) {
		if code, ok = fileErrnos[errno]; ok {
			return code, true
		}
	}
	switch {
	case errors.Is(err, ErrTooManyDescriptors):
		return FileErrInsufficientMemory, true
	case errors.Is(err, fs.ErrNotExist):
		return FileErrNoEntry, true
	case errors.Is(err, fs.ErrExist):
		return FileErrExist, true
	case errors.Is(err, fs.ErrPermission):
		return FileErrAccess, true
	case errors.Is(err, fs.ErrClosed):
		return FileErrBadDescriptor, true
	case errors.Is(err, errors.ErrUnsupported):
		return FileErrUnsupported, true
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrShortWrite):
		return FileErrIO, true
	}
	return FileErrIO, errno != 0
}

// fileError turns what the host says into a FileError.
func fileError(err error) error {
	if err == nil || err == ErrTooManyDescriptors {
		return err
	}
	code, _ := FileErrorOf(err)
	return code
}

var fileErrnos = map[syscall.Errno]FileError{
	syscall.EACCES:       FileErrAccess,
	syscall.EAGAIN:       FileErrWouldBlock,
	syscall.EALREADY:     FileErrAlready,
	syscall.EBADF:        FileErrBadDescriptor,
	syscall.EBUSY:        FileErrBusy,
	syscall.EDEADLK:      FileErrDeadlock,
	syscall.EDQUOT:       FileErrQuota,
	syscall.EEXIST:       FileErrExist,
	syscall.EFBIG:        FileErrFileTooLarge,
	syscall.EILSEQ:       FileErrIllegalByteSequence,
	syscall.EINPROGRESS:  FileErrInProgress,
	syscall.EINTR:        FileErrInterrupted,
	syscall.EINVAL:       FileErrInvalid,
	syscall.EIO:          FileErrIO,
	syscall.EISDIR:       FileErrIsDirectory,
	syscall.ELOOP:        FileErrLoop,
	syscall.EMLINK:       FileErrTooManyLinks,
	syscall.EMSGSIZE:     FileErrMessageSize,
	syscall.ENAMETOOLONG: FileErrNameTooLong,
	syscall.ENODEV:       FileErrNoDevice,
	syscall.ENOENT:       FileErrNoEntry,
	syscall.ENOLCK:       FileErrNoLock,
	syscall.ENOMEM:       FileErrInsufficientMemory,
	syscall.EMFILE:       FileErrInsufficientMemory,
	syscall.ENFILE:       FileErrInsufficientMemory,
	syscall.ENOSPC:       FileErrInsufficientSpace,
	syscall.ENOTDIR:      FileErrNotDirectory,
	syscall.ENOTEMPTY:    FileErrNotEmpty,
	syscall.ENOSYS:       FileErrUnsupported,
	syscall.ENOTSUP:      FileErrUnsupported,
	syscall.ENOTTY:       FileErrNoTTY,
	syscall.ENXIO:        FileErrNoSuchDevice,
	syscall.EOVERFLOW:    FileErrOverflow,
	syscall.EPERM:        FileErrNotPermitted,
	syscall.EPIPE:        FileErrPipe,
	syscall.EROFS:        FileErrReadOnly,
	syscall.ESPIPE:       FileErrInvalidSeek,
	syscall.ETXTBSY:      FileErrTextFileBusy,
	syscall.EXDEV:        FileErrCrossDevice,
}
