// A wasi:cli/run command on the canonical ABI alone. The first argument says
// what to do; see ../README.md.
#include "streams.h"

static handle out;
static str args[16];

static bool is(const char *name, uint32_t n) { return same(args[1], (str){(char *)name, n}); }
#define IS(name) is(name, sizeof(name) - 1)

static handle open_path(str path, int open_flags, int flags) {
  list dirs;
  get_directories(&dirs);
  for (uint32_t i = 0; i < dirs.n; i++) {
    preopen *d = (preopen *)dirs.p + i;
    str rest = path;
    if (starts(path, d->path)) rest = after(path, d->path.n);
    else if (!same(d->path, S("."))) continue;
    while (rest.n && *rest.p == '/') rest = after(rest, 1);
    made m;
    open_at(d->h, 1, rest.n ? rest.p : ".", rest.n ? rest.n : 1, open_flags, flags, &m);
    if (!m.bad) return m.h;
    line(out, S("open failed"), decimal(m.code));
    return -1;
  }
  put(out, S("no directory\n"));
  return -1;
}

static int cat(void) {
  handle f = open_path(args[2], 0, 1);
  if (f < 0) return 1;
  made m;
  read_via_stream(f, 0, &m);
  if (m.bad) return 1;
  copy(m.h, out);
  input_drop(m.h);
  descriptor_drop(f);
  return 0;
}

static int write_(void) {
  handle f = open_path(args[2], 1 | 8, 2);
  if (f < 0) return 1;
  made m;
  write_via_stream(f, 0, &m);
  if (m.bad) return 1;
  bool ok = put(m.h, args[3]) && flush(m.h);
  output_drop(m.h);
  descriptor_drop(f);
  return !ok;
}

static void environment(void) {
  list l;
  get_environment(&l);
  for (uint32_t i = 0; i < l.n; i++) {
    pair *e = (pair *)l.p + i;
    put2(out, e->name, S("=")), put2(out, e->value, S("\n"));
  }
}

static int run(uint32_t n) {
  if (n < 2 || IS("hello")) return put(out, S("hello from C\n")), 0;
  if (IS("args")) for (uint32_t i = 2; i < n; i++) put2(out, args[i], S("\n"));
  else if (IS("env")) environment();
  else if (IS("cat")) return cat();
  else if (IS("write")) return write_();
  else if (IS("stdin")) copy(get_stdin(), out);
  else if (IS("stderr")) put(get_stderr(), S("to stderr\n"));
  else if (IS("sleep")) wait(subscribe_duration(number(args[2]) * 1000000));
  else if (IS("exit")) flush(out), cli_exit(number(args[2]) != 0);
  else if (IS("exit-code")) flush(out), cli_exit_with_code(number(args[2]));
  else if (IS("fail")) return 1;
  else if (IS("trap")) __builtin_trap();
  else return put(get_stderr(), S("unknown command\n")), 1;
  return 0;
}

EXPORT("wasi:cli/run@" V "#run") int run_command(void) {
  list l;
  get_arguments(&l);
  uint32_t n = l.n < 16 ? l.n : 16;
  for (uint32_t i = 0; i < n; i++) args[i] = ((str *)l.p)[i];
  out = get_stdout();
  int failed = run(n);
  flush(out);
  output_drop(out);
  return failed;
}
