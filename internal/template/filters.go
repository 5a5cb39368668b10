package template

import (
	"fmt"
	"html"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A filter changes a value. It takes from least to most arguments.
type filter struct {
	least, most int
	apply       func(value string, args []string) (string, error)
}

// filters are those that Spin adds to Liquid, and Liquid's own for text.
var filters = map[string]filter{
	"kebab_case":         of(kebabCase),
	"snake_case":         of(snakeCase),
	"pascal_case":        of(pascalCase),
	"dotted_pascal_case": of(dottedPascalCase),
	"http_wildcard":      of(httpWildcard),

	"upcase":         of(strings.ToUpper),
	"downcase":       of(strings.ToLower),
	"capitalize":     of(capitalize),
	"strip":          of(strings.TrimSpace),
	"lstrip":         of(func(s string) string { return strings.TrimLeft(s, " \t\r\n") }),
	"rstrip":         of(func(s string) string { return strings.TrimRight(s, " \t\r\n") }),
	"strip_newlines": of(strings.NewReplacer("\r", "", "\n", "").Replace),
	"escape":         of(html.EscapeString),
	"url_encode":     of(url.QueryEscape),
	"size":           of(func(s string) string { return strconv.Itoa(utf8.RuneCountInString(s)) }),

	"default": with(func(s, other string) string {
		if s == "" {
			return other
		}
		return s
	}),
	"append":       with(func(s, end string) string { return s + end }),
	"prepend":      with(func(s, start string) string { return start + s }),
	"remove":       with(func(s, what string) string { return strings.ReplaceAll(s, what, "") }),
	"remove_first": with(func(s, what string) string { return strings.Replace(s, what, "", 1) }),
	"replace": {1, 2, func(s string, args []string) (string, error) {
		return replace(s, args, -1)
	}},
	"replace_first": {1, 2, func(s string, args []string) (string, error) {
		return replace(s, args, 1)
	}},
	"slice":         {1, 2, slice},
	"truncatewords": {0, 2, truncateWords},
	"newline_to_br": of(strings.NewReplacer("\r\n", "<br />\n", "\n", "<br />\n").Replace),
	"escape_once":   of(func(s string) string { return html.EscapeString(html.UnescapeString(s)) }),
	"url_decode": {0, 0, func(s string, _ []string) (string, error) {
		return url.QueryUnescape(s)
	}},
	"truncate": {0, 2, truncate},
}

func init() { maps.Copy(filters, numberFilters) }

func of(f func(string) string) filter {
	return filter{0, 0, func(s string, _ []string) (string, error) { return f(s), nil }}
}

func with(f func(s, arg string) string) filter {
	return filter{1, 1, func(s string, args []string) (string, error) {
		if len(s)+len(args[0]) > maxText {
			return "", errTooLong
		}
		return f(s, args[0]), nil
	}}
}

var errTooLong = fmt.Errorf("the value would have more than %d bytes", maxText)

func replace(s string, args []string, n int) (string, error) {
	by := ""
	if len(args) == 2 {
		by = args[1]
	}
	times := strings.Count(s, args[0])
	if n > 0 {
		times = min(times, n)
	}
	if len(s)+times*len(by) > maxText {
		return "", errTooLong
	}
	return strings.Replace(s, args[0], by, n), nil
}

// slice takes a part of a text by its first character, from the end if that
// is negative, and length.
func slice(s string, args []string) (string, error) {
	numbers := []int{0, 1}
	for i, a := range args {
		n, err := strconv.Atoi(a)
		if err != nil {
			return "", fmt.Errorf("%q is not a number", a)
		}
		numbers[i] = n
	}
	runes := []rune(s)
	start := numbers[0]
	if start < 0 {
		start += len(runes)
	}
	if start < 0 || start > len(runes) || numbers[1] < 0 {
		return "", nil
	}
	return string(runes[start:min(len(runes), start+min(numbers[1], len(runes)))]), nil
}

// truncate shortens a text to a number of characters, dots included.
func truncate(s string, args []string) (string, error) {
	length, dots := 50, "..."
	if len(args) > 0 {
		var err error
		if length, err = strconv.Atoi(args[0]); err != nil {
			return "", fmt.Errorf("%q is not a number", args[0])
		}
	}
	if len(args) > 1 {
		dots = args[1]
	}
	runes := []rune(s)
	if len(runes) <= length {
		return s, nil
	}
	return string(runes[:max(0, length-utf8.RuneCountInString(dots))]) + dots, nil
}

// truncateWords shortens a text to a number of words, with dots behind them.
func truncateWords(s string, args []string) (string, error) {
	count, dots := 15, "..."
	if len(args) > 0 {
		var err error
		if count, err = strconv.Atoi(args[0]); err != nil || count < 1 {
			return "", fmt.Errorf("%q is not a number of words", args[0])
		}
	}
	if len(args) > 1 {
		dots = args[1]
	}
	words := strings.Fields(s)
	if len(words) <= count {
		return s, nil
	}
	return strings.Join(words[:count], " ") + dots, nil
}
