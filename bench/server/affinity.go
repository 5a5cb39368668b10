package server

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// CanPin returns an error that says why servers cannot be pinned to one
// processor and this process to another.
func CanPin() error {
	if runtime.NumCPU() < 2 {
		return fmt.Errorf("needs two processors, one for the server and one for the load")
	}
	if _, err := exec.LookPath("taskset"); err != nil {
		return fmt.Errorf("needs the program taskset (util-linux)")
	}
	return nil
}

// PinSelf lets this process run on one processor only, until release is
// called.
func PinSelf(cpu int) (release func() error, err error) {
	before, err := taskset("-p")
	if err != nil {
		return nil, err
	}
	_, list, ok := strings.Cut(before, "list: ")
	if !ok {
		return nil, fmt.Errorf("taskset printed %q", before)
	}
	if _, err := taskset("-ap", strconv.Itoa(cpu)); err != nil {
		return nil, err
	}
	return func() error {
		_, err := taskset("-ap", strings.TrimSpace(list))
		return err
	}, nil
}

// taskset applies to this process, with -a to all its threads.
func taskset(args ...string) (string, error) {
	args = append([]string{"-c"}, append(args, strconv.Itoa(os.Getpid()))...)
	out, err := exec.Command("taskset", args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("taskset: %w: %s", err, out)
	}
	return string(out), nil
}
