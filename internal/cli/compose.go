package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gyro-wasm/gyro/component/encode"
)

// composeFlags are the flags of `gyro compose`.
type composeFlags struct {
	plugs  []string
	output string
}

func (p *Program) composeCommand() *cobra.Command {
	var f composeFlags
	cmd := &cobra.Command{
		Use:   "compose ROOT.wasm --plug FILE.wasm -o FILE.wasm [flags]",
		Short: "Put components into one",
		Long: `Compose puts a component and those that it calls into one component, which
exports what the first one exports and imports what none of them provides.

An import is provided by the first component after the one that has it which
exports an interface of that name. So middleware comes before what it calls.`,
		Example: `  gyro compose app.wasm --plug greeter.wasm -o whole.wasm
  gyro compose log.wasm --plug auth.wasm --plug service.wasm -o whole.wasm
  gyro compose app.wasm --plug acme:store/items@1.0.0=store.wasm -o whole.wasm`,
		Args: arguments(1, 1, "ROOT.wasm"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.compose(args[0], f)
		},
	}
	cmd.Flags().StringArrayVar(&f.plugs, "plug", nil, "provide imports by the exports of the component `FILE`, or that of one interface by INTERFACE=FILE (repeatable)")
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "write the component to `FILE`")
	return cmd
}

func (p *Program) compose(file string, f composeFlags) error {
	switch {
	case f.output == "":
		return usagef("--output is missing")
	case len(f.plugs) == 0:
		return usagef("--plug is missing")
	}
	root, err := readPart(file, nil)
	if err != nil {
		return err
	}
	var plugs []encode.Part
	for _, arg := range f.plugs {
		var only []string
		if iface, rest, named := strings.Cut(arg, "="); named {
			only, arg = []string{iface}, rest
		}
		plug, err := readPart(arg, only)
		if err != nil {
			return err
		}
		plugs = append(plugs, plug)
	}
	wasm, err := encode.Compose(root, plugs...)
	if err != nil {
		return err
	}
	return writeComponent(f.output, wasm)
}

func readPart(file string, only []string) (encode.Part, error) {
	wasm, err := os.ReadFile(file)
	if err != nil {
		return encode.Part{}, fmt.Errorf("read the component: %w", err)
	}
	return encode.Part{Name: file, Wasm: wasm, Only: only}, nil
}
