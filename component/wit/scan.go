package wit

import (
	"strings"
	"unicode/utf8"
)

// A token is a lexical element, see WIT.md, "Lexical structure".
type token uint8

const (
	tokEOF token = iota
	tokIdent
	tokKeyword
	tokInteger
	tokString
	tokUnderscore
	tokArrow
	tokEquals
	tokComma
	tokColon
	tokSemicolon
	tokLeftParen
	tokRightParen
	tokLeftBrace
	tokRightBrace
	tokLess
	tokGreater
	tokSlash
	tokPeriod
	tokAt
)

var tokenText = [...]string{
	tokEOF: "end of file", tokIdent: "a name", tokKeyword: "a keyword", tokInteger: "a number",
	tokString: "a string", tokUnderscore: "`_`", tokArrow: "`->`", tokEquals: "`=`", tokComma: "`,`",
	tokColon: "`:`", tokSemicolon: "`;`", tokLeftParen: "`(`", tokRightParen: "`)`",
	tokLeftBrace: "`{`", tokRightBrace: "`}`", tokLess: "`<`", tokGreater: "`>`",
	tokSlash: "`/`", tokPeriod: "`.`", tokAt: "`@`",
}

var operators = [256]token{
	'=': tokEquals, ',': tokComma, ':': tokColon, ';': tokSemicolon, '(': tokLeftParen,
	')': tokRightParen, '{': tokLeftBrace, '}': tokRightBrace, '<': tokLess, '>': tokGreater,
	'/': tokSlash, '.': tokPeriod, '@': tokAt,
}

var keywords = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`as async bool borrow char constructor enum export f32 f64
		flags from func future import include interface list map option own package record
		resource result s16 s32 s64 s8 static stream string tuple type u16 u32 u64 u8 use
		variant with world`) {
		m[w] = true
	}
	return m
}()

// A scanner splits a source into tokens.
type scanner struct {
	src *source
	off int

	tok  token
	text string // of names (without %), keywords and numbers; value of strings
	pos  pos
	docs string // the doc comments that stand before the token
}

// checkText refuses what may stand nowhere in a WIT text: bytes that are not
// UTF-8, control codes, and characters that reorder or hide text.
func checkText(src *source) error {
	for i, r := range src.text {
		bad := false
		switch {
		case r == utf8.RuneError:
			_, n := utf8.DecodeRuneInString(src.text[i:])
			if n == 1 {
				return pos{src, int32(i), int32(i + 1)}.errorf("text is not valid UTF-8; save the file as UTF-8")
			}
		case r < ' ':
			bad = r != '\n' && r != '\r' && r != '\t'
		case r < 0x7f:
		case r < 0xa0:
			bad = true
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			bad = true
		case r == 0x149, r == 0x673, r == 0xf77, r == 0xf79, r == 0x17a3, r == 0x17a4, r == 0x17b4, r == 0x17b5:
			bad = true
		}
		if bad {
			return pos{src, int32(i), int32(i + 1)}.errorf("character %U is not allowed in WIT; remove it", r)
		}
	}
	return nil
}

// next scans the next token.
func (s *scanner) next() error {
	if err := s.space(); err != nil {
		return err
	}
	start := s.off
	s.pos = pos{s.src, int32(start), int32(start + 1)}
	if start == len(s.src.text) {
		s.tok, s.text = tokEOF, ""
		s.pos.end = s.pos.off
		return nil
	}
	switch c := s.src.text[start]; {
	case c == '%' || isLetter(c):
		if err := s.name(); err != nil {
			return err
		}
	case isDigit(c):
		s.tok = tokInteger
		s.text = s.span(isDigit)
	case c == '"':
		if err := s.stringLiteral(); err != nil {
			return err
		}
	case c == '_':
		s.tok = tokUnderscore
		s.off++
	case strings.HasPrefix(s.src.text[start:], "->"):
		s.tok = tokArrow
		s.off += 2
	case operators[c] != 0:
		s.tok = operators[c]
		s.off++
	default:
		r, n := utf8.DecodeRuneInString(s.src.text[start:])
		s.pos.end = int32(start + n)
		return s.pos.errorf("unexpected character %q", r)
	}
	s.pos.end = int32(s.off)
	return nil
}

// span consumes the bytes that satisfy in.
func (s *scanner) span(in func(byte) bool) string {
	start := s.off
	for s.off < len(s.src.text) && in(s.src.text[s.off]) {
		s.off++
	}
	return s.src.text[start:s.off]
}

func (s *scanner) name() error {
	explicit := s.src.text[s.off] == '%'
	if explicit {
		s.off++
	}
	s.text = s.span(func(c byte) bool { return isLetter(c) || isDigit(c) || c == '-' })
	s.pos.end = int32(s.off)
	s.tok = tokIdent
	if !explicit && keywords[s.text] {
		s.tok = tokKeyword
		return nil
	}
	if !IsLabel(s.text) {
		return s.pos.errorf("%q is not a kebab-case name; write words of lower-case letters, or of upper-case ones, joined by single hyphens", s.text)
	}
	return nil
}

