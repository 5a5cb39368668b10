// Command bench measures gyro beside other servers and prints a table: it
// builds guests and servers, starts them, loads them in turn, and gives ratios
// and processor time per request beside requests per second.
//
//	go run ./bench [-install] [-run hello,bystander] [-rounds 5] [-o FILE]
//
// README.md says what each scenario measures and how. The benchmarks of whole
// guests without a network are `go test -bench . ./bench`.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gyro-wasm/gyro/bench/report"
)

// options are the flags.
type options struct {
	run         string
	guests      string
	rounds      int
	time        time.Duration
	connections int
	suspended   int
	crowd       int
	components  int
	starts      string
	templates   string
	echo        int // MiB
	capacity    string
	gyro        string
	gyroArgs    string
	builtin     string
	peers       peerList
	wrk         bool
	install     bool
	output      string
	json        string
	compare     string
	profile     string
}

// A scenario measures one thing, for a section of the report.
type scenario struct {
	name, title string
	aside       string // what the table's last column has
	run         func(context.Context, *bench, *report.Section) error
}

var scenarios = []scenario{
	{"hello", "requests per second, a fresh instance for each", "to reach", hello},
	{"bystander", "hello while other components loop for ever", "to reach", bystander},
	{"concurrency", "Spin's table: a request while others do nothing, sleep, compute", "Spin, mean", concurrency},
	{"stops", "longest stop of the Go world while guests loop", "to reach", stops},
	{"suspended", "many requests that wait in the host at once", "to reach", suspended},
	{"density", "many components with different code in one application", "", density},
	{"firstuse", "from an empty folder to the first answer", "to reach", firstuse},
	{"start20", "until an application of twenty different components answers", "to reach", start20},
	{"capacity", "far more requests than the server takes at once", "to reach", capacity},
	{"fuel", "what metering costs", "", fuel},
	{"echo", "a large body, streamed there and back", "", echo},
	{"service", "requests per second to guests of WASI 0.3", "to reach", service},
	{"service-echo", "a large body, streamed there and back by guests of WASI 0.3", "to reach", serviceEcho},
	{"service-waiting", "many requests that wait in guests of WASI 0.3", "to reach", serviceWaiting},
}

// A skip is the reason why a scenario cannot be measured here.
type skip string

// Error implements error.
func (s skip) Error() string { return string(s) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	var names []string
	for _, s := range scenarios {
		names = append(names, s.name)
	}
	f.StringVar(&o.run, "run", strings.Join(names, ","), "the scenarios to run")
	f.StringVar(&o.guests, "guests", "hello-c,hello-rust,hello-go,hello-js,python-hello", "the guests of hello: examples, and those of tests/guests")
	f.IntVar(&o.rounds, "rounds", 5, "how often each load is repeated, in turn with the others")
	f.DurationVar(&o.time, "time", 3*time.Second, "how long one load takes")
	f.IntVar(&o.connections, "connections", 128, "connections of a closed loop")
	f.IntVar(&o.suspended, "suspended", 10_000, "requests of suspended")
	f.IntVar(&o.crowd, "crowd", 5_000, "requests of capacity")
	f.IntVar(&o.components, "components", 2_000, "components of density")
	f.StringVar(&o.starts, "starts", "c-http-core,rust-http-core", "the guests of start20, core modules of tests/guests; go-http takes minutes to compile")
	f.StringVar(&o.templates, "templates", "http-go,http-c,http-rust,http-js,http-ts,http-java", "the templates of firstuse")
	f.IntVar(&o.echo, "echo", 1024, "MiB of echo")
	f.StringVar(&o.capacity, "capacity", "--limit instances=500", "flags of gyro up that set the capacity to 500")
	f.StringVar(&o.gyro, "gyro", "", "a gyro binary to measure, in place of the one that is built")
	f.StringVar(&o.gyroArgs, "gyro-args", "", "more flags for gyro up")
	f.StringVar(&o.builtin, "builtin", "node,workerd", "the servers beside net/http that hello is measured with, too")
	f.Var(&o.peers, "peer", "one more server for hello, `NAME=COMMAND` with {port} (repeatable)")
	f.BoolVar(&o.wrk, "wrk", true, "drive closed loops by wrk if it is installed")
	f.BoolVar(&o.install, "install", false, "install what is missing: toolchains of the guests, wrk, node, workerd")
	f.StringVar(&o.output, "o", "", "write the tables to this `FILE` too")
	f.StringVar(&o.json, "json", "", "keep the results in this `FILE`, in place of those of the same scenarios; -o then has all that it holds")
	f.StringVar(&o.profile, "profile", "", "measure nothing, and write the profile that gyro is optimised by to this `FILE`")
	f.StringVar(&o.compare, "compare", "", "print the changes since the run that is kept in `FILE`")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %s", f.Arg(0))
	case o.rounds < 1 || o.connections < 1 || o.suspended < 1 || o.crowd < 1 || o.components < 2 || o.echo < 1 || o.time <= 0:
		return o, errors.New("counts and times have to be positive, components at least 2")
	}
	for _, name := range list(o.run) {
		if !slices.Contains(names, name) {
			return o, fmt.Errorf("no scenario is named %q; there are %s", name, strings.Join(names, ", "))
		}
	}
	return o, nil
}

// list returns the items between commas; none of "".
func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' })
}

func run(ctx context.Context, args []string) (err error) {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	var old *report.Report
	if o.compare != "" { // before hours of work, and before -json replaces it
		if old, err = report.Load(o.compare); err != nil {
			return err
		}
	}
	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if o.profile != "" {
		return b.writeProfile(ctx, o.profile)
	}
	r := &report.Report{Command: commandLine(args), Machine: b.machine(ctx)}
	var failed []error
	for _, s := range scenarios {
		if !slices.Contains(list(o.run), s.name) {
			continue
		}
		section, err := measure(ctx, b, s)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil { // the others are measured all the same
			b.say("%s: %v", s.name, err)
			failed = append(failed, fmt.Errorf("%s: %w", s.name, err))
		}
		r.Sections = append(r.Sections, section)
	}
	if err := r.WriteMarkdown(os.Stdout); err != nil {
		return err
	}
	if old != nil {
		fmt.Println()
		if err := r.Compare(os.Stdout, old); err != nil {
			return err
		}
	}
	return errors.Join(append(failed, keep(r, o))...)
}

// measure runs a scenario. One that cannot run here, or fails, leaves a note.
func measure(ctx context.Context, b *bench, s scenario) (report.Section, error) {
	section := report.Section{Name: s.name, Title: s.title, Aside: s.aside}
	b.say("%s: %s", s.name, s.title)
	err := s.run(ctx, b, &section)
	var why skip
	if errors.As(err, &why) {
		b.say("%s: skipped: %v", s.name, err)
		section.Note("not measured: %v", why)
		return section, nil
	}
	if err != nil {
		section.Note("ended by an error, which the run has printed")
	}
	return section, err
}

// keep writes the files that were asked for.
func keep(r *report.Report, o options) error {
	if o.json != "" {
		all, err := r.Update(o.json)
		if err != nil {
			return err
		}
		r = all
	}
	if o.output == "" {
		return nil
	}
	f, err := os.Create(o.output)
	if err != nil {
		return err
	}
	return errors.Join(r.WriteMarkdown(f), f.Close())
}

// commandLine returns how this run can be repeated.
func commandLine(args []string) string {
	words := []string{"go run ./bench"}
	for _, a := range args {
		if a == "" || strings.ContainsAny(a, " {}'\"$") {
			a = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
		words = append(words, a)
	}
	return strings.Join(words, " ")
}
