// The HTTP guest that covers everything, on the canonical ABI alone: no libc,
// no preview1, no adapter. What it answers is written in ../README.md.
#include "streams.h"

typedef struct {
  handle request, outparam, headers; // headers: of the request
  handle body, out;                  // of the response, once it has begun
  handle trailers;                   // fields, or 0
  str path;
} call;

static handle begin(call *c, int code, str type) {
  handle fields = fields_new();
  status r;
  fields_append(fields, "content-type", 12, type.p, type.n, &r);
  fields_append(fields, "x-guest", 7, "c", 1, &r);
  list entries;
  fields_entries(c->headers, &entries);
  for (uint32_t i = 0; i < entries.n; i++) {
    pair *e = (pair *)entries.p + i;
    if (starts(e->name, S("x-echo-"))) fields_append(fields, e->name.p, e->name.n, e->value.p, e->value.n, &r);
  }
  handle response = response_new(fields);
  if (code != 200) response_set_status(response, code);
  made m;
  response_body(response, &m);
  c->body = m.h;
  outgoing_body_write(c->body, &m);
  outparam_set(c->outparam, 0, response, 0, 0, 0, 0, 0, 0);
  return c->out = m.h;
}

static handle text(call *c) { return begin(c, 200, S("text/plain")); }

static void fail(call *c, int status_code, str why, uint64_t code) {
  line(begin(c, status_code, S("text/plain")), why, decimal(code));
}

static str header(call *c, str name) {
  list values;
  fields_get(c->headers, name.p, name.n, &values);
  return values.n ? *(str *)values.p : (str){0};
}

// The request's body as a stream; *body is what to finish afterwards.
static handle consume(call *c, handle *body) {
  made m;
  request_consume(c->request, &m);
  *body = m.h;
  incoming_body_stream(*body, &m);
  return m.h;
}

static void consumed(handle body, handle in) {
  input_drop(in);
  trailers_drop(incoming_body_finish(body));
}

// ---- the request itself

static void hello(call *c) {
  static int count; // survives only where an instance is used again
  put2(text(c), S("hello from C "), c->path);
  put2(c->out, S(" count="), decimal(++count));
  put(c->out, S("\n"));
}

// The bytes that leave writes: not what any other memory holds.
static uint8_t trace(uintptr_t at) { return (at % 16) * 37 + 11; }

static void fill(uint8_t *p, uintptr_t n) { for (uintptr_t i = 0; i < n; i++) p[i] = trace(i); }

// Where the memory has 64 bytes as fill writes them, 0 for nowhere.
static uintptr_t find_trace(void) {
  uintptr_t end = (uintptr_t)__builtin_wasm_memory_size(0) << 16;
  for (uintptr_t at = 1, run = 0; at < end; at++) {
    uint8_t b = *(volatile uint8_t *)at;
    run = b == trace(run) ? run + 1 : b == trace(0);
    if (run == 64) return at;
  }
  return 0;
}

// leave fills a static buffer, the stack below it, what is left of the memory
// and three pages more, keeps handles, and says first what it finds.
static void leave(call *c) {
  static uint8_t buffer[1000];
  uintptr_t pages = __builtin_wasm_memory_size(0), found = find_trace();
  handle first = fields_new(), second = fields_new();
  fields_drop(first);
  text(c);
  line(c->out, S("memory"), decimal(found));
  line(c->out, S("pages"), decimal(pages));
  line(c->out, S("handle"), decimal(second));
  fill(buffer, sizeof buffer);
  volatile uint8_t frame[2000];
  fill((uint8_t *)frame, sizeof frame);
  __builtin_wasm_memory_grow(0, 3);
  uintptr_t end = (uintptr_t)__builtin_wasm_memory_size(0) << 16;
  fill((uint8_t *)brk_ + 4096, end - brk_ - 4096);
}

static void headers(call *c) {
  text(c);
  list entries;
  fields_entries(c->headers, &entries);
  for (uint32_t i = 0; i < entries.n; i++) {
    pair *e = (pair *)entries.p + i;
    line(c->out, e->name, e->value);
  }
}

