package binary

import "strings"

// NamedBuiltin returns the canonical built-in that a core import's name means
// (wit-component's "Encoding of WIT in core modules"): that of the built-in with
// dashes for dots, and perhaps an argument behind it, as "0" in "stream-read-0".
// The immediates and options of the definition are those of no built-in yet, and
// its core type is complete unless these change it, as for task.return and
// context.get. gate names the feature that it belongs to if that is not part of
// the standard yet. The result is nil if there is no such built-in.
func NamedBuiltin(name string) (c *Canon, arg, gate string) {
	longest := 0
	for op, dashed := range dashedNames {
		b := &builtins[op]
		rest, ok := strings.CutPrefix(name, dashed)
		if dashed == "" || !ok || rest != "" && rest[0] != '-' || len(dashed) <= longest {
			continue
		}
		longest = len(dashed)
		c = &Canon{Op: CanonOp(min(byte(op), byte(CanonThreadOther))), Opcode: byte(op), Core: &CoreFunc{Params: b.params, Results: b.results}}
		arg, gate = strings.TrimPrefix(rest, "-"), b.gate
	}
	return c, arg, gate
}

// dashedNames are the names of builtins.
var dashedNames = func() (names [len(builtins)]string) {
	for op := range builtins {
		names[op] = strings.ReplaceAll(builtins[op].name, ".", "-")
	}
	return names
}()
