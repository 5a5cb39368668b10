// The part of wasi:http that the components need, as the canonical ABI flattens
// it: handles are numbers, results go to the memory behind the last pointer.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name))) extern
#define EXPORT(name) __attribute__((export_name(name)))
#define HTTP "wasi:http/types@0.2.0"
#define STREAMS "wasi:io/streams@0.2.0"
#define POLL "wasi:io/poll@0.2.0"

typedef int32_t handle;
typedef struct { char *text; uint32_t length; } string;
typedef struct { string *items; uint32_t length; } strings;
typedef struct { uint8_t some; string value; } optional_string;
typedef struct { uint8_t tag; string other; } method;
typedef struct { uint8_t failed; handle value; } result;          // result<own<resource>>
typedef struct { uint8_t failed, code; } header_result;           // result<_, header-error>
typedef struct { uint8_t failed; uint64_t count; } permit;        // result<u64, stream-error>
typedef struct { uint32_t failed, closed, error; } write_result;  // result<_, stream-error>
typedef struct { uint64_t failed, code, rest[3]; } finish_result; // result<_, error-code>

enum { METHOD_GET, METHOD_HEAD };

IMPORT(HTTP, "[constructor]fields") handle fields_new(void);
IMPORT(HTTP, "[method]fields.append") void fields_append(handle, const char *, size_t, const char *, size_t, header_result *);
IMPORT(HTTP, "[method]fields.get") void fields_get(handle, const char *, size_t, strings *);
IMPORT(HTTP, "[resource-drop]fields") void fields_drop(handle);
IMPORT(HTTP, "[method]incoming-request.method") void request_method(handle, method *);
IMPORT(HTTP, "[method]incoming-request.path-with-query") void request_path(handle, optional_string *);
IMPORT(HTTP, "[method]incoming-request.headers") handle request_headers(handle);
IMPORT(HTTP, "[resource-drop]incoming-request") void request_drop(handle);
IMPORT(HTTP, "[constructor]outgoing-response") handle response_new(handle headers);
IMPORT(HTTP, "[method]outgoing-response.set-status-code") int response_status(handle, int);
IMPORT(HTTP, "[method]outgoing-response.body") void response_body(handle, result *);
IMPORT(HTTP, "[static]response-outparam.set") void response_send(handle out, int failed, handle response, int, int64_t, int, int, int, int);
IMPORT(HTTP, "[method]outgoing-body.write") void body_write(handle, result *);
IMPORT(HTTP, "[static]outgoing-body.finish") void body_finish(handle, int has_trailers, handle trailers, finish_result *);
IMPORT(STREAMS, "[method]output-stream.check-write") void stream_permit(handle, permit *);
IMPORT(STREAMS, "[method]output-stream.write") void stream_write(handle, const char *, size_t, write_result *);
IMPORT(STREAMS, "[method]output-stream.blocking-flush") void stream_flush(handle, write_result *);
IMPORT(STREAMS, "[method]output-stream.subscribe") handle stream_subscribe(handle);
IMPORT(STREAMS, "[resource-drop]output-stream") void stream_drop(handle);
IMPORT(POLL, "[method]pollable.block") void pollable_block(handle);
IMPORT(POLL, "[resource-drop]pollable") void pollable_drop(handle);

// The host allocates what it returns through this.
EXPORT("cabi_realloc") void *cabi_realloc(void *p, size_t old_size, size_t align, size_t size) {
  if (size == 0) return (void *)align;
  p = realloc(p, size);
  if (!p) abort();
  return p;
}

static inline void set_header(handle headers, const char *name, const char *value) {
  header_result r;
  fields_append(headers, name, strlen(name), value, strlen(value), &r);
}

// The first value of a header as a C string, NULL if there is none.
static inline char *get_header(handle headers, const char *name) {
  strings all;
  fields_get(headers, name, strlen(name), &all);
  if (all.length == 0) return NULL;
  char *s = malloc(all.items[0].length + 1);
  memcpy(s, all.items[0].text, all.items[0].length);
  s[all.items[0].length] = 0;
  return s;
}

// The request's path with its query as a C string.
static inline char *get_path(handle request) {
  optional_string path = {0};
  request_path(request, &path);
  char *s = calloc(1, path.some ? path.value.length + 1 : 2);
  memcpy(s, path.some ? path.value.text : "/", path.some ? path.value.length : 1);
  return s;
}

typedef struct { handle body, stream; } response;

// Sends status and headers, and opens the body.
static inline response begin(handle out, int status, handle headers) {
  handle r = response_new(headers);
  result body, stream;
  response_status(r, status);
  response_body(r, &body);
  body_write(body.value, &stream);
  response_send(out, 0, r, 0, 0, 0, 0, 0, 0);
  return (response){body.value, stream.value};
}

// Writes a piece of the body as fast as the client takes it. It fails when the
// client has gone.
static inline int put(response r, const char *data, size_t length) {
  while (length > 0) {
    permit p;
    stream_permit(r.stream, &p);
    if (p.failed) return 0;
    if (p.count == 0) {
      handle ready = stream_subscribe(r.stream);
      pollable_block(ready);
      pollable_drop(ready);
      continue;
    }
    size_t n = length < p.count ? length : p.count;
    write_result w;
    stream_write(r.stream, data, n, &w);
    if (w.failed & 1) return 0;
    data += n;
    length -= n;
  }
  return 1;
}

// Ends the body.
static inline void end(response r) {
  write_result w;
  finish_result f;
  stream_flush(r.stream, &w);
  stream_drop(r.stream); // children before their parents
  body_finish(r.body, 0, 0, &f);
}
