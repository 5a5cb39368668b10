package cli

import (
	"errors"

	"github.com/gyro-wasm/gyro/internal/app"
	"github.com/gyro-wasm/gyro/internal/build"
	"github.com/gyro-wasm/gyro/internal/limits"
)

const profileUsage = "take components as the profile `NAME` of spin.toml has them"

// openProfile reads the application in a profile. Limits have profiles, too:
// who names one of them here is told where it belongs.
func openProfile(from, profile string) (*app.App, error) {
	a, err := app.OpenProfile(from, profile)
	var unknown *app.ProfileError
	if errors.As(err, &unknown) && limits.Profile(profile).Known() {
		return nil, &hinted{err, "limits are chosen by --limit-profile " + profile}
	}
	return a, err
}

// warnOfOtherBuild warns if what runs was built for another profile.
func (p *Program) warnOfOtherBuild(a *app.App) {
	if a.Manifest == "" {
		return
	}
	built, err := build.LastProfile(a)
	if err != nil || built == a.Profile {
		return
	}
	again := "gyro up --build"
	if a.Profile != "" {
		again += " --profile " + a.Profile
	}
	p.warn("the last build was of another profile; if the application seems to be an older one, run `%s`", again)
}
