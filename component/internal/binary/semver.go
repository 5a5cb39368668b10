package binary

import (
	"fmt"
	"strings"
)

// checkSemver checks that s is a version by Semantic Versioning 2.0.0.
func checkSemver(s string) error {
	core, build, hasBuild := strings.Cut(s, "+")
	core, pre, hasPre := strings.Cut(core, "-")
	numbers := strings.Split(core, ".")
	if len(numbers) != 3 {
		return fmt.Errorf("`%s` does not have three numbers", core)
	}
	for _, n := range numbers {
		if !isNumber(n) {
			return fmt.Errorf("`%s` is not a version number", n)
		}
	}
	if hasPre {
		for _, id := range strings.Split(pre, ".") {
			if !isIdentifier(id) || allDigits(id) && !isNumber(id) {
				return fmt.Errorf("`%s` is not a pre-release identifier", id)
			}
		}
	}
	if hasBuild {
		for _, id := range strings.Split(build, ".") {
			if !isIdentifier(id) {
				return fmt.Errorf("`%s` is not a build identifier", id)
			}
		}
	}
	return nil
}

// isCanonVersion tells whether s is what remains of a version in canonical
// interface names, see Explainer.md, "Canonical Interface Name".
func isCanonVersion(s string) bool {
	if s == "0.0.0" {
		return true
	}
	n := strings.TrimPrefix(strings.TrimPrefix(s, "0."), "0.")
	return isNumber(n) && n != "0"
}

// isNumber tells whether s is a decimal number of 64 bits without leading zeros.
func isNumber(s string) bool {
	const largest = "18446744073709551615"
	return allDigits(s) && (s == "0" || s[0] != '0') &&
		(len(s) < len(largest) || len(s) == len(largest) && s <= largest)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isIdentifier(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; !isDigit(s[i]) && s[i] != '-' && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != ""
}

// Track returns the key under which compatible versions of an interface meet:
// "wasi:io/streams@0.2.3" and "…@0.2.12" are "wasi:io/streams@0.2".
// Pre-releases are compatible with themselves only. (Explainer.md, "Import and
// Export Definitions", canonical interface versions.)
func Track(name string) string {
	base, version, ok := strings.Cut(name, "@")
	if !ok || strings.Contains(version, "-") {
		return name
	}
	version, _, _ = strings.Cut(version, "+")
	major, rest, _ := strings.Cut(version, ".")
	minor, patch, _ := strings.Cut(rest, ".")
	switch {
	case major != "0":
		return base + "@" + major
	case minor != "0":
		return base + "@0." + minor
	}
	return base + "@0.0." + patch
}

// Newer tells whether the version of a is above that of b, two interface names
// with the same [Track].
func Newer(a, b string) bool {
	_, a, _ = strings.Cut(a, "@")
	_, b, _ = strings.Cut(b, "@")
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		// Numbers have no leading zeros.
		if len(x[i]) != len(y[i]) {
			return len(x[i]) > len(y[i])
		}
		if x[i] != y[i] {
			return x[i] > y[i]
		}
	}
	return false
}
