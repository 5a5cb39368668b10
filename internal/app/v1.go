package app

import "strings"

// upgrade turns the nodes of a manifest of version 1 into those of version 2,
// as Spin does. They keep their places, so that faults show what is written.
func (d *decoder) upgrade(root *node) *node {
	d.v1 = true
	t := &table{decoder: d, node: root}
	t.get("spin_manifest_version")
	t.get("spin_version")
	application := newTable(root.title, root.key)
	for _, name := range []string{"name", "version", "description", "authors"} {
		t.move(name, application, name)
	}
	v2 := newTable(root.title, root.key)
	v2.set("application", application)
	t.move("variables", v2, "variables")

	triggerType := t.upgradeTrigger(application)
	components := newTable("", root.key)
	triggers := &node{kind: kindArray, key: root.key, value: root.value, tables: true}
	if list := t.of(kindArray, "component"); list != nil {
		for _, n := range list.items {
			if ct := d.in(n, "component"); ct != nil {
				ct.upgradeComponent(components, triggers)
			}
		}
	}
	t.done()
	v2.set("component", components)
	if triggerType != "" && len(triggers.items) > 0 {
		byType := newTable("", root.key)
		byType.set(triggerType, triggers)
		v2.set("trigger", byType)
	}
	return v2
}

// move gives a field, if it is there, to another table.
func (t *table) move(name string, to *node, as string) {
	if n := t.get(name); n != nil {
		to.set(as, n)
	}
}

// upgradeTrigger moves `trigger` to [application.trigger.<type>] and returns
// the type, which is that of all triggers.
func (t *table) upgradeTrigger(application *node) string {
	t.require("trigger")
	tt := t.table("trigger")
	if tt == nil {
		return ""
	}
	tt.require("type")
	triggerType := tt.str("type")
	settings := newTable(tt.node.title, tt.node.key)
	for _, name := range tt.node.names {
		if name != "type" {
			settings.set(name, tt.node.fields[name])
		}
	}
	if triggerType != "" {
		byType := newTable("", tt.node.key)
		byType.set(triggerType, settings)
		application.set("trigger", byType)
	}
	return triggerType
}

// upgradeComponent makes a component and its trigger of a [[component]].
func (t *table) upgradeComponent(components, triggers *node) {
	t.require("id")
	t.require("trigger") // `source` is required of all components
	id := t.upgradeID()
	c := newTable(t.node.title, t.node.key)
	for _, name := range []string{
		"source", "description", "environment", "files", "exclude_files", "allowed_http_hosts",
		"allowed_outbound_hosts", "key_value_stores", "sqlite_databases", "ai_models", "build",
	} {
		t.move(name, c, name)
	}
	t.move("config", c, "variables")
	trigger := t.table("trigger")
	t.done()
	if id == nil {
		return
	}
	if components.fields[id.text] != nil {
		t.fault(id.value, "", "two components have the ID `%s`", id.text)
		return
	}
	components.set(id.text, c)
	c.key = id.value // where a fault of the ID is shown
	if trigger != nil {
		triggers.items = append(triggers.items, trigger.upgradeComponentTrigger(id))
	}
}

// upgradeID returns the ID of a [[component]] in the form that version 2 wants,
// or nil: version 1 had mixed case and '_' in IDs.
func (t *table) upgradeID() *node {
	n := t.of(kindString, "id")
	if n == nil || checkKebab(n.text) == nil {
		return n
	}
	id := *n
	id.text = strings.ToLower(strings.ReplaceAll(n.text, "_", "-"))
	if err := checkKebab(id.text); err != nil {
		t.fault(n.value, "", "%s", err)
		return nil
	}
	return &id
}

// upgradeComponentTrigger makes a [[trigger.<type>]] of [component.trigger].
func (t *table) upgradeComponentTrigger(component *node) *node {
	trigger := newTable(t.node.title, t.node.key)
	for _, name := range t.node.names {
		n := t.node.fields[name]
		switch name {
		case "id", "component", "components", "dependencies":
			t.fault(n.key, "", "unknown field `%s` in %s", name, t.node.title)
		default:
			trigger.set(name, n)
		}
	}
	id := *component
	id.text = "trigger-" + component.text
	trigger.set("id", &id)
	trigger.set("component", component)
	return trigger
}
