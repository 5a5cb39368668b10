package wit

import (
	"cmp"
	"strings"
)

// A version is a parsed semantic version (semver.org, 2.0.0).
type version struct {
	major, minor, patch string // digits without leading zeros
	pre                 string
}

func parseVersion(s string) (version, bool) {
	core, build, hasBuild := strings.Cut(s, "+")
	core, pre, hasPre := strings.Cut(core, "-")
	parts := strings.Split(core, ".")
	if len(parts) != 3 || hasBuild && !validIdentifiers(build, false) || hasPre && !validIdentifiers(pre, true) {
		return version{}, false
	}
	for _, p := range parts {
		if !isNumber(p) || len(p) > 20 || leadingZero(p) {
			return version{}, false
		}
	}
	return version{parts[0], parts[1], parts[2], pre}, true
}

// validIdentifiers checks the dot-separated identifiers of a pre-release or of
// build metadata; numbers of a pre-release have no leading zeros.
func validIdentifiers(s string, pre bool) bool {
	for id := range strings.SplitSeq(s, ".") {
		if id == "" || pre && isNumber(id) && leadingZero(id) {
			return false
		}
		for i := range len(id) {
			if c := id[i]; !isLetter(c) && !isDigit(c) && c != '-' {
				return false
			}
		}
	}
	return true
}

func isNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func leadingZero(s string) bool { return len(s) > 1 && s[0] == '0' }

// compare orders versions by semver's precedence.
func (v version) compare(w version) int {
	return cmp.Or(
		compareNumbers(v.major, w.major),
		compareNumbers(v.minor, w.minor),
		compareNumbers(v.patch, w.patch),
		comparePre(v.pre, w.pre),
	)
}

func compareNumbers(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func comparePre(a, b string) int {
	if a == "" || b == "" { // a release comes after its pre-releases
		return cmp.Compare(len(b), len(a))
	}
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		if c := compareIdentifiers(as[i], bs[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

func compareIdentifiers(a, b string) int {
	switch an, bn := isNumber(a), isNumber(b); {
	case an && bn:
		return compareNumbers(a, b)
	case an:
		return -1
	case bn:
		return 1
	}
	return strings.Compare(a, b)
}
