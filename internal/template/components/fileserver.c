// Serves the files of the component: GET and HEAD, content types, entity tags,
// ranges, compression, index.html for folders.
//
// FALLBACK_PATH is served in place of what is not there, as applications of one
// page need it; CUSTOM_404_PATH is, with status 404. CACHE_CONTROL is the
// header of that name.
#include <fcntl.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include "gzip.h"
#include "http.h"

enum { SMALLEST_GZIP = 512, LARGEST_GZIP = 2 << 20, PIECE = 64 << 10 };

static const struct { const char *extension, *type; int compress; } types[] = {
    {"html", "text/html; charset=utf-8", 1}, {"htm", "text/html; charset=utf-8", 1}, {"css", "text/css; charset=utf-8", 1},
    {"js", "text/javascript; charset=utf-8", 1}, {"mjs", "text/javascript; charset=utf-8", 1}, {"json", "application/json", 1},
    {"map", "application/json", 1}, {"webmanifest", "application/manifest+json", 1}, {"xml", "application/xml", 1},
    {"txt", "text/plain; charset=utf-8", 1}, {"md", "text/markdown; charset=utf-8", 1}, {"csv", "text/csv; charset=utf-8", 1},
    {"svg", "image/svg+xml", 1}, {"wasm", "application/wasm", 1}, {"png", "image/png"}, {"jpg", "image/jpeg"}, {"jpeg", "image/jpeg"},
    {"gif", "image/gif"}, {"webp", "image/webp"}, {"avif", "image/avif"}, {"ico", "image/x-icon"}, {"woff", "font/woff"},
    {"woff2", "font/woff2"}, {"ttf", "font/ttf", 1}, {"otf", "font/otf", 1}, {"mp3", "audio/mpeg"}, {"ogg", "audio/ogg"},
    {"wav", "audio/wav"}, {"mp4", "video/mp4"}, {"webm", "video/webm"}, {"pdf", "application/pdf"}, {"zip", "application/zip"},
    {"gz", "application/gzip"},
};

// A file that is open, with what is said about it.
typedef struct { int fd; struct stat info; const char *type; int compress; } file;

typedef struct {
  handle out, headers; // of the response, of the request
  int head;
  const char *path; // with its query, for redirects
} exchange;

