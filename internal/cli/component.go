package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/component/encode"
	"github.com/gyro-wasm/gyro/component/wit"
	witfiles "github.com/gyro-wasm/gyro/wit"
)

// componentFlags are the flags of `gyro component`.
type componentFlags struct {
	wit, world, output string
}

func (p *Program) componentCommand() *cobra.Command {
	var f componentFlags
	cmd := &cobra.Command{
		Use:   "component MODULE.wasm -o FILE.wasm [flags]",
		Short: "Make a component of a core module",
		Long: `Component makes a component that any host runs of a core module that imports
and exports what a world says, under the names that compilers give them. gyro
runs such modules as they are.

The world is one of a WIT package, which need not bring along WASI, or one that
gyro knows. A module that carries its world needs neither flag.`,
		Example: `  gyro component core.wasm --wit wit -o hello.wasm
  gyro component core.wasm --wit wit --world http -o hello.wasm
  gyro component core.wasm --world wasi:http/proxy@0.2.12 -o hello.wasm`,
		Args: arguments(1, 1, "MODULE.wasm"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.component(args[0], f)
		},
	}
	cmd.Flags().StringVar(&f.wit, "wit", "", "the `FOLDER` or file with the WIT package of the world")
	cmd.Flags().StringVar(&f.world, "world", "", "the `NAME` of the world (default: the only one of the package)")
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "write the component to `FILE`")
	return cmd
}

func (p *Program) component(file string, f componentFlags) error {
	if f.output == "" {
		return usagef("--output is missing")
	}
	module, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the module: %w", err)
	}
	var o encode.Options
	if f.wit != "" || f.world != "" {
		if o.World, err = loadWorld(f.wit, f.world); err != nil {
			return err
		}
	}
	wasm, err := encode.Component(module, o)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return writeComponent(f.output, wasm)
}

// loadWorld finds a world in a WIT file, or in a folder with its deps, and
// without either in the packages that gyro has.
func loadWorld(path, name string) (*wit.World, error) {
	if path == "" {
		return witfiles.Packages().World(name)
	}
	path, err := filepath.Abs(path) // its last part names it in its folder
	if err != nil {
		return nil, fmt.Errorf("read the world: %w", err)
	}
	l := wit.Loader{AllFeatures: true}
	if err := l.AddFS(os.DirFS(filepath.Dir(path)), filepath.Base(path)); err != nil {
		return nil, err
	}
	set, err := l.Load()
	if err != nil {
		// Perhaps it names packages that it does not bring along.
		var again error
		if again = witfiles.Complete(&l); again == nil {
			set, again = l.Load()
		}
		if again != nil {
			return nil, err
		}
	}
	w, err := set.World(name)
	if err != nil && name == "" {
		return nil, &hinted{err, "name a world with --world"}
	}
	return w, err
}

// writeComponent writes a component so that no half of it is ever found under
// its name.
func writeComponent(file string, wasm []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return fmt.Errorf("write the component: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(wasm)
	if closing := tmp.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("write the component: %w", err)
	}
	return nil
}
