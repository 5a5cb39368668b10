package app

// later lists what a manifest may say and gyro does not do yet. Manifests that
// use it are read and built; App.Check refuses to run them.
var later = map[string]string{
	"components":           "several components in one trigger are not built yet",
	"trigger dependencies": "dependencies of a trigger (middleware) are not built yet",
	"wagi":                 "the wagi executor is not built yet",
	"targets":              "checks against target environments are not built yet",
	"remote source":        "sources by URL are not built yet",
	"registry source":      "sources from a registry are not built yet",
	"locked source":        "components that come without a file are not built yet",
	"locked files":         "files of locked applications are not built yet",
	"key_value_stores":     "key-value stores are not built yet",
	"sqlite_databases":     "SQLite databases are not built yet",
	"ai_models":            "AI models are not built yet",
	"dependencies":         "dependencies between components are not built yet",

	"redis trigger":   "redis triggers are not built yet",
	"cron trigger":    "cron triggers are not built yet",
	"mqtt trigger":    "mqtt triggers are not built yet",
	"sqs trigger":     "sqs triggers are not built yet",
	"command trigger": "command triggers are not built yet",
}

// laterAdvice says what helps today, where something does.
var laterAdvice = map[string]string{
	"wagi":            "build the component for wasi:http and remove `executor`",
	"targets":         "remove `targets`",
	"remote source":   "download the file and name its path",
	"registry source": "download the component and name its path",
	"command trigger": "run the component with `gyro run`",
}

// notYet records that the manifest uses what is listed in later under name.
func (d *decoder) notYet(at span, name string) {
	d.app.later.add(d.doc, at, laterAdvice[name], "%s", later[name])
}

// notYetIf records it if the table has that field.
func (t *table) notYetIf(field, name string) {
	if n := t.node.fields[field]; n != nil {
		t.notYet(n.key, name)
	}
}
