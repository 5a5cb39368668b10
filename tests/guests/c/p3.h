// WASI 0.3 as core functions, as far as the guests beside this file use it: the
// canonical ABI with asynchronous imports and exports that call back, written
// by hand. V of wasi.h has no say here.
//
// A task is one call of handle. What it waits for are its ops, each a waitable
// and a function that goes on when that has something to tell. The task ends
// when it has none left.
#pragma once
#include "memory.h"

#define TYPES "wasi:http/types@0.3.0"
#define HANDLER "wasi:http/handler@0.3.0"
#define RESPONSE "[static]response.new" // of whose streams and futures the functions below are
#define CONSUME "[static]request.consume-body"
#define LOWER "[async-lower]"

typedef struct { uint8_t bad; _Alignas(4) uint8_t tag, some; str other; } changed; // result<_, header-error>
typedef struct { uint8_t tag; uint64_t rest[3]; } error_code;
typedef struct { uint8_t bad; union { uint64_t align; handle response; error_code error; }; } answer; // result<response, error-code>
typedef struct { uint8_t bad; union { error_code error; struct { uint8_t some; handle fields; }; }; } outcome; // result<option<trailers>, error-code>, result<_, error-code>
typedef struct { handle h, rest; } two; // a tuple of them
_Static_assert(sizeof(error_code) == 32 && sizeof(answer) == 40 && sizeof(outcome) == 40 && sizeof(changed) == 20, "layout");

IMPORT(TYPES, "[constructor]fields") handle fields_new(void);
IMPORT(TYPES, "[method]fields.append") void fields_append(handle, const char *, size_t, const char *, size_t, changed *);
IMPORT(TYPES, "[method]fields.copy-all") void fields_copy_all(handle, list *);
IMPORT(TYPES, "[method]fields.clone") handle fields_clone(handle);
IMPORT(TYPES, "[resource-drop]fields") void fields_drop(handle);
IMPORT(TYPES, "[method]request.get-path-with-query") void request_path(handle, opt_str *);
IMPORT(TYPES, "[method]request.get-headers") handle request_headers(handle);
IMPORT(TYPES, "[static]request.consume-body") void request_consume(handle, handle, two *);
IMPORT(TYPES, "[static]request.new") void request_new(handle, int, handle, handle, int, handle, two *);
IMPORT(TYPES, "[method]request.set-scheme") int request_set_scheme(handle, int, int, const char *, size_t);
IMPORT(TYPES, "[method]request.set-authority") int request_set_authority(handle, int, const char *, size_t);
IMPORT(TYPES, "[method]request.set-path-with-query") int request_set_path(handle, int, const char *, size_t);
IMPORT(TYPES, "[resource-drop]request") void request_drop(handle);
IMPORT(TYPES, "[static]response.new") void response_new(handle, int, handle, handle, two *);
IMPORT(TYPES, "[method]response.get-headers") handle response_headers(handle);
IMPORT(TYPES, "[method]response.get-status-code") int response_status(handle);
IMPORT(TYPES, "[method]response.set-status-code") int response_set_status(handle, int);
IMPORT(TYPES, "[static]response.consume-body") void response_consume(handle, handle, two *);

// stream<u8>
IMPORT(TYPES, "[stream-new-0]" RESPONSE) uint64_t stream_new(void); // the end to read in the low half
IMPORT(TYPES, LOWER "[stream-read-0]" RESPONSE) uint32_t stream_read(handle, void *, size_t);
IMPORT(TYPES, LOWER "[stream-write-0]" RESPONSE) uint32_t stream_write(handle, const void *, size_t);
IMPORT(TYPES, "[stream-cancel-read-0]" RESPONSE) uint32_t stream_cancel_read(handle);
IMPORT(TYPES, "[stream-cancel-write-0]" RESPONSE) uint32_t stream_cancel_write(handle);
IMPORT(TYPES, "[stream-drop-readable-0]" RESPONSE) void stream_drop_readable(handle);
IMPORT(TYPES, "[stream-drop-writable-0]" RESPONSE) void stream_drop_writable(handle);

