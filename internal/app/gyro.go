package app

import (
	"strconv"

	"github.com/gyro-wasm/gyro/internal/limits"
)

// Gyro is [application.tool.gyro] or [component.<id>.tool.gyro]: what concerns
// gyro alone.
type Gyro struct {
	limits.Settings
	// Snapshot says whether instances of a component begin after its
	// initialisation; nil leaves it to gyro. Only components have it.
	Snapshot *bool
}

// gyro reads `gyro` of the table `tool`, which plain reads as well.
func (t *table) gyro(ofComponent bool) Gyro {
	var g Gyro
	tool := t.node.fields["tool"]
	if tool == nil || tool.kind != kindTable || tool.fields["gyro"] == nil {
		return g
	}
	gt := t.in(tool.fields["gyro"], "gyro")
	if gt == nil {
		return g
	}
	g.Profile = gt.profile()
	g.Limits = gt.limits(ofComponent)
	if ofComponent && gt.node.fields["snapshot"] != nil {
		snapshot := gt.bool("snapshot")
		g.Snapshot = &snapshot
	}
	gt.done()
	return g
}

func (t *table) profile() limits.Profile {
	n := t.of(kindString, "profile")
	if n == nil {
		return ""
	}
	p := limits.Profile(n.text)
	if !p.Known() {
		t.fault(n.value, didYouMean(n.text, limits.Profiles()), "there is no profile `%s`", n.text)
		return ""
	}
	return p
}

func (t *table) limits(ofComponent bool) limits.Values {
	var v limits.Values
	t.each("limits", func(name string, n *node) {
		l, ok := limits.Named(name)
		switch {
		case !ok:
			t.fault(n.key, didYouMean(name, limits.Names(ofComponent)), "there is no limit `%s`", name)
		case ofComponent && limits.Table[l].OfApplication:
			t.fault(n.key, "set it under [application.tool.gyro]", "`%s` is a limit of the whole application", name)
		default:
			value, err := l.Parse(n.literal())
			if err != nil {
				t.fault(n.value, "", "%s", err)
				return
			}
			if v == nil {
				v = limits.Values{}
			}
			v[l] = value
		}
	})
	return v
}

// literal returns a string without its quotes, or a number in decimal digits.
func (n *node) literal() string {
	if n.kind == kindInteger {
		i, _ := n.integer() // the builder has refused what is none
		return strconv.FormatInt(i, 10)
	}
	return n.text
}
