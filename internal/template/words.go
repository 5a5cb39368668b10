package template

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words splits a text into the words of which the cases are made: at whatever
// is neither letter nor digit, before an upper-case letter that follows a
// lower-case one, and before the last of several upper-case letters if a
// lower-case one follows: "XMLParser_v2" has XML, Parser and v2.
func words(text string) []string {
	var list []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		list = append(list, humps([]rune(part))...)
	}
	return list
}

// humps splits a text without separators.
func humps(text []rune) []string {
	var list []string
	start, upper, lower := 0, false, false // the case of the letters so far
	for i, r := range text[:len(text)-1] {
		if unicode.IsUpper(r) || unicode.IsLower(r) {
			if upper && unicode.IsUpper(r) && unicode.IsLower(text[i+1]) && i > start {
				list = append(list, string(text[start:i]))
				start = i
			}
			upper, lower = unicode.IsUpper(r), unicode.IsLower(r)
		}
		if lower && unicode.IsUpper(text[i+1]) {
			list = append(list, string(text[start:i+1]))
			start, upper, lower = i+1, false, false
		}
	}
	return append(list, string(text[start:]))
}

// kebabCase returns the words in lower case, joined by hyphens.
func kebabCase(text string) string { return strings.ToLower(strings.Join(words(text), "-")) }

// snakeCase returns the words in lower case, joined by underscores.
func snakeCase(text string) string { return strings.ToLower(strings.Join(words(text), "_")) }

// pascalCase returns the words with a capital each, joined.
func pascalCase(text string) string {
	var b strings.Builder
	for _, w := range words(text) {
		b.WriteString(capitalize(strings.ToLower(w)))
	}
	return b.String()
}

// dottedPascalCase does pascalCase between the dots.
func dottedPascalCase(text string) string {
	parts := strings.Split(text, ".")
	for i, p := range parts {
		parts[i] = pascalCase(p)
	}
	return strings.Join(parts, ".")
}

// httpWildcard makes a route match all paths below it.
func httpWildcard(route string) string {
	switch {
	case strings.HasSuffix(route, "/..."):
		return route
	case strings.HasSuffix(route, "/"):
		return route + "..."
	}
	return route + "/..."
}

func capitalize(text string) string {
	_, n := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:n]) + text[n:]
}
