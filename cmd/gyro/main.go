// Command gyro builds and runs serverless WebAssembly applications.
package main

import (
	"os"

	"github.com/gyro-wasm/gyro/internal/cli"
	"github.com/gyro-wasm/gyro/internal/worker"
)

//go:generate sh -c "cd ../.. && go run ./bench -install -profile cmd/gyro/default.pgo"

func main() {
	os.Exit(cli.Main(cli.Hooks{Load: load, Run: run, WIT: printWIT, Provides: worker.Provides, BuildEnv: buildEnv, TemplateValues: templateValues}))
}
