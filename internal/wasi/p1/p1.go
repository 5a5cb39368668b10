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

// A Func is one function of preview1. It is safe for use by several
// goroutines, with a Process each.
type Func struct {
	Name string
	// Params and Results are the core types, a letter each: i for i32, I for
	// i64.
	Params, Results string
	call            function
	bare            bool // needs no descriptors
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
	if p.fds == nil && !f.bare {
		if err := p.open(nil); err != nil {
			return err
		}
	}
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
	bare("args_get", argsGet, "ii"),
	bare("args_sizes_get", argsSizesGet, "ii"),
	bare("environ_get", environGet, "ii"),
	bare("environ_sizes_get", environSizesGet, "ii"),
	bare("clock_res_get", clockResGet, "ii"),
	bare("clock_time_get", clockTimeGet, "iIi"),
	def("fd_advise", fdAdvise, "iIIi"),
	def("fd_allocate", fdAllocate, "iII"),
	def("fd_close", fdClose, "i"),
	def("fd_datasync", fdDatasync, "i"),
	def("fd_fdstat_get", fdFdstatGet, "ii"),
	def("fd_fdstat_set_flags", fdFdstatSetFlags, "ii"),
	def("fd_fdstat_set_rights", fdFdstatSetRights, "iII"),
	def("fd_filestat_get", fdFilestatGet, "ii"),
	def("fd_filestat_set_size", fdFilestatSetSize, "iI"),
	def("fd_filestat_set_times", fdFilestatSetTimes, "iIIi"),
	def("fd_pread", fdPread, "iiiIi"),
	def("fd_prestat_get", fdPrestatGet, "ii"),
	def("fd_prestat_dir_name", fdPrestatDirName, "iii"),
	def("fd_pwrite", fdPwrite, "iiiIi"),
	def("fd_read", fdRead, "iiii"),
	def("fd_readdir", fdReaddir, "iiiIi"),
	def("fd_renumber", fdRenumber, "ii"),
	def("fd_seek", fdSeek, "iIii"),
	def("fd_sync", fdSync, "i"),
	def("fd_tell", fdTell, "ii"),
	def("fd_write", fdWrite, "iiii"),
	def("path_create_directory", pathCreateDirectory, "iii"),
	def("path_filestat_get", pathFilestatGet, "iiiii"),
	def("path_filestat_set_times", pathFilestatSetTimes, "iiiiIIi"),
	def("path_link", pathLink, "iiiiiii"),
	def("path_open", pathOpen, "iiiiiIIii"),
	def("path_readlink", pathReadlink, "iiiiii"),
	def("path_remove_directory", pathRemoveDirectory, "iii"),
	def("path_rename", pathRename, "iiiiii"),
	def("path_symlink", pathSymlink, "iiiii"),
	def("path_unlink_file", pathUnlinkFile, "iii"),
	def("poll_oneoff", pollOneoff, "iiii"),
	{Name: "proc_exit", Params: "i", call: procExit, bare: true},
	bare("proc_raise", procRaise, "i"),
	bare("sched_yield", schedYield, ""),
	bare("random_get", randomGet, "ii"),
	def("sock_accept", sockAccept, "iii"),
	def("sock_recv", sockRecv, "iiiiii"),
	def("sock_send", sockSend, "iiiii"),
	def("sock_shutdown", sockShutdown, "ii"),
}

func def(name string, call function, params string) Func {
	return Func{Name: name, Params: params, Results: "i", call: call}
}

// bare is def for a function that needs no file descriptors.
func bare(name string, call function, params string) Func {
	f := def(name, call, params)
	f.bare = true
	return f
}
