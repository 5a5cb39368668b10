package limits

import (
	"fmt"
	"time"
)

// An Error says that a request reached a limit.
type Error struct {
	Limit     Limit
	Value     int64
	Component string // its ID
}

// Error names the limit, its value, and the setting that raises it.
func (e *Error) Error() string {
	row := Table[e.Limit]
	return fmt.Sprintf("the limit %s = %s is reached; to raise it, set limits.%s under [%s.tool.gyro], or run with --limit %s=VALUE",
		row.Name, row.Unit.Format(e.Value), row.Name, e.table(), e.flag())
}

// table is the table of the manifest that concerns the limit.
func (e *Error) table() string {
	if Table[e.Limit].OfApplication {
		return "application"
	}
	return "component." + e.Component
}

func (e *Error) flag() string {
	if Table[e.Limit].OfApplication {
		return e.Limit.String()
	}
	return e.Component + "." + e.Limit.String()
}

// Status is the HTTP status of the answer, if it has not begun.
func (e *Error) Status() int { return Table[e.Limit].Status }

// RetryAfter is when a client should try again; 0 if that does not help.
func (e *Error) RetryAfter() time.Duration {
	switch e.Limit {
	case Instances, TotalInstances, QueueLength, QueueTime:
		return time.Second
	}
	return 0
}
