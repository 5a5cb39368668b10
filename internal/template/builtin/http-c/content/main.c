// An HTTP function in C: wasi:http called by hand, with wasi-libc for the rest.
#include <stdio.h>
#include <stdlib.h>
#include "http.h"

// The host allocates what it returns through this.
EXPORT("cabi_realloc") void *cabi_realloc(void *p, size_t old_size, size_t align, size_t size) {
  if (size == 0) return (void *)align;
  p = realloc(p, size);
  if (!p) abort();
  return p;
}

EXPORT("wasi:http/incoming-handler@0.2.0#handle") void serve(handle request, handle out) {
  optional_string path = {0};
  request_path(request, &path);
  if (!path.some) path = (optional_string){1, "/", 1};

  header_result added;
  handle headers = fields_new();
  fields_append(headers, "content-type", 12, "text/plain", 10, &added);
  handle response = response_new(headers);
  result body, stream;
  response_body(response, &body);
  body_write(body.value, &stream);
  response_send(out, 0, response, 0, 0, 0, 0, 0, 0);

  char text[512]; // one write takes at most 4096 bytes
  int n = snprintf(text, sizeof text, "hello from C: %.*s\n", path.length < 400 ? (int)path.length : 400, path.text);
  write_result written;
  stream_write(stream.value, text, n, &written);

  finish_result finished;
  stream_drop(stream.value); // children before their parents
  body_finish(body.value, 0, 0, &finished);
  request_drop(request);
}
