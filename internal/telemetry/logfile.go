package telemetry

import (
	"fmt"
	"os"
	"sync"
)

// logFile is a file that is appended to and rotated when it has grown.
type logFile struct {
	path     string
	rotation int64

	mu    sync.Mutex // guards what follows
	file  *os.File   // nil after an error
	size  int64
	fault error // the first one; after it nothing is written
}

func openLogFile(path string, truncate bool, rotation int64) (*logFile, error) {
	f := &logFile{path: path, rotation: rotation}
	return f, f.open(truncate)
}

func (f *logFile) open(truncate bool) error {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if truncate {
		flags |= os.O_TRUNC
	}
	file, err := os.OpenFile(f.path, flags, 0o644)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	f.file, f.size = file, info.Size()
	return nil
}

func (f *logFile) write(p []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return
	}
	if f.size > 0 && f.size+int64(len(p)) > f.rotation {
		if err := f.rotate(); err != nil {
			f.fail(err)
			return
		}
	}
	n, err := f.file.Write(p)
	f.size += int64(n)
	if err != nil {
		f.fail(err)
	}
}

// rotate moves x to x.1, x.1 to x.2 and so on, and begins x anew.
func (f *logFile) rotate() error {
	if err := f.file.Close(); err != nil {
		return err
	}
	f.file = nil
	for i := oldFiles; i > 1; i-- {
		_ = os.Rename(f.old(i-1), f.old(i)) // it may not exist yet
	}
	if err := os.Rename(f.path, f.old(1)); err != nil {
		return err
	}
	return f.open(true)
}

func (f *logFile) old(i int) string { return fmt.Sprintf("%s.%d", f.path, i) }

func (f *logFile) fail(err error) {
	if f.fault == nil {
		f.fault = fmt.Errorf("write the log %s: %w", f.path, err)
	}
	if f.file != nil {
		f.file.Close()
		f.file = nil
	}
}

func (f *logFile) close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file != nil {
		if err := f.file.Close(); err != nil {
			f.fail(err)
		}
		f.file = nil
	}
	return f.fault
}
