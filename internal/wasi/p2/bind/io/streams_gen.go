// Code generated from wasi:io@0.2.12 by component/bindgen. DO NOT EDIT.

package io

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// StreamError is the variant stream-error of wasi:io/streams@0.2.12. Value is what its case carries, see the constructors.
type StreamError struct {
	Tag   StreamErrorTag
	Value any
}

// StreamErrorTag tells the case of a [StreamError].
type StreamErrorTag uint8

// The values of StreamErrorTag.
const (
	StreamErrorTagLastOperationFailed StreamErrorTag = iota
	StreamErrorTagClosed
)

var namesStreamErrorTag = [...]string{"last-operation-failed", "closed"}

// String returns the name that the value has in WIT.
func (e StreamErrorTag) String() string {
	if int(e) < len(namesStreamErrorTag) {
		return namesStreamErrorTag[e]
	}
	return "StreamErrorTag(" + strconv.Itoa(int(e)) + ")"
}

// NewStreamErrorLastOperationFailed returns the case last-operation-failed.
func NewStreamErrorLastOperationFailed(v Error) StreamError {
	return StreamError{Tag: StreamErrorTagLastOperationFailed, Value: v}
}

// AsLastOperationFailed returns what the case last-operation-failed carries; ok is false for other cases.
func (v StreamError) AsLastOperationFailed() (value Error, ok bool) {
	if v.Tag != StreamErrorTagLastOperationFailed {
		return value, false
	}
	value, ok = v.Value.(Error)
	return value, ok
}

// NewStreamErrorClosed returns the case closed.
func NewStreamErrorClosed() StreamError { return StreamError{Tag: StreamErrorTagClosed} }

// Error implements error.
func (v StreamError) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// InputStream is the resource input-stream of wasi:io/streams@0.2.12.
type InputStream interface {
	Read(ctx context.Context, len_ uint64) ([]byte, error)
	BlockingRead(ctx context.Context, len_ uint64) ([]byte, error)
	Skip(ctx context.Context, len_ uint64) (uint64, error)
	BlockingSkip(ctx context.Context, len_ uint64) (uint64, error)
	Subscribe(ctx context.Context) (Pollable, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// InputStreamResource is the type of handles to [InputStream].
var InputStreamResource = component.NewResourceType("input-stream", func(ctx context.Context, obj any) { obj.(InputStream).Drop(ctx) })

// OutputStream is the resource output-stream of wasi:io/streams@0.2.12.
type OutputStream interface {
	CheckWrite(ctx context.Context) (uint64, error)
	Write(ctx context.Context, contents []byte) error
	BlockingWriteAndFlush(ctx context.Context, contents []byte) error
	Flush(ctx context.Context) error
	BlockingFlush(ctx context.Context) error
	Subscribe(ctx context.Context) (Pollable, error)
	WriteZeroes(ctx context.Context, len_ uint64) error
	BlockingWriteZeroesAndFlush(ctx context.Context, len_ uint64) error
	Splice(ctx context.Context, src InputStream, len_ uint64) (uint64, error)
	BlockingSplice(ctx context.Context, src InputStream, len_ uint64) (uint64, error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// OutputStreamResource is the type of handles to [OutputStream].
var OutputStreamResource = component.NewResourceType("output-stream", func(ctx context.Context, obj any) { obj.(OutputStream).Drop(ctx) })

// LinkStreams adds wasi:io/streams@0.2.12 to a linker.
func LinkStreams(l *component.Linker) error {
	return l.Define(StreamsInterface())
}

// StreamsInterface returns wasi:io/streams@0.2.12 as host functions.
func StreamsInterface() *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "wasi:io/streams@0.2.12",
		WIT:  func() *wit.Interface { return witfiles.Interface("wasi:io/streams@0.2.12") },
		Resources: []component.ResourceDef{
			{Name: "error", Type: ErrorResource},
			{Name: "pollable", Type: PollableResource},
			{Name: "input-stream", Type: InputStreamResource},
			{Name: "output-stream", Type: OutputStreamResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[method]input-stream.read", Fn: inputStreamRead},
			{Name: "[method]input-stream.blocking-read", Fn: inputStreamBlockingRead},
			{Name: "[method]input-stream.skip", Fn: inputStreamSkip},
			{Name: "[method]input-stream.blocking-skip", Fn: inputStreamBlockingSkip},
			{Name: "[method]input-stream.subscribe", Fn: inputStreamSubscribe},
			{Name: "[method]output-stream.check-write", Fn: outputStreamCheckWrite},
			{Name: "[method]output-stream.write", Fn: outputStreamWrite},
			{Name: "[method]output-stream.blocking-write-and-flush", Fn: outputStreamBlockingWriteAndFlush},
			{Name: "[method]output-stream.flush", Fn: outputStreamFlush},
			{Name: "[method]output-stream.blocking-flush", Fn: outputStreamBlockingFlush},
			{Name: "[method]output-stream.subscribe", Fn: outputStreamSubscribe},
			{Name: "[method]output-stream.write-zeroes", Fn: outputStreamWriteZeroes},
			{Name: "[method]output-stream.blocking-write-zeroes-and-flush", Fn: outputStreamBlockingWriteZeroesAndFlush},
			{Name: "[method]output-stream.splice", Fn: outputStreamSplice},
			{Name: "[method]output-stream.blocking-splice", Fn: outputStreamBlockingSplice},
		},
	}
}

func inputStreamRead(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), InputStreamResource).(InputStream)
	len_ := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 12, 4)
	v, err := self.Read(ctx, len_)
	storeResultBytesStreamError(c, ret, resultOf[[]byte, StreamError](c, v, err))
}

