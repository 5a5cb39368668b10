// Code generated from wasi:filesystem@0.2.12 by component/bindgen. DO NOT EDIT.

// Package filesystem is the Go form of the WIT package wasi:filesystem@0.2.12.
package filesystem

import (
	"errors"
	"fmt"

	"github.com/gyro-wasm/gyro/component"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/clocks"
	"github.com/gyro-wasm/gyro/internal/wasi/p2/bind/io"
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

func liftClocksDatetime(c *component.Call, s []uint64) clocks.Datetime {
	return clocks.Datetime{
		Seconds:     s[0],
		Nanoseconds: uint32(s[1]),
	}
}

func liftNewTimestamp(c *component.Call, s []uint64) NewTimestamp {
	v := NewTimestamp{Tag: NewTimestampTag(discriminant(c, uint32(s[0]), 3))}
	switch v.Tag {
	case NewTimestampTagTimestamp:
		v.Value = component.Box(c, liftClocksDatetime(c, s[1:]))
	}
	return v
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

func storeBytes(c *component.Call, p uint32, v []byte) {
	ptr, n := c.StoreBytes(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeClocksDatetime(c *component.Call, p uint32, v clocks.Datetime) {
	c.Memory().PutU64(p, v.Seconds)
	c.Memory().PutU32(p+8, v.Nanoseconds)
}

func storeDescriptorStat(c *component.Call, p uint32, v DescriptorStat) {
	c.Memory().PutU8(p, uint8(v.Type))
	c.Memory().PutU64(p+8, v.LinkCount)
	c.Memory().PutU64(p+16, v.Size)
	storeOptionClocksDatetime(c, p+24, v.DataAccessTimestamp)
	storeOptionClocksDatetime(c, p+48, v.DataModificationTimestamp)
	storeOptionClocksDatetime(c, p+72, v.StatusChangeTimestamp)
}

func storeDirectoryEntry(c *component.Call, p uint32, v DirectoryEntry) {
	c.Memory().PutU8(p, uint8(v.Type))
	storeString(c, p+4, v.Name)
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

func storeOptionClocksDatetime(c *component.Call, p uint32, v component.Option[clocks.Datetime]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeClocksDatetime(c, p+8, v.Value)
}

func storeOptionDirectoryEntry(c *component.Call, p uint32, v component.Option[DirectoryEntry]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	storeDirectoryEntry(c, p+4, v.Value)
}

func storeOptionErrorCode(c *component.Call, p uint32, v component.Option[ErrorCode]) {
	if !v.Some {
		c.Memory().PutU8(p, 0)
		return
	}
	c.Memory().PutU8(p, 1)
	c.Memory().PutU8(p+1, uint8(v.Value))
}

func storeResultDescriptorFlagsErrorCode(c *component.Call, p uint32, v component.Result[DescriptorFlags, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+1, uint8(v.OK))
}

func storeResultDescriptorStatErrorCode(c *component.Call, p uint32, v component.Result[DescriptorStat, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+8, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeDescriptorStat(c, p+8, v.OK)
}

func storeResultDescriptorTypeErrorCode(c *component.Call, p uint32, v component.Result[DescriptorType, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU8(p+1, uint8(v.OK))
}

func storeResultMetadataHashValueErrorCode(c *component.Call, p uint32, v component.Result[MetadataHashValue, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+8, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeMetadataHashValue(c, p+8, v.OK)
}

func storeResultOptionDirectoryEntryErrorCode(c *component.Call, p uint32, v component.Result[component.Option[DirectoryEntry], ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeOptionDirectoryEntry(c, p+4, v.OK)
}

func storeResultOwnDescriptorErrorCode(c *component.Call, p uint32, v component.Result[Descriptor, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(DescriptorResource, v.OK))
}

func storeResultOwnDirectoryEntryStreamErrorCode(c *component.Call, p uint32, v component.Result[DirectoryEntryStream, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(DirectoryEntryStreamResource, v.OK))
}

func storeResultOwnIOInputStreamErrorCode(c *component.Call, p uint32, v component.Result[io.InputStream, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(io.InputStreamResource, v.OK))
}

func storeResultOwnIOOutputStreamErrorCode(c *component.Call, p uint32, v component.Result[io.OutputStream, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU32(p+4, c.NewOwn(io.OutputStreamResource, v.OK))
}

func storeResultStringErrorCode(c *component.Call, p uint32, v component.Result[string, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeString(c, p+4, v.OK)
}

func storeResultTuple2BytesBoolErrorCode(c *component.Call, p uint32, v component.Result[component.Tuple2[[]byte, bool], ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+4, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	storeTuple2BytesBool(c, p+4, v.OK)
}

func storeResultU64ErrorCode(c *component.Call, p uint32, v component.Result[Filesize, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+8, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
	c.Memory().PutU64(p+8, v.OK)
}

func storeResultUnitErrorCode(c *component.Call, p uint32, v component.Result[struct{}, ErrorCode]) {
	if v.IsErr {
		c.Memory().PutU8(p, 1)
		c.Memory().PutU8(p+1, uint8(v.Err))
		return
	}
	c.Memory().PutU8(p, 0)
}

func storeString(c *component.Call, p uint32, v string) {
	ptr, n := c.StoreString(v)
	c.Memory().PutU32(p, ptr)
	c.Memory().PutU32(p+4, n)
}

func storeTuple2BytesBool(c *component.Call, p uint32, v component.Tuple2[[]byte, bool]) {
	storeBytes(c, p, v.F0)
	c.Memory().PutU8(p+8, bit(v.F1))
}

func storeTuple2OwnDescriptorString(c *component.Call, p uint32, v component.Tuple2[Descriptor, string]) {
	c.Memory().PutU32(p, c.NewOwn(DescriptorResource, v.F0))
	storeString(c, p+4, v.F1)
}