// space skips white space and comments and collects doc comments.
func (s *scanner) space() error {
	var docs []string
	for s.off < len(s.src.text) {
		rest := s.src.text[s.off:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			s.off++
		case strings.HasPrefix(rest, "//"):
			line, _, _ := strings.Cut(rest, "\n")
			s.off += len(line)
			if doc, ok := strings.CutPrefix(line, "///"); ok && !strings.HasPrefix(doc, "/") {
				docs = append(docs, docLine(doc))
			}
		case strings.HasPrefix(rest, "/*"):
			n := blockComment(rest)
			if n < 0 {
				return pos{s.src, int32(s.off), int32(s.off + 2)}.errorf("comment is not terminated; add `*/`")
			}
			s.off += n
			if doc, ok := strings.CutPrefix(rest[:n], "/**"); ok && len(doc) > 2 {
				docs = append(docs, blockDocs(doc[:len(doc)-2])...)
			}
		default:
			s.docs = strings.Join(docs, "\n")
			return nil
		}
	}
	s.docs = ""
	return nil
}

// blockComment returns the length of the block comment that text starts with,
// or -1 if it does not end. Block comments nest.
func blockComment(text string) int {
	depth := 0
	for i := 0; i+1 < len(text); i++ {
		switch text[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func docLine(line string) string {
	return strings.TrimRight(strings.TrimPrefix(line, " "), " \t\r")
}

// blockDocs returns the lines of a /** */ comment without the column of
// asterisks that may stand before them.
func blockDocs(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "*"); ok {
			line = rest
		}
		lines = append(lines, docLine(line))
	}
	return lines
}

// version scans a semantic version that starts right after the current token
// and makes it the text of the current token.
func (s *scanner) version() error {
	start := s.off
	for s.off < len(s.src.text) && isVersionByte(s.src.text[s.off]) {
		// In `use a:b/c@1.0.0.{d}` the period before the brace is not ours.
		if s.src.text[s.off] == '.' && (s.off+1 == len(s.src.text) || !isVersionByte(s.src.text[s.off+1])) {
			break
		}
		s.off++
	}
	s.pos = pos{s.src, int32(start), int32(s.off)}
	s.text = s.src.text[start:s.off]
	if _, ok := parseVersion(s.text); !ok {
		return s.pos.errorf("%q is not a semantic version; write it as 1.2.3 or 1.2.3-rc.1", s.text)
	}
	return nil
}

func isVersionByte(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '.' || c == '-' || c == '+'
}

// stringLiteral scans a string in the form of the core text format's names.
func (s *scanner) stringLiteral() error {
	start := s.off
	var b strings.Builder
	for s.off++; ; {
		if s.off >= len(s.src.text) || s.src.text[s.off] == '\n' {
			return s.pos.errorf("string is not terminated; add `\"`")
		}
		c := s.src.text[s.off]
		switch c {
		case '"':
			s.off++
			s.tok, s.text = tokString, b.String()
			if !utf8.ValidString(s.text) {
				return pos{s.src, int32(start), int32(s.off)}.errorf("string is not valid UTF-8; check its \\hh escapes")
			}
			return nil
		case '\\':
			n, ok := unescape(&b, s.src.text[s.off+1:])
			if !ok {
				return pos{s.src, int32(s.off), int32(s.off + 2)}.errorf(`unknown escape; use \n, \t, \r, \", \', \\, \hh or \u{hhhh}`)
			}
			s.off += 1 + n
		default:
			b.WriteByte(c)
			s.off++
		}
	}
}

// unescape appends what the escape sequence at the start of text (after the
// backslash) stands for and returns its length.
func unescape(b *strings.Builder, text string) (n int, ok bool) {
	if text == "" {
		return 0, false
	}
	if i := strings.IndexByte(`nrt"'\`, text[0]); i >= 0 {
		b.WriteByte("\n\r\t\"'\\"[i])
		return 1, true
	}
	if rest, ok := strings.CutPrefix(text, "u{"); ok {
		end := strings.IndexByte(rest, '}')
		if end < 1 || end > 6 {
			return 0, false
		}
		r := rune(0)
		for i := range end {
			d := hexDigit(rest[i])
			if d < 0 {
				return 0, false
			}
			r = r<<4 | rune(d)
		}
		if !utf8.ValidRune(r) {
			return 0, false
		}
		b.WriteRune(r)
		return end + 3, true
	}
	if len(text) < 2 || hexDigit(text[0]) < 0 || hexDigit(text[1]) < 0 {
		return 0, false
	}
	b.WriteByte(byte(hexDigit(text[0])<<4 | hexDigit(text[1])))
	return 2, true
}

func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
