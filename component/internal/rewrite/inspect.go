package rewrite

// Info describes a core module. Its byte slices alias the module.
type Info struct {
	Imports  []ImportInfo
	Exports  []ExportInfo
	Memory   Limits // the memory, imported or not
	Tables   []TableType
	Start    uint32 // function index, if HasStart
	Customs  []Custom
	HasStart bool
	// HasMemory tells whether there is a memory, of which a module may have
	// one.
	HasMemory bool
}

// An ImportInfo describes an import.
type ImportInfo struct {
	Import
	Type ExternType
}

// An ExportInfo describes an export.
type ExportInfo struct {
	Name  string
	Index uint32
	Type  ExternType
}

// A Custom is a custom section.
type Custom struct {
	Name string
	Data []byte
}

// Inspect decodes everything of a module but its code.
func Inspect(wasm []byte) (*Info, error) {
	m, err := parseSections(wasm, 1)
	if err != nil {
		return nil, err
	}
	info := &Info{HasStart: m.hasStart, Start: m.start, Customs: m.customs, HasMemory: len(m.memories) > 0, Tables: m.tables}
	if info.HasMemory {
		info.Memory = m.memories[0]
	}
	for _, i := range m.imports {
		info.Imports = append(info.Imports, ImportInfo{i.Import, i.typ})
	}
	for _, e := range m.exports {
		t, _ := m.externType(e)
		info.Exports = append(info.Exports, ExportInfo{e.name, e.index, t})
	}
	return info, nil
}