// future<result<option<trailers>, error-code>>
IMPORT(TYPES, "[future-new-1]" RESPONSE) uint64_t trailers_new(void);
IMPORT(TYPES, LOWER "[future-read-1]" RESPONSE) uint32_t trailers_read(handle, outcome *);
IMPORT(TYPES, LOWER "[future-write-1]" RESPONSE) uint32_t trailers_write(handle, const outcome *);
IMPORT(TYPES, "[future-cancel-read-1]" RESPONSE) uint32_t trailers_cancel_read(handle);
IMPORT(TYPES, "[future-drop-readable-1]" RESPONSE) void trailers_drop_readable(handle);
IMPORT(TYPES, "[future-drop-writable-1]" RESPONSE) void trailers_drop_writable(handle);

// future<result<_, error-code>>
IMPORT(TYPES, "[future-new-0]" CONSUME) uint64_t whether_new(void);
IMPORT(TYPES, LOWER "[future-write-0]" CONSUME) uint32_t whether_write(handle, const outcome *);
IMPORT(TYPES, "[future-drop-readable-0]" CONSUME) void whether_drop_readable(handle);
IMPORT(TYPES, "[future-drop-writable-0]" CONSUME) void whether_drop_writable(handle);

IMPORT("wasi:clocks/monotonic-clock@0.3.0", LOWER "wait-for") uint32_t wait_for(int64_t ns);
IMPORT("wasi:http/client@0.3.0", LOWER "send") uint32_t client_send(handle, answer *);
IMPORT(HANDLER, LOWER "handle") uint32_t next_handle(handle, answer *);
IMPORT("[export]" HANDLER, "[task-return]handle") void task_return(int, int, int, int64_t, int, int, int, int);
IMPORT("[export]$root", "[task-cancel]") void task_cancel(void);
IMPORT("$root", "[waitable-set-new]") handle set_new(void);
IMPORT("$root", "[waitable-set-poll]") uint32_t set_poll(handle, uint32_t[2]);
IMPORT("$root", "[waitable-set-wait]") uint32_t set_wait(handle, uint32_t[2]);
IMPORT("$root", "[waitable-set-drop]") void set_drop(handle);
IMPORT("$root", "[waitable-join]") void join(handle, handle set);
IMPORT("$root", "[subtask-cancel]") uint32_t subtask_cancel(handle);
IMPORT("$root", "[subtask-drop]") void subtask_drop(handle);
IMPORT("$root", "[backpressure-inc]") void backpressure_inc(void);
IMPORT("$root", "[context-get-0]") int32_t context_get(void);
IMPORT("$root", "[context-set-0]") void context_set(int32_t);

enum { NONE, SUBTASK, STREAM_READ, STREAM_WRITE, FUTURE_READ, FUTURE_WRITE, CANCELLED }; // events
enum { EXIT, YIELD, WAIT };                                  // what a callback answers, with a set << 4
enum { STARTING, STARTED, RETURNED };                        // a subtask, below its handle << 4
enum { COMPLETED, DROPPED };                                 // a copy, below the number of elements << 4
#define BLOCKED 0xffffffffu
#define CHUNK (64 << 10)

typedef struct op op;
struct op { op *next; handle waitable; void (*go_on)(op *, uint32_t); bool call; };
typedef struct { handle set; op *ops; } task;
static uint32_t tasks;
static uintptr_t floor_;

static task *this_task(void) { return (task *)context_get(); }

// await lets the function go on when the waitable tells that it is so far.
static void await(op *o, handle waitable, void (*go_on)(op *, uint32_t)) {
  task *t = this_task();
  if (!t->set) t->set = set_new();
  *o = (op){t->ops, waitable, go_on};
  t->ops = o;
  join(waitable, t->set);
}

// begin makes the task of a call. Its memory goes when no task is left.
static task *begin(void) {
  if (!tasks++) alloc(0, 1), floor_ = mark();
  task *t = alloc(sizeof(task), 8);
  *t = (task){};
  context_set((int32_t)t);
  return t;
}

// rest is what the export and its callback answer: to wait, or that all is done.
static uint32_t rest(void) {
  task *t = this_task();
  if (t->ops) return WAIT | t->set << 4;
  if (t->set) set_drop(t->set);
  if (!--tasks) release(floor_);
  return EXIT;
}

