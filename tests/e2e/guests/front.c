// An HTTP guest that lets demo:greet answer: /greet, /variable, /environment,
// /directories and /send. /own is what it finds itself.
#include "streams.h"

typedef struct { uint8_t bad; union { str value; struct { uint32_t tag; str why; } error; }; } got; // result<string, error>

#define GREETER "demo:greet/greeter@1.2.0"
IMPORT("fermyon:spin/variables@2.0.0", "get") void variables_get(const char *, size_t, got *);
IMPORT(GREETER, "greet") void greet(const char *, size_t, str *);
IMPORT(GREETER, "variable") void variable(const char *, size_t, str *);
IMPORT(GREETER, "environment") uint32_t environment(void);
IMPORT(GREETER, "directories") uint32_t directories(void);
IMPORT(GREETER, "send") void send(void);

static void digit(handle out, uint32_t n) { char c = '0' + n; put(out, (str){&c, 1}); }

static void own(handle out) {
  got g;
  variables_get("name", 4, &g);
  put(out, g.bad ? S("none") : g.value);
  list l;
  get_environment(&l);
  put(out, S(" "));
  digit(out, l.n);
}

static void answer(handle out, str path) {
  str s = {0, 0};
  if (starts(path, S("/greet"))) greet("you", 3, &s);
  else if (starts(path, S("/variable"))) variable("name", 4, &s);
  else if (starts(path, S("/environment"))) digit(out, environment());
  else if (starts(path, S("/directories"))) digit(out, directories());
  else if (starts(path, S("/send"))) send();
  else own(out);
  put(out, s);
}

EXPORT("wasi:http/incoming-handler@" HTTP "#handle") void handle_request(handle request, handle outparam) {
  opt_str path;
  request_path(request, &path);
  handle response = response_new(fields_new());
  made body, out;
  response_body(response, &body);
  outgoing_body_write(body.h, &out);
  answer(out.h, path.s);
  outparam_set(outparam, 0, response, 0, 0, 0, 0, 0, 0);
  output_drop(out.h);
  sent fin;
  outgoing_body_finish(body.h, 0, 0, &fin);
  request_drop(request);
}
