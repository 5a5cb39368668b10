// A backtracking matcher of regular expressions with classes, groups of one
// character and repetition, searched for in text.
#include "kernel.h"

typedef struct {
    u8 kind;   // 0 end, 1 character, 2 class, 3 any
    u8 min;    // repetitions
    u8 max;
    u8 ch;
    u32 set[8];
} node;

static node prog[32];
static u8 text[1 << 14];

static void compile(const char *re) {
    node *n = prog;
    for (; *re; n++) {
        *n = (node){.min = 1, .max = 1};
        if (*re == '.') n->kind = 3;
        else if (*re == '[') {
            n->kind = 2;
            for (re++; *re != ']'; re++) {
                u8 first = (u8)*re, last = first;
                if (re[1] == '-' && re[2] != ']') last = (u8)re[2], re += 2;
                for (u32 c = first; c <= last; c++) n->set[c / 32] |= 1u << (c % 32);
            }
        } else n->kind = 1, n->ch = (u8)*re;
        re++;
        if (*re == '*') n->min = 0, n->max = 255, re++;
        else if (*re == '+') n->min = 1, n->max = 255, re++;
        else if (*re == '?') n->min = 0, n->max = 1, re++;
    }
    n->kind = 0;
}

static inline int matches(const node *n, u8 c) {
    switch (n->kind) {
    case 1: return n->ch == c;
    case 2: return n->set[c / 32] >> (c % 32) & 1;
    }
    return c != '\n';
}

static NOINLINE const u8 *match(const node *n, const u8 *p, const u8 *end) {
    if (n->kind == 0) return p;
    u32 count = 0;
    while (count < n->max && p + count < end && matches(n, p[count])) count++;
    for (;; count--) {
        if (count < n->min) return 0;
        const u8 *m = match(n + 1, p + count, end);
        if (m) return m;
        if (count == 0) return 0;
    }
}

EXPORT {
    static const char *patterns[] = {"[a-z]+@[a-z]+\\.[a-z]+", "[0-9]+-[0-9]+", "q[a-z]*u[a-z]*e", ".*z.*y"};
    u32 seed = 1, sum = 0;
    for (u32 i = 0; i < sizeof text; i++) {
        u32 r = next(&seed) >> 16;
        text[i] = (u8)(r % 9 == 0 ? ' ' : r % 61 == 0 ? '@' : r % 47 == 0 ? '-' : r % 13 == 0 ? '0' + r % 10 : r % 71 == 0 ? '\n' : 'a' + r % 26);
    }
    for (u32 i = 0; i < n; i++) {
        compile(patterns[i % 4]);
        for (const u8 *p = text; p < text + sizeof text; p++) {
            const u8 *m = match(prog, p, text + sizeof text);
            if (m) sum = mix(sum, (u32)(m - p));
        }
    }
    return sum;
}