static void method(call *c) {
  static const str names[] = {S("GET"), S("HEAD"), S("POST"), S("PUT"), S("DELETE"), S("CONNECT"), S("OPTIONS"), S("TRACE"), S("PATCH")};
  name m;
  request_method(c->request, &m);
  put2(text(c), m.tag < 9 ? names[m.tag] : m.other, S("\n"));
}

static void echo(call *c) {
  handle body, in = consume(c, &body);
  str type = header(c, S("content-type"));
  copy(in, begin(c, 200, type.n ? type : S("application/octet-stream")));
  consumed(body, in);
}

static void splice(call *c) {
  handle body, in = consume(c, &body);
  text(c);
  permit p;
  do stream_splice(c->out, in, 1 << 20, &p); while (!p.bad);
  if (!p.closed) error_drop(p.error);
  consumed(body, in);
}

static void count(call *c) {
  handle body, in = consume(c, &body);
  uint64_t n = 0, sum = 0;
  str data;
  for (uintptr_t m = mark(); take(in, &data); release(m)) {
    n += data.n;
    for (uint32_t i = 0; i < data.n; i++) sum = sum * 31 + (uint8_t)data.p[i];
  }
  consumed(body, in);
  line(text(c), S("bytes"), decimal(n));
  line(c->out, S("sum"), decimal(sum));
}

// /large/N answers N bytes, each the low byte of its position.
static void large(call *c) {
  static char block[65536];
  uint64_t n = number(after(c->path, 7));
  for (int i = 0; i < 65536; i++) block[i] = i;
  for (begin(c, 200, S("application/octet-stream")); n; ) {
    uint32_t k = n < sizeof block ? n : sizeof block;
    if (!put(c->out, (str){block, k})) return;
    n -= k;
  }
}

// Request trailers come back as response trailers, with one of the guest's own.
static void trailers(call *c) {
  handle body, in = consume(c, &body);
  copy(in, text(c));
  input_drop(in);
  handle f = incoming_body_finish(body);
  wait(trailers_subscribe(f));
  future t;
  trailers_get(f, &t);
  status r;
  c->trailers = fields_new();
  fields_append(c->trailers, "x-trailer", 9, "c", 1, &r);
  if (t.some && !t.taken && !t.bad && t.has) {
    list entries;
    fields_entries(t.trailers, &entries);
    for (uint32_t i = 0; i < entries.n; i++) {
      pair *e = (pair *)entries.p + i;
      fields_append(c->trailers, e->name.p, e->name.n, e->value.p, e->value.n, &r);
    }
    fields_drop(t.trailers);
  }
  trailers_drop(f);
}

// ---- the machine

static void env(call *c) {
  list l;
  get_environment(&l);
  text(c);
  for (uint32_t i = 0; i < l.n; i++) {
    pair *e = (pair *)l.p + i;
    put2(c->out, e->name, S("="));
    put2(c->out, e->value, S("\n"));
  }
}

static void clock(call *c) {
  datetime d;
  wall_now(&d);
  int64_t before = monotonic_now();
  wait(subscribe_duration(1000000));
  line(text(c), S("seconds"), decimal(d.seconds));
  line(c->out, S("slept"), decimal(monotonic_now() - before));
}

static void randoms(call *c) {
  str s;
  random_bytes(16, &s);
  put2(text(c), hex(s), S("\n"));
}

// /sleep/N waits N milliseconds, after the headers have been sent.
static void sleep(call *c) {
  flush(text(c));
  wait(subscribe_duration(number(after(c->path, 7)) * 1000000));
  put(c->out, S("slept\n"));
}

// /loop never answers.
static void loop(call *c) { for (;;); }

// /cpu/N computes: N thousand rounds of xorshift, without a host call.
static void cpu(call *c) {
  uint64_t x = 88172645463325252;
  for (uint64_t n = number(after(c->path, 5)) * 1000; n; n--) x ^= x << 13, x ^= x >> 7, x ^= x << 17;
  line(text(c), S("xorshift"), decimal(x));
}

static void print(call *c) {
  handle o = get_stdout(), e = get_stderr();
  put2(o, S("out "), S("one\nout two\n")), flush(o);
  put2(e, S("err "), S("one\n")), flush(e);
  output_drop(o), output_drop(e);
  put(text(c), S("printed\n"));
}

