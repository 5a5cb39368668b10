// The sieve of Eratosthenes: an inner loop of three instructions.
#include "kernel.h"

#define SIZE 100000
static u8 composite[SIZE];

static NOINLINE u32 sieve(void) {
    u32 count = 0;
    for (u32 i = 0; i < SIZE; i++) composite[i] = 0;
    for (u32 i = 2; i < SIZE; i++) {
        if (composite[i]) continue;
        count++;
        for (u32 j = 2 * i; j < SIZE; j += i) composite[j] = 1;
    }
    return count;
}

EXPORT {
    u32 sum = 0;
    for (u32 i = 0; i < n; i++) sum = mix(sum, sieve());
    return sum;
}
