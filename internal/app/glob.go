package app

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// glob is a pattern of paths with slashes: * and ? match within a name, **
// (alone between slashes) any number of directories, [ab] and [!ab] one
// character of a set. Names that begin with a dot are not special.
type glob struct {
	re    *regexp.Regexp
	dir   string // all matches are below it
	depth int    // directories between dir and a match; -1: any number
}

// isGlob reports whether a path is a pattern.
func isGlob(pattern string) bool { return strings.ContainsAny(pattern, "*?[") }

// compileGlob compiles a pattern. If crossing is set, * and ? match slashes
// too, which is the rule for exclude_files.
func compileGlob(pattern string, crossing bool) (*glob, error) {
	expression, err := globExpression(pattern, crossing)
	if err != nil {
		return nil, fmt.Errorf("pattern %s: %w", pattern, err)
	}
	re, err := regexp.Compile(expression)
	if err != nil {
		return nil, fmt.Errorf("pattern %s: this is not a valid pattern", pattern)
	}
	fixed := pattern[:max(0, strings.IndexAny(pattern, "*?["))]
	dir := path.Clean(fixed[:strings.LastIndexByte(fixed, '/')+1])
	g := &glob{re: re, dir: dir, depth: -1}
	if !strings.Contains(pattern, "**") {
		g.depth = strings.Count(pattern, "/") - strings.Count(fixed, "/")
	}
	return g, nil
}

func (g *glob) match(name string) bool { return g.re.MatchString(name) }

// globExpression translates a pattern to a regular expression.
func globExpression(pattern string, crossing bool) (string, error) {
	one := "[^/]"
	if crossing {
		one = "."
	}
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		switch {
		case strings.HasPrefix(rest, "**"):
			whole := i == 0 || pattern[i-1] == '/'
			switch {
			case whole && rest == "**":
				b.WriteString(".*")
				i += 2
			case whole && rest[2:3] == "/":
				b.WriteString("(?:.*/)?")
				i += 3
			default:
				return "", fmt.Errorf("`**` must stand alone between slashes")
			}
		case rest[0] == '*':
			b.WriteString(one + "*")
			i++
		case rest[0] == '?':
			b.WriteString(one)
			i++
		case rest[0] == '[':
			set, length := globSet(rest)
			if length == 0 {
				return "", fmt.Errorf("`[` has no matching `]`")
			}
			b.WriteString(set)
			i += length
		default:
			next := len(rest)
			if j := strings.IndexAny(rest, "*?["); j >= 0 {
				next = j
			}
			b.WriteString(regexp.QuoteMeta(rest[:next]))
			i += next
		}
	}
	return b.String() + `\z`, nil
}

// globSet translates a set such as [a-z] or [!ab], and returns its length in
// the pattern: 0 if it has no end. A ] right after the beginning belongs to
// the set.
func globSet(pattern string) (set string, length int) {
	begin, not := 1, ""
	if strings.HasPrefix(pattern[1:], "!") {
		begin, not = 2, "^"
	}
	if begin >= len(pattern) {
		return "", 0
	}
	end := strings.IndexByte(pattern[begin+1:], ']')
	if end < 0 {
		return "", 0
	}
	end += begin + 1
	quoted := strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `^`, `\^`, `&`, `\&`, `~`, `\~`).Replace(pattern[begin:end])
	return "[" + not + quoted + "]", end + 1
}