// ---- files: /files/PATH reads (or lists a directory), POST writes, DELETE removes

static handle root(call *c, str *rest) {
  list dirs;
  get_directories(&dirs);
  str path = after(c->path, 6); // keeps the slash
  for (uint32_t i = 0; i < dirs.n; i++) {
    preopen *d = (preopen *)dirs.p + i;
    if (!starts(path, d->path)) continue;
    *rest = after(path, d->path.n);
    while (rest->n && *rest->p == '/') *rest = after(*rest, 1);
    if (!rest->n) *rest = S(".");
    return d->h;
  }
  return -1;
}

static void list_directory(call *c, handle dir) {
  made m;
  read_directory(dir, &m);
  if (m.bad) { fail(c, 404, S("read-directory"), m.code); return; }
  text(c);
  for (dir_entry e; read_directory_entry(m.h, &e), !e.bad && e.e.some; ) {
    put2(c->out, e.e.name, e.e.type == 3 ? S("/\n") : S("\n"));
  }
  directory_drop(m.h);
}

static void read_file(call *c, handle file) {
  made m;
  read_via_stream(file, 0, &m);
  if (m.bad) { fail(c, 404, S("read"), m.code); return; }
  copy(m.h, text(c));
  input_drop(m.h);
}

static void write_file(call *c, handle file) {
  made m;
  write_via_stream(file, 0, &m);
  if (m.bad) { fail(c, 403, S("write"), m.code); return; }
  handle body, in = consume(c, &body);
  uint64_t n = copy(in, m.h);
  flush(m.h);
  output_drop(m.h);
  consumed(body, in);
  line(text(c), S("wrote"), decimal(n));
}

static void files(call *c) {
  str path;
  handle dir = root(c, &path);
  if (dir < 0) { fail(c, 404, S("no directory"), 0); return; }
  name m;
  request_method(c->request, &m);
  if (m.tag == 4) { // DELETE
    status s;
    unlink_file_at(dir, path.p, path.n, &s);
    if (s.bad) fail(c, 403, S("unlink"), s.code); else put(text(c), S("removed\n"));
    return;
  }
  bool write = m.tag == 2; // POST
  made f;
  open_at(dir, 1, path.p, path.n, write ? 1 | 8 : 0, write ? 2 : 1, &f);
  if (f.bad) { fail(c, write ? 403 : 404, S("open"), f.code); return; }
  stat_result s;
  descriptor_stat(f.h, &s);
  if (write) write_file(c, f.h);
  else if (!s.bad && s.s.type == 3) list_directory(c, f.h);
  else read_file(c, f.h);
  descriptor_drop(f.h);
}

// ---- outgoing HTTP: the URL stands in the x-url header, perhaps with more for who
// is asked

static handle outgoing(call *c, str url, bool with_body, handle *body) {
  str rest = cut(&url);
  int scheme = starts(url, S("https://"));
  url = after(url, scheme ? 8 : 7);
  uint32_t n = 0;
  while (n < url.n && url.p[n] != '/') n++;
  handle fields = fields_new();
  status added;
  if (rest.n) fields_append(fields, "x-url", 5, rest.p, rest.n, &added);
  handle r = outgoing_request_new(fields);
  outgoing_request_set_scheme(r, 1, scheme, 0, 0);
  outgoing_request_set_authority(r, 1, url.p, n);
  outgoing_request_set_path(r, 1, n < url.n ? url.p + n : "/", n < url.n ? url.n - n : 1);
  if (with_body) outgoing_request_set_method(r, 2, 0, 0);
  made m;
  outgoing_request_body(r, &m);
  *body = m.h;
  return r;
}

