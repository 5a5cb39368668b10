// Package capability says what interfaces let a component do, and which key of
// the manifest grants that.
//
// Start from [Of]. The table is the one place where interfaces, their names for
// users and the keys of spin.toml meet: what a dependency does not inherit is
// denied by it, and `gyro inspect` reports by it.
package capability

import "strings"

// A Capability is something that a component can do.
type Capability struct {
	Name string // for users: "outgoing HTTP"
	// Key is the one of a component's table in spin.toml that grants it, and
	// which a dependency inherits; "" if every component has it.
	Key string
}

// interfaces are the capabilities by interface, without versions. An entry that
// ends in a slash is for the rest of a package.
var interfaces = []struct {
	Capability
	names []string
}{
	{Capability{"outgoing HTTP", "allowed_outbound_hosts"}, []string{"wasi:http/outgoing-handler", "wasi:http/client", "fermyon:spin/http"}},
	{Capability{"sockets", "allowed_outbound_hosts"}, []string{
		"wasi:sockets/tcp", "wasi:sockets/tcp-create-socket", "wasi:sockets/udp", "wasi:sockets/udp-create-socket",
		"wasi:sockets/ip-name-lookup", "wasi:sockets/types",
	}},
	{Capability{"Redis", "allowed_outbound_hosts"}, []string{"fermyon:spin/redis", "spin:redis/redis"}},
	{Capability{"MQTT", "allowed_outbound_hosts"}, []string{"fermyon:spin/mqtt", "spin:mqtt/mqtt"}},
	{Capability{"MySQL", "allowed_outbound_hosts"}, []string{"fermyon:spin/mysql", "spin:mysql/mysql"}},
	{Capability{"PostgreSQL", "allowed_outbound_hosts"}, []string{"fermyon:spin/postgres", "spin:postgres/postgres"}},
	{Capability{"files", "files"}, []string{"wasi:filesystem/preopens"}},
	{Capability{"environment", "environment"}, []string{"wasi:cli/environment"}},
	{Capability{"variables", "variables"}, []string{"fermyon:spin/config", "fermyon:spin/variables", "spin:variables/variables", "wasi:config/store"}},
	{Capability{"key-value stores", "key_value_stores"}, []string{
		"fermyon:spin/key-value", "spin:key-value/key-value", "wasi:keyvalue/store", "wasi:keyvalue/atomics", "wasi:keyvalue/batch",
	}},
	{Capability{"SQLite", "sqlite_databases"}, []string{"fermyon:spin/sqlite", "spin:sqlite/sqlite"}},
	{Capability{"AI models", "ai_models"}, []string{"fermyon:spin/llm"}},

	{Capability{"opened files", ""}, []string{"wasi:filesystem/"}}, // none without preopens
	{Capability{"clocks", ""}, []string{"wasi:clocks/"}},
	{Capability{"random numbers", ""}, []string{"wasi:random/"}},
	{Capability{"exit", ""}, []string{"wasi:cli/exit"}},
	{Capability{"standard streams", ""}, []string{"wasi:cli/"}},
	{Capability{"next handler", ""}, []string{"wasi:http/handler"}},
	{Capability{"HTTP messages", ""}, []string{"wasi:http/"}},
	{Capability{"streams", ""}, []string{"wasi:io/"}},
	{Capability{"addresses", ""}, []string{"wasi:sockets/"}}, // and error codes
	{Capability{"tracing", ""}, []string{"wasi:otel/"}},
}

// Of returns what an import lets a component do. It knows interfaces,
// "wasi:http/client@0.3.0", of any version, and functions of preview1,
// "wasi_snapshot_preview1#fd_write"; ok is false for all others.
func Of(name string) (c Capability, ok bool) {
	if module, function, core := strings.Cut(name, "#"); core && strings.HasPrefix(module, "wasi_") {
		return ofPreview1(function)
	}
	name, _, _ = strings.Cut(name, "@")
	for _, i := range interfaces {
		for _, n := range i.names {
			if n == name || strings.HasSuffix(n, "/") && strings.HasPrefix(name, n) {
				return i.Capability, true
			}
		}
	}
	return Capability{}, false
}

// ofPreview1 is for the functions of wasi_snapshot_preview1 and its ancestor.
func ofPreview1(function string) (c Capability, ok bool) {
	for _, f := range []struct{ prefix, like string }{
		{"environ_", "wasi:cli/environment"}, {"args_", "wasi:cli/environment"}, {"clock_", "wasi:clocks/"},
		{"random_", "wasi:random/"}, {"proc_", "wasi:cli/exit"}, {"path_", "wasi:filesystem/preopens"},
		{"fd_prestat", "wasi:filesystem/preopens"}, {"fd_", "wasi:cli/stdout"}, {"sock_", "wasi:sockets/tcp"},
		{"poll_", "wasi:io/poll"}, {"sched_", "wasi:io/poll"},
	} {
		if strings.HasPrefix(function, f.prefix) {
			return Of(f.like)
		}
	}
	return Capability{}, false
}
