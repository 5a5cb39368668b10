package app

import (
	"fmt"
	"strings"
)

// checkKebab reports why id is not a name of words joined by '-', each of them
// begun by an ASCII letter, alphanumeric, and of one case.
func checkKebab(id string) error {
	return checkWords(id, '-', '_', false)
}

// checkVariableName reports why name is not a lower-case name of words joined
// by '_': the form of variables.
func checkVariableName(name string) error {
	return checkWords(name, '_', '-', true)
}

// checkLabel accepts the names of stores and databases: either form.
func checkLabel(label string) error {
	if strings.Contains(label, "_") {
		return checkWords(label, '_', '-', false)
	}
	return checkKebab(label)
}

func checkWords(id string, separator, other byte, lower bool) error {
	if id == "" {
		return fmt.Errorf("a name must not be empty")
	}
	for word := range strings.SplitSeq(id, string(separator)) {
		if err := checkWord(word, separator, other, lower); err != nil {
			return fmt.Errorf("`%s` is not a valid name: %w", id, err)
		}
	}
	return nil
}

func checkWord(word string, separator, other byte, lower bool) error {
	if word == "" {
		return fmt.Errorf("between two '%c' there must be a word", separator)
	}
	if strings.IndexByte(word, other) >= 0 {
		return fmt.Errorf("words must be separated with '%c', not '%c'", separator, other)
	}
	var lowers, uppers bool
	for _, r := range word {
		switch {
		case r >= 'a' && r <= 'z':
			lowers = true
		case r >= 'A' && r <= 'Z':
			uppers = true
		case r < '0' || r > '9':
			return fmt.Errorf("'%c' is not an ASCII letter or digit", r)
		}
	}
	switch {
	case word[0] >= '0' && word[0] <= '9':
		return fmt.Errorf("the word `%s` must begin with a letter", word)
	case lower && uppers:
		return fmt.Errorf("`%s` must be lower-case", word)
	case lowers && uppers:
		return fmt.Errorf("the word `%s` must be all lower-case or all upper-case", word)
	}
	return nil
}
