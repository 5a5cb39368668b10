package binary

import "github.com/gyro-wasm/gyro/component/wit"

// A CanonOp is the operation of a canonical definition; its value is the
// opcode of the binary format, see Binary.md, "Canonical Definitions".
type CanonOp byte

// The canonical operations. Those of gated features are decoded and validated
// too.
const (
	CanonLift               CanonOp = 0x00
	CanonLower              CanonOp = 0x01
	CanonResourceNew        CanonOp = 0x02
	CanonResourceDrop       CanonOp = 0x03
	CanonResourceRep        CanonOp = 0x04
	CanonTaskCancel         CanonOp = 0x05
	CanonSubtaskCancel      CanonOp = 0x06
	CanonTaskReturn         CanonOp = 0x09
	CanonContextGet         CanonOp = 0x0a
	CanonContextSet         CanonOp = 0x0b
	CanonThreadYield        CanonOp = 0x0c
	CanonSubtaskDrop        CanonOp = 0x0d
	CanonStreamNew          CanonOp = 0x0e
	CanonStreamRead         CanonOp = 0x0f
	CanonStreamWrite        CanonOp = 0x10
	CanonStreamCancelRead   CanonOp = 0x11
	CanonStreamCancelWrite  CanonOp = 0x12
	CanonStreamDropReadable CanonOp = 0x13
	CanonStreamDropWritable CanonOp = 0x14
	CanonFutureNew          CanonOp = 0x15
	CanonFutureRead         CanonOp = 0x16
	CanonFutureWrite        CanonOp = 0x17
	CanonFutureCancelRead   CanonOp = 0x18
	CanonFutureCancelWrite  CanonOp = 0x19
	CanonFutureDropReadable CanonOp = 0x1a
	CanonFutureDropWritable CanonOp = 0x1b
	CanonErrorContextNew    CanonOp = 0x1c
	CanonErrorContextDebug  CanonOp = 0x1d
	CanonErrorContextDrop   CanonOp = 0x1e
	CanonWaitableSetNew     CanonOp = 0x1f
	CanonWaitableSetWait    CanonOp = 0x20
	CanonWaitableSetPoll    CanonOp = 0x21
	CanonWaitableSetDrop    CanonOp = 0x22
	CanonWaitableJoin       CanonOp = 0x23
	CanonBackpressureInc    CanonOp = 0x24
	CanonBackpressureDec    CanonOp = 0x25
	CanonThreadOther        CanonOp = 0x26 // every other thread built-in; Opcode tells which
)

// A Canon is a canonical definition.
type Canon struct {
	Op     CanonOp
	Opcode byte // as in the binary

	// Func is the core function that CanonLift lifts, or the component function
	// that CanonLower lowers.
	Func uint32
	// Type is the component function type of CanonLift and CanonLower.
	Type *wit.Func
	// Resource is the resource type of the CanonResource… operations.
	Resource *wit.Resource
	// Elem is the stream or future type of the stream and future operations.
	Elem wit.Type
	// Results is the result type of CanonTaskReturn, nil for none.
	Results wit.Type
	// Imm is the immediate of CanonContextGet and CanonContextSet.
	Imm uint32
	// Async is the async or cancellable immediate of built-ins that have one.
	Async bool
	// Memory is the memory immediate of waitable-set.wait and .poll.
	Memory uint32

	Options CanonOptions
	// Core is the type of the core function that the definition makes (all
	// but CanonLift) or that it lifts.
	Core *CoreFunc
}

// A StringEncoding is a string-encoding option.
type StringEncoding uint8

// The string encodings.
const (
	UTF8 StringEncoding = iota
	UTF16
	Latin1UTF16
)

// CanonOptions are the options of a canonical definition. Indices are valid
// where the Has field beside them is true.
type CanonOptions struct {
	Encoding StringEncoding
	Async    bool

	HasMemory, HasRealloc, HasPostReturn, HasCallback bool
	Memory, Realloc, PostReturn, Callback             uint32
}
