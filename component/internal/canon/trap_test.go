package canon

import (
	"strings"
	"testing"
)

// TestTrapNames proves that every kind of trap has a name of its own.
func TestTrapNames(t *testing.T) {
	seen := map[string]TrapKind{}
	for k := TrapUnaligned; k <= TrapNotBuilt; k++ {
		name := k.String()
		if other, ok := seen[name]; ok || strings.HasPrefix(name, "trap(") {
			t.Errorf("trap %d is called %q, as is trap %d", k, name, other)
		}
		seen[name] = k
	}
	if got := TrapKind(200).String(); got != "trap(200)" {
		t.Errorf("an unknown kind is called %q", got)
	}
	if got := (&Trap{Kind: TrapLimit, Msg: "why"}).Error(); got != "why" {
		t.Errorf("error %q", got)
	}
}
