package app

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// version is a semantic version (semver.org, 2.0.0).
type version struct {
	major, minor, patch uint64
	pre                 string
}

// parseVersion reads MAJOR.MINOR.PATCH with an optional -pre and +build, which
// does not count.
func parseVersion(s string) (version, error) {
	core, build, hasBuild := strings.Cut(s, "+")
	core, pre, hasPre := strings.Cut(core, "-")
	parts := strings.Split(core, ".")
	if len(parts) != 3 {
		return version{}, fmt.Errorf("`%s` is not a version: it must have the form 1.2.3", s)
	}
	var numbers [3]uint64
	for i, part := range parts {
		n, ok := versionNumber(part)
		if !ok {
			return version{}, fmt.Errorf("`%s` is not a version: it must have the form 1.2.3", s)
		}
		numbers[i] = n
	}
	if hasPre && !versionIDs(pre, true) || hasBuild && !versionIDs(build, false) {
		return version{}, fmt.Errorf("`%s` is not a version: what follows 1.2.3 is wrong", s)
	}
	return version{numbers[0], numbers[1], numbers[2], pre}, nil
}

// versionNumber reads a number without zeros in front.
func versionNumber(s string) (uint64, bool) {
	if s == "" || len(s) > 1 && s[0] == '0' || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

// versionIDs reports whether s is a list of identifiers separated by dots;
// those of a prerelease that are numbers have no zeros in front.
func versionIDs(s string, pre bool) bool {
	for id := range strings.SplitSeq(s, ".") {
		digits := id != ""
		for _, r := range id {
			switch {
			case r >= '0' && r <= '9':
			case r == '-' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
				digits = false
			default:
				return false
			}
		}
		if id == "" || pre && digits && len(id) > 1 && id[0] == '0' {
			return false
		}
	}
	return true
}

// track returns what is the same for versions that are compatible.
func (v version) track() version {
	switch {
	case v.pre != "":
		return v
	case v.major > 0:
		return version{major: v.major}
	case v.minor > 0:
		return version{minor: v.minor}
	}
	return v
}

// checkRequirement reports why s is not a requirement of versions as Cargo and
// Spin write them: comparators such as ^1.2, >=0.3.1 or 1.*, separated by
// commas; or *.
func checkRequirement(s string) error {
	if all := strings.TrimSpace(s); all == "*" || all == "x" || all == "X" {
		return nil
	}
	const maxComparators = 32
	comparators := strings.Split(s, ",")
	if len(comparators) > maxComparators {
		return fmt.Errorf("a requirement has at most %d comparators", maxComparators)
	}
	for _, c := range comparators {
		if err := checkComparator(strings.TrimSpace(c)); err != nil {
			return fmt.Errorf("`%s` is not a version requirement: %w", s, err)
		}
	}
	return nil
}

func checkComparator(s string) error {
	rest := s
	for _, operator := range []string{">=", "<=", "=", ">", "<", "~", "^"} {
		if after, ok := strings.CutPrefix(s, operator); ok {
			rest = strings.TrimSpace(after)
			break
		}
	}
	if rest == "" {
		return errors.New("a version is missing")
	}
	core, _, whole := strings.Cut(rest, "-")
	if core == rest {
		core, _, whole = strings.Cut(rest, "+")
	}
	if whole {
		_, err := parseVersion(rest)
		return err
	}
	wildcard := false
	parts := strings.Split(core, ".")
	for i, part := range parts {
		if part == "*" || part == "x" || part == "X" {
			if i == 0 {
				return errors.New("`*` stands alone or after a number")
			}
			wildcard = true
			continue
		}
		if _, ok := versionNumber(part); !ok || wildcard || i > 2 {
			return fmt.Errorf("`%s` does not have the form 1, 1.2 or 1.2.3", rest)
		}
	}
	if len(parts) > 3 {
		return fmt.Errorf("`%s` does not have the form 1, 1.2 or 1.2.3", rest)
	}
	return nil
}
