package p1

import (
	"context"
	"errors"
	"io"

	"github.com/gyro-wasm/gyro/internal/wasi"
)

// errno is the standard's $errno, or trap.
type errno uint32

// The error numbers that this host returns.
const (
	errnoSuccess     errno = 0
	errnoAcces       errno = 2
	errnoAgain       errno = 6
	errnoBadf        errno = 8
	errnoConnaborted errno = 13
	errnoIlseq       errno = 25
	errnoInval       errno = 28
	errnoIO          errno = 29
	errnoMfile       errno = 33
	errnoNametoolong errno = 37
	errnoNomem       errno = 48
	errnoNotdir      errno = 54
	errnoNotsock     errno = 57
	errnoNotsup      errno = 58
	errnoOverflow    errno = 61
	errnoPipe        errno = 64
	errnoSpipe       errno = 70

	trap errno = 1 << 16
)

// fileErrnos are the numbers of the error codes of wasi:filesystem.
var fileErrnos = [...]errno{
	wasi.FileErrAccess:              errnoAcces,
	wasi.FileErrWouldBlock:          errnoAgain,
	wasi.FileErrAlready:             7,
	wasi.FileErrBadDescriptor:       errnoBadf,
	wasi.FileErrBusy:                10,
	wasi.FileErrDeadlock:            16,
	wasi.FileErrQuota:               19,
	wasi.FileErrExist:               20,
	wasi.FileErrFileTooLarge:        22,
	wasi.FileErrIllegalByteSequence: errnoIlseq,
	wasi.FileErrInProgress:          26,
	wasi.FileErrInterrupted:         27,
	wasi.FileErrInvalid:             errnoInval,
	wasi.FileErrIO:                  errnoIO,
	wasi.FileErrIsDirectory:         31,
	wasi.FileErrLoop:                32,
	wasi.FileErrTooManyLinks:        34,
	wasi.FileErrMessageSize:         35,
	wasi.FileErrNameTooLong:         errnoNametoolong,
	wasi.FileErrNoDevice:            43,
	wasi.FileErrNoEntry:             44,
	wasi.FileErrNoLock:              46,
	wasi.FileErrInsufficientMemory:  errnoNomem,
	wasi.FileErrInsufficientSpace:   51,
	wasi.FileErrNotDirectory:        errnoNotdir,
	wasi.FileErrNotEmpty:            55,
	wasi.FileErrNotRecoverable:      56,
	wasi.FileErrUnsupported:         errnoNotsup,
	wasi.FileErrNoTTY:               59,
	wasi.FileErrNoSuchDevice:        60,
	wasi.FileErrOverflow:            errnoOverflow,
	wasi.FileErrNotPermitted:        63,
	wasi.FileErrPipe:                errnoPipe,
	wasi.FileErrReadOnly:            69,
	wasi.FileErrInvalidSeek:         errnoSpipe,
	wasi.FileErrTextFileBusy:        74,
	wasi.FileErrCrossDevice:         75,
}

// fail turns an error of a host function into its result: nil is success, and
// the end of ctx is the end of the guest.
func (p *Process) fail(ctx context.Context, err error) errno {
	switch {
	case err == nil:
		return errnoSuccess
	case ctx.Err() != nil:
		p.cause = context.Cause(ctx)
		return trap
	case err == io.EOF:
		return errnoPipe
	case errors.Is(err, wasi.ErrTooManyDescriptors):
		return errnoMfile
	}
	code, _ := wasi.FileErrorOf(err)
	return fileErrnos[code]
}
