// Waiting, reading and writing on wasi:io.
#pragma once
#include "memory.h"
#include "wasi.h"

static void wait(handle pollable) { pollable_block(pollable); pollable_drop(pollable); }

// put writes all of s as the stream permits; false when the reader has gone.
static bool put(handle out, str s) {
  while (s.n) {
    permit may;
    stream_check_write(out, &may);
    if (may.bad) { if (!may.closed) error_drop(may.error); return false; }
    if (!may.n) { wait(output_subscribe(out)); continue; }
    uint32_t n = may.n < s.n ? may.n : s.n;
    written w;
    stream_write(out, s.p, n, &w);
    if (w.bad) { if (!w.closed) error_drop(w.error); return false; }
    s = after(s, n);
  }
  return true;
}

static bool put2(handle out, str a, str b) { return put(out, a) && put(out, b); }
static bool line(handle out, str key, str value) { return put2(out, key, S(": ")) && put2(out, value, S("\n")); }

static bool flush(handle out) {
  written w;
  stream_flush(out, &w);
  if (w.bad && !w.closed) error_drop(w.error);
  return !w.bad;
}

static bool broken; // take has failed

// take reads the next bytes, into memory that the caller releases; false at the end.
static bool take(handle in, str *data) {
  chunk c;
  do {
    stream_blocking_read(in, 65536, &c);
    if (c.bad) { if (!c.closed) error_drop(c.error), broken = true; return false; }
  } while (!c.data.n);
  *data = c.data;
  return true;
}

// copy moves everything from in to out and returns how much that was.
static uint64_t copy(handle in, handle out) {
  uint64_t n = 0;
  str data;
  for (uintptr_t m = mark(); take(in, &data) && put(out, data); release(m)) n += data.n;
  return n;
}
