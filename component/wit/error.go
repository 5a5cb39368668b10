package wit

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Error is a fault in a WIT text. Its message has the form
//
//	types.wit:4:15: no type "foo" in interface "a"; declare it or `use` it
//	   4 | f: func(x: foo);
//	     |            ^^^
type Error struct {
	File   string
	Line   int // from 1
	Column int // from 1, in characters
	Msg    string

	text  string // the line, shortened to a window around the column
	caret int    // characters of text before the caret
	width int    // of the caret
}

func (e *Error) Error() string {
	num := fmt.Sprintf("%4d", e.Line)
	blank := strings.Repeat(" ", len(num))
	pad := make([]rune, 0, e.caret)
	for _, r := range e.text {
		if len(pad) == e.caret {
			break
		}
		if r != '\t' {
			r = ' '
		}
		pad = append(pad, r)
	}
	return fmt.Sprintf("%s:%d:%d: %s\n%s | %s\n%s | %s%s",
		e.File, e.Line, e.Column, e.Msg, num, e.text, blank, string(pad), strings.Repeat("^", e.width))
}

// A pos is a range of a source text.
type pos struct {
	src      *source
	off, end int32
}

// A source is one WIT text.
type source struct{ name, text string }

// How much of a long line an error shows.
const (
	maxErrorLine  = 120
	maxErrorCaret = 40
)

// errorf makes an [*Error] about the text at p.
func (p pos) errorf(format string, args ...any) *Error {
	text, off := p.src.text, min(int(p.off), len(p.src.text))
	start := strings.LastIndexByte(text[:off], '\n') + 1
	line := text[start:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	line = strings.TrimRight(line, "\r")
	at := min(off-start, len(line))
	column := utf8.RuneCountInString(line[:at])
	line, caret := window([]rune(strings.ToValidUTF8(line, "\uFFFD")), column)
	return &Error{
		File:   p.src.name,
		Line:   strings.Count(text[:start], "\n") + 1,
		Column: column + 1,
		Msg:    fmt.Sprintf(format, args...),
		text:   line,
		caret:  caret,
		width:  max(1, min(int(p.end-p.off), maxErrorCaret, len(line)-caret)),
	}
}

// window cuts line to maxErrorLine characters around column and returns the
// column within what is left.
func window(line []rune, column int) (string, int) {
	start := 0
	if column > maxErrorLine*2/3 {
		start = column - maxErrorLine/2
	}
	end := min(len(line), start+maxErrorLine)
	return string(line[start:end]), column - start
}
