package httptrigger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gyro-wasm/gyro/internal/app"
)

// segment is a part of a route.
type segment struct {
	kind kind
	text string // of exact
}

// kind is in the order of precedence where two routes differ in it, lowest
// first. A dot is the exception: see compare.
type kind uint8

const (
	slash kind = iota
	wildcard
	param
	exact
	dot
)

// Route is a route of an application.
type Route struct {
	Trigger *app.Trigger
	Pattern string // as the manifest has it
	Matched string // with a leading slash and without one at the end
	Prefix  string // the pattern without a final "/..."

	segments []segment
	dots     int
	headers  []string // names of the headers for the parameters, in order; "" if a later one has it
}

// maxRoute bounds a pattern, in bytes.
const maxRoute = 4096

// newRoute parses the pattern of a trigger.
func newRoute(t *app.Trigger) (*Route, error) {
	pattern := t.HTTP.Route
	if err := checkPattern(pattern); err != nil {
		return nil, err
	}
	r := &Route{Trigger: t, Pattern: pattern, Prefix: strings.TrimSuffix(pattern, "/...")}
	r.Matched = strings.TrimSuffix("/"+strings.TrimPrefix(pattern, "/"), "/")
	spec := r.Matched
	if prefix, ok := strings.CutSuffix(spec, "/..."); ok {
		spec = prefix + "/*"
	}
	return r, r.parse(strings.Trim(spec, "/"))
}

func checkPattern(pattern string) error {
	if len(pattern) > maxRoute {
		return fmt.Errorf("a route has at most %d bytes", maxRoute)
	}
	for i := range len(pattern) {
		if pattern[i] < ' ' || pattern[i] == 0x7f {
			return errors.New("a route must not contain control characters")
		}
	}
	return nil
}

// parse splits a pattern without slashes at its ends. Empty parts between
// slashes do not count. A dot that follows a literal belongs to it.
func (r *Route) parse(spec string) error {
	for i, part := range strings.Split(spec, "/") {
		if part == "" {
			continue
		}
		if i > 0 {
			r.segments = append(r.segments, segment{kind: slash})
		}
		for j, word := range strings.Split(part, ".") {
			if j > 0 {
				r.addDot()
			}
			if err := r.addWord(word); err != nil {
				return err
			}
		}
	}
	for i, s := range r.segments {
		if s.kind == wildcard && i != len(r.segments)-1 {
			return errors.New("a wildcard must be the last part of a route")
		}
		if s.kind == dot {
			r.dots++
		}
	}
	return nil
}

func (r *Route) addDot() {
	if n := len(r.segments); n > 0 && r.segments[n-1].kind == exact {
		r.segments[n-1].text += "."
		return
	}
	r.segments = append(r.segments, segment{kind: dot})
}

func (r *Route) addWord(word string) error {
	switch {
	case word == "":
	case word == "*":
		r.segments = append(r.segments, segment{kind: wildcard})
	case word[0] == '*':
		return fmt.Errorf("a wildcard has no name: write `*` or `...` instead of `%s`", word)
	case word == ":":
		return errors.New("a parameter needs a name after the `:`")
	case word[0] == ':':
		header, err := paramHeader(word[1:])
		if err != nil {
			return err
		}
		if i := slices.Index(r.headers, header); i >= 0 {
			r.headers[i] = ""
		}
		r.headers = append(r.headers, header)
		r.segments = append(r.segments, segment{kind: param})
	default:
		r.segments = append(r.segments, segment{kind: exact, text: word})
	}
	return nil
}

// match reports whether the route matches a path that was freed of the slashes
// at its ends, and adds what the parameters and the wildcard stand for to
// captures, in the order of the segments.
func (r *Route) match(path string, captures []string) ([]string, bool) {
	for i, s := range r.segments {
		last := i == len(r.segments)-1
		switch s.kind {
		case exact:
			if !strings.HasPrefix(path, s.text) {
				return captures, false
			}
			path = path[len(s.text):]
		case dot:
			if path == "" || path[0] != '.' {
				return captures, false
			}
			path = path[1:]
		case slash:
			if path == "" {
				// What the wildcard stands for may be nothing.
				if r.segments[i+1].kind != wildcard {
					return captures, false
				}
			} else if path[0] != '/' {
				return captures, false
			} else {
				path = path[1:]
			}
		case wildcard:
			return append(captures, path), true
		case param:
			end := paramEnd(path, !last && r.segments[i+1].kind == dot)
			if end < 0 {
				return captures, false
			}
			captures = append(captures, path[:end])
			path = path[end:]
		}
	}
	return captures, path == ""
}

