// What the kernels share: no C library, one export that repeats the work n
// times and returns a checksum.

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define EXPORT __attribute__((export_name("run"))) u32 run(u32 n)
#define NOINLINE __attribute__((noinline))

// mix adds v to a checksum.
static inline u32 mix(u32 sum, u32 v) { return (sum ^ v) * 0x01000193u; }

// next is a linear congruential generator.
static inline u32 next(u32 *seed) { return *seed = *seed * 1664525u + 1013904223u; }
