package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/gyro-wasm/gyro/internal/telemetry"
)

// A prompt asks the user on standard error and reads answers from standard
// input, a line each.
type prompt struct {
	p       *Program
	lines   chan string // closed at the end of the input
	started bool
}

// newPrompt returns a prompt, nil if nobody is there to answer.
func (p *Program) newPrompt() *prompt {
	in, ok := p.Stdin.(*os.File)
	if p.asks || ok && telemetry.IsTerminal(in) && p.terminal(p.Stderr) {
		return &prompt{p: p, lines: make(chan string)}
	}
	return nil
}

// errNoAnswer is the error of a question at whose place the input ended.
var errNoAnswer = errors.New("the input ended before all questions were answered")

// ask asks a question until check accepts the answer. No answer is the default,
// if there is one.
func (q *prompt) ask(ctx context.Context, question string, otherwise *string, check func(string) error) (string, error) {
	for {
		fmt.Fprint(q.p.Stderr, question)
		if otherwise != nil && *otherwise != "" {
			fmt.Fprintf(q.p.Stderr, " [%s]", *otherwise)
		}
		fmt.Fprint(q.p.Stderr, ": ")
		answer, err := q.line(ctx)
		if err != nil {
			fmt.Fprintln(q.p.Stderr)
			return "", err
		}
		if answer == "" && otherwise != nil {
			return *otherwise, nil
		}
		if err := check(answer); err != nil {
			fmt.Fprintf(q.p.Stderr, "  %v\n", err)
			continue
		}
		return answer, nil
	}
}

// choose lets the user choose one of several, by number or by name.
func (q *prompt) choose(ctx context.Context, question string, names, descriptions []string, otherwise *string) (int, error) {
	for i, name := range names {
		line := fmt.Sprintf("%3d  %-18s %s", i+1, name, descriptions[i])
		fmt.Fprintln(q.p.Stderr, strings.TrimRight(line, " "))
	}
	chosen := 0
	index := func(answer string) bool {
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(names) {
			chosen = n - 1
			return true
		}
		for i, name := range names {
			if name == answer {
				chosen = i
				return true
			}
		}
		return false
	}
	answer, err := q.ask(ctx, question, otherwise, func(answer string) error {
		if index(answer) {
			return nil
		}
		return fmt.Errorf("choose one by its number or name")
	})
	if err != nil {
		return 0, err
	}
	index(answer)
	return chosen, nil
}

// confirm asks a question that is answered by yes or no.
func (q *prompt) confirm(ctx context.Context, question string) (bool, error) {
	no := "n"
	answer, err := q.ask(ctx, question+" (y/n)", &no, func(answer string) error {
		switch strings.ToLower(answer) {
		case "y", "yes", "n", "no":
			return nil
		}
		return errors.New("answer y or n")
	})
	return strings.HasPrefix(strings.ToLower(answer), "y"), err
}

// line reads an answer. An interrupt ends the wait.
func (q *prompt) line(ctx context.Context) (string, error) {
	if !q.started {
		q.started = true
		go readLines(q.p.Stdin, q.lines)
	}
	select {
	case line, ok := <-q.lines:
		if !ok {
			return "", errNoAnswer
		}
		return strings.TrimSpace(line), nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// readLines sends lines until the input ends. It may outlive the command, whose
// process then ends.
func readLines(r io.Reader, to chan<- string) {
	defer close(to)
	for s := bufio.NewScanner(r); s.Scan(); {
		to <- s.Text()
	}
}
