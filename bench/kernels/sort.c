// Heapsort through a function that compares: indirect calls of a leaf.
#include "kernel.h"

#define SIZE 10000
typedef int (*less)(u32, u32);

static u32 items[SIZE];

static int up(u32 a, u32 b) { return a < b; }
static int down(u32 a, u32 b) { return a > b; }
static int low(u32 a, u32 b) { return (a & 0xffff) < (b & 0xffff); }

static void sift(u32 root, u32 end, less lt) {
    for (u32 child; (child = 2 * root + 1) < end; root = child) {
        if (child + 1 < end && lt(items[child], items[child + 1])) child++;
        if (!lt(items[root], items[child])) return;
        u32 t = items[root];
        items[root] = items[child], items[child] = t;
    }
}

static NOINLINE void sort(less lt) {
    for (u32 i = SIZE / 2; i-- > 0;) sift(i, SIZE, lt);
    for (u32 end = SIZE; end-- > 1;) {
        u32 t = items[0];
        items[0] = items[end], items[end] = t;
        sift(0, end, lt);
    }
}

EXPORT {
    static less orders[] = {up, down, low};
    u32 seed = 1, sum = 0;
    for (u32 i = 0; i < n; i++) {
        for (u32 k = 0; k < SIZE; k++) items[k] = next(&seed);
        sort(orders[i % 3]);
        sum = mix(sum, items[i % SIZE]);
    }
    return sum;
}
