package server

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Usage is what a server and its children have used.
type Usage struct {
	CPU time.Duration // user and system, in steps of 10 ms
	// Memory is what is resident, in bytes; a page that is mapped several
	// times counts once.
	Memory int64
	Peak   int64 // the most resident memory, in bytes, of each process
}

// ErrUnknown is the error where the system does not tell what processes use.
var ErrUnknown = errors.New("processor time and memory are known on Linux only")

// Usage returns what the server has used up to now.
func (s *Server) Usage() (Usage, error) {
	procs, err := processes()
	if err != nil {
		return Usage{}, err
	}
	var u Usage
	for _, p := range family(procs, s.cmd.Process.Pid) {
		u.CPU += p.cpu
		u.Memory += pss(p.pid)
		u.Peak += statusBytes(p.pid, "VmHWM")
	}
	if u.CPU == 0 && u.Memory == 0 {
		return u, fmt.Errorf("%s has ended", s.Name)
	}
	return u, nil
}

// A process is a line of /proc/PID/stat.
type process struct {
	pid, parent int
	cpu         time.Duration // with that of children that have ended
}

// processes returns all processes of the machine.
func processes() ([]process, error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, ErrUnknown
	}
	var all []process
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue // it has ended meanwhile
		}
		p, err := parseStat(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		all = append(all, p)
	}
	return all, nil
}

// tick is the unit of times in /proc/PID/stat: USER_HZ is 100 on all
// architectures that Go supports.
const tick = 10 * time.Millisecond

// parseStat reads a line of /proc/PID/stat, see proc_pid_stat(5). The
// program's name, in parentheses, may have blanks and parentheses itself.
func parseStat(line string) (process, error) {
	open, end := strings.IndexByte(line, '('), strings.LastIndexByte(line, ')')
	if open < 0 || end < open {
		return process{}, errors.New("no name in parentheses")
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line[:open]))
	if err != nil {
		return process{}, err
	}
	fields := strings.Fields(line[end+1:]) // from field 3, the state
	const parent, utime, cstime = 4 - 3, 14 - 3, 17 - 3
	if len(fields) <= cstime {
		return process{}, fmt.Errorf("%d fields", len(fields)+2)
	}
	p := process{pid: pid}
	if p.parent, err = strconv.Atoi(fields[parent]); err != nil {
		return process{}, err
	}
	for _, f := range fields[utime : cstime+1] { // utime stime cutime cstime
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return process{}, err
		}
		p.cpu += time.Duration(n) * tick
	}
	return p, nil
}

// family returns a process and all that descend from it.
func family(all []process, pid int) []process {
	children := map[int][]process{}
	var members []process
	for _, p := range all {
		if p.pid == pid {
			members = append(members, p)
		} else {
			children[p.parent] = append(children[p.parent], p)
		}
	}
	for i := 0; i < len(members); i++ {
		members = append(members, children[members[i].pid]...)
	}
	return members
}

// pss returns the proportional set size of a process: what is shared by n
// mappings counts an nth for each.
func pss(pid int) int64 {
	return valueOf(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss")
}

func statusBytes(pid int, name string) int64 {
	return valueOf(fmt.Sprintf("/proc/%d/status", pid), name)
}

// valueOf returns the bytes that a line "Name: N kB" tells, 0 if there is
// none or the process has ended.
func valueOf(file, name string) int64 {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	return kilobytes(string(text), name) << 10
}

func kilobytes(text, name string) int64 {
	m := regexp.MustCompile(`(?m)^` + name + `:\s+(\d+) kB$`).FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	n, _ := strconv.ParseInt(m[1], 10, 64) // digits only
	return n
}
