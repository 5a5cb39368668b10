package app

import (
	"fmt"
	"maps"
	"slices"
)

// triggerTypes are the types whose keys are known.
var triggerTypes = []string{"http", "redis", "cron", "mqtt", "sqs", "command"}

// triggers reads [[trigger.<type>]] and normalises: each trigger and each
// inline component gets an ID.
func (d *decoder) triggers(t *table) {
	d.claimTriggerIDs(t)
	t.each("trigger", func(triggerType string, n *node) {
		if n.kind != kindArray {
			d.fault(n.key, "write [[trigger."+triggerType+"]]", "triggers are a list of tables")
			return
		}
		var read []pendingTrigger
		for _, item := range n.items {
			if tt := d.in(item, triggerType); tt != nil {
				read = append(read, d.trigger(tt, triggerType))
			}
		}
		d.nameTriggers(triggerType, read)
		for _, p := range read {
			d.bindComponents(p)
			d.app.Triggers = append(d.app.Triggers, p.Trigger)
		}
	})
}

// pendingTrigger is a trigger whose components are not bound yet: they are IDs
// or inline tables.
type pendingTrigger struct {
	*Trigger
	node       *node
	component  *node
	components map[string][]*node
}

func (d *decoder) trigger(t *table, triggerType string) pendingTrigger {
	p := pendingTrigger{
		Trigger: &Trigger{
			ID:           t.str("id"),
			Type:         triggerType,
			Dependencies: t.triggerDependencies(),
		},
		node:       t.node,
		component:  t.get("component"),
		components: t.componentLists(),
	}
	d.triggerConfig(t, p.Trigger)
	return p
}

// triggerConfig reads the keys that belong to one type of trigger.
func (d *decoder) triggerConfig(t *table, trigger *Trigger) {
	trigger.Config = t.rest()
	switch trigger.Type {
	case "http":
		trigger.HTTP = t.httpTrigger()
	case "redis":
		trigger.Redis = &RedisTrigger{Address: t.template("address"), Channel: t.template("channel")}
		t.require("channel")
	case "cron":
		trigger.Cron = &CronTrigger{Expression: t.str("cron_expression")}
		t.require("cron_expression")
	case "mqtt":
		trigger.MQTT = &MQTTTrigger{Topic: t.template("topic"), QoS: t.int("qos", 0, 0, 2)}
		t.require("topic")
	case "sqs":
		trigger.SQS = &SQSTrigger{
			QueueURL:          t.str("queue_url"),
			MaxMessages:       t.int("max_messages", 10, 1, 10),
			IdleWaitSeconds:   t.int("idle_wait_seconds", 2, 0, 1<<31-1),
			SystemAttributes:  t.strings("system_attributes"),
			MessageAttributes: t.strings("message_attributes"),
		}
		t.require("queue_url")
	case "command":
	default:
		d.app.later.add(d.doc, t.node.key, didYouMean(trigger.Type, triggerTypes), "gyro has no trigger of type `%s`", trigger.Type)
		return
	}
	t.done()
	if trigger.Type != "http" {
		t.require("component")
		d.notYet(t.node.key, trigger.Type+" trigger")
	}
}

// componentLists reads `components`: one or a list for each role.
func (t *table) componentLists() map[string][]*node {
	var lists map[string][]*node
	t.each("components", func(role string, n *node) {
		if lists == nil {
			lists = map[string][]*node{}
		}
		if n.kind == kindArray {
			lists[role] = n.items
		} else {
			lists[role] = []*node{n}
		}
	})
	if lists != nil {
		t.notYetIf("components", "components")
	}
	return lists
}

// claimTriggerIDs collects the IDs that are written, of all types.
func (d *decoder) claimTriggerIDs(t *table) {
	types := t.node.table("trigger")
	if types == nil {
		return
	}
	for _, name := range types.names {
		for _, item := range types.fields[name].items {
			id := item.field("id")
			if id == nil || id.kind != kindString || id.text == "" {
				continue
			}
			if d.triggerIDs[id.text] {
				d.fault(id.value, "", "two triggers have the ID `%s`", id.text)
			}
			d.triggerIDs[id.text] = true
		}
	}
}

// nameTriggers gives an ID to each trigger of a type that has none:
// "<component>-<type>-trigger", or else "<type>-trigger<N>".
func (d *decoder) nameTriggers(triggerType string, triggers []pendingTrigger) {
	counter := 1
	for _, t := range triggers {
		if t.ID != "" {
			continue
		}
		if t.component != nil && t.component.kind == kindString {
			t.ID = t.component.text + "-" + triggerType + "-trigger"
		}
		for t.ID == "" || d.triggerIDs[t.ID] {
			t.ID = fmt.Sprintf("%s-trigger%d", triggerType, counter)
			counter++
		}
		d.triggerIDs[t.ID] = true
	}
}

// bindComponents finds the components of a trigger and makes the inline ones.
func (d *decoder) bindComponents(p pendingTrigger) {
	several := len(p.components) > 1 || len(p.components) == 1 && p.component != nil
	if p.component != nil {
		p.Component = d.bind(p.component, p.ID, several)
	}
	for _, role := range slices.Sorted(maps.Keys(p.components)) {
		if p.Components == nil {
			p.Components = map[string][]string{}
		}
		for _, n := range p.components[role] {
			p.Components[role] = append(p.Components[role], d.bind(n, p.ID, true))
		}
	}
}

// bind returns the ID of the component that n names or describes.
func (d *decoder) bind(n *node, triggerID string, several bool) string {
	if n.kind == kindTable {
		return d.component(&table{decoder: d, node: n}, d.inlineID(triggerID, several)).ID
	}
	if n.kind != kindString {
		d.wanted(n, "component", "the ID of a component or a table")
		return ""
	}
	if d.components[n.text] == nil && !d.full() {
		if err := checkKebab(n.text); err != nil {
			d.fault(n.value, "", "%s", err)
		} else {
			d.fault(n.value, d.addComponent(n.text), "there is no component `%s`", n.text)
		}
	}
	return n.text
}

// addComponent is the advice for the ID of a component that is not there.
func (d *decoder) addComponent(id string) string {
	if near := nearest(id, slices.Sorted(maps.Keys(d.components))); near != "" {
		return "did you mean `" + near + "`?"
	}
	if d.locked {
		return ""
	}
	return "add [component." + id + "]"
}

// inlineID names an inline component: "<trigger>-component", or else
// "inline-component<N>".
func (d *decoder) inlineID(triggerID string, several bool) string {
	id := triggerID + "-component"
	if !several && checkKebab(id) == nil && d.components[id] == nil {
		return id
	}
	for {
		d.inline++
		id = fmt.Sprintf("inline-component%d", d.inline)
		if d.components[id] == nil {
			return id
		}
	}
}
