package canon

import "fmt"

// A TrapKind names the rule of the Canonical ABI that a guest broke.
type TrapKind uint8

// The kinds of traps.
const (
	TrapUnaligned          TrapKind = iota + 1 // a pointer is not a multiple of its alignment
	TrapOutOfBounds                            // a range is not inside linear memory
	TrapTooLong                                // a string or list has 2^28 bytes or more
	TrapInvalidString                          // a string is not valid in its encoding
	TrapInvalidChar                            // a char is a surrogate or above 0x10ffff
	TrapInvalidCase                            // a discriminant names no case
	TrapUnknownHandle                          // no such handle
	TrapWrongHandle                            // a handle of another kind or resource type
	TrapHandleLent                             // a handle is lent and cannot be moved or dropped
	TrapHasChildren                            // a resource has children and cannot be dropped or given away
	TrapTableFull                              // a handle table has reached its limit
	TrapBorrowsRemain                          // a task ends and still has borrow handles
	TrapCannotLeave                            // a call out of an instance that may not be left
	TrapCannotEnter                            // a call into an instance that is being executed
	TrapReallocUnaligned                       // realloc returned a pointer that is not aligned
	TrapReallocOutOfBounds                     // realloc returned a range outside linear memory
	TrapNoMemory                               // a value needs memory or realloc, the options name none
	TrapLimit                                  // a call moves more data than allowed
	TrapTooMany                                // more calls or threads at once than allowed
	TrapHostValue                              // the host gave a value that is not of the type
	TrapNotBuilt                               // error contexts, threads
	TrapBlocked                                // a synchronous task would wait for ever
	TrapDeadlock                               // nothing can go on any more
	TrapNotResolved                            // something ends without a result, or is dropped before it has one
	TrapReturnedTwice                          // a task returns again
	TrapNotCancelled                           // a task ends that nobody has asked to
	TrapCancelTwice                            // a subtask is to be cancelled again, or has ended
	TrapInSet                                  // a waitable is in a set and cannot be used so
	TrapBusy                                   // something is in use
	TrapDone                                   // an end of a stream or future can do nothing any more
	TrapNotWritten                             // a future is dropped before it is written
	TrapIntraComponent                         // an instance reads what it writes itself
	TrapWrongReturn                            // `task.return` with another type or other options
	TrapCallbackCode                           // a callback returns no valid code
)

var trapNames = [...]string{
	TrapUnaligned:          "unaligned",
	TrapOutOfBounds:        "out-of-bounds",
	TrapTooLong:            "too-long",
	TrapInvalidString:      "invalid-string",
	TrapInvalidChar:        "invalid-char",
	TrapInvalidCase:        "invalid-case",
	TrapUnknownHandle:      "unknown-handle",
	TrapWrongHandle:        "wrong-handle",
	TrapHandleLent:         "handle-lent",
	TrapHasChildren:        "has-children",
	TrapTableFull:          "table-full",
	TrapBorrowsRemain:      "borrows-remain",
	TrapCannotLeave:        "cannot-leave",
	TrapCannotEnter:        "cannot-enter",
	TrapReallocUnaligned:   "realloc-unaligned",
	TrapReallocOutOfBounds: "realloc-out-of-bounds",
	TrapNoMemory:           "no-memory",
	TrapLimit:              "limit",
	TrapTooMany:            "too-many",
	TrapHostValue:          "host-value",
	TrapNotBuilt:           "not-built",
	TrapBlocked:            "blocked",
	TrapDeadlock:           "deadlock",
	TrapNotResolved:        "not-resolved",
	TrapReturnedTwice:      "returned-twice",
	TrapNotCancelled:       "not-cancelled",
	TrapCancelTwice:        "cancel-twice",
	TrapInSet:              "in-waitable-set",
	TrapBusy:               "busy",
	TrapDone:               "done",
	TrapNotWritten:         "not-written",
	TrapIntraComponent:     "intra-component",
	TrapWrongReturn:        "wrong-return",
	TrapCallbackCode:       "callback-code",
}

// String returns a stable name in kebab case.
func (k TrapKind) String() string {
	if int(k) < len(trapNames) && trapNames[k] != "" {
		return trapNames[k]
	}
	return fmt.Sprintf("trap(%d)", uint8(k))
}

// A Trap is why a guest was ended. The functions of this package panic with a
// *Trap, and with nothing else; the runtime recovers it where the call began.
// After a trap the state of the instances on the call path is undefined.
type Trap struct {
	Kind TrapKind
	Msg  string
}

// Error implements error.
func (t *Trap) Error() string { return t.Msg }

// trap ends the guest.
func trap(kind TrapKind, format string, args ...any) {
	panic(&Trap{Kind: kind, Msg: fmt.Sprintf(format, args...)})
}
