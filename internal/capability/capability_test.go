package capability

import "testing"

func TestOf(t *testing.T) {
	for name, want := range map[string]Capability{
		"wasi:http/outgoing-handler@0.2.6":     {"outgoing HTTP", "allowed_outbound_hosts"},
		"wasi:http/client@0.3.0-rc-2026-03-15": {"outgoing HTTP", "allowed_outbound_hosts"},
		"wasi:http/types@0.3.0":                {"HTTP messages", ""},
		"wasi:http/handler@0.3.0":              {"next handler", ""},
		"fermyon:spin/key-value":               {"key-value stores", "key_value_stores"},
		"wasi:cli/environment@0.2.0":           {"environment", "environment"},
		"wasi:cli/stdout@0.2.0":                {"standard streams", ""},
		"wasi:filesystem/preopens@0.3.0":       {"files", "files"},
		"wasi:filesystem/types@0.3.0":          {"opened files", ""},
		"wasi:sockets/types@0.3.0":             {"sockets", "allowed_outbound_hosts"},
		"wasi:sockets/network@0.2.0":           {"addresses", ""},
		"wasi_snapshot_preview1#fd_write":      {"standard streams", ""},
		"wasi_snapshot_preview1#environ_get":   {"environment", "environment"},
		"wasi_snapshot_preview1#path_open":     {"files", "files"},
		"wasi:httpx/client":                    {},
		"wasi:http":                            {},
		"acme:store/items@1.0.0":               {},
		"wasi_snapshot_preview1#no_such":       {},
		"":                                     {},
	} {
		if got, ok := Of(name); got != want || ok != (want != Capability{}) {
			t.Errorf("%q is %v, want %v", name, got, want)
		}
	}
}
