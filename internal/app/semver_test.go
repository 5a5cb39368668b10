package app

import "testing"

func TestParseVersion(t *testing.T) {
	for text, valid := range map[string]bool{
		"1.2.3": true, "0.0.0": true, "1.2.3-rc.1": true, "1.2.3+build.01": true, "1.2.3-0a.-+x": true,
		"18446744073709551615.0.0": true, "18446744073709551616.0.0": false,
		"": false, "1": false, "1.2": false, "1.2.3.4": false, "v1.2.3": false, "01.2.3": false, "1.2.x": false,
		"1.2.3-": false, "1.2.3-01": false, "1.2.3-a..b": false, "1.2.3+": false, "1.2.3-é": false, " 1.2.3": false, "1.2.-3": false,
	} {
		if _, err := parseVersion(text); (err == nil) != valid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCheckRequirement(t *testing.T) {
	for text, valid := range map[string]bool{
		"*": true, "1": true, "1.2": true, "1.2.3": true, "^1.2": true, "~1": true, "=1.2.3": true, ">= 0.1 , <0.3": true,
		"1.*": true, "1.2.x": true, "1.X.*": true, "1.2.3-rc.1": true, "=1.2.3+b": true, ">1, <=2": true,
		"": false, ",": false, "1,": false, "*.1": false, "*, 1": false, "1.*.2": false, "1.2.3.4": false, "latest": false,
		"==1": false, "=>1": false, "1-rc": false, "1.2.3-": false, "01": false, "^": false, "x": true, "x, 1": false, ">=*": false,
	} {
		if err := checkRequirement(text); (err == nil) != valid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestDependencyNameConflicts(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"a:b", "a:b", true}, {"a:b", "a:c", false}, {"a", "a", false}, {"a:b", "a:b@1.0.0", true}, {"a:b/c", "a:b@1.0.0", true},
		{"a:b@1.0.0", "a:b@1.9.9", true}, {"a:b@1.0.0", "a:b@2.0.0", false}, {"a:b@0.1.0", "a:b@0.1.9", true}, {"a:b@0.1.0", "a:b@0.2.0", false},
		{"a:b@0.0.1", "a:b@0.0.2", false}, {"a:b@1.0.0-a", "a:b@1.0.0-b", false}, {"a:b@1.0.0+a", "a:b@1.0.0+b", true},
		{"a:b/c@1.0.0", "a:b/d@1.0.0", false}, {"a:b/c@1.0.0", "a:b/c@2.0.0", false}, {"a:b/c@1.0.0", "a:b@1.0.0", true},
	} {
		a, errA := parseDependencyName(tc.a)
		b, errB := parseDependencyName(tc.b)
		if errA != nil || errB != nil || a.conflicts(b) != tc.want || b.conflicts(a) != tc.want {
			t.Errorf("%s, %s: %v, want %v (%v, %v)", tc.a, tc.b, a.conflicts(b), tc.want, errA, errB)
		}
	}
}
