package app

// later lists what a manifest may say and gyro does not do yet. Manifests that
// use it are read and built; App.Check refuses to run them.
var later = map[string]string{
	"components":       "no type of trigger that gyro has calls several components",
	"wagi":             "the wagi executor is not built yet",
	"targets":          "checks against target environments are not built yet",
	"locked files":     "files of locked applications are not built yet",
	"key_value_stores": "key-value stores are not built yet",
	"sqlite_databases": "SQLite databases are not built yet",
	"ai_models":        "AI models are not built yet",

	"redis trigger":   "redis triggers are not built yet",
	"cron trigger":    "cron triggers are not built yet",
	"mqtt trigger":    "mqtt triggers are not built yet",
	"sqs trigger":     "sqs triggers are not built yet",
	"command trigger": "command triggers are not built yet",
}

// laterAdvice says what helps today, where something does.
var laterAdvice = map[string]string{
	"components":      "chain components with `dependencies.middleware`, or write a trigger for each",
	"wagi":            "build the component for wasi:http and remove `executor`",
	"targets":         "remove `targets`",
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
