// Code generated from test:echo@1.0.0 by component/bindgen. DO NOT EDIT.

package values

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gyro-wasm/gyro/component"
	witfiles "github.com/gyro-wasm/gyro/component/bindgen/testdata/echo"
	"github.com/gyro-wasm/gyro/component/wit"
)

// Thing is the resource thing of test:echo/things@1.0.0.
//
// Something with a name.
type Thing interface {
	// The name of the thing.
	Name(ctx context.Context) (string, error)
	Rename(ctx context.Context, name string) error
	// Not always there.
	Next(ctx context.Context) (component.Option[Thing], error)
	// Drop is called once, when the owning handle is dropped.
	Drop(ctx context.Context)
}

// ThingResource is the type of handles to [Thing].
var ThingResource = component.NewResourceType("thing", func(ctx context.Context, obj any) { obj.(Thing).Drop(ctx) })

// Failure is the variant failure of test:echo/things@1.0.0. Value is what its case carries, see the constructors.
type Failure struct {
	Tag   FailureTag
	Value any
}

// FailureTag tells the case of a [Failure].
type FailureTag uint8

// The values of FailureTag.
const (
	FailureTagUnknown FailureTag = iota
	FailureTagType
)

var namesFailureTag = [...]string{"unknown", "type"}

// String returns the name that the value has in WIT.
func (e FailureTag) String() string {
	if int(e) < len(namesFailureTag) {
		return namesFailureTag[e]
	}
	return "FailureTag(" + strconv.Itoa(int(e)) + ")"
}

// NewFailureUnknown returns the case unknown.
func NewFailureUnknown() Failure { return Failure{Tag: FailureTagUnknown} }

// NewFailureType returns the case type.
func NewFailureType(v string) Failure { return Failure{Tag: FailureTagType, Value: v} }

// AsType returns what the case type carries; ok is false for other cases.
func (v Failure) AsType() (value string, ok bool) {
	if v.Tag != FailureTagType {
		return value, false
	}
	value, ok = v.Value.(string)
	return value, ok
}

// Error implements error.
func (v Failure) Error() string {
	if v.Value == nil {
		return v.Tag.String()
	}
	return fmt.Sprintf("%s: %v", v.Tag, v.Value)
}

// ThingsHost are the functions of test:echo/things@1.0.0.
type ThingsHost interface {
	NewThing(ctx context.Context, name string) (Thing, error)
	ThingJoin(ctx context.Context, a Thing, b Thing) (Thing, error)
	First(ctx context.Context, things []Thing) (v string, ok bool, err error)
}

// LinkThings adds test:echo/things@1.0.0 to a linker. host finds the implementation for a call.
func LinkThings(l *component.Linker, host func(*component.Call) ThingsHost) error {
	return l.Define(ThingsInterface(host))
}

// ThingsInterface returns test:echo/things@1.0.0 as host functions. host finds the implementation for a call.
func ThingsInterface(host func(*component.Call) ThingsHost) *component.InterfaceDef {
	return &component.InterfaceDef{
		Name: "test:echo/things@1.0.0",
		WIT:  func() *wit.Interface { return witfiles.Interface("test:echo/things@1.0.0") },
		Resources: []component.ResourceDef{
			{Name: "thing", Type: ThingResource},
		},
		Funcs: []component.FuncDef{
			{Name: "[constructor]thing", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				thingConstructor(ctx, c, host(c), stack)
			}},
			{Name: "[method]thing.name", Fn: thingName},
			{Name: "[method]thing.rename", Fn: thingRename},
			{Name: "[static]thing.join", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				thingJoin(ctx, c, host(c), stack)
			}},
			{Name: "[method]thing.next", Fn: thingNext},
			{Name: "first", Fn: func(ctx context.Context, c *component.Call, stack []uint64) {
				thingsHostFirst(ctx, c, host(c), stack)
			}},
		},
	}
}

func thingConstructor(ctx context.Context, c *component.Call, host ThingsHost, stack []uint64) {
	name := c.LoadString(uint32(stack[0]), uint32(stack[1]))
	v, err := host.NewThing(ctx, name)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(ThingResource, v))
}

func thingName(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ThingResource).(Thing)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.Name(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeString(c, ret, v)
}

func thingRename(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ThingResource).(Thing)
	name := c.LoadString(uint32(stack[1]), uint32(stack[2]))
	ret := uint32(stack[3])
	c.Check(ret, 16, 4)
	err := self.Rename(ctx, name)
	storeResultUnitFailure(c, ret, resultOf[struct{}, Failure](c, struct{}{}, err))
}

func thingJoin(ctx context.Context, c *component.Call, host ThingsHost, stack []uint64) {
	a := c.Borrow(uint32(stack[0]), ThingResource).(Thing)
	b := c.Borrow(uint32(stack[1]), ThingResource).(Thing)
	v, err := host.ThingJoin(ctx, a, b)
	if err != nil {
		c.Trap(err)
	}
	stack[0] = uint64(c.NewOwn(ThingResource, v))
}

func thingNext(ctx context.Context, c *component.Call, stack []uint64) {
	self := c.Borrow(uint32(stack[0]), ThingResource).(Thing)
	ret := uint32(stack[1])
	c.Check(ret, 8, 4)
	v, err := self.Next(ctx)
	if err != nil {
		c.Trap(err)
	}
	storeOptionOwnThing(c, ret, v)
}

func thingsHostFirst(ctx context.Context, c *component.Call, host ThingsHost, stack []uint64) {
	things := loadListBorrowThing(c, uint32(stack[0]), uint32(stack[1]))
	ret := uint32(stack[2])
	c.Check(ret, 12, 4)
	v, ok, err := host.First(ctx, things)
	if err != nil {
		c.Trap(err)
	}
	storeResultStringUnit(c, ret, component.Result[string, struct{}]{OK: v, IsErr: !ok})
}
