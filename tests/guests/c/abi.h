// What the canonical ABI makes of types, and how a core function gets its name.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name))) extern
#define EXPORT(name) __attribute__((export_name(name)))

typedef int32_t handle;
typedef struct { char *p; uint32_t n; } str;                  // string, list<u8>
typedef struct { str name, value; } pair;                     // tuple<string, list<u8>>
typedef struct { void *p; uint32_t n; } list;
typedef struct { uint8_t some; str s; } opt_str;
typedef struct { uint8_t tag; str other; } name;              // method, scheme