func inputStreamBlockingRead(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), InputStreamResource).(InputStream)
	len_ := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 12, 4)
	v, err := self.BlockingRead(ctx, len_)
	storeResultBytesStreamError(c, ret, resultOf[[]byte, StreamError](c, v, err))
}

func inputStreamSkip(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), InputStreamResource).(InputStream)
	len_ := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 16, 8)
	v, err := self.Skip(ctx, len_)
	storeResultU64StreamError(c, ret, resultOf[uint64, StreamError](c, v, err))
}

func inputStreamBlockingSkip(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), InputStreamResource).(InputStream)
	len_ := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 16, 8)
	v, err := self.BlockingSkip(ctx, len_)
	storeResultU64StreamError(c, ret, resultOf[uint64, StreamError](c, v, err))
}

func inputStreamSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), InputStreamResource).(InputStream)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(PollableResource, v))
}

func outputStreamCheckWrite(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	ret := uint32(stack[1])
	c.Check(ret, 16, 8)
	v, err := self.CheckWrite(ctx)
	storeResultU64StreamError(c, ret, resultOf[uint64, StreamError](c, v, err))
}

func outputStreamWrite(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	contents := c.LoadBytes(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 12, 4)
	err := self.Write(ctx, contents)
	storeResultUnitStreamError(c, ret, resultOf[struct{}, StreamError](c, struct{}{}, err))
}

func outputStreamBlockingWriteAndFlush(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	contents := c.LoadBytes(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 12, 4)
	err := self.BlockingWriteAndFlush(ctx, contents)
	storeResultUnitStreamError(c, ret, resultOf[struct{}, StreamError](c, struct{}{}, err))
}

func outputStreamFlush(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	err := self.Flush(ctx)
	storeResultUnitStreamError(c, ret, resultOf[struct{}, StreamError](c, struct{}{}, err))
}

func outputStreamBlockingFlush(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	ret := uint32(stack[1])
	c.Check(ret, 12, 4)
	err := self.BlockingFlush(ctx)
	storeResultUnitStreamError(c, ret, resultOf[struct{}, StreamError](c, struct{}{}, err))
}

func outputStreamSubscribe(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	v, err := self.Subscribe(ctx)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(PollableResource, v))
}

func outputStreamWriteZeroes(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	len_ := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 12, 4)
	err := self.WriteZeroes(ctx, len_)
	storeResultUnitStreamError(c, ret, resultOf[struct{}, StreamError](c, struct{}{}, err))
}

func outputStreamBlockingWriteZeroesAndFlush(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	len_ := stack[1]
	ret := uint32(stack[2])
	c.Check(ret, 12, 4)
	err := self.BlockingWriteZeroesAndFlush(ctx, len_)
	storeResultUnitStreamError(c, ret, resultOf[struct{}, StreamError](c, struct{}{}, err))
}

func outputStreamSplice(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	src := c.Borrow(uint32(stack[1]), InputStreamResource).(InputStream)
	len_ := stack[2]
	ret := uint32(stack[3])
	c.Check(ret, 16, 8)
	v, err := self.Splice(ctx, src, len_)
	storeResultU64StreamError(c, ret, resultOf[uint64, StreamError](c, v, err))
}

func outputStreamBlockingSplice(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), OutputStreamResource).(OutputStream)
	src := c.Borrow(uint32(stack[1]), InputStreamResource).(InputStream)
	len_ := stack[2]
	ret := uint32(stack[3])
	c.Check(ret, 16, 8)
	v, err := self.BlockingSplice(ctx, src, len_)
	storeResultU64StreamError(c, ret, resultOf[uint64, StreamError](c, v, err))
}
