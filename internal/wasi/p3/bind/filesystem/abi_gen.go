// Code generated from wasi:filesystem@0.3.0 by component/bindgen. DO NOT EDIT.

// Package filesystem is the Go form of the WIT package wasi:filesystem@0.3.0.
package filesystem

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi/p3/bind/clocks"
)

func bit(v bool) uint8 {
	if v {
		return 1
	}
	return 0
}

// discriminant checks that v is one of n cases.
func discriminant(c *component.Call, v, n uint32) uint32 {
	if v >= n {
		c.Trap(fmt.Errorf("invalid discriminant %d of %d cases", v, n))
	}
	return v
}

// elemDirectoryEntry is how directory-entry is moved in streams and futures.
var elemDirectoryEntry = &component.Element[DirectoryEntry]{
	Shape: "7afb6ed2d092a7e913fdb5ee", Size: 24, Align: 4,
	Load: func(c *component.Call, p uint32) DirectoryEntry { return loadDirectoryEntry(c, p) },
	Store: func(c *component.Call, p uint32, v DirectoryEntry) {
		storeDirectoryEntry(c, p, v)
	},
}

// elemResultUnitErrorCode is how result<_, error-code> is moved in streams and futures.
var elemResultUnitErrorCode = &component.Element[component.Result[struct{}, ErrorCode]]{
	Shape: "f2c4701f3b56c7b47a9cdb96", Size: 20, Align: 4,
	Load: func(c *component.Call, p uint32) component.Result[struct{}, ErrorCode] {
		return loadResultUnitErrorCode(c, p)
	},
	Store: func(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
		storeResultUnitErrorCode(c, p, v)
	},
}

func liftClocksInstant(c *component.Call, s []uint64) clocks.Instant {
	return clocks.Instant{
		Seconds:     int64(s[0]),
		Nanoseconds: uint32(s[1]),
	}
}

func liftNewTimestamp(c *component.Call, s []uint64) NewTimestamp {
	v := NewTimestamp{Tag: NewTimestampTag(discriminant(c, uint32(s[0]), 3))}
	switch v.Tag {
	case NewTimestampTagTimestamp:
		v.Value = component.Box(c, liftClocksInstant(c, s[1:]))
	}
	return v
}

func loadDescriptorType(c *component.Call, p uint32) DescriptorType {
	v := DescriptorType{Tag: DescriptorTypeTag(discriminant(c, uint32(c.Memory().U8(p)), 8))}
	switch v.Tag {
	case DescriptorTypeTagOther:
		v.Value = component.Box(c, loadOptionString(c, p+4))
	}
	return v
}

func loadDirectoryEntry(c *component.Call, p uint32) DirectoryEntry {
	return DirectoryEntry{
		Type: loadDescriptorType(c, p),
		Name: loadString(c, p+16),
	}
}

func loadErrorCode(c *component.Call, p uint32) ErrorCode {
	v := ErrorCode{Tag: ErrorCodeTag(discriminant(c, uint32(c.Memory().U8(p)), 37))}
	switch v.Tag {
	case ErrorCodeTagOther:
		v.Value = component.Box(c, loadOptionString(c, p+4))
	}
	return v
}

func loadOptionString(c *component.Call, p uint32) component.Option[string] {
	if discriminant(c, uint32(c.Memory().U8(p)), 2) == 0 {
		return component.Option[string]{}
	}
	return component.Some(loadString(c, p+4))
}

func loadResultUnitErrorCode(c *component.Call, p uint32) component.Result[struct{}, ErrorCode] {
	var v component.Result[struct{}, ErrorCode]
	v.IsErr = discriminant(c, uint32(c.Memory().U8(p)), 2) == 1
	if v.IsErr {
		v.Err = loadErrorCode(c, p+4)
	}
	return v
}

func loadString(c *component.Call, p uint32) string {
	return c.LoadString(c.Memory().U32(p), c.Memory().U32(p+4))
}

func lowerListTuple2OwnDescriptorString(c *component.Call, v []component.Tuple2[Descriptor, string]) (ptr, n uint32) {
	ptr = c.AllocList(len(v), 12, 4)
	p := ptr
	for _, e := range v {
		storeTuple2OwnDescriptorString(c, p, e)
		p += 12
	}
	return ptr, uint32(len(v))
}

// resultOf makes a result of what a host function returned: err is an E, or it
// traps.
func resultOf[T any, E error](c *component.Call, v T, err error) component.Result[T, E] {
	if err == nil {
		return component.Result[T, E]{OK: v}
	}
	if e, ok := err.(E); ok {
		return component.Result[T, E]{Err: e, IsErr: true}
	}
	var e E
	if !errors.As(err, &e) {
		c.Trap(err)
	}
	return component.Result[T, E]{Err: e, IsErr: true}
}

