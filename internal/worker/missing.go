package worker

import (
	"errors"
	"strings"

	"github.com/gyro-wasm/gyro/component"
)

// later names the interfaces of Spin that gyro does not have yet, by the
// beginning of their names.
var later = []string{
	"fermyon:spin/", "spin:", "wasi:keyvalue/", "wasi:http/handler", "wasi:http/client", "wasi:http/types@0.3",
	"wasi:cli/", "wasi:clocks/", "wasi:filesystem/", "wasi:random/", "wasi:sockets/", "wasi:otel/",
}

// A missingError is a component's imports that nothing provides, with what
// its user can do about it.
type missingError struct{ *component.LinkError }

// Unwrap returns the error of the linker.
func (e missingError) Unwrap() error { return e.LinkError }

// Hint says what to do next.
func (e missingError) Hint() string {
	for _, m := range e.Missing {
		if !comesLater(m.Name) {
			return "nothing in gyro provides " + m.Name + "; with --allow-missing the component starts, and a call of a missing function fails"
		}
	}
	return "gyro does not have these interfaces yet; with --allow-missing the component starts, and a call of a missing function fails"
}

func comesLater(name string) bool {
	for _, prefix := range later {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// explainLink makes the error of a linker one for users.
func explainLink(err error) error {
	var le *component.LinkError
	if errors.As(err, &le) {
		return missingError{le}
	}
	return err
}
