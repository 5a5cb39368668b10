// A recursive-descent parser of JSON that checks a document and counts what is
// in it.
#include "kernel.h"

static u8 text[1 << 16];
static u32 len;

typedef struct {
    const u8 *p, *end;
    u32 values, bytes;
    int bad;
} parser;

static void value(parser *j, int depth);

static void space(parser *j) {
    while (j->p < j->end && (*j->p == ' ' || *j->p == '\n' || *j->p == '\t' || *j->p == '\r')) j->p++;
}

static NOINLINE void string(parser *j) {
    j->p++;
    while (j->p < j->end && *j->p != '"') {
        if (*j->p == '\\') j->p++;
        else if (*j->p < 0x20) j->bad = 1;
        j->p++;
        j->bytes++;
    }
    if (j->p < j->end) j->p++;
    else j->bad = 1;
}

static NOINLINE void number(parser *j) {
    u32 v = 0;
    if (*j->p == '-') j->p++;
    while (j->p < j->end && *j->p >= '0' && *j->p <= '9') v = v * 10 + (*j->p++ - '0');
    if (j->p < j->end && *j->p == '.')
        for (j->p++; j->p < j->end && *j->p >= '0' && *j->p <= '9';) v = v * 10 + (*j->p++ - '0');
    j->bytes += v;
}

static NOINLINE void word(parser *j, const char *w) {
    for (; *w; w++, j->p++)
        if (j->p >= j->end || *j->p != (u8)*w) {
            j->bad = 1;
            return;
        }
}

static NOINLINE void object(parser *j, int depth) {
    j->p++;
    space(j);
    if (j->p < j->end && *j->p == '}') {
        j->p++;
        return;
    }
    for (;;) {
        space(j);
        if (j->p >= j->end || *j->p != '"') { j->bad = 1; return; }
        string(j);
        space(j);
        if (j->p >= j->end || *j->p++ != ':') { j->bad = 1; return; }
        value(j, depth);
        space(j);
        if (j->p >= j->end) { j->bad = 1; return; }
        u8 c = *j->p++;
        if (c == '}') return;
        if (c != ',') { j->bad = 1; return; }
    }
}

static NOINLINE void array(parser *j, int depth) {
    j->p++;
    space(j);
    if (j->p < j->end && *j->p == ']') {
        j->p++;
        return;
    }
    for (;;) {
        value(j, depth);
        space(j);
        if (j->p >= j->end) { j->bad = 1; return; }
        u8 c = *j->p++;
        if (c == ']') return;
        if (c != ',') { j->bad = 1; return; }
    }
}

static NOINLINE void value(parser *j, int depth) {
    if (depth > 64 || j->bad) { j->bad = 1; return; }
    space(j);
    if (j->p >= j->end) { j->bad = 1; return; }
    j->values++;
    switch (*j->p) {
    case '{': object(j, depth + 1); break;
    case '[': array(j, depth + 1); break;
    case '"': string(j); break;
    case 't': word(j, "true"); break;
    case 'f': word(j, "false"); break;
    case 'n': word(j, "null"); break;
    default: number(j);
    }
}

static void put(const char *s) {
    while (*s) text[len++] = (u8)*s++;
}

EXPORT {
    u32 seed = 1, sum = 0;
    len = 0;
    put("[");
    while (len < sizeof text - 300) {
        put("{\"id\": ");
        for (int k = 0; k < 6; k++) text[len++] = (u8)('1' + next(&seed) % 9);
        put(", \"name\": \"user \\\"quoted\\\" ");
        for (u32 k = next(&seed) % 20; k > 0; k--) text[len++] = (u8)('a' + next(&seed) % 26);
        put("\", \"tags\": [\"a\", \"bb\", \"ccc\"], \"score\": -12.75, \"active\": true,\n  \"nested\": {\"x\": [1, 2, [3, 4, null]], \"y\": {}}},\n");
    }
    put("null]");
    for (u32 i = 0; i < n; i++) {
        parser j = {text, text + len, 0, 0, 0};
        value(&j, 0);
        sum = mix(mix(mix(sum, j.values), j.bytes), (u32)j.bad);
    }
    return sum;
}
