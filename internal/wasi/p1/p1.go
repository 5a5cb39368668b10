// Package p1 is WASI preview1 (wasi_snapshot_preview1) for core modules: its
// 46 functions as thin adapters of package wasi, in files named after the
// function groups of the standard.
//
// Start from [Module], the list of functions, and [New], which makes the
// [Process] that they work on: the table of file descriptors of one instance.
// The package knows no engine. Whoever links a module calls [Func.Call] with
// the guest's memory and the flat arguments.
//
// A pointer that leaves the guest's memory or is misaligned is a trap, as the
// standard has it; everything else that a guest gets wrong is an errno.
package p1

import (
	"context"
	"errors"
	"fmt"
)

// ModuleName is the name by which core modules import these functions.
const ModuleName = "wasi_snapshot_preview1"

// A ValueType is the type of a parameter or a result, encoded as in the
// WebAssembly binary format.
type ValueType byte

// The value types that preview1 uses.
const (
	I32 ValueType = 0x7f
	I64 ValueType = 0x7e
)

// A Func is one function of preview1. It is safe for use by several
// goroutines, with a Process each.
type Func struct {
	Name            string
	Params, Results []ValueType
	call            function
}

// A function gets its arguments and returns its result, or trap after setting
// p.cause (no cause: a bad pointer).
type function func(ctx context.Context, p *Process, m memory, a []uint64) errno

// ErrFault is the error of a pointer that leaves the guest's memory or is not
// aligned.
var ErrFault = errors.New("pointer outside of memory or misaligned")

// Call calls the function for the guest that p belongs to. mem is all of the
// guest's memory; stack holds the arguments and receives the result, and has
// room for either. Functions that wait end with ctx.
//
// An error is the end of the guest: a [wasi.Exit], the cause of ctx, or a
// trap; the stack then holds no result.
func (f *Func) Call(ctx context.Context, p *Process, mem []byte, stack []uint64) error {
	e := f.call(ctx, p, mem, stack[:len(f.Params)])
	if e == trap {
		err := p.cause
		p.cause = nil
		if err == nil {
			err = fmt.Errorf("%s.%s: %w (arguments %#x)", ModuleName, f.Name, ErrFault, stack[:len(f.Params)])
		}
		return err
	}
	if len(f.Results) > 0 {
		stack[0] = uint64(e)
	}
	return nil
}

// Module returns the functions of preview1, in the standard's order. The
// caller does not change them.
func Module() []Func { return module }

var module = []Func{
	def("args_get", argsGet, I32, I32),
	def("args_sizes_get", argsSizesGet, I32, I32),
	def("environ_get", environGet, I32, I32),
	def("environ_sizes_get", environSizesGet, I32, I32),
	def("clock_res_get", clockResGet, I32, I32),
	def("clock_time_get", clockTimeGet, I32, I64, I32),
	def("fd_advise", fdAdvise, I32, I64, I64, I32),
	def("fd_allocate", fdAllocate, I32, I64, I64),
	def("fd_close", fdClose, I32),
	def("fd_datasync", fdDatasync, I32),
	def("fd_fdstat_get", fdFdstatGet, I32, I32),
	def("fd_fdstat_set_flags", fdFdstatSetFlags, I32, I32),
	def("fd_fdstat_set_rights", fdFdstatSetRights, I32, I64, I64),
	def("fd_filestat_get", fdFilestatGet, I32, I32),
	def("fd_filestat_set_size", fdFilestatSetSize, I32, I64),
	def("fd_filestat_set_times", fdFilestatSetTimes, I32, I64, I64, I32),
	def("fd_pread", fdPread, I32, I32, I32, I64, I32),
	def("fd_prestat_get", fdPrestatGet, I32, I32),
	def("fd_prestat_dir_name", fdPrestatDirName, I32, I32, I32),
	def("fd_pwrite", fdPwrite, I32, I32, I32, I64, I32),
	def("fd_read", fdRead, I32, I32, I32, I32),
	def("fd_readdir", fdReaddir, I32, I32, I32, I64, I32),
	def("fd_renumber", fdRenumber, I32, I32),
	def("fd_seek", fdSeek, I32, I64, I32, I32),
	def("fd_sync", fdSync, I32),
	def("fd_tell", fdTell, I32, I32),
	def("fd_write", fdWrite, I32, I32, I32, I32),
	def("path_create_directory", pathCreateDirectory, I32, I32, I32),
	def("path_filestat_get", pathFilestatGet, I32, I32, I32, I32, I32),
	def("path_filestat_set_times", pathFilestatSetTimes, I32, I32, I32, I32, I64, I64, I32),
	def("path_link", pathLink, I32, I32, I32, I32, I32, I32, I32),
	def("path_open", pathOpen, I32, I32, I32, I32, I32, I64, I64, I32, I32),
	def("path_readlink", pathReadlink, I32, I32, I32, I32, I32, I32),
	def("path_remove_directory", pathRemoveDirectory, I32, I32, I32),
	def("path_rename", pathRename, I32, I32, I32, I32, I32, I32),
	def("path_symlink", pathSymlink, I32, I32, I32, I32, I32),
	def("path_unlink_file", pathUnlinkFile, I32, I32, I32),
	def("poll_oneoff", pollOneoff, I32, I32, I32, I32),
	{Name: "proc_exit", Params: []ValueType{I32}, call: procExit},
	def("proc_raise", procRaise, I32),
	def("sched_yield", schedYield),
	def("random_get", randomGet, I32, I32),
	def("sock_accept", sockAccept, I32, I32, I32),
	def("sock_recv", sockRecv, I32, I32, I32, I32, I32, I32),
	def("sock_send", sockSend, I32, I32, I32, I32, I32),
	def("sock_shutdown", sockShutdown, I32, I32),
}

func def(name string, call function, params ...ValueType) Func {
	return Func{name, params, []ValueType{I32}, call}
}
