// An HTTP guest that reads variables: /spin/NAME through fermyon:spin/variables,
// /store/NAME and /all through wasi:config/store.
#include "streams.h"

typedef struct { uint8_t bad; union { str value; struct { uint32_t tag; str why; } error; }; } got;          // result<string, error>
typedef struct { uint8_t bad; union { opt_str value; struct { uint32_t tag; str why; } error; }; } config;   // result<option<string>, error>
typedef struct { uint8_t bad; union { list all; struct { uint32_t tag; str why; } error; }; } configs;       // result<list<tuple<string, string>>, error>

IMPORT("fermyon:spin/variables@2.0.0", "get") void spin_get(const char *, size_t, got *);
IMPORT("wasi:config/store@0.2.0-rc.1", "get") void store_get(const char *, size_t, config *);
IMPORT("wasi:config/store@0.2.0-rc.1", "get-all") void store_all(configs *);

static void spin(handle out, str name) {
  static const str errors[] = {S("invalid name"), S("undefined"), S("provider"), S("other")};
  got g;
  spin_get(name.p, name.n, &g);
  if (g.bad) line(out, errors[g.error.tag & 3], g.error.why); else put(out, g.value);
}

static void store(handle out, str name) {
  config c;
  store_get(name.p, name.n, &c);
  if (c.bad) line(out, S("error"), c.error.why);
  else if (c.value.some) put(out, c.value.s);
  else put(out, S("none"));
}

static void all(handle out) {
  configs c;
  store_all(&c);
  if (c.bad) { line(out, S("error"), c.error.why); return; }
  for (uint32_t i = 0; i < c.all.n; i++) line(out, ((pair *)c.all.p)[i].name, ((pair *)c.all.p)[i].value);
}

EXPORT("wasi:http/incoming-handler@" HTTP "#handle") void handle_request(handle request, handle outparam) {
  opt_str path;
  request_path(request, &path);
  handle response = response_new(fields_new());
  made body, out;
  response_body(response, &body);
  outgoing_body_write(body.h, &out);
  outparam_set(outparam, 0, response, 0, 0, 0, 0, 0, 0);
  if (starts(path.s, S("/spin/"))) spin(out.h, after(path.s, 6));
  else if (starts(path.s, S("/store/"))) store(out.h, after(path.s, 7));
  else all(out.h);
  output_drop(out.h);
  sent fin;
  outgoing_body_finish(body.h, 0, 0, &fin);
  request_drop(request);
}