static void fetch(call *c) {
  name m;
  request_method(c->request, &m);
  bool post = m.tag == 2;
  handle out_body, req = outgoing(c, header(c, S("x-url")), post, &out_body);
  sent s, fin;
  made w;
  if (post) outgoing_body_write(out_body, &w);
  else outgoing_body_finish(out_body, 0, 0, &fin);
  send_request(req, 0, 0, &s);
  if (s.bad) { fail(c, 502, S("handle"), s.error.tag); return; }
  if (post) {
    handle body, in = consume(c, &body);
    copy(in, w.h);
    flush(w.h);
    output_drop(w.h);
    outgoing_body_finish(out_body, 0, 0, &fin);
    consumed(body, in);
  }
  wait(response_subscribe(s.h));
  future f;
  response_get(s.h, &f);
  response_future_drop(s.h);
  if (f.bad) { fail(c, 502, S("response"), f.error.tag); return; }
  made b, st;
  incoming_response_consume(f.h, &b);
  incoming_body_stream(b.h, &st);
  broken = false;
  copy(st.h, begin(c, incoming_response_status(f.h), S("text/plain")));
  consumed(b.h, st.h);
  incoming_response_drop(f.h);
  if (broken) output_drop(c->out), outgoing_body_drop(c->body), c->body = -1; // as this one
}

// ---- sockets: the x-address header holds a.b.c.d:port

typedef struct { int ip[4], port; } address;

static address parse(str s) {
  address a = {{0}, 0};
  int *v = a.ip;
  for (uint32_t i = 0; i < s.n; i++) {
    if (s.p[i] == '.') v++;
    else if (s.p[i] == ':') v = &a.port;
    else *v = *v * 10 + (s.p[i] - '0');
  }
  return a;
}

#define IP4(a) 0, (a).port, (a).ip[0], (a).ip[1], (a).ip[2], (a).ip[3], 0, 0, 0, 0, 0, 0

static void tcp(call *c) {
  address a = parse(header(c, S("x-address")));
  handle net = instance_network();
  made s;
  create_tcp_socket(0, &s);
  if (s.bad) { fail(c, 403, S("create-tcp-socket"), s.code); return; }
  status r;
  tcp_start_connect(s.h, net, IP4(a), &r);
  network_drop(net);
  if (r.bad) { fail(c, 502, S("start-connect"), r.code); return; }
  opened o;
  wait(tcp_subscribe(s.h));
  tcp_finish_connect(s.h, &o);
  if (o.bad) { fail(c, 502, S("finish-connect"), o.code); return; }
  handle body, in = consume(c, &body);
  copy(in, o.h[1]);
  flush(o.h[1]);
  consumed(body, in);
  tcp_shutdown(s.h, 1, &r);
  copy(o.h[0], text(c));
  input_drop(o.h[0]), output_drop(o.h[1]), tcp_drop(s.h);
}

static void udp(call *c) {
  address a = parse(header(c, S("x-address"))), any = {{0}, 0};
  handle net = instance_network();
  made s;
  create_udp_socket(0, &s);
  if (s.bad) { fail(c, 403, S("create-udp-socket"), s.code); return; }
  status r;
  udp_start_bind(s.h, net, IP4(any), &r);
  network_drop(net);
  if (r.bad) { fail(c, 502, S("start-bind"), r.code); return; }
  wait(udp_subscribe(s.h));
  udp_finish_bind(s.h, &r);
  opened o;
  udp_stream(s.h, 1, IP4(a), &o);
  if (r.bad || o.bad) { fail(c, 502, S("stream"), o.code); return; }
  handle body, in = consume(c, &body);
  datagram d = {.some = 0};
  take(in, &d.data);
  consumed(body, in);
  counted n;
  udp_check_send(o.h[1], &n);
  udp_send(o.h[1], &d, 1, &n);
  if (n.bad) { fail(c, 502, S("send"), n.code); return; }
  wait(udp_in_subscribe(o.h[0]));
  datagrams got;
  udp_receive(o.h[0], 1, &got);
  if (got.bad || !got.datagrams.n) { fail(c, 502, S("receive"), got.code); return; }
  put(text(c), ((received *)got.datagrams.p)->data);
  udp_in_drop(o.h[0]), udp_out_drop(o.h[1]), udp_drop(s.h);
}

