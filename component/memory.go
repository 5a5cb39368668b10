package component

import "encoding/binary"

// A Memory is the linear memory of a guest, little-endian. It is a view: valid
// until guest code runs, because that may grow the memory. Addresses out of
// range panic, which the runtime turns into a trap; adapters check whole
// structures first, by [Call.Check].
type Memory []byte

// U8 returns the byte at p.
func (m Memory) U8(p uint32) uint8 { return m[p] }

// U16 returns the 16-bit integer at p.
func (m Memory) U16(p uint32) uint16 { return binary.LittleEndian.Uint16(m[p:]) }

// U32 returns the 32-bit integer at p.
func (m Memory) U32(p uint32) uint32 { return binary.LittleEndian.Uint32(m[p:]) }

// U64 returns the 64-bit integer at p.
func (m Memory) U64(p uint32) uint64 { return binary.LittleEndian.Uint64(m[p:]) }

// PutU8 stores v at p.
func (m Memory) PutU8(p uint32, v uint8) { m[p] = v }

// PutU16 stores v at p.
func (m Memory) PutU16(p uint32, v uint16) { binary.LittleEndian.PutUint16(m[p:], v) }

// PutU32 stores v at p.
func (m Memory) PutU32(p uint32, v uint32) { binary.LittleEndian.PutUint32(m[p:], v) }

// PutU64 stores v at p.
func (m Memory) PutU64(p uint32, v uint64) { binary.LittleEndian.PutUint64(m[p:], v) }
