package canon

import "github.com/gyro-wasm/gyro/component/wit"

func (cx *Context) load(n *node, ptr uint32) wit.Value         { panic("todo") }
func (cx *Context) store(n *node, v wit.Value, ptr uint32)     { panic("todo") }
func (cx *Context) liftFlat(n *node, s []uint64) wit.Value     { panic("todo") }
func (cx *Context) lowerFlat(n *node, v wit.Value, s []uint64) { panic("todo") }
func (cx *Context) mismatch(n *node, v wit.Value) error        { panic("todo") }
func (cx *Context) LoadString(ptr, units uint32) string        { panic("todo") }
func (cx *Context) StoreString(s string) (ptr, units uint32)   { panic("todo") }
func (f *Func) TransferArgs(from *Context, fromStack []uint64, g *Func, to *Context, toStack []uint64) {
	panic("todo")
}
func (f *Func) TransferResult(from *Context, fromStack []uint64, g *Func, to *Context, toStack []uint64) {
	panic("todo")
}
