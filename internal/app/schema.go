package app

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/gyro-wasm/gyro/internal/limits"
)

//go:generate go test -run TestSchemaIsCurrent -update .

// Schema returns the JSON schema of manifests of version 2, for editors. It
// accepts what [Parse] accepts, and refuses what can be seen without knowing
// the rest of the manifest. A test compares its fields with those that are
// read.
func Schema() []byte {
	root := manifestSchema()
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "spin.toml"
	root["$defs"] = definitions()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		panic(err) // there are only maps, lists, strings and numbers in it
	}
	return b.Bytes()
}

// schema is a JSON schema.
type schema map[string]any

// property is a field of an object.
type property struct {
	name        string
	is          schema
	description string
}

// required begins the name of a property that must be there.
const required = "!"

// object is a table with these fields and no other.
func object(properties ...property) schema {
	all, must := schema{}, []string{}
	for _, p := range properties {
		name := p.name
		if name[:1] == required {
			name = name[1:]
			must = append(must, name)
		}
		is := schema{}
		for key, value := range p.is {
			is[key] = value
		}
		if p.description != "" {
			is["description"] = p.description
		}
		all[name] = is
	}
	s := schema{"type": "object", "properties": all, "additionalProperties": false}
	if len(must) > 0 {
		s["required"] = must
	}
	return s
}

func text() schema                { return schema{"type": "string"} }
func pattern(p string) schema     { return schema{"type": "string", "pattern": p} }
func boolean() schema             { return schema{"type": "boolean"} }
func integer(from, to int) schema { return schema{"type": "integer", "minimum": from, "maximum": to} }
func list(of schema) schema       { return schema{"type": "array", "items": of} }
func mapOf(of schema) schema      { return schema{"type": "object", "additionalProperties": of} }
func anything() schema            { return schema{"type": "object"} }
func oneOf(s ...schema) schema    { return schema{"oneOf": s} }
func ref(name string) schema      { return schema{"$ref": "#/$defs/" + name} }

// with returns an object with more fields.
func (s schema) with(properties ...property) schema {
	more := object(properties...)
	for name, p := range s["properties"].(schema) {
		more["properties"].(schema)[name] = p
	}
	had, _ := s["required"].([]string)
	adds, _ := more["required"].([]string)
	if must := slices.Concat(had, adds); len(must) > 0 {
		more["required"] = must
	}
	return more
}

// named is a map whose keys have a form.
func named(keys string, of schema) schema {
	s := mapOf(of)
	s["propertyNames"] = schema{"pattern": keys}
	return s
}

// The forms of names: see id.go.
const (
	word      = "([a-z][a-z0-9]*|[A-Z][A-Z0-9]*)"
	kebabName = "^" + word + "(-" + word + ")*$"
	snakeName = "^" + word + "(_" + word + ")*$"
	lowerName = "^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$"
	labelName = kebabName + "|" + snakeName
	digest    = "^sha256:[0-9a-fA-F]{64}$"
	webURL    = "^https?://"
	pkgName   = "^" + word + "(-" + word + ")*:" + word + "(-" + word + ")*$"
)

func manifestSchema() schema {
	return object(
		property{"!spin_manifest_version", schema{"const": 2}, "The version of the manifest."},
		property{"!application", object(
			property{"!name", text(), "The name of the application."},
			property{"version", text(), "The version of the application, such as 1.0.0."},
			property{"description", text(), "What the application does."},
			property{"authors", list(text()), "Who wrote the application."},
			property{"targets", list(ref("target")), "The environments that the components must be able to run in."},
			property{"trigger", settingsSchema(), "What all triggers of a type share."},
			property{"tool", toolSchema(false), "Settings of tools, by their names."},
		), "What the application is."},
		property{"variables", named(lowerName, object(
			property{"description", text(), "What the variable is for."},
			property{"required", boolean(), "Whether a value must be given. Either this or a default."},
			property{"default", text(), "The value if none is given."},
			property{"secret", boolean(), "Whether the value must not be shown."},
		)), "Variables of the application, whose values are given when it runs."},
		property{"trigger", triggersSchema(), "What runs components, by type."},
		property{"component", named(kebabName, ref("component")), "The components, by ID."},
	)
}

