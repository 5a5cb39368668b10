package app

// definitions are the parts of the schema that others refer to.
func definitions() schema {
	return schema{
		"component":     componentSchema(),
		"componentOrID": oneOf(pattern(kebabName), ref("component")),
		"source":        sourceSchema(),
		"dependencies": mapOf(oneOf(
			text(),
			dependencySchema(property{"!version", text(), "A requirement, such as \">=0.1\"."},
				property{"package", pattern(pkgName), "The package, if not that of the import."},
				property{"registry", text(), "Where the package is, if not in the default registry."}, export()),
			dependencySchema(append(pathSource(), export())...),
			dependencySchema(append(urlSource(), export())...),
			dependencySchema(append(ofApplication(), export())...),
		)),
		"triggerDependency": oneOf(
			dependencySchema(property{"!version", text(), "A requirement, such as \">=0.1\"."},
				property{"!package", pattern(pkgName), ""},
				property{"registry", text(), "Where the package is, if not in the default registry."}),
			dependencySchema(pathSource()...),
			dependencySchema(urlSource()...),
			dependencySchema(ofApplication()...),
		),
		"commands": oneOf(text(), list(text())),
		"target": oneOf(
			text(),
			object(property{"!url", text(), "Where the environment is described."}),
			object(property{"!path", text(), "The file that describes the environment."}),
		),
	}
}

func export() property {
	return property{"export", text(), "The export that satisfies the import, if it has another name."}
}

func pathSource() []property {
	return []property{{"!path", text(), "A file, relative to the manifest."}}
}

func urlSource() []property {
	return []property{
		{"!url", pattern(webURL), "Where the file is."},
		{"!digest", pattern(digest), "sha256: and the digest of the file in hexadecimal digits."},
	}
}

func ofApplication() []property {
	return []property{{"!component", text(), "The ID of a component of this application."}}
}

func dependencySchema(properties ...property) schema {
	return object(append(properties,
		property{"inherit_configuration", oneOf(boolean(), list(text())), "What the dependency shares with the component: all, nothing, or these settings."})...)
}

func sourceSchema() schema {
	return oneOf(
		text(),
		object(urlSource()...),
		object(
			property{"!package", pattern(pkgName), "namespace:name"},
			property{"!version", text(), "The version of the package, such as 1.2.3."},
			property{"registry", text(), "Where the package is, if not in the default registry."},
		),
	)
}

func componentSchema() schema {
	environment := property{"environment", mapOf(text()), "Environment variables. {{ }} has no meaning here."}
	dependencies := property{"dependencies", ref("dependencies"), "What satisfies imports of the component, by import."}
	return object(
		property{"!source", ref("source"), "The Wasm: a file, relative to the manifest; an URL with its digest; a package of a registry."},
		property{"description", text(), "What the component does."},
		property{"variables", named(lowerName, text()), "What the component can ask for. May hold {{ variables }} of the application."},
		environment,
		property{"files", list(oneOf(text(), object(
			property{"!source", text(), "A file or directory, relative to the manifest."},
			property{"!destination", text(), "Where the component sees it."},
		))), "Files that the component can read: globs, paths, or what is to be seen elsewhere."},
		property{"exclude_files", list(text()), "Globs of files that it cannot read all the same."},
		property{"allowed_outbound_hosts", list(text()), "Hosts that the component may reach: scheme://host[:port]. May hold {{ variables }} of the application."},
		property{"allowed_http_hosts", schema{"type": "array", "items": text(), "deprecated": true}, "Use allowed_outbound_hosts."},
		property{"key_value_stores", list(pattern(labelName)), "Stores that the component may open."},
		property{"sqlite_databases", list(pattern(labelName)), "Databases that the component may open."},
		property{"ai_models", list(text()), "Models that the component may use."},
		property{"targets", list(ref("target")), "The environments that it must be able to run in, instead of those of the application."},
		property{"build", object(
			property{"!command", ref("commands"), "A command, or several, that make the component."},
			property{"workdir", text(), "Where they run, relative to the manifest."},
			property{"watch", list(text()), "Globs of what the component is made of, relative to workdir."},
		), "How the component is made."},
		property{"tool", toolSchema(true), "Settings of tools, by their names."},
		property{"dependencies_inherit_configuration", boolean(), "Whether all dependencies share the settings of the component."},
		dependencies,
		property{"profile", mapOf(object(
			property{"source", ref("source"), "The Wasm, instead of the component's."},
			environment,
			dependencies,
			property{"build", object(property{"!command", ref("commands"), ""}), "The build command, instead of the component's."},
		)), "Variations of the component, by name: --profile NAME."},
	)
}
