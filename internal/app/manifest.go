package app

// Parse reads a manifest, version 2 or 1, in no profile. The name stands in
// messages; dir is the absolute directory that relative paths start from. Parse
// looks at no file.
//
// The error, if any, is of type [Faults]. The App that comes with it holds what
// could be read, or is nil if the text is not TOML of one of these versions:
// building can go on with a manifest whose faults lie elsewhere.
func Parse(name, dir string, text []byte) (*App, error) {
	return ParseProfile(name, dir, text, "")
}

// ParseProfile is [Parse] in a profile. Components that do not have it are as
// they are in none.
func ParseProfile(name, dir string, text []byte, profile string) (*App, error) {
	doc, root, fault := parseDocument(name, text)
	if fault != nil {
		return nil, Faults{fault}
	}
	d := newDecoder(doc, dir)
	return d.parse(root, profile)
}

func (d *decoder) parse(root *node, profile string) (*App, error) {
	d.profileName, d.app.Profile = profile, profile
	switch d.version(root) {
	case 1:
		root = d.upgrade(root)
	case 2:
	default:
		return nil, d.faults
	}
	d.manifest(&table{decoder: d, node: root})
	return d.finish()
}

// version tells the version of the manifest, on which all else depends, or 0.
func (d *decoder) version(root *node) int {
	v, old := root.fields["spin_manifest_version"], root.fields["spin_version"]
	if v != nil && old != nil {
		d.fault(old.key, "remove it", "the manifest says its version twice")
		return 0
	}
	if v == nil {
		v = old
	}
	switch {
	case v == nil:
		d.fault(span{}, "a manifest begins with `spin_manifest_version = 2`", "the manifest does not say its version")
	case v.kind == kindString && v.text == "1":
		return 1
	case old != nil:
		d.fault(old.key, "write `spin_manifest_version = 2`, or `spin_version = \"1\"` if it is one of version 1", "unknown manifest version")
	case v.kind == kindInteger && v.text == "2":
		return 2
	default:
		d.fault(v.value, "the versions that gyro reads are the integer 2 and the string \"1\"", "unknown manifest version")
	}
	return 0
}

func (d *decoder) manifest(t *table) {
	t.get("spin_manifest_version")
	d.variables(t) // first: templates name them
	if app := t.table("application"); app != nil {
		d.application(app)
	}
	t.require("application")
	t.each("component", func(id string, n *node) {
		d.checkID(n.key, id)
		if ct := t.in(n, id); ct != nil {
			d.component(ct, id)
		}
	})
	d.triggers(t)
	d.bindDependencies()
	t.done()
}

func (d *decoder) checkID(at span, id string) {
	if err := checkKebab(id); err != nil {
		d.fault(at, "", "%s", err)
	}
}

func (d *decoder) application(t *table) {
	a := d.app
	a.Name = t.str("name")
	a.Version = t.str("version")
	a.Description = t.str("description")
	a.Authors = t.strings("authors")
	a.Targets = t.targets()
	a.Tool = t.tool()
	a.Gyro = t.gyro(false)
	t.each("trigger", func(name string, n *node) {
		if st := t.in(n, name); st != nil {
			d.settings(st, name)
		}
	})
	t.require("name")
	t.done()
}

// settings reads [application.trigger.<type>].
func (d *decoder) settings(t *table, triggerType string) {
	s := &d.app.Settings
	if s.Config == nil {
		s.Config = map[string]map[string]any{}
	}
	s.Config[triggerType] = t.node.plainTable()
	switch triggerType {
	case "http":
		if base := t.of(kindString, "base"); base != nil && base.text == "/" {
			d.warn(base.key, "remove it", "`base` has no effect")
		} else if base != nil {
			d.fault(base.value, "write the base into each route", "`base` is not supported")
		}
	case "redis":
		s.Redis.Address = t.template("address")
	case "mqtt":
		s.MQTT.Address = t.template("address")
		s.MQTT.Username = t.template("username")
		s.MQTT.Password = t.template("password")
		s.MQTT.KeepAliveInterval = t.str("keep_alive_interval")
	default:
		return
	}
	t.done()
}

func (d *decoder) variables(t *table) {
	t.each("variables", func(name string, n *node) {
		if err := checkVariableName(name); err != nil {
			d.fault(n.key, "", "%s", err)
		}
		vt := t.in(n, name)
		if vt == nil {
			return
		}
		d.app.Variables[name] = Variable{
			Description: vt.str("description"),
			Required:    vt.bool("required"),
			Default:     vt.str("default"),
			Secret:      vt.bool("secret"),
		}
		vt.done()
		if has := n.fields["default"] != nil; has == d.app.Variables[name].Required {
			d.fault(n.key, "", "variable `%s` must have either `required = true` or a `default`", name)
		}
	})
}
