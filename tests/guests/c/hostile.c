// An HTTP guest that does its worst. Every route is an attack; what should
// stop it is written in ../README.md. TABLES adds those on tables, which keep
// its instances from serving again.
#include "streams.h"

typedef struct {
  handle request, outparam;
  handle body, out; // of the response, once it has begun
  str path;
  uint64_t n; // the number at the end of the path
} call;

static handle text(call *c) {
  made m;
  handle response = response_new(fields_new());
  response_body(response, &m);
  c->body = m.h;
  outgoing_body_write(c->body, &m);
  outparam_set(c->outparam, 0, response, 0, 0, 0, 0, 0, 0);
  return c->out = m.h;
}

static void count(call *c, str what, uint64_t n) { line(text(c), what, decimal(n)); }

#define DAY 86400000000000 // nanoseconds

// ---- never ending

static void loop(call *c) { for (;;); }

static volatile uint64_t deepest; // read after the call, so that the recursion does not become a loop
static __attribute__((noinline)) uint64_t deep(uint64_t n) { deepest = n; return n ? deep(n - 1) ^ deepest : 0; }
static void recurse(call *c) { count(c, S("unreachable"), deep(-1)); }
static void depth(call *c) { deep(c->n); count(c, S("depth"), c->n); }

static __attribute__((noinline)) uint64_t tail_two(uint64_t n);
static __attribute__((noinline)) uint64_t tail_one(uint64_t n) { deepest = n; __attribute__((musttail)) return tail_two(n + 1); }
static __attribute__((noinline)) uint64_t tail_two(uint64_t n) { deepest = n; __attribute__((musttail)) return tail_one(n ^ 1); }
static void tail(call *c) { count(c, S("unreachable"), tail_one(1)); }

static void rounds(call *c) {
  uint64_t x = 88172645463325252;
  for (uint64_t n = c->n; n; n--) x ^= x << 13, x ^= x >> 7, x ^= x << 17;
  count(c, S("xorshift"), x);
}

static void calls(call *c) { for (;;) monotonic_now(); }
static void entropy(call *c) {
  for (str s;;) {
    uintptr_t m = mark();
    random_bytes(65536, &s);
    release(m);
  }
}

static void never(call *c) { wait(subscribe_duration(DAY)); }
static void endless(call *c) {
  static char block[65536];
  for (text(c); put(c->out, (str){block, sizeof block}););
}
static void drip(call *c) {
  for (text(c); put(c->out, S(".")) && flush(c->out);) wait(subscribe_duration(10000000));
}

// ---- taking memory

static size_t pages(void) { return __builtin_wasm_memory_size(0); }

// grow makes the memory n pages long, all of them touched, and traps like a
// program without memory if it cannot.
static void grow(uint64_t n) {
  while (pages() < n) {
    uint64_t more = n - pages() < 16 ? n - pages() : 16;
    size_t old = __builtin_wasm_memory_grow(0, more);
    if (old == (size_t)-1) __builtin_trap();
    for (size_t i = 0; i < more; i++) *(volatile char *)((old + i) << 16) = 1;
  }
}
static void memory(call *c) { grow(c->n); count(c, S("pages"), pages()); }

// fill is memory.fill of all that can be had, again and again.
static void fill(call *c) {
  while (__builtin_wasm_memory_grow(0, 16) != (size_t)-1);
  uintptr_t from = (uintptr_t)alloc(0, 16);
  for (int v = 1;; v++) __builtin_memset((void *)from, v, (pages() << 16) - from);
}

// ---- giving the host a lot

static str letters(uint64_t n) {
  str s = {alloc(n, 1), n};
  __builtin_memset(s.p, 'x', n);
  return s;
}

static void string(call *c) {
  status r;
  str s = letters(c->n);
  fields_append(fields_new(), "x", 1, s.p, s.n, &r);
  count(c, S("string"), s.n);
}

// list polls the same pollable n times over.
static void poll_list(call *c) {
  handle now = subscribe_duration(0), *h = alloc(c->n * sizeof *h, 4);
  for (uint64_t i = 0; i < c->n; i++) h[i] = now;
  list ready;
  poll(h, c->n, &ready);
  pollable_drop(now);
  count(c, S("list"), c->n);
}

