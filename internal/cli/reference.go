package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Reference writes what the help texts say as one page of Markdown.
func (p *Program) Reference(w io.Writer) {
	fmt.Fprintf(w, "# Commands\n\nWhat `gyro help` shows, on one page. Written by `go test ./internal/cli -update`.\n")
	eachCommand(p.command(), func(c *cobra.Command) {
		fmt.Fprintf(w, "\n## %s\n\n%s\n\n```\n%s\n```\n", c.CommandPath(), longText(c), c.UseLine())
		if c.Example != "" {
			fmt.Fprintf(w, "\n```sh\n%s\n```\n", strings.TrimRight(outdent(c.Example), "\n"))
		}
		rows := flagRows(c)
		if len(rows) > 0 {
			fmt.Fprintf(w, "\n| flag | |\n|---|---|\n")
		}
		for _, r := range rows {
			fmt.Fprintf(w, "| `%s` | %s |\n", r.flag, strings.ReplaceAll(r.usage, "|", "\\|"))
		}
	})
}

// Manual writes the manual page gyro(1), in the macros of man(7).
func (p *Program) Manual(w io.Writer) {
	fmt.Fprintf(w, ".TH GYRO 1\n.SH NAME\ngyro \\- %s\n.SH DESCRIPTION\n", roff("run serverless WebAssembly applications"))
	eachCommand(p.command(), func(c *cobra.Command) {
		fmt.Fprintf(w, ".SH %s\n.B %s\n.PP\n%s\n", strings.ToUpper(roff(c.CommandPath())), roff(c.UseLine()), roffText(longText(c)))
		if c.Example != "" {
			fmt.Fprintf(w, ".PP\n.nf\n%s\n.fi\n", roffText(outdent(c.Example)))
		}
		for _, r := range flagRows(c) {
			fmt.Fprintf(w, ".TP\n.B %s\n%s\n", roff(r.flag), roffText(r.usage))
		}
	})
}

// manualCommand prints the manual page, for who packages gyro.
func (p *Program) manualCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "manual",
		Short:  "Print the manual page gyro(1)",
		Long:   "Manual prints the manual page gyro(1):\n\n  gyro manual > gyro.1; man ./gyro.1",
		Hidden: true,
		Args:   arguments(0, 0, ""),
		RunE:   func(*cobra.Command, []string) error { p.Manual(p.Stdout); return nil },
	}
}

// eachCommand calls f for c and all commands below it that the help shows.
func eachCommand(c *cobra.Command, f func(*cobra.Command)) {
	f(c)
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			eachCommand(sub, f)
		}
	}
}

func longText(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short + "."
}

// A flagRow is a flag as the reference shows it.
type flagRow struct{ flag, usage string }

func flagRows(c *cobra.Command) (rows []flagRow) {
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		text := "--" + f.Name
		if f.Shorthand != "" {
			text = "-" + f.Shorthand + ", " + text
		}
		if value != "" && f.Value.Type() != "bool" {
			text += " " + value
		}
		switch f.DefValue {
		case "", "[]", "false", "0", "0s":
		default:
			usage += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		rows = append(rows, flagRow{text, usage})
	})
	return rows
}

// outdent removes the two spaces before the lines of an example.
func outdent(text string) string {
	return strings.ReplaceAll(strings.TrimPrefix(text, "  "), "\n  ", "\n")
}

// roff escapes a line.
func roff(line string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(line)
}

// roffText escapes lines: those that begin with a point or an apostrophe would be
// requests.
func roffText(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = roff(line)
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			line = `\&` + line
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}
