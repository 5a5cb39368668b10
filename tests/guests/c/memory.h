// A guest without libc: memory from a bump allocator, and the few string
// functions that the guests need.
#pragma once
#include "abi.h"

extern unsigned char __heap_base;
static uintptr_t brk_;

static void *alloc(size_t size, size_t align) {
  if (!brk_) brk_ = (uintptr_t)&__heap_base;
  uintptr_t p = (brk_ + align - 1) & -align;
  uintptr_t have = (uintptr_t)__builtin_wasm_memory_size(0) << 16;
  if (p + size > have && __builtin_wasm_memory_grow(0, (p + size - have + 65535) >> 16) == (size_t)-1) __builtin_trap();
  brk_ = p + size;
  return (void *)p;
}

EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
  if (size <= old_size) return old_size ? old : (void *)align;
  void *p = alloc(size, align);
  if (old_size) __builtin_memcpy(p, old, old_size);
  return p;
}

// Everything allocated since mark() goes with release().
static uintptr_t mark(void) { return brk_; }
static void release(uintptr_t m) { if (m) brk_ = m; }

#define S(literal) ((str){(char *)(literal), sizeof(literal) - 1})

static bool same(str a, str b) {
  if (a.n != b.n) return false;
  for (uint32_t i = 0; i < a.n; i++) if (a.p[i] != b.p[i]) return false;
  return true;
}

static bool starts(str s, str with) { return s.n >= with.n && same((str){s.p, with.n}, with); }
static str after(str s, uint32_t n) { return (str){s.p + n, s.n - n}; }

// cut ends *s before its first blank and returns what is behind that.
static str cut(str *s) {
  uint32_t n = 0;
  while (n < s->n && s->p[n] != ' ') n++;
  str rest = after(*s, n < s->n ? n + 1 : n);
  s->n = n;
  return rest;
}

static uint64_t number(str s) {
  uint64_t v = 0;
  for (uint32_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) v = v * 10 + (s.p[i] - '0');
  return v;
}

static str decimal(uint64_t v) {
  char *end = (char *)alloc(20, 1) + 20, *p = end;
  do *--p = '0' + v % 10; while (v /= 10);
  return (str){p, end - p};
}

static str hex(str s) {
  char *p = alloc(s.n * 2, 1);
  for (uint32_t i = 0; i < s.n; i++) p[2 * i] = "0123456789abcdef"[(uint8_t)s.p[i] >> 4], p[2 * i + 1] = "0123456789abcdef"[s.p[i] & 15];
  return (str){p, s.n * 2};
}
