// A guest of WASI 0.3 that breaks the rules of tasks, streams and futures, or
// keeps them and takes what it can get; see ../README.md. What should have
// trapped answers "survived".
#include "p3.h"

static handle readable, writable; // of a stream that nobody else knows
static uint32_t n;                // of /route/N
static char buffer[64];

static void own(void) {
  uint64_t s = stream_new();
  readable = (handle)s, writable = s >> 32;
}

static handle hour(void) { return wait_for(3600000000000) >> 4; }

static handle set_with(handle waitable) {
  handle set = set_new();
  join(waitable, set);
  return set;
}

// What has to trap. Copies between the ends of a stream that only this guest
// has do not end before the other end moves.
static void drop_reading(void) { own(), stream_read(readable, buffer, 1), stream_drop_readable(readable); }
static void drop_writing(void) { own(), stream_write(writable, buffer, 1), stream_drop_writable(writable); }
static void drop_untold(void) { trailers_drop_writable(trailers_new() >> 32); }
static void drop_telling(void) {
  static outcome well;
  handle to = trailers_new() >> 32;
  trailers_write(to, &well), trailers_drop_writable(to);
}
static void drop_call(void) { subtask_drop(hour()); }
static void drop_full_set(void) { set_drop(set_with(hour())); }
static void cancel_idle(void) { own(), stream_cancel_read(readable); }
static void cancel_twice(void) { own(), stream_read(readable, buffer, 1), stream_cancel_read(readable), stream_cancel_read(readable); }
static void cancel_call_twice(void) { handle call = hour(); subtask_cancel(call), subtask_cancel(call); }
static void cancel_unasked(void) { task_cancel(); }
static void read_twice(void) { own(), stream_read(readable, buffer, 1), stream_read(readable, buffer, 1); }
static void read_after_end(void) { own(), stream_drop_writable(writable), stream_read(readable, buffer, 1), stream_read(readable, buffer, 1); }
static void read_wrong_end(void) { own(), stream_read(writable, buffer, 1); }
static void read_wrong_type(void) { static outcome o; own(), trailers_read(readable, &o); }
static void read_outside(void) { own(), stream_read(readable, (void *)-16, 17); }
static void read_huge(void) { own(), stream_read(readable, 0, 1 << 28); }
static void give_busy(void) { own(), stream_read(readable, buffer, 1), response(headers(), readable, (handle)trailers_new()); }
static void give_writable(void) { own(), response(headers(), writable, (handle)trailers_new()); }
static void join_no_set(void) { own(), join(readable, writable); }
static void return_twice(void) { send_text(S("once\n")); } // and survived

// What takes without end, or N of something.
static void polls(void) { for (handle set = set_new(); ; ) set_poll(set, (uint32_t[2]){}); }
static void sync_wait(void) { own(), stream_read(readable, buffer, 1), set_wait(set_with(readable), (uint32_t[2]){}); }
static void streams(void) { while (n--) stream_new(); }
static void futures(void) { while (n--) trailers_new(); }
static void sets(void) { while (n--) set_new(); }
static void calls(void) { while (n--) hour(); }
static void backpressure(void) { backpressure_inc(); }

static const struct { str path; void (*run)(void); } attacks[] = {
  {S("/drop-reading"), drop_reading}, {S("/drop-writing"), drop_writing}, {S("/drop-untold"), drop_untold},
  {S("/drop-telling"), drop_telling}, {S("/drop-call"), drop_call}, {S("/drop-full-set"), drop_full_set},
  {S("/cancel-idle"), cancel_idle}, {S("/cancel-twice"), cancel_twice}, {S("/cancel-call-twice"), cancel_call_twice},
  {S("/cancel-unasked"), cancel_unasked}, {S("/read-twice"), read_twice}, {S("/read-after-end"), read_after_end},
  {S("/read-wrong-end"), read_wrong_end}, {S("/read-wrong-type"), read_wrong_type}, {S("/read-outside"), read_outside},
  {S("/read-huge"), read_huge}, {S("/give-busy"), give_busy}, {S("/give-writable"), give_writable},
  {S("/join-no-set"), join_no_set}, {S("/return-twice"), return_twice}, {S("/polls"), polls}, {S("/sync-wait"), sync_wait},
  {S("/streams/"), streams}, {S("/futures/"), futures}, {S("/sets/"), sets}, {S("/calls/"), calls}, {S("/backpressure"), backpressure},
};

// Zero-length copies without end: between the ends of the body, or from the request.
static void empty_writes(op *o, uint32_t result) {
  while (result != BLOCKED && (result & 15) != DROPPED) result = stream_write(writable, buffer, 0);
  if (result == BLOCKED) await(o, writable, empty_writes);
}

static void empty_reads(op *o, uint32_t result) {
  while (result != BLOCKED && (result & 15) != DROPPED) result = stream_read(readable, buffer, 0);
  if (result == BLOCKED) await(o, readable, empty_reads);
}

static void moved(op *o, uint32_t status) { send_text(S("moved\n")); }
static void traps(op *o, uint32_t status) { __builtin_trap(); }
static void nothing(op *o, uint32_t result) { if (result == BLOCKED) __builtin_trap(); }

// answer_own answers with a body of which only this guest has the other end.
static void answer_own(void) { own(), answered(response(headers(), readable, (handle)trailers_new())); }

static uint32_t attack(handle request) {
  str query, path = path_of(request, &query);
  op *o = alloc(sizeof *o, 8);
  if (same(path, S("/return-nothing"))) return EXIT;
  if (same(path, S("/bad-code"))) return 15;
  if (same(path, S("/bad-set"))) return WAIT | request << 4;
  if (same(path, S("/deadlock"))) return WAIT | set_new() << 4;
  if (same(path, S("/spin"))) return YIELD;
  if (same(path, S("/abandon"))) { answer_own(); return EXIT; }
  if (same(path, S("/never"))) called(o, wait_for(-1), traps);
  else if (same(path, S("/deadlock-self"))) own(), stream_read(readable, buffer, 1), await(o, readable, nothing);
  else if (same(path, S("/two-sets"))) {
    handle call = wait_for(1000000) >> 4;
    set_with(call);
    await(o, call, moved); // to the set of the task, which is another
  } else if (same(path, S("/meet"))) {
    own(), stream_write(writable, "met\n", 4);
    uint32_t result = stream_read(readable, buffer, sizeof buffer);
    await(o, writable, nothing);
    send_text((str){buffer, result >> 4});
  } else if (same(path, S("/empty-writes"))) answer_own(), empty_writes(o, 0);
  else if (same(path, S("/empty-reads"))) {
    handle whether;
    readable = consume(request, &whether).h;
    empty_reads(o, 0);
  } else if (starts(path, S("/trap-later/"))) {
    answer_own();
    stream_write(writable, "before\n", 7);
    called(o, wait_for(number(after(path, 12)) * 1000000), traps);
  } else {
    for (uint32_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
      if (!starts(path, attacks[i].path)) continue;
      n = number(after(path, attacks[i].path.n));
      attacks[i].run();
      send_text(S("survived\n"));
      return rest();
    }
    send_text(S("hello from C, hostile\n"));
  }
  return rest();
}

EXPORT("[async-lift]" HANDLER "#handle") uint32_t handle_(handle request) {
  begin();
  return attack(request);
}

EXPORT("[callback][async-lift]" HANDLER "#handle") uint32_t callback(uint32_t code, uint32_t waitable, uint32_t result) {
  return code == NONE ? YIELD : event(code, waitable, result);
}
