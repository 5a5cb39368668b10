package compose

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/internal/app"
)

// handler is the interface that middleware imports and exports, in this version
// or one that is compatible.
const handler = "wasi:http/handler@0.3.0"

// middleware returns a component that has the service behind a chain of
// middleware, of which the first one gets the request first.
func (b *composer) middleware(ctx context.Context, service []byte, chain []app.Dependency) ([]byte, error) {
	var parts []encode.Part
	var next []string // what the part before imports
	for i := range chain {
		d := &chain[i]
		if d.Name != "middleware" {
			return nil, d.Fault("write `dependencies.middleware`", "an HTTP trigger has `middleware` and no other dependencies")
		}
		p, err := b.load(ctx, d, fmt.Sprintf("middleware %d `%s`", i+1, nameOf(d)))
		if err != nil {
			return nil, err
		}
		imports, exports, err := encode.Names(p)
		if err != nil {
			return nil, d.Fault("", "%v", err)
		}
		if exportOf(exports, handler) == "" {
			return nil, d.Fault("middleware exports what it imports: "+handler, "%s does not export %s, but %s", p.Name, handler, list(exports))
		}
		imported := exportOf(imports, handler)
		if imported == "" {
			return nil, d.Fault("middleware calls the next handler by that import; a component that calls none belongs at the end, as the component of the trigger", "%s does not import %s", p.Name, handler)
		}
		p.Only = next
		next = []string{imported}
		parts = append(parts, p)
	}
	last := encode.Part{Name: "component `" + b.component.ID + "`", Wasm: service, Only: next}
	_, exports, err := encode.Names(last)
	if err != nil {
		return nil, chain[0].Fault(adviceOf(err), "only components have middleware: %v", err)
	}
	if exportOf(exports, handler) == "" {
		return nil, chain[0].Fault("build the component for WASI 0.3, or remove the middleware", "middleware calls %s, which %s does not export; it exports %s", handler, last.Name, list(exports))
	}
	parts = append(parts, last)
	return encode.Compose(parts[0], parts[1:]...)
}

// nameOf names middleware for its users.
func nameOf(d *app.Dependency) string {
	switch s := d.Source; {
	case d.Component != "":
		return d.Component
	case s.Path != "":
		return filepath.Base(s.Path)
	case s.URL != "":
		return s.URL[strings.LastIndexByte(s.URL, '/')+1:]
	}
	return d.Source.Package
}
