package limits

import (
	"fmt"
	"strings"
)

// Markdown returns the table of docs/limits.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| limit | what it limits | `local` | `strict` | status |\n|---|---|---|---|---|\n")
	for _, r := range Table {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %d |\n", r.Name, r.What, r.Unit.Format(r.Local), r.Unit.Format(r.Strict), r.Status)
	}
	return b.String()
}
