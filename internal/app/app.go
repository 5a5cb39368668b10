// Package app reads what describes an application: spin.toml, a bare .wasm file
// for which a manifest is synthesised, or the JSON of a locked application.
//
// [Open] finds and reads an application, [Parse] is the pure part of it,
// [ParseLocked] reads what [App.Lock] or Spin has written. All yield an [App]: a
// plain tree of structs, normalised (every trigger and every component has an
// ID, inline components stand among the others) that the rest of gyro reads and
// nobody changes. The keys are those of Spin's manifest version 2, to which
// version 1 is converted; what gyro reads but cannot run yet is named by
// [App.Check].
//
// Values of variables are not in the tree: [Variables] finds them at run time.
package app

// App is an application as its manifest describes it. It is not changed after
// it was read, so goroutines may share it.
type App struct {
	Name        string
	Version     string
	Description string
	Authors     []string
	Targets     []Target
	Variables   map[string]Variable
	Settings    TriggerSettings
	Triggers    []*Trigger   // in the order of the manifest
	Components  []*Component // in the order of the manifest, inline ones last
	Tool        map[string]any
	Gyro        Gyro // of Tool

	// Profile is the one that the manifest was read in; empty: none.
	Profile string
	// Manifest is the absolute path of spin.toml; empty if there is none.
	Manifest string
	// Origin is the URL that a locked application says it comes from.
	Origin string
	// Dir is the absolute directory that relative paths start from; empty if the
	// application is a locked one, which has none.
	Dir string
	// Warnings are faults that do not keep the application from running.
	Warnings Faults

	later Faults
}

// Component returns the component of that ID, or nil.
func (a *App) Component(id string) *Component {
	for _, c := range a.Components {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// Check refuses what the manifest asks for and gyro cannot do yet, all of it
// at once. Building an application does not need it; running one does.
func (a *App) Check() error {
	return a.later.err()
}

// Variable is a variable of the application. It is either required or has a
// default.
type Variable struct {
	Description string
	Required    bool
	Default     string
	Secret      bool // the value is never printed
}

// Trigger says what runs a component. Of the pointers the one that Type names
// is set, if gyro knows the type.
type Trigger struct {
	ID         string
	Type       string
	Component  string              // ID; empty for a static response
	Components map[string][]string // IDs of further components, by role

	HTTP  *HTTPTrigger
	Redis *RedisTrigger
	Cron  *CronTrigger
	MQTT  *MQTTTrigger
	SQS   *SQSTrigger
	// Config holds the keys that belong to the type, as they are written.
	Config map[string]any

	Dependencies map[string][]Dependency // by role
}

// HTTPTrigger is [[trigger.http]].
type HTTPTrigger struct {
	Route          string // as written; empty if Private
	Private        bool   // reached by other components only
	Executor       Executor
	StaticResponse *StaticResponse // instead of a component

	route place
}

// Executor says how an HTTP component is called.
type Executor struct {
	Type       string // "http", or "wagi"
	Argv       string // of wagi
	Entrypoint string // of wagi
}

// StaticResponse is an answer that needs no component.
type StaticResponse struct {
	Status  int
	Headers map[string]string
	Body    string
}

// RedisTrigger is [[trigger.redis]].
type RedisTrigger struct {
	Address Template // empty: the application's
	Channel Template
}

// CronTrigger is [[trigger.cron]].
type CronTrigger struct {
	Expression string // seven fields: sec min hour dom month dow year
}

// MQTTTrigger is [[trigger.mqtt]].
type MQTTTrigger struct {
	Topic Template
	QoS   int
}

// SQSTrigger is [[trigger.sqs]].
type SQSTrigger struct {
	QueueURL          string
	MaxMessages       int
	IdleWaitSeconds   int
	SystemAttributes  []string
	MessageAttributes []string
}

// TriggerSettings is [application.trigger]: what all triggers of a type share.
type TriggerSettings struct {
	Redis RedisSettings
	MQTT  MQTTSettings
	// Config holds the keys as they are written, by trigger type.
	Config map[string]map[string]any
}

// RedisSettings is [application.trigger.redis].
type RedisSettings struct{ Address Template }

// MQTTSettings is [application.trigger.mqtt].
type MQTTSettings struct {
	Address           Template
	Username          Template
	Password          Template
	KeepAliveInterval string // seconds
}

// Component is a component of the application.
type Component struct {
	ID string
	// Original is the ID of the component in the manifest, if this one is a copy
	// of it with the middleware of one trigger; else empty.
	Original    string
	Description string
	Source      Source
	Variables   map[string]Template
	Environment map[string]string

	Files        []Files
	ExcludeFiles []string // globs, relative to the directory of the manifest

	AllowedOutboundHosts []Template
	KeyValueStores       []string
	SQLiteDatabases      []string
	AIModels             []string

	Build   *Build   // nil: nothing to build
	Targets []Target // nil: those of the application
	Tool    map[string]any
	Gyro    Gyro // of Tool

	Dependencies []Dependency
	Profiles     map[string]Profile
}

// Files are files of the host that a component sees read-only: those that
// Pattern names at their own paths, or Source (a file or a directory) at
// Destination. In a locked application, it is Content at Destination.
type Files struct {
	Pattern     string
	Source      string
	Destination string
	Content     Content

	at place
}

// Content is a file or directory of a locked application. One of URL, Inline
// and Digest is set at least.
type Content struct {
	URL    string
	Inline []byte
	Digest string // "sha256:…"
}

func (c Content) isZero() bool { return c.URL == "" && c.Inline == nil && c.Digest == "" }

// Build says how a component is made.
type Build struct {
	Commands []string // run by a shell, one after another
	Workdir  string   // relative to the directory of the manifest
	Watch    []string // globs, relative to Workdir

	commands []place
}

// Target names an environment that the application is meant to run in: by the
// name it has in a catalogue, by URL, or by file.
type Target struct {
	Name string
	URL  string
	Path string
}

// SetEnvironment sets an environment variable of all components. It is called
// before the application is shared.
func (a *App) SetEnvironment(name, value string) {
	for _, c := range a.Components {
		if c.Environment == nil {
			c.Environment = map[string]string{}
		}
		c.Environment[name] = value
	}
}
