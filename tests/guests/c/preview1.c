// A preview1 command with wasi-libc: stdio, files, directories, clocks,
// random, sockets it is given. The first argument says what to do; see
// ../README.md.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

// An adapter keeps its state in memory that it asks for here. Without this it
// grows the memory instead, and Debian's malloc takes those pages for its own.
__attribute__((export_name("cabi_realloc"))) void *cabi_realloc(void *p, size_t old, size_t align, size_t n) {
  return n ? realloc(p, n) : (void *)align;
}

static int failed(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  return 1;
}

static int copy(FILE *in, FILE *out) {
  static char buf[65536];
  size_t n;
  while ((n = fread(buf, 1, sizeof buf, in))) if (fwrite(buf, 1, n, out) != n) return failed("write");
  return ferror(in) ? failed("read") : 0;
}

static int cat(const char *path) {
  FILE *f = fopen(path, "rb");
  return f ? copy(f, stdout) : failed(path);
}

static int write_file(const char *path, const char *text) {
  FILE *f = fopen(path, "wb");
  if (!f || fputs(text, f) < 0 || fclose(f)) return failed(path);
  return 0;
}

static int list(const char *path) {
  DIR *d = opendir(path);
  if (!d) return failed(path);
  for (struct dirent *e; (e = readdir(d)); ) printf("%s%s\n", e->d_name, e->d_type == DT_DIR ? "/" : "");
  closedir(d);
  return 0;
}

static int status(const char *path) {
  struct stat s;
  if (stat(path, &s)) return failed(path);
  printf("%s %lld\n", S_ISDIR(s.st_mode) ? "directory" : "file", (long long)s.st_size);
  return 0;
}

static int clocks(void) {
  struct timespec wall, from, to, ms = {.tv_nsec = 1000000};
  if (clock_gettime(CLOCK_REALTIME, &wall) || clock_gettime(CLOCK_MONOTONIC, &from)) return failed("clock");
  nanosleep(&ms, 0);
  clock_gettime(CLOCK_MONOTONIC, &to);
  printf("seconds: %lld\nslept: %lld\n", (long long)wall.tv_sec, (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec);
  return 0;
}

static int randoms(void) {
  unsigned char b[16];
  if (getentropy(b, sizeof b)) return failed("getentropy");
  for (size_t i = 0; i < sizeof b; i++) printf("%02x", b[i]);
  puts("");
  return 0;
}

// heap fills N MiB and checks every byte.
static int heap(int mib) {
  unsigned char **p = malloc(mib * sizeof *p);
  for (int i = 0; i < mib; i++) if (!(p[i] = malloc(1 << 20))) return failed("malloc"); else memset(p[i], i + 1, 1 << 20);
  for (int i = 0; i < mib; i++) for (int j = 0; j < 1 << 20; j++) if (p[i][j] != (unsigned char)(i + 1)) return 1;
  printf("ok %d\n", mib);
  return 0;
}

int main(int argc, char **argv) {
  const char *a = argc > 1 ? argv[1] : "hello", *b = argc > 2 ? argv[2] : "", *c = argc > 3 ? argv[3] : "";
#define IS(name) !strcmp(a, name)
  if (IS("hello")) puts("hello from C");
  else if (IS("args")) for (int i = 2; i < argc; i++) puts(argv[i]);
  else if (IS("env")) for (char **e = environ; *e; e++) puts(*e);
  else if (IS("cat")) return cat(b);
  else if (IS("write")) return write_file(b, c);
  else if (IS("ls")) return list(b);
  else if (IS("stat")) return status(b);
  else if (IS("mkdir")) return mkdir(b, 0755) ? failed(b) : 0;
  else if (IS("rm")) return unlink(b) ? failed(b) : 0;
  else if (IS("rmdir")) return rmdir(b) ? failed(b) : 0;
  else if (IS("mv")) return rename(b, c) ? failed(b) : 0;
  else if (IS("stdin")) return copy(stdin, stdout);
  else if (IS("stderr")) fputs("to stderr\n", stderr);
  else if (IS("clock")) return clocks();
  else if (IS("random")) return randoms();
  else if (IS("heap")) return heap(atoi(b));
  else if (IS("exit")) exit(atoi(b));
  else if (IS("trap")) __builtin_trap();
  else return fputs("unknown command\n", stderr), 2;
  return 0;
}