static void fields(call *c) {
  status r;
  str s = letters(100000);
  for (uint64_t i = 0; i < c->n; i++) {
    fields_append(fields_new(), "x", 1, s.p, s.n, &r);
    if (r.bad) __builtin_trap();
  }
  count(c, S("fields"), c->n);
}

// handles has n handles beside those of the request and of its answer.
static void handles(call *c) {
  for (uint64_t i = 0; i < c->n; i++) subscribe_duration(DAY);
  count(c, S("handles"), c->n);
}

static void streams(call *c) {
  for (uint64_t i = 0; i < c->n; i++) get_stdout();
  count(c, S("streams"), c->n);
}

// bodies fills the buffers of n bodies that go nowhere.
static void bodies(call *c) {
  made m;
  written w;
  str s = letters(65536);
  for (uint64_t i = 0; i < c->n; i++) {
    response_body(response_new(fields_new()), &m);
    if (m.bad) __builtin_trap();
    outgoing_body_write(m.h, &m);
    stream_write(m.h, s.p, s.n, &w);
  }
  count(c, S("bodies"), c->n);
}

// fetches has n outgoing requests under way.
static void fetches(call *c) {
  handle headers = request_headers(c->request);
  list url;
  fields_get(headers, "x-authority", 11, &url);
  str to = *(str *)url.p;
  fields_drop(headers);
  for (uint64_t i = 0; i < c->n; i++) {
    sent s;
    handle r = outgoing_request_new(fields_new());
    outgoing_request_set_scheme(r, 1, 0, 0, 0);
    outgoing_request_set_authority(r, 1, to.p, to.n);
    send_request(r, 0, 0, &s);
    if (s.bad) __builtin_trap();
  }
  count(c, S("fetches"), c->n);
}

static void sockets(call *c) {
  made m;
  for (uint64_t i = 0; i < c->n; i++) {
    create_tcp_socket(0, &m);
    if (m.bad) __builtin_trap();
  }
  count(c, S("sockets"), c->n);
}

// ---- leaving traces

extern unsigned char __data_end;
static uint64_t zeroes[8192];
static uint64_t ones[64] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                            1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
__attribute__((address_space(1))) int64_t global; // of the core module, not in its memory
static const uint64_t trace = 0xa5c3f00dfeedbeef;

static void mark_all(uintptr_t from, uintptr_t to) {
  for (volatile uint64_t *p = (uint64_t *)((from + 7) & -8); (uintptr_t)(p + 1) <= to; p++) *p = trace;
}

static handle open_trace(int open_flags, int flags) {
  list dirs;
  get_directories(&dirs);
  if (!dirs.n) return -1;
  made m;
  open_at(((preopen *)dirs.p)->h, 0, "trace", 5, open_flags, flags, &m);
  return m.bad ? -1 : m.h;
}

#ifdef TABLES
static __externref_t table[0];
static size_t elements(void) { return __builtin_wasm_table_size(table); }
static bool more_elements(uint64_t n) { return __builtin_wasm_table_grow(table, __builtin_wasm_ref_null_extern(), (int)n) != -1; }
static void grow_table(call *c) {
  for (uint64_t n; (n = c->n - elements()) && c->n > elements();) {
    if (!more_elements(n < 1000 ? n : 1000)) __builtin_trap();
  }
  count(c, S("elements"), elements());
}

// Two functions by pointer, whose places in the table can be swapped.
static uint64_t one(void) { return 1; }
static uint64_t two(void) { return 2; }
static uint64_t (*volatile first)(void) = one, (*volatile second)(void) = two;
static void swap(int to, int from) {
  __asm__ volatile("local.get %0\n\tlocal.get %1\n\ttable.get __indirect_function_table\n\ttable.set __indirect_function_table" ::"r"(to), "r"(from));
}
static uint64_t functions(void) { return first() * 10 + second(); }
static void mark_tables(void) { more_elements(100); swap((int)first, (int)second); }
#else
static size_t elements(void) { return 0; }
static uint64_t functions(void) { return 12; }
static void mark_tables(void) {}
static void grow_table(call *c) { __builtin_trap(); }
#endif