static int hex(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Decodes a path up to its query in place. It fails if a file cannot have it.
static int decode(char *path) {
  char *to = path;
  for (char *from = path; *from && *from != '?' && *from != '#'; from++) {
    char c = *from;
    if (c == '%') {
      int high = hex(from[1]), low = high < 0 ? -1 : hex(from[2]);
      if (low < 0 || (c = (char)(high << 4 | low)) == 0) return 0;
      from += 2;
    }
    *to++ = c;
  }
  *to = 0;
  for (char *p = path; (p = strstr(p, "..")); p += 2)
    if ((p == path || p[-1] == '/') && (p[2] == 0 || p[2] == '/')) return 0;
  return 1;
}

static char *join(const char *a, const char *b) {
  char *s = malloc(strlen(a) + strlen(b) + 1);
  return strcat(strcpy(s, a), b);
}

// Opens a file, or the index.html of a folder: 0 if there is none, 2 for a
// folder whose path lacks its slash.
static int open_file(const char *path, file *f) {
  f->fd = open(path, O_RDONLY);
  if (f->fd < 0 || fstat(f->fd, &f->info) != 0) return 0;
  if (S_ISDIR(f->info.st_mode)) {
    close(f->fd);
    int slash = path[strlen(path) - 1] == '/';
    int found = open_file(join(path, slash ? "index.html" : "/index.html"), f);
    return found && !slash ? 2 : found;
  }
  if (!S_ISREG(f->info.st_mode)) return 0;
  f->type = "application/octet-stream";
  f->compress = 0;
  const char *dot = strrchr(path, '.');
  for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
    if (strcasecmp(dot + 1, types[i].extension) == 0) f->type = types[i].type, f->compress = types[i].compress;
  return 1;
}

// Tells whether a header lists a name, and not with the quality 0.
static int lists(const char *header, const char *name) {
  size_t n = strlen(name);
  for (const char *p = header; p && *p; p = strchr(p, ','), p += p != NULL) {
    while (*p == ' ' || *p == '\t') p++;
    if (strncasecmp(p, name, n) != 0 || !strchr(", ;\t", p[n])) continue;
    const char *q = strstr(p, "q="), *comma = strchr(p, ',');
    return !q || (comma && q > comma) || atof(q + 2) > 0;
  }
  return 0;
}

// Tells whether a list of entity tags has one, or stands for all.
static int matches(const char *header, const char *etag) {
  return header && (strcmp(header, "*") == 0 || strstr(header, etag) != NULL);
}

// Reads "bytes=A-B" for a file of a size: 0 if it is to be ignored, -1 if no
// byte of it is there.
static int range(const char *header, int64_t size, int64_t *from, int64_t *to) {
  if (!header || strncmp(header, "bytes=", 6) != 0) return 0;
  const char *p = header + 6;
  char *rest;
  int suffix = *p == '-';
  if (p[suffix] < '0' || p[suffix] > '9') return 0;
  int64_t first = strtoll(p + suffix, &rest, 10), last = size - 1;
  if (suffix) {
    if (*rest) return 0;
    if (first == 0) return -1;
    first = first > size ? 0 : size - first;
  } else {
    if (*rest++ != '-') return 0;
    if (*rest) {
      if (*rest < '0' || *rest > '9') return 0;
      int64_t end = strtoll(rest, &rest, 10);
      if (*rest || end < first) return 0;
      if (end < last) last = end;
    }
  }
  if (first >= size) return -1;
  *from = first, *to = last;
  return 1;
}

static void set_number(handle headers, const char *name, const char *format, int64_t a, int64_t b, int64_t c) {
  char text[96];
  snprintf(text, sizeof text, format, (long long)a, (long long)b, (long long)c);
  set_header(headers, name, text);
}

// Sends a short answer of text.
static void say(exchange *x, int status, const char *name, const char *value, const char *text) {
  handle headers = fields_new();
  set_header(headers, "content-type", "text/plain; charset=utf-8");
  if (name) set_header(headers, name, value);
  response r = begin(x->out, status, headers);
  if (!x->head) put(r, text, strlen(text));
  end(r);
}

static void send_bytes(exchange *x, int status, handle headers, file *f, int64_t from, int64_t to) {
  response r = begin(x->out, status, headers);
  char *piece = malloc(PIECE);
  lseek(f->fd, from, SEEK_SET);
  for (int64_t left = x->head ? 0 : to - from + 1; left > 0;) {
    ssize_t n = read(f->fd, piece, left < PIECE ? left : PIECE);
    if (n <= 0 || !put(r, piece, n)) break;
    left -= n;
  }
  end(r);
}

// Compresses a file, NULL if that is no gain.
static uint8_t *compressed(file *f, size_t *length) {
  size_t size = f->info.st_size;
  uint8_t *data = malloc(size);
  for (size_t have = 0; have < size;) {
    ssize_t n = read(f->fd, data + have, size - have);
    if (n <= 0) return NULL;
    have += n;
  }
  uint8_t *packed = gzip(data, size, length);
  free(data);
  return *length < size ? packed : NULL;
}

// Sends a file as the request wants it: not at all, a range, compressed, or as
// it is. path is that of the file, beside which its compressed forms may be.
static void send_file(exchange *x, int status, file *f, const char *path) {
  char etag[64];
  int64_t from = 0, to = f->info.st_size - 1;
  const char *accept = get_header(x->headers, "accept-encoding"), *if_range = get_header(x->headers, "if-range");
  const char *wanted = status == 200 ? get_header(x->headers, "range") : NULL, *cache = getenv("CACHE_CONTROL");
  const char *encoding = NULL;
  int now = 0; // compress it here
  file other;
  if (!wanted && f->compress) {
    const char *type = f->type;
    if (lists(accept, "br") && open_file(join(path, ".br"), &other)) *f = other, encoding = "br";
    else if (lists(accept, "gzip") && open_file(join(path, ".gz"), &other)) *f = other, encoding = "gzip";
    else if (lists(accept, "gzip") && f->info.st_size >= SMALLEST_GZIP && f->info.st_size <= LARGEST_GZIP) encoding = "gzip", now = 1;
    f->type = type, f->compress = 1, to = f->info.st_size - 1;
  }
  snprintf(etag, sizeof etag, "\"%llx-%llx%s\"", (long long)f->info.st_mtim.tv_sec * 1000000000 + f->info.st_mtim.tv_nsec,
           (long long)f->info.st_size, !encoding ? "" : encoding[0] == 'b' ? "-br" : "-gz");
  handle headers = fields_new();
  set_header(headers, "etag", etag);
  set_header(headers, "cache-control", cache ? cache : "max-age=60");
  if (f->compress) set_header(headers, "vary", "accept-encoding");
  if (status == 200 && matches(get_header(x->headers, "if-none-match"), etag)) {
    end(begin(x->out, 304, headers));
    return;
  }
  set_header(headers, "content-type", f->type);
  set_header(headers, "accept-ranges", "bytes");
  size_t length;
  uint8_t *packed = now ? compressed(f, &length) : NULL;
  if (encoding && (packed || !now)) set_header(headers, "content-encoding", encoding);
  if (packed) {
    if (!x->head) set_number(headers, "content-length", "%lld", length, 0, 0); // which a host compares with the body
    response r = begin(x->out, status, headers);
    if (!x->head) put(r, (char *)packed, length);
    end(r);
    return;
  }
  switch (!if_range || strcmp(if_range, etag) == 0 ? range(wanted, f->info.st_size, &from, &to) : 0) {
  case 1:
    set_number(headers, "content-range", "bytes %lld-%lld/%lld", from, to, f->info.st_size);
    status = 206;
    break;
  case -1:
    set_number(headers, "content-range", "bytes */%lld", f->info.st_size, 0, 0);
    status = 416, from = 0, to = -1;
    break;
  }
  if (!x->head) set_number(headers, "content-length", "%lld", to - from + 1, 0, 0);
  send_bytes(x, status, headers, f, from, to);
}

// Answers with the file that a variable names, if there is one.
static int send_other(exchange *x, int status, const char *variable) {
  const char *name = getenv(variable);
  file f;
  if (!name || !*name) return 0;
  char *path = join(*name == '/' ? "" : "/", name);
  if (open_file(path, &f) != 1) return 0;
  send_file(x, status, &f, path);
  return 1;
}

static void answer(exchange *x, char *path) {
  file f;
  if (!decode(path)) {
    say(x, 400, NULL, NULL, "This path is not valid.\n");
    return;
  }
  if (*path != '/') path = join("/", path);
  switch (open_file(path, &f)) {
  case 1:
    send_file(x, 200, &f, path[strlen(path) - 1] == '/' ? join(path, "index.html") : path);
    return;
  case 2: { // links in the page are relative to the folder
    size_t n = strcspn(x->path, "?");
    char *to = join(x->path, "/");
    memmove(to + n + 1, x->path + n, strlen(x->path + n) + 1);
    to[n] = '/';
    if (to[1] == '/') to++; // no other host
    say(x, 308, "location", to, "");
    return;
  }
  }
  if (!send_other(x, 200, "FALLBACK_PATH") && !send_other(x, 404, "CUSTOM_404_PATH")) say(x, 404, NULL, NULL, "There is no such file.\n");
}

EXPORT("wasi:http/incoming-handler@0.2.0#handle") void serve(handle request, handle out) {
  method m;
  request_method(request, &m);
  handle headers = request_headers(request);
  exchange x = {out, headers, m.tag == METHOD_HEAD, get_path(request)};
  char *path = get_header(headers, "spin-path-info"); // below the route
  if (m.tag != METHOD_GET && m.tag != METHOD_HEAD) say(&x, 405, "allow", "GET, HEAD", "Files can only be read.\n");
  else answer(&x, path ? path : strdup(x.path));
  fields_drop(headers);
  request_drop(request);
}
