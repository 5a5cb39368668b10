// Routes on WASI 0.3, see ../README.md.
#include "p3.h"

static void echo(handle request) {
  copying *c = alloc(sizeof *c, 8);
  *c = (copying){.p = alloc(CHUNK, 16)};
  two body = consume(request, &c->whether);
  uint64_t s = stream_new();
  c->in = body.h, c->out = s >> 32;
  answered(response(headers(), (handle)s, body.rest));
  copy(&c->op, 0);
}

// pass hands the request's streams back: no byte of them comes here.
static void pass(handle request) {
  handle whether;
  two body = consume(request, &whether);
  answered(response(headers(), body.h, body.rest));
  tell(whether, false);
}

static void waited(op *o, uint32_t status) { send_text(S("waited\n")); }

static void wait(uint64_t ms) { called(alloc(sizeof(op), 8), wait_for(ms * 1000000), waited); }

static void show(handle request) {
  handle fields = request_headers(request);
  list all;
  fields_copy_all(fields, &all);
  fields_drop(fields);
  pair *p = all.p;
  uint32_t n = 0, at = 0;
  for (uint32_t i = 0; i < all.n; i++) n += p[i].name.n + p[i].value.n + 3;
  char *text = alloc(n, 1);
  for (uint32_t i = 0; i < all.n; i++) {
    str parts[] = {p[i].name, S(": "), p[i].value, S("\n")};
    for (int k = 0; k < 4; k++) __builtin_memcpy(text + at, parts[k].p, parts[k].n), at += parts[k].n;
  }
  send_text((str){text, n});
}

// large sends n bytes, each the low byte of its position.
static void large(uint32_t n) {
  char *text = alloc(n, 1);
  for (uint32_t i = 0; i < n; i++) text[i] = i;
  send_text((str){text, n});
}

// forward answers what the URL in the header x-url does, with that response itself.
// What follows it after a blank is for who is asked.
typedef struct { op op; answer a; } sending;

static void got(op *o, uint32_t status) {
  sending *s = (sending *)o;
  if (s->a.bad) failed(s->a.error.tag);
  else answered(s->a.response);
}

static void forward(handle request) {
  handle fields = request_headers(request);
  list all;
  fields_copy_all(fields, &all);
  fields_drop(fields);
  str url = {};
  for (pair *p = all.p; p < (pair *)all.p + all.n; p++) if (same(p->name, S("x-url"))) url = p->value;
  if (!starts(url, S("http://"))) { send_text(S("no http URL in x-url\n")); return; }
  str rest = cut(&url);
  handle ours = fields_new();
  if (rest.n) header(ours, S("x-url"), rest);
  url = after(url, 7);
  uint32_t n = 0;
  while (n < url.n && url.p[n] != '/') n++;
  uint64_t t = trailers_new();
  two made;
  request_new(ours, 0, 0, (handle)t, 0, 0, &made);
  whether_drop_readable(made.rest);
  if (request_set_scheme(made.h, 1, 0, 0, 0) || request_set_authority(made.h, 1, url.p, n) || request_set_path(made.h, 1, url.p + n, url.n - n)) __builtin_trap();
  sending *s = alloc(sizeof *s, 8);
  called(&s->op, client_send(made.h, &s->a), got);
  tell(t >> 32, true);
}

static void hello(str path) {
  str parts[] = {S("hello from C "), path, S("\n")};
  char *text = alloc(path.n + 32, 1);
  uint32_t n = 0;
  for (int k = 0; k < 3; k++) __builtin_memcpy(text + n, parts[k].p, parts[k].n), n += parts[k].n;
  send_text((str){text, n});
}

EXPORT("[async-lift]" HANDLER "#handle") uint32_t handle_(handle request) {
  begin();
  str query, path = path_of(request, &query);
  if (same(path, S("/echo"))) echo(request);
  else if (same(path, S("/pass"))) pass(request);
  else {
    if (same(path, S("/wait"))) wait(argument(query, S("ms=")));
    else if (same(path, S("/headers"))) show(request);
    else if (starts(path, S("/large/"))) large(number(after(path, 7)));
    else if (same(path, S("/forward"))) forward(request);
    else if (same(path, S("/fail"))) failed(37); // configuration-error
    else if (same(path, S("/panic"))) __builtin_trap();
    else hello(path);
    request_drop(request);
  }
  return rest();
}

EXPORT("[callback][async-lift]" HANDLER "#handle") uint32_t callback(uint32_t code, uint32_t waitable, uint32_t result) {
  return event(code, waitable, result);
}
