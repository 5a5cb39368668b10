// Stands between a trigger and a service on WASI 0.3: what the service answers
// passes with one more header, its body and trailers as the streams that they are.
#include "p3.h"

typedef struct { op op; answer a; } calling;

static void got(op *o, uint32_t status) {
  answer *a = &((calling *)o)->a;
  if (a->bad) { failed(a->error.tag); return; } // without what the error says beside its name
  handle theirs = response_headers(a->response), ours = fields_clone(theirs); // theirs are immutable
  fields_drop(theirs);
  header(ours, S("x-middleware"), S("c"));
  int code = response_status(a->response);
  uint64_t whether = whether_new();
  two body;
  response_consume(a->response, (handle)whether, &body);
  handle r = response(ours, body.h, body.rest);
  if (response_set_status(r, code)) __builtin_trap();
  answered(r);
  tell(whether >> 32, false);
}

EXPORT("[async-lift]" HANDLER "#handle") uint32_t handle_(handle request) {
  begin();
  calling *c = alloc(sizeof *c, 8);
  called(&c->op, next_handle(request, &c->a), got);
  return rest();
}

EXPORT("[callback][async-lift]" HANDLER "#handle") uint32_t callback(uint32_t code, uint32_t waitable, uint32_t result) {
  return event(code, waitable, result);
}
