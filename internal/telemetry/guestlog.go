package telemetry

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

const (
	// maxLine bounds how much of a line without an end is held for a guest.
	maxLine = 8 << 10
	// DefaultRotation is the size in bytes at which a log file is rotated.
	DefaultRotation = 16 << 20
	// oldFiles is how many rotated files are kept beside the current one.
	oldFiles = 3
)

// LogOptions says where the lines of guests go.
type LogOptions struct {
	// Terminal receives the lines of all components; nil for none of them.
	Terminal io.Writer
	// Prefix puts component and request before each line of Terminal.
	Prefix bool
	// Color colours the prefix.
	Color bool
	// Dir is where log files are written; empty for none. It is created.
	Dir string
	// Truncate empties log files that exist.
	Truncate bool
	// Rotation is the size in bytes at which a file is rotated; 0 means
	// DefaultRotation.
	Rotation int64
}

// Logs are the logs of one run of an application. Goroutines may share it.
type Logs struct {
	options  LogOptions
	terminal *terminal

	mu         sync.Mutex
	components map[string]*ComponentLog
}

// OpenLogs prepares the logs and creates the directory of the files.
func OpenLogs(options LogOptions) (*Logs, error) {
	if options.Rotation == 0 {
		options.Rotation = DefaultRotation
	}
	l := &Logs{options: options, components: map[string]*ComponentLog{}}
	if options.Terminal != nil {
		l.terminal = &terminal{out: options.Terminal, prefix: options.Prefix, color: options.Color}
	}
	if options.Dir != "" {
		if err := os.MkdirAll(options.Dir, 0o755); err != nil {
			return nil, fmt.Errorf("make the directory of the logs: %w", err)
		}
	}
	return l, nil
}

// Component returns the log of a component, whose files it opens if they are
// not open: <component>_stdout.txt and <component>_stderr.txt.
func (l *Logs) Component(id string) (*ComponentLog, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.components[id]; c != nil {
		return c, nil
	}
	c := &ComponentLog{id: id, terminal: l.terminal}
	if l.options.Dir != "" {
		for s := range c.files {
			path := filepath.Join(l.options.Dir, id+"_"+Stream(s).String()+".txt")
			f, err := openLogFile(path, l.options.Truncate, l.options.Rotation)
			if err != nil {
				return nil, errors.Join(fmt.Errorf("component %s: open its log: %w", id, err), c.close())
			}
			c.files[s] = f
		}
	}
	l.components[id] = c
	return c, nil
}

// Close closes the files. The error tells of all that could not be written.
func (l *Logs) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []error
	for _, c := range l.components {
		all = append(all, c.close())
	}
	return errors.Join(all...)
}

// Stream is one of the two outputs of a guest.
type Stream uint8

// The outputs of a guest.
const (
	Stdout Stream = iota
	Stderr
)

func (s Stream) String() string { return [...]string{"stdout", "stderr"}[s] }

// ComponentLog is where one component logs. Goroutines may share it.
type ComponentLog struct {
	id       string
	terminal *terminal
	files    [2]*logFile
}

func (c *ComponentLog) close() error {
	var all []error
	for _, f := range c.files {
		if f != nil {
			all = append(all, f.close())
		}
	}
	return errors.Join(all...)
}

// Writer returns a writer for one output of one instance. It is used by one
// goroutine at a time and closed when the instance is gone. The request may be
// none.
func (c *ComponentLog) Writer(s Stream, request ID) *LineWriter {
	return &LineWriter{log: c, stream: s, request: request}
}

// LineWriter passes whole lines on, so that those of instances that run at the
// same time do not mix. It holds at most 8 KiB: a longer line is passed on in
// parts. Writing never fails, as a guest can do nothing about a full disk.
type LineWriter struct {
	log     *ComponentLog
	stream  Stream
	request ID
	partial []byte // of a line that has not ended
}

// Write implements [io.Writer]. It always takes all of p.
func (w *LineWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		end := bytes.IndexByte(p, '\n')
		switch {
		case end >= 0 && len(w.partial) == 0 && end < maxLine:
			w.emit(p[:end+1])
			p = p[end+1:]
		case end >= 0 && len(w.partial)+end < maxLine:
			w.partial = append(w.partial, p[:end+1]...)
			p = p[end+1:]
			w.flush()
		default:
			part := min(len(p), maxLine-len(w.partial))
			w.partial = append(w.partial, p[:part]...)
			p = p[part:]
			if len(w.partial) == maxLine {
				w.flush()
			}
		}
	}
	return n, nil
}

// Close passes on a last line that has no end.
func (w *LineWriter) Close() error {
	w.flush()
	w.partial = nil
	return nil
}

// Begin makes a closed writer that of another instance.
func (w *LineWriter) Begin(request ID) { w.request = request }

func (w *LineWriter) flush() {
	if len(w.partial) > 0 {
		w.emit(w.partial)
		w.partial = w.partial[:0]
	}
}

// emit passes on a line, or a part of one, in the guest's own bytes to the file
// and with a prefix to the terminal.
func (w *LineWriter) emit(line []byte) {
	if f := w.log.files[w.stream]; f != nil {
		f.write(line)
	}
	if w.log.terminal != nil {
		w.log.terminal.write(w.log.id, w.request, w.stream, line)
	}
}

// terminal writes whole lines, each by a single Write.
type terminal struct {
	prefix bool
	color  bool

	mu      sync.Mutex // guards what follows
	out     io.Writer
	scratch []byte
}

// The colours of prefixes: cyan for standard output, yellow for standard error.
var colors = [2]string{Stdout: "\x1b[36m", Stderr: "\x1b[33m"}

const colorOff = "\x1b[0m"

func (t *terminal) write(component string, request ID, s Stream, line []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.scratch[:0]
	if t.prefix {
		b = t.appendPrefix(b, component, request, s)
	}
	b = append(b, line...)
	if line[len(line)-1] != '\n' {
		b = append(b, '\n')
	}
	t.scratch = b
	_, _ = t.out.Write(b) // there is no other place to tell about it
}

func (t *terminal) appendPrefix(b []byte, component string, request ID, s Stream) []byte {
	if t.color {
		b = append(b, colors[s]...)
	}
	b = append(b, '[')
	b = append(b, component...)
	if request != 0 {
		b = append(b, ' ')
		b = request.append(b)
	}
	b = append(b, ']')
	if t.color {
		b = append(b, colorOff...)
	}
	return append(b, ' ')
}