// paramEnd returns the length of a parameter at the beginning of path: up to
// the next slash or the end, or, if a dot must follow, up to the next dot. It
// is negative if there is none.
func paramEnd(path string, dotFollows bool) int {
	if path == "" {
		return -1
	}
	if dotFollows {
		end := strings.IndexAny(path, "./")
		if end < 0 || path[end] == '/' {
			return -1
		}
		return end
	}
	if end := strings.IndexByte(path, '/'); end >= 0 {
		return end
	}
	return len(path)
}

// compare orders two routes by precedence: the first pair of segments of
// different kind decides, then the number of dots, then that of segments. It is
// positive if a goes before b. Dots and slashes rank equal with each other;
// against anything else a dot counts as a literal.
func compare(a, b *Route) int {
	for i := range min(len(a.segments), len(b.segments)) {
		x, y := a.segments[i].kind, b.segments[i].kind
		if x == y || min(x, y) == slash && max(x, y) == dot {
			continue
		}
		return cmp.Compare(x, y)
	}
	return cmp.Or(cmp.Compare(a.dots, b.dots), cmp.Compare(len(b.segments), len(a.segments)))
}

// Router finds the route of a path. Goroutines may share it.
type Router struct {
	routes []*Route // by precedence
}

// Duplicate tells of a route that is never reached, as a later one is written
// in the same way.
type Duplicate struct {
	Route  *Route
	Winner *Route
}

// NewRouter makes a router for the HTTP triggers among triggers. The error says
// where in the manifest a pattern is wrong. Of patterns that are written in the
// same way the last one counts; of those that only mean the same, the first.
func NewRouter(triggers []*app.Trigger) (*Router, []Duplicate, error) {
	var (
		written    []*Route
		position   = map[string]int{}
		duplicates []Duplicate
	)
	for _, t := range triggers {
		if t.HTTP == nil || t.HTTP.Private {
			continue
		}
		r, err := newRoute(t)
		if err != nil {
			return nil, nil, t.HTTP.RouteFault("", "%s", err)
		}
		if at, ok := position[r.Pattern]; ok {
			duplicates = append(duplicates, Duplicate{written[at], r})
			written[at] = r
			continue
		}
		position[r.Pattern] = len(written)
		written = append(written, r)
	}
	router := &Router{}
	for _, r := range written {
		at := slices.IndexFunc(router.routes, func(other *Route) bool { return compare(r, other) > 0 })
		if at < 0 {
			at = len(router.routes)
		}
		router.routes = slices.Insert(router.routes, at, r)
	}
	return router, duplicates, nil
}

// Routes returns the routes in the order in which they are tried.
func (r *Router) Routes() []*Route { return r.routes }

// Match is a path together with the route that it takes.
type Match struct {
	Route *Route

	path   string
	params []string
	tail   string // what the wildcard stands for
}

// maxParams is how many parameters are found without an allocation for each
// route that is tried.
const maxParams = 16

// Match finds the route of a path as the client sent it, without the query.
// Percent-encodings are not decoded. Slashes at both ends of the path do not
// count.
func (r *Router) Match(path string) (m Match, ok bool) {
	trimmed := strings.Trim(path, "/")
	var buffer [maxParams + 1]string
	for _, route := range r.routes {
		captures, ok := route.match(trimmed, buffer[:0])
		if !ok {
			continue
		}
		m = Match{Route: route, path: path}
		n := len(route.headers)
		if len(captures) > n {
			m.tail = captures[n]
		}
		if n > 0 {
			m.params = slices.Clone(captures[:n])
		}
		return m, true
	}
	return Match{}, false
}

// Wildcard reports whether the route ends in a wildcard.
func (r *Route) Wildcard() bool {
	n := len(r.segments)
	return n > 0 && r.segments[n-1].kind == wildcard
}

// PathInfo returns what the wildcard of the route stands for, with a slash
// before it and with the one that ends the path: "" if there is no wildcard.
func (m *Match) PathInfo() string {
	slashed := strings.HasSuffix(m.path, "/")
	switch {
	case !m.Route.Wildcard():
		return ""
	case m.tail == "" && slashed:
		return "/"
	case m.tail == "":
		return ""
	}
	// The tail ends the path but for slashes, so the answer mostly stands there.
	end := len(strings.TrimRight(m.path, "/"))
	start := end - len(m.tail)
	if slashed {
		end++
	}
	if start > 0 && m.path[start-1] == '/' {
		return m.path[start-1 : end]
	}
	return "/" + m.path[start:end]
}
