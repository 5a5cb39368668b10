package engine

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
)

// names finds function names in a name section, which is hostile input. The
// index is built when the first name is wanted, since most modules never trap.
// See the specification's appendix on custom sections, "Name Section".
type names struct {
	section []byte
	once    sync.Once
	module  string
	funcs   []funcName // sorted by index
}

type funcName struct {
	index uint32
	name  []byte
}

// lookup returns the module's name and that of a function, "" if unknown.
func (s *names) lookup(index uint32) (module, function string) {
	s.once.Do(s.parse)
	i, ok := slices.BinarySearchFunc(s.funcs, index, func(f funcName, index uint32) int { return cmp.Compare(f.index, index) })
	if ok {
		function = printable(s.funcs[i].name)
	}
	return s.module, function
}

func (s *names) parse() {
	for rest := s.section; len(rest) > 0; {
		id := rest[0]
		body, after, ok := cutName(rest[1:])
		if !ok {
			return
		}
		rest = after
		switch id {
		case 0:
			if name, _, ok := cutName(body); ok {
				s.module = printable(name)
			}
		case 1:
			s.funcs = functionNames(body)
		}
	}
}

func functionNames(body []byte) []funcName {
	count, n := binary.Uvarint(body)
	if n <= 0 || count > uint64(len(body)) {
		return nil
	}
	body = body[n:]
	funcs := make([]funcName, 0, count)
	for range count {
		index, n := binary.Uvarint(body)
		if n <= 0 {
			break
		}
		name, rest, ok := cutName(body[n:])
		if !ok {
			break
		}
		body = rest
		funcs = append(funcs, funcName{uint32(index), name})
	}
	slices.SortStableFunc(funcs, func(a, b funcName) int { return cmp.Compare(a.index, b.index) })
	return funcs
}

// maxName bounds a name in a backtrace, in bytes; mangled names can be long.
const maxName = 512

// printable makes a name of a guest fit for a log line.
func printable(name []byte) string {
	name = name[:min(len(name), maxName)]
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(string(name), "?"))
}
