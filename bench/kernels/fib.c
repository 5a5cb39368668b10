// Recursion without anything else.
#include "kernel.h"

static NOINLINE u32 fib(u32 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

EXPORT {
    u32 sum = 0;
    for (u32 i = 0; i < n; i++) sum = mix(sum, fib(20 + i % 4));
    return sum;
}