func storeClocksInstant(c *component.Call, p uint32, v clocks.Instant) {
	c.Memory().PutU64(p, uint64(v.Seconds))
	c.Memory().PutU32(p+8, v.Nanoseconds)
}

func storeDescriptorStat(c *component.Call, p uint32, v DescriptorStat) {
	storeDescriptorType(c, p, v.Type)
	c.Memory().PutU64(p+16, v.LinkCount)
	c.Memory().PutU64(p+24, v.Size)
	storeOptionClocksInstant(c, p+32, v.DataAccessTimestamp)
	storeOptionClocksInstant(c, p+56, v.DataModificationTimestamp)
	storeOptionClocksInstant(c, p+80, v.StatusChangeTimestamp)
}

func storeDescriptorType(c *component.Call, p uint32, v DescriptorType) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case DescriptorTypeTagOther:
		storeOptionString(c, p+4, v.Value.(component.Option[string]))
	}
}

func storeDirectoryEntry(c *component.Call, p uint32, v DirectoryEntry) {
	storeDescriptorType(c, p, v.Type)
	storeString(c, p+16, v.Name)
}

func storeErrorCode(c *component.Call, p uint32, v ErrorCode) {
	c.Memory().PutU8(p, uint8(v.Tag))
	switch v.Tag {
	case ErrorCodeTagOther:
		storeOptionString(c, p+4, v.Value.(component.Option[string]))
	}
}

func storeListTuple2OwnDescriptorString(c *component.Call, p uint32, v []component.Tuple2[Descriptor, string]) {
	ptr, n := lowerListTuple2OwnDescriptorString(c, v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeMetadataHashValue(c *component.Call, p uint32, v MetadataHashValue) {
	c.Memory().PutU64(p, v.Lower)
	c.Memory().PutU64(p+8, v.Upper)
}

func storeOptionClocksInstant(c *component.Call, p uint32, v component.Option[clocks.Instant]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeClocksInstant(c, p+8, v.Value)
}

func storeOptionString(c *component.Call, p uint32, v component.Option[string]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeString(c, p+4, v.Value)
}

func storeResultDescriptorFlagsErrorCode(c *component.Call, p uint32, v component.Result[DescriptorFlags, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+4, uint8(v.OK))
}

func storeResultDescriptorStatErrorCode(c *component.Call, p uint32, v component.Result[DescriptorStat, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeDescriptorStat(c, p+8, v.OK)
}

func storeResultDescriptorTypeErrorCode(c *component.Call, p uint32, v component.Result[DescriptorType, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeDescriptorType(c, p+4, v.OK)
}

func storeResultMetadataHashValueErrorCode(c *component.Call, p uint32, v component.Result[MetadataHashValue, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+8, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeMetadataHashValue(c, p+8, v.OK)
}

func storeResultOwnDescriptorErrorCode(c *component.Call, p uint32, v component.Result[Descriptor, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(DescriptorResource, v.OK))
}

func storeResultStringErrorCode(c *component.Call, p uint32, v component.Result[string, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
	storeString(c, p+4, v.OK)
}

func storeResultUnitErrorCode(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		storeErrorCode(c, p+4, v.Err)
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTuple2OwnDescriptorString(c *component.Call, p uint32, v component.Tuple2[Descriptor, string]) {
	c.Memory().PutU32(p, c.NewOwn(DescriptorResource, v.F0))
	storeString(c, p+4, v.F1)
}

func storeTuple2StreamDirectoryEntryFutureResultUnitErrorCode(c *component.Call, p uint32, v component.Tuple2[*component.Stream[DirectoryEntry], *component.Future[component.Result[struct{}, ErrorCode]]]) {
	c.Memory().PutU32(p, component.LowerStream(c, v.F0, elemDirectoryEntry))
	c.Memory().PutU32(p+4, component.LowerFuture(c, v.F1, elemResultUnitErrorCode))
}

func storeTuple2StreamU8FutureResultUnitErrorCode(c *component.Call, p uint32, v component.Tuple2[*component.Stream[uint8], *component.Future[component.Result[struct{}, ErrorCode]]]) {
	c.Memory().PutU32(p, component.LowerStream(c, v.F0, component.Bytes))
	c.Memory().PutU32(p+4, component.LowerFuture(c, v.F1, elemResultUnitErrorCode))
}
