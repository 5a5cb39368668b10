package component

import "github.com/gyro-wasm/gyro/component/internal/engine"

// A watch finds out how much of an initialisation can be part of an image: all
// functions before the first one that calls what is not repeatable, or that
// leaves handles.
type watch struct {
	kept  func(data any) string // see PoolConfig
	allow bool                  // calls of what is not repeatable count as any other
	stop  int                   // the number of the first function not to call

	calls  int    // functions called, or left out
	first  int    // the number of the first that does not keep to the rules
	reason string // what it does
	late   bool   // a core module was instantiated after it
	mixed  bool   // a core module was instantiated after any function
}

// watched calls an initialising function under the eyes of s.watch.
func (s *store) watched(f *engine.Func) {
	w := s.watch
	if w.calls < w.stop {
		s.call(f)
		if !s.quiet() {
			w.breach("leaves handles")
		}
		if w.kept != nil {
			if what := w.kept(s.data); what != "" {
				w.breach(what)
			}
		}
	}
	w.calls++
}

// called notes that an initialising function calls an import.
func (w *watch) called(f importFacts) {
	if !f.repeatable && !w.allow {
		w.breach("calls " + f.name + ", which may answer differently each time")
	}
}

func (w *watch) breach(what string) {
	if w.first == allDone {
		w.first, w.reason = w.calls, "initialisation "+what
	}
}

// instantiated notes that a core module is instantiated.
func (w *watch) instantiated() {
	w.late = w.late || w.first != allDone
	w.mixed = w.mixed || w.calls > 0
}
