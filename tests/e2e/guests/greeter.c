// A component that others depend on: it greets, and tells what it has been given.
#include "streams.h"

typedef struct { uint8_t bad; union { str value; struct { uint32_t tag; str why; } error; }; } got; // result<string, error>

IMPORT("fermyon:spin/variables@2.0.0", "get") void variables_get(const char *, size_t, got *);

#define GREETER "demo:greet/greeter@1.2.0#"

EXPORT(GREETER "greet") str *greet(char *p, size_t n) {
  static str out;
  const str hello = S("hello, ");
  out = (str){alloc(hello.n + n, 1), hello.n + n};
  __builtin_memcpy(out.p, hello.p, hello.n);
  __builtin_memcpy(out.p + hello.n, p, n);
  return &out;
}

EXPORT(GREETER "variable") str *variable(char *p, size_t n) {
  static str out;
  got g;
  variables_get(p, n, &g);
  out = g.bad ? S("none") : g.value;
  return &out;
}

EXPORT(GREETER "environment") uint32_t environment(void) {
  list l;
  get_environment(&l);
  return l.n;
}

EXPORT(GREETER "directories") uint32_t directories(void) {
  list l;
  get_directories(&l);
  return l.n;
}

EXPORT(GREETER "send") void send(void) {
  sent s;
  send_request(outgoing_request_new(fields_new()), 0, 0, &s);
}
