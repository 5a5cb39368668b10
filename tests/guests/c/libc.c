// An HTTP guest with wasi-libc: preview1 imports and canonical names in one
// core module. It is linked natively as it is, and through an adapter it
// becomes a component that mixes patch versions of WASI.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "wasi.h"

EXPORT("cabi_realloc") void *cabi_realloc(void *p, size_t old, size_t align, size_t n) {
  if (n == 0) return (void *)align;
  void *r = realloc(p, n);
  if (!r) abort();
  return r;
}

static void put(handle out, const char *p, size_t n) {
  while (n) {
    size_t k = n > 4096 ? 4096 : n; // the most that the call takes
    written w;
    stream_write_and_flush(out, p, k, &w);
    if (w.bad) {
      if (!w.closed) error_drop(w.error);
      return;
    }
    p += k, n -= k;
  }
}

static void echo(handle request, handle out) {
  made body, in;
  request_consume(request, &body);
  incoming_body_stream(body.h, &in);
  for (chunk c;;) {
    stream_blocking_read(in.h, 65536, &c);
    if (c.bad) {
      if (!c.closed) error_drop(c.error);
      break;
    }
    put(out, c.data.p, c.data.n);
    if (c.data.n) free(c.data.p);
  }
  input_drop(in.h);
  trailers_drop(incoming_body_finish(body.h));
}

static void headers(handle request, handle out) {
  handle fields = request_headers(request);
  list l;
  fields_entries(fields, &l);
  for (uint32_t i = 0; i < l.n; i++) {
    pair *e = (pair *)l.p + i;
    char line[512];
    put(out, line, snprintf(line, sizeof line, "%.*s: %.*s\n", (int)e->name.n, e->name.p, (int)e->value.n, e->value.p));
  }
  fields_drop(fields);
}

static void file(const char *path, handle out) {
  char buf[4096];
  size_t n;
  FILE *f = fopen(path, "rb");
  if (!f) perror(path);
  else while ((n = fread(buf, 1, sizeof buf, f))) put(out, buf, n);
}

EXPORT("wasi:http/incoming-handler@" HTTP "#handle") void handle_request(handle request, handle outparam) {
  static int count;
  opt_str o;
  status s;
  sent fin;
  made body, out;
  char path[256] = "/", line[512];
  request_path(request, &o);
  if (o.some) snprintf(path, sizeof path, "%.*s", (int)o.s.n, o.s.p);
  handle fields = fields_new();
  fields_append(fields, "content-type", 12, "text/plain", 10, &s);
  handle response = response_new(fields);
  response_body(response, &body);
  outgoing_body_write(body.h, &out);
  outparam_set(outparam, 0, response, 0, 0, 0, 0, 0, 0);
  if (!strncmp(path, "/echo", 5)) echo(request, out.h);
  else if (!strncmp(path, "/headers", 8)) headers(request, out.h);
  else if (!strncmp(path, "/files/", 7)) file(path + 6, out.h);
  else if (!strncmp(path, "/env/", 5)) put(out.h, line, snprintf(line, sizeof line, "%s\n", getenv(path + 5) ? getenv(path + 5) : ""));
  else put(out.h, line, snprintf(line, sizeof line, "hello from C %s count=%d\n", path, ++count));
  output_drop(out.h); // children before parents
  outgoing_body_finish(body.h, 0, 0, &fin);
  request_drop(request);
}
