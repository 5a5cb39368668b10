package encode

import (
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/component/internal/binary"
)

// The names by which a core module imports and exports what a component has;
// see wit-component, "WebAssembly Module Interface".
const (
	rootModule   = "$root"
	exportModule = "[export]"

	memoryExport        = "memory"
	reallocExport       = "cabi_realloc"
	importReallocExport = "cabi_import_realloc"
	exportReallocExport = "cabi_export_realloc"
	initExport          = "_initialize"
	postReturnPrefix    = "cabi_post_"

	asyncLift     = "[async-lift]"
	asyncCallback = "[callback]"
	asyncStackful = "[async-lift-stackful]"
	asyncLower    = "[async-lower]"
	dtorPrefix    = "[dtor]"
)

// A builtin is a canonical built-in by the name that core modules import it
// by; see Explainer.md, "Canonical Built-ins".
type builtin struct {
	op              binary.CanonOp
	params, results []binary.CoreVal
}

var (
	none  []binary.CoreVal
	i32   = []binary.CoreVal{binary.I32}
	i32s  = []binary.CoreVal{binary.I32, binary.I32}
	i64   = []binary.CoreVal{binary.I64}
	i32x3 = []binary.CoreVal{binary.I32, binary.I32, binary.I32}
)

// plainBuiltins take no type.
var plainBuiltins = map[string]builtin{
	"[task-cancel]":       {binary.CanonTaskCancel, none, none},
	"[backpressure-inc]":  {binary.CanonBackpressureInc, none, none},
	"[backpressure-dec]":  {binary.CanonBackpressureDec, none, none},
	"[waitable-set-new]":  {binary.CanonWaitableSetNew, none, i32},
	"[waitable-set-drop]": {binary.CanonWaitableSetDrop, i32, none},
	"[waitable-join]":     {binary.CanonWaitableJoin, i32s, none},
	"[subtask-drop]":      {binary.CanonSubtaskDrop, i32, none},
	"[subtask-cancel]":    {binary.CanonSubtaskCancel, i32, i32},
	"[context-get-0]":     {binary.CanonContextGet, none, i32},
	"[context-get-1]":     {binary.CanonContextGet, none, i32},
	"[context-set-0]":     {binary.CanonContextSet, i32, none},
	"[context-set-1]":     {binary.CanonContextSet, i32, none},
	"[thread-yield]":      {binary.CanonThreadYield, none, i32},
	"[waitable-set-wait]": {binary.CanonWaitableSetWait, i32s, i32},
	"[waitable-set-poll]": {binary.CanonWaitableSetPoll, i32s, i32},
}

// resourceBuiltins are followed by the name of a resource.
var resourceBuiltins = map[string]builtin{
	"[resource-drop]": {binary.CanonResourceDrop, i32, none},
	"[resource-new]":  {binary.CanonResourceNew, i32, i32},
	"[resource-rep]":  {binary.CanonResourceRep, i32, i32},
}

// endBuiltins are followed by a number and the name of a function: which of
// the streams and futures of its type it is.
var endBuiltins = map[string]builtin{
	"[stream-new-":           {binary.CanonStreamNew, none, i64},
	"[stream-read-":          {binary.CanonStreamRead, i32x3, i32},
	"[stream-write-":         {binary.CanonStreamWrite, i32x3, i32},
	"[stream-cancel-read-":   {binary.CanonStreamCancelRead, i32, i32},
	"[stream-cancel-write-":  {binary.CanonStreamCancelWrite, i32, i32},
	"[stream-drop-readable-": {binary.CanonStreamDropReadable, i32, none},
	"[stream-drop-writable-": {binary.CanonStreamDropWritable, i32, none},
	"[future-new-":           {binary.CanonFutureNew, none, i64},
	"[future-read-":          {binary.CanonFutureRead, i32s, i32},
	"[future-write-":         {binary.CanonFutureWrite, i32s, i32},
	"[future-cancel-read-":   {binary.CanonFutureCancelRead, i32, i32},
	"[future-cancel-write-":  {binary.CanonFutureCancelWrite, i32, i32},
	"[future-drop-readable-": {binary.CanonFutureDropReadable, i32, none},
	"[future-drop-writable-": {binary.CanonFutureDropWritable, i32, none},
}

// endBuiltin takes "[stream-read-0]f" apart.
func endBuiltin(s string) (b builtin, number int, function string, ok bool) {
	head, function, ok := strings.Cut(s, "]")
	i := strings.LastIndexByte(head, '-') + 1
	if !ok || i == 0 {
		return builtin{}, 0, "", false
	}
	b, ok = endBuiltins[head[:i]]
	number, err := strconv.Atoi(head[i:])
	return b, number, function, ok && err == nil && number >= 0
}

// isCopy tells whether op reads or writes, isCancel whether it ends that.
func isCopy(op binary.CanonOp) bool {
	switch op {
	case binary.CanonStreamRead, binary.CanonStreamWrite, binary.CanonFutureRead, binary.CanonFutureWrite:
		return true
	}
	return false
}

func isCancel(op binary.CanonOp) bool {
	switch op {
	case binary.CanonStreamCancelRead, binary.CanonStreamCancelWrite, binary.CanonFutureCancelRead, binary.CanonFutureCancelWrite:
		return true
	}
	return false
}
