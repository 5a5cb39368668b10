// Command gyro builds and runs serverless WebAssembly applications.
package main

import (
	"os"

	"github.com/gyro-wasm/gyro/internal/cli"
)

func main() {
	os.Exit(cli.Main(cli.Hooks{Load: load, Run: run, WIT: printWIT, BuildEnv: buildEnv}))
}