func settingsSchema() schema {
	s := object(
		property{"http", object(property{"base", schema{"const": "/"}, "Has no effect."}), "Of HTTP triggers."},
		property{"redis", object(property{"address", text(), "The server. May hold {{ variables }}."}), "Of Redis triggers."},
		property{"mqtt", object(
			property{"address", text(), "The server. May hold {{ variables }}."},
			property{"username", text(), "May hold {{ variables }}."},
			property{"password", text(), "May hold {{ variables }}."},
			property{"keep_alive_interval", text(), "Seconds."},
		), "Of MQTT triggers."},
	)
	s["additionalProperties"] = anything()
	return s
}

func toolSchema(ofComponent bool) schema {
	values := schema{}
	for _, name := range limits.Names(ofComponent) {
		values[name] = oneOf(text(), schema{"type": "integer"})
	}
	gyro := object(
		property{"profile", schema{"enum": limits.Profiles()}, "The profile of limits."},
		property{"limits", schema{"type": "object", "properties": values, "additionalProperties": false}, "What a request may use: docs/limits.md."},
	)
	if ofComponent {
		gyro = gyro.with(property{"snapshot", boolean(), "Whether requests begin after the component's initialisation: docs/snapshot.md."})
	}
	s := mapOf(anything())
	s["properties"] = schema{"gyro": gyro}
	return s
}

func triggersSchema() schema {
	trigger := object(
		property{"id", text(), "The ID of the trigger; one is made up if there is none."},
		property{"component", ref("componentOrID"), "What the trigger runs: the ID of a component, or the component itself."},
		property{"components", mapOf(oneOf(ref("componentOrID"), list(ref("componentOrID")))), "Further components, by role."},
		property{"dependencies", mapOf(list(ref("triggerDependency"))), "What is called besides the component, by role, such as middleware."},
	)
	needs := func(properties ...property) schema {
		s := trigger.with(properties...)
		s["required"] = slices.Concat(s["required"].([]string), []string{"component"})
		return s
	}
	other := trigger.with()
	other["additionalProperties"] = true
	s := object(
		property{"http", list(httpSchema(trigger)), "What answers HTTP requests."},
		property{"redis", list(needs(
			property{"!channel", text(), "May hold {{ variables }}."},
			property{"address", text(), "The server, if not that of the application. May hold {{ variables }}."},
		)), "What takes messages of a Redis channel."},
		property{"cron", list(needs(property{"!cron_expression", text(), "Seven fields: second, minute, hour, day, month, day of the week, year."})), "What runs at given times."},
		property{"mqtt", list(needs(
			property{"!topic", text(), "May hold {{ variables }}."},
			property{"qos", integer(0, 2), "The quality of service."},
		)), "What takes messages of an MQTT topic."},
		property{"sqs", list(needs(
			property{"!queue_url", text(), "The queue."},
			property{"max_messages", integer(1, 10), "How many messages are fetched at once."},
			property{"idle_wait_seconds", integer(0, 1<<31-1), "How long to wait if there are none."},
			property{"system_attributes", list(text()), ""},
			property{"message_attributes", list(text()), ""},
		)), "What takes messages of an SQS queue."},
		property{"command", list(trigger.with(property{"!component", ref("componentOrID"), "What is run once."})), "What is run as a command."},
	)
	s["additionalProperties"] = list(other)
	return s
}

func httpSchema(trigger schema) schema {
	s := trigger.with(
		property{"!route", oneOf(text(), object(property{"!private", schema{"const": true}, ""})), "A path, in which :name stands for a segment and /... for the rest; or { private = true }, for requests of other components."},
		property{"executor", oneOf(
			object(property{"!type", schema{"enum": []string{"http", "spin"}}, ""}),
			object(
				property{"!type", schema{"const": "wagi"}, ""},
				property{"argv", text(), ""},
				property{"entrypoint", schema{"const": "_start"}, ""},
			),
		), "How the component is called."},
		property{"static_response", object(
			property{"status_code", integer(200, 999), ""},
			property{"headers", named("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", pattern(`^[^\x00-\x08\x0a-\x1f\x7f]*$`)), ""},
			property{"body", text(), ""},
		), "An answer that needs no component."},
	)
	s["oneOf"] = []schema{{"required": []string{"component"}}, {"required": []string{"static_response"}}}
	return s
}
