package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestOpenProfile(t *testing.T) {
	dir := t.TempDir()
	const manifest = `spin_manifest_version = 2
application.name = "x"
[component.a]
source = "a.wasm"
profile.debug.source = "debug.wasm"
[component.b]
source = "b.wasm"
profile.release.source = "release.wasm"
`
	if err := os.WriteFile(filepath.Join(dir, "spin.toml"), []byte(manifest), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bare.wasm"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ from, profile, a, b, hint string }{
		{from: "spin.toml", a: "a.wasm", b: "b.wasm"},
		{from: "spin.toml", profile: "debug", a: "debug.wasm", b: "b.wasm"},
		{from: "spin.toml", profile: "release", a: "a.wasm", b: "release.wasm"},
		{from: "spin.toml", profile: "debg", hint: "did you mean `debug`?"},
		{from: "spin.toml", profile: "x", hint: "the profiles are debug, release"},
		{from: "bare.wasm", profile: "debug", hint: "add [component.<id>.profile.debug]"},
	} {
		a, err := OpenProfile(filepath.Join(dir, tc.from), tc.profile)
		var unknown *ProfileError
		switch {
		case tc.hint != "":
			if !errors.As(err, &unknown) || unknown.Hint() != tc.hint || a != nil {
				t.Errorf("%s in %q: error %v", tc.from, tc.profile, err)
			}
		case err != nil:
			t.Error(err)
		case filepath.Base(a.Components[0].Source.Path) != tc.a || filepath.Base(a.Components[1].Source.Path) != tc.b || a.Profile != tc.profile:
			t.Errorf("in %q: %+v, %+v", tc.profile, a.Components[0].Source, a.Components[1].Source)
		}
	}
}
