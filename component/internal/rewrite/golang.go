package rewrite

import "bytes"

// The exports by which a module takes part in being imaged: functions without
// parameters and results.
const (
	// PrepareExport is called once, when all is initialised and before the
	// image is taken. It does what every instance would do first.
	PrepareExport = "gyro_prepare"
	// ReseedExport is called in each instance before anything else. It draws
	// anew what the module keeps to make random numbers.
	ReseedExport = "gyro_reseed"
)

// hasProcedure tells whether the module exports a function without parameters
// and results.
func (m *module) hasProcedure(name string) bool {
	for _, e := range m.exports {
		if e.name == name && e.kind == ExternFunc {
			t := m.types[m.funcs[e.index]]
			return len(t.Params)+len(t.Results) == 0
		}
	}
	return false
}

// goModuleInfo begins the text that Go's linker puts before what
// runtime/debug.ReadBuildInfo returns (cmd/go/internal/modload).
var goModuleInfo = []byte("\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6")

// standardGo tells whether the module was made by Go's own compiler: by what
// its linker writes into custom sections and, where tools have removed those,
// by what it writes into memory.
func (m *module) standardGo() bool {
	for _, c := range m.customs {
		switch c.Name {
		case "go:buildid":
			return true
		case "producers":
			if bytes.Contains(c.Data, []byte("Go cmd/compile")) {
				return true
			}
		}
	}
	return bytes.Contains(m.sections[secData].payload, goModuleInfo)
}