// /resolve/NAME lists the IPv4 addresses of a name.
static void resolve(call *c) {
  str n = after(c->path, 9);
  handle net = instance_network();
  made m;
  resolve_addresses(net, n.p, n.n, &m);
  network_drop(net);
  if (m.bad) { fail(c, 403, S("resolve-addresses"), m.code); return; }
  text(c);
  for (;;) {
    resolved r;
    resolve_next(m.h, &r);
    if (r.bad && r.some == 8) { wait(resolve_subscribe(m.h)); continue; } // would-block
    if (r.bad) { line(c->out, S("error"), decimal(r.some)); break; }
    if (!r.some) break;
    if (r.family) continue;
    for (int i = 0; i < 4; i++) put2(c->out, decimal(r.ip[i]), i < 3 ? S(".") : S("\n"));
  }
  resolve_drop(m.h);
}

// ---- what goes wrong

static void trap(call *c) { __builtin_trap(); }
static volatile uint64_t depth; // read after the call, so that the recursion does not become a loop
static uint64_t deep(uint64_t n) { depth = n; return n ? deep(n + 1) ^ depth : 0; }
static void overflow(call *c) { fail(c, 500, S("unreachable"), deep(1)); }
static void exits(call *c) { cli_exit(number(after(c->path, 6)) != 0); }
static void exit_code(call *c) { cli_exit_with_code(number(after(c->path, 11))); }
static void late_trap(call *c) { put(text(c), S("half an ")), flush(c->out), wait(subscribe_duration(50000000)); __builtin_trap(); }
static void silent(call *c) { c->body = -1; }
static void unfinished(call *c) { put(text(c), S("half an ")), flush(c->out); output_drop(c->out), outgoing_body_drop(c->body); c->body = -1; }
static void bad_handle(call *c) { input_drop(123456); }
static void double_drop(call *c) { handle f = fields_new(); fields_drop(f), fields_drop(f); }
static void wrong_type(call *c) { output_drop(c->request); }
static void bad_pointer(call *c) { status s; fields_append(fields_new(), (char *)-16, 8, 0, 0, &s); }
static void bad_result(call *c) { request_path(c->request, (opt_str *)-4); }
static void unaligned(call *c) { request_path(c->request, (opt_str *)1025); }
static void huge_list(call *c) { list l; poll((handle *)1024, 0x40000000, &l); }
static void no_permit(call *c) { written w; stream_write(text(c), (char *)0, 1 << 16, &w), stream_write(c->out, (char *)0, 1 << 16, &w); }

static const struct { str prefix; void (*serve)(call *); } routes[] = {
  {S("/headers"), headers}, {S("/method"), method}, {S("/echo"), echo}, {S("/splice"), splice}, {S("/count"), count},
  {S("/large/"), large}, {S("/trailers"), trailers}, {S("/env"), env}, {S("/clock"), clock}, {S("/random"), randoms},
  {S("/sleep/"), sleep}, {S("/loop"), loop}, {S("/cpu/"), cpu}, {S("/print"), print}, {S("/files"), files}, {S("/fetch"), fetch}, {S("/tcp"), tcp}, {S("/udp"), udp},
  {S("/resolve/"), resolve}, {S("/trap"), trap}, {S("/overflow"), overflow}, {S("/exit/"), exits}, {S("/exit-code/"), exit_code},
  {S("/late-trap"), late_trap}, {S("/silent"), silent}, {S("/unfinished"), unfinished}, {S("/bad-handle"), bad_handle},
  {S("/double-drop"), double_drop}, {S("/wrong-type"), wrong_type}, {S("/bad-pointer"), bad_pointer}, {S("/bad-result"), bad_result},
  {S("/unaligned"), unaligned}, {S("/huge-list"), huge_list}, {S("/no-permit"), no_permit}, {S("/leave/"), leave}, {S("/"), hello},
};

EXPORT("wasi:http/incoming-handler@" HTTP "#handle") void handle_request(handle request, handle outparam) {
  uintptr_t m = mark();
  opt_str path;
  request_path(request, &path);
  call c = {.request = request, .outparam = outparam, .headers = request_headers(request), .path = path.some ? path.s : S("/")};
  for (int i = 0;; i++) {
    if (!starts(c.path, routes[i].prefix)) continue;
    routes[i].serve(&c);
    break;
  }
  fields_drop(c.headers);
  if (c.body >= 0) { // children before parents
    sent fin;
    output_drop(c.out);
    outgoing_body_finish(c.body, c.trailers != 0, c.trailers, &fin);
  }
  request_drop(request);
  release(m);
}
