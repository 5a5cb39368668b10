package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *Program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version of gyro",
		Args:  arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.Stdout, version())
			return err
		},
	}
}

// version tells the version, the revision it was built from, and the platform.
func version() string {
	v, revision := "(devel)", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			v = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 7 {
				revision = " (" + s.Value[:7] + ")"
			}
		}
	}
	return fmt.Sprintf("gyro %s%s %s/%s %s", v, revision, runtime.GOOS, runtime.GOARCH, runtime.Version())
}