// leave writes everywhere, then ends well (0) or by a trap.
static void leave(call *c) {
  uint64_t here;
  text(c);
  if (open_trace(1, 2) >= 0) line(c->out, S("file"), S("made"));
  line(c->out, S("left"), decimal(c->n));
  for (int i = 0; i < 100; i++) fields_new(), get_stdout();
  global = trace;
  mark_tables();
  __builtin_wasm_memory_grow(0, 64);
  mark_all(8, 1024);
  mark_all((uintptr_t)zeroes, (uintptr_t)(zeroes + 8192));
  mark_all((uintptr_t)ones, (uintptr_t)(ones + 64));
  mark_all((uintptr_t)&__data_end, (uintptr_t)&here - 4096); // the free part of the stack
  mark_all((uintptr_t)alloc(0, 8), pages() << 16);
  if (c->n) __builtin_trap();
}

// look tells all that leave could have left.
static void look(call *c) {
  uint64_t traces = 0, dirty = 0, sum = 0;
  handle h = fields_new();
  fields_drop(h);
  size_t before = pages();
  __builtin_wasm_memory_grow(0, 80);
  for (volatile uint64_t *p = (uint64_t *)8; (uintptr_t)(p + 1) < pages() << 16; p++) traces += *p == trace;
  for (volatile uint64_t *p = (uint64_t *)(before << 16); (uintptr_t)(p + 1) < pages() << 16; p++) dirty += *p != 0;
  for (int i = 0; i < 8192; i++) sum += ((volatile uint64_t *)zeroes)[i];
  for (int i = 0; i < 64; i++) sum += ((volatile uint64_t *)ones)[i];
  str s;
  random_bytes(16, &s);
  line(text(c), S("traces"), decimal(traces));
  line(c->out, S("dirty"), decimal(dirty));
  line(c->out, S("sum"), decimal(sum));
  line(c->out, S("pages"), decimal(before));
  line(c->out, S("global"), decimal(global));
  line(c->out, S("elements"), decimal(elements()));
  line(c->out, S("functions"), decimal(functions()));
  line(c->out, S("handle"), decimal(h));
  line(c->out, S("file"), open_trace(0, 1) >= 0 ? S("there") : S("none"));
  line(c->out, S("random"), hex(s));
}

static void hello(call *c) {
  static int count; // survives only where an instance is used again
  put2(text(c), S("hello from C "), c->path);
  put2(c->out, S(" count="), decimal(++count));
  put(c->out, S("\n"));
}

static const struct { str prefix; void (*serve)(call *); } routes[] = {
  {S("/loop"), loop}, {S("/recurse"), recurse}, {S("/depth/"), depth}, {S("/tail"), tail}, {S("/rounds/"), rounds},
  {S("/calls"), calls}, {S("/entropy"), entropy}, {S("/never"), never}, {S("/endless"), endless}, {S("/drip"), drip},
  {S("/memory/"), memory}, {S("/table/"), grow_table}, {S("/fill"), fill},
  {S("/string/"), string}, {S("/list/"), poll_list}, {S("/fields/"), fields}, {S("/handles/"), handles},
  {S("/streams/"), streams}, {S("/bodies/"), bodies}, {S("/fetches/"), fetches}, {S("/sockets/"), sockets},
  {S("/leave/"), leave}, {S("/look"), look}, {S("/"), hello},
};

EXPORT("wasi:http/incoming-handler@" HTTP "#handle") void handle_request(handle request, handle outparam) {
  opt_str path;
  request_path(request, &path);
  call c = {.request = request, .outparam = outparam, .path = path.some ? path.s : S("/")};
  for (int i = 0;; i++) {
    if (!starts(c.path, routes[i].prefix)) continue;
    c.n = number(after(c.path, routes[i].prefix.n));
    routes[i].serve(&c);
    break;
  }
  sent fin;
  output_drop(c.out); // children before parents
  outgoing_body_finish(c.body, 0, 0, &fin);
  request_drop(request);
}
