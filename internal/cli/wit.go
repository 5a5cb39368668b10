package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

func (p *Program) witCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "wit FILE.wasm",
		Short: "Show what a component imports and exports",
		Long:  `Wit prints the world of a component: what it needs and what it offers, as WIT.`,
		Args:  arguments(1, 1, "FILE.wasm"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.wit(args[0])
		},
	}
}

func (p *Program) wit(file string) error {
	wasm, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the component: %w", err)
	}
	if p.Hooks.WIT == nil {
		return notLinked("look into components")
	}
	text, err := p.Hooks.WIT(wasm)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	_, err = fmt.Fprintln(p.Stdout, strings.TrimRight(text, "\n"))
	return err
}
