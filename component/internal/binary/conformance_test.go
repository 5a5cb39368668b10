package binary_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gyro-wasm/gyro/component/internal/binary"
	"github.com/gyro-wasm/gyro/tests/conformance"
)

// notRefused names the assertions that the decoder does not meet, by script
// and line, with the reason. A test that meets one of them fails as well, so
// that the list stays true.
var notRefused = map[string]string{
	"validation/core-modules:25": "function bodies are checked by the engine when it compiles the module",
}

// notEncoded names the scripts that the encoder refuses.
var notEncoded = map[string]string{
	"async/cancellable": "the `cancellable` immediate has left the text format",
}

// TestConformance decodes what the component model's test scripts define, and
// checks that what they call invalid or malformed is refused.
func TestConformance(t *testing.T) {
	if why := conformance.Unavailable(); why != "" {
		t.Skip(why)
	}
	scripts, err := conformance.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scripts {
		t.Run(s.Path, func(t *testing.T) {
			if s.Err != nil {
				if notEncoded[s.Path] == "" {
					t.Error(s.Err)
				}
				t.Skip(s.Err)
			}
			for i := range s.Commands {
				decodeCommand(t, s, &s.Commands[i])
			}
		})
	}
}

func decodeCommand(t *testing.T, s *conformance.Script, c *conformance.Command) {
	if c.Filename == "" || c.ModuleType == "text" {
		return // nothing to decode: text is the encoder's to refuse
	}
	b, err := s.Binary(c)
	if err != nil {
		t.Fatal(err)
	}
	err = decode(b)
	where := fmt.Sprintf("%s:%d", s.Path, c.Line)
	switch c.Type {
	case "assert_invalid", "assert_malformed":
		known := notRefused[where]
		if err == nil && known == "" {
			t.Errorf("%s: accepted, want refused: %s", where, c.Text)
		}
		if err != nil && known != "" {
			t.Errorf("%s: refused (%v), but listed as accepted: %s", where, err, known)
		}
		if err != nil && !strings.Contains(err.Error(), c.Text) && testing.Verbose() {
			t.Logf("%s: refused with %q, the script says %q", where, err, c.Text)
		}
	default:
		if err != nil {
			t.Errorf("%s: %s refused: %v", where, c.Type, err)
		}
	}
}

func decode(b []byte) error {
	if !binary.IsComponent(b) && len(b) >= 8 && string(b[:8]) == "\x00asm\x01\x00\x00\x00" {
		_, err := binary.DecodeModule(b)
		return err
	}
	_, err := binary.Decode(b, binary.Options{Gated: true})
	return err
}
