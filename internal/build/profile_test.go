package build

import (
	"os"
	"testing"

	"github.com/gyro-wasm/gyro/internal/app"
)

func TestLastProfile(t *testing.T) {
	a := &app.App{Dir: t.TempDir()}
	for _, step := range []struct {
		profile string
		file    bool
	}{{"", false}, {"debug", true}, {"", true}, {"release", true}} {
		a.Profile = step.profile
		if err := SaveProfile(a); err != nil {
			t.Fatal(err)
		}
		if got, err := LastProfile(a); got != step.profile || err != nil {
			t.Errorf("after %q: %q, %v", step.profile, got, err)
		}
		if _, err := os.Stat(lastBuild(a)); (err == nil) != step.file {
			t.Errorf("after %q: %v", step.profile, err)
		}
	}
}