// event hands what has happened to the op that waits for it.
static uint32_t event(uint32_t code, handle waitable, uint32_t result) {
  task *t = this_task();
  if (code == CANCELLED) { // nobody wants an answer any more
    for (op **o = &t->ops; *o;) {
      op *it = *o;
      if (!it->call) { o = &it->next; continue; }
      join(it->waitable, 0), subtask_cancel(it->waitable), subtask_drop(it->waitable);
      *o = it->next;
    }
    task_cancel();
    return rest();
  }
  if (code == SUBTASK && (result & 15) < RETURNED) return rest();
  for (op **o = &t->ops; code != NONE; o = &(*o)->next) {
    op *it = *o;
    if (!it) __builtin_trap(); // nobody waits for that
    if (it->waitable != waitable) continue;
    *o = it->next;
    join(waitable, 0);
    if (code == SUBTASK) subtask_drop(waitable);
    it->go_on(it, result);
    break;
  }
  return rest();
}

// called takes what an asynchronous import has returned: goes on when it is done.
static void called(op *o, uint32_t status, void (*go_on)(op *, uint32_t)) {
  if ((status & 15) == RETURNED) go_on(o, status);
  else await(o, status >> 4, go_on), o->call = true;
}

static void answered(handle response) {
  task_return(0, response, 0, 0, 0, 0, 0, 0);
}

static void failed(uint8_t code) {
  task_return(1, code, 0, 0, 0, 0, 0, 0);
}

// A future that is told that all is well.
typedef struct { op op; handle to; bool trailers; outcome well; } telling;

static void told(op *o, uint32_t result) {
  telling *t = (telling *)o;
  t->trailers ? trailers_drop_writable(t->to) : whether_drop_writable(t->to);
}

static void tell(handle to, bool trailers) {
  telling *t = alloc(sizeof *t, 8);
  *t = (telling){.to = to, .trailers = trailers};
  uint32_t result = trailers ? trailers_write(to, &t->well) : whether_write(to, &t->well);
  if (result == BLOCKED) await(&t->op, to, told);
  else told(&t->op, result);
}

// Everything from one stream to another, or from the buffer where there is none.
typedef struct { op op; handle in, out, whether, trailers; bool writing, ended; uint32_t at, n; char *p; } copying;

static void copy(op *o, uint32_t result) {
  copying *c = (copying *)o;
  for (;;) {
    if (c->writing) {
      c->at += result >> 4;
      if ((result & 15) == DROPPED) break;
    } else {
      c->at = 0, c->n = result >> 4;
      c->ended = (result & 15) == DROPPED;
    }
    c->writing = c->at < c->n;
    if (!c->writing && c->ended) break;
    result = c->writing ? stream_write(c->out, c->p + c->at, c->n - c->at) : stream_read(c->in, c->p, CHUNK);
    if (result == BLOCKED) { await(o, c->writing ? c->out : c->in, copy); return; }
  }
  stream_drop_writable(c->out);
  if (c->in) stream_drop_readable(c->in);
  if (c->whether) tell(c->whether, false);
  if (c->trailers) tell(c->trailers, true);
}

// header adds one, and traps where that is refused.
static void header(handle fields, str name, str value) {
  changed c;
  fields_append(fields, name.p, name.n, value.p, value.n, &c);
  if (c.bad) __builtin_trap();
}

// response makes one of a body and trailers, without waiting for what becomes of it.
static handle response(handle fields, handle body, handle trailers) {
  two made;
  response_new(fields, 1, body, trailers, &made);
  whether_drop_readable(made.rest);
  return made.h;
}

static handle headers(void) {
  handle fields = fields_new();
  header(fields, S("content-type"), S("text/plain"));
  header(fields, S("x-guest"), S("c"));
  return fields;
}

static void send_text(str text) {
  uint64_t s = stream_new(), t = trailers_new();
  answered(response(headers(), (handle)s, (handle)t));
  copying *c = alloc(sizeof *c, 8);
  *c = (copying){.out = s >> 32, .trailers = t >> 32, .ended = true, .n = text.n, .p = text.p, .writing = true};
  copy(&c->op, 0);
}

// consume takes a request apart. What it gives is the body and the trailers.
static two consume(handle request, handle *whether) {
  uint64_t w = whether_new();
  two body;
  request_consume(request, (handle)w, &body);
  *whether = w >> 32;
  return body;
}

static str path_of(handle request, str *query) {
  opt_str path;
  request_path(request, &path);
  if (!path.some) path.s = S("/");
  uint32_t n = 0;
  while (n < path.s.n && path.s.p[n] != '?') n++;
  *query = after(path.s, n < path.s.n ? n + 1 : n);
  return (str){path.s.p, n};
}

// The number of name=N in a query that begins with it.
static uint64_t argument(str query, str name) { return starts(query, name) ? number(after(query, name.n)) : 0; }
