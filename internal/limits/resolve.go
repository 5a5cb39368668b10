package limits

// Settings are what one place says about limits.
type Settings struct {
	Profile Profile // "" = says nothing
	Limits  Values
}

// An Operator is what the one who runs an application says about limits.
type Operator struct {
	Profile Profile // "" = says nothing
	Flags   []Flag
}

// of returns what concerns a component. Flags of one component count before
// those of all, later ones before earlier ones.
func (o Operator) of(component string) Settings {
	s := Settings{o.Profile, Values{}}
	for _, id := range []string{"", component} {
		for _, f := range o.Flags {
			if f.Component == id {
				s.Limits[f.Limit] = f.Value
			}
		}
	}
	return s
}

// Resolve returns the limits of a component, given what the manifest says
// about the application and about it.
//
// The operator's values count before those of the manifest, which count before
// the profile. If the operator chose the profile, the manifest can lower its
// limits and not raise them: it may be a stranger's.
func Resolve(operator Operator, application, component Settings, id string) Set {
	profile := application.Profile
	if component.Profile != "" {
		profile = component.Profile
	}
	if operator.Profile != "" {
		profile = operator.Profile
	}
	s := profile.Limits().with(application.Limits).with(component.Limits)
	if operator.Profile != "" {
		s = s.capped(operator.Profile.Limits())
	}
	return s.with(operator.of(id).Limits)
}
