// Answers every request with a redirect to DESTINATION, with the status
// STATUSCODE or 302.
#include "http.h"

EXPORT("wasi:http/incoming-handler@0.2.0#handle") void serve(handle request, handle out) {
  const char *to = getenv("DESTINATION"), *code = getenv("STATUSCODE");
  int status = code ? atoi(code) : 302;
  handle headers = fields_new();
  if (!to || status < 300 || status > 399) {
    set_header(headers, "content-type", "text/plain; charset=utf-8");
    response r = begin(out, 500, headers);
    const char *text = to ? "STATUSCODE is not the status of a redirect\n" : "DESTINATION is not set\n";
    put(r, text, strlen(text));
    end(r);
  } else {
    set_header(headers, "location", to);
    end(begin(out, status, headers));
  }
  request_drop(request);
}
