// Package canon is the Canonical ABI of the component model: how values of
// component types travel through the linear memories, core functions and
// handle tables of component instances. Its files follow the headings of the
// specification's CanonicalABI.md, whose terms it uses: lifting reads a value
// from a core instance, lowering hands one to it.
//
// The package is pure: it knows memories as byte slices and core calls as the
// closures of a [Context]. Start from [Compiler], which prepares a function
// type, and [Func], which lifts, lowers and transfers its values. Instances,
// handle tables, tasks and resource types are plain state that the runtime
// embeds in its own.
//
// Whatever a guest does ends in a panic with a [*Trap] at worst, and in no
// other panic. Memories are 32-bit. Error contexts have a layout, and trap when
// lifted; so do streams and futures that are lifted to the host, which has no
// values for them yet.
//
// Of the asynchronous half, each state machine has a file: [Thread] and
// [Scheduler], [Task], [Subtask], [WaitableSet], streams with the ends of both,
// futures. How a thread blocks is up to the runtime.
package canon
