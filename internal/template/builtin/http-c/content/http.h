// The part of wasi:http that main.c needs, as the canonical ABI flattens it:
// handles are numbers, results go to the memory behind the last pointer.
#pragma once
#include <stdint.h>

#define IMPORT(module, name) __attribute__((import_module(module), import_name(name))) extern
#define EXPORT(name) __attribute__((export_name(name)))
#define HTTP "wasi:http/types@0.2.0"
#define STREAMS "wasi:io/streams@0.2.0"

typedef int32_t handle;
typedef struct { uint8_t some; char *text; uint32_t length; } optional_string;
typedef struct { uint8_t failed; handle value; } result;          // result<own<resource>>
typedef struct { uint8_t failed, code; } header_result;           // result<_, header-error>
typedef struct { uint32_t failed, closed, error; } write_result;  // result<_, stream-error>
typedef struct { uint64_t failed, code, rest[3]; } finish_result; // result<_, error-code>

IMPORT(HTTP, "[constructor]fields") handle fields_new(void);
IMPORT(HTTP, "[method]fields.append") void fields_append(handle, const char *, int, const char *, int, header_result *);
IMPORT(HTTP, "[method]incoming-request.path-with-query") void request_path(handle, optional_string *);
IMPORT(HTTP, "[resource-drop]incoming-request") void request_drop(handle);
IMPORT(HTTP, "[constructor]outgoing-response") handle response_new(handle headers);
IMPORT(HTTP, "[method]outgoing-response.body") void response_body(handle, result *);
IMPORT(HTTP, "[static]response-outparam.set") void response_send(handle out, int failed, handle response, int, int64_t, int, int, int, int);
IMPORT(HTTP, "[method]outgoing-body.write") void body_write(handle, result *);
IMPORT(HTTP, "[static]outgoing-body.finish") void body_finish(handle, int has_trailers, handle trailers, finish_result *);
IMPORT(STREAMS, "[method]output-stream.blocking-write-and-flush") void stream_write(handle, const char *, int, write_result *);
IMPORT(STREAMS, "[resource-drop]output-stream") void stream_drop(handle);
