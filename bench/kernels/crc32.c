// CRC-32, a byte at a time with a table.
#include "kernel.h"

static u32 table[256];
static u8 data[1 << 16];

static NOINLINE u32 crc32(const u8 *p, u32 len) {
    u32 c = ~0u;
    while (len--) c = table[(c ^ *p++) & 0xff] ^ (c >> 8);
    return ~c;
}

EXPORT {
    u32 seed = 1, sum = 0;
    for (u32 i = 0; i < 256; i++) {
        u32 c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
        table[i] = c;
    }
    for (u32 i = 0; i < sizeof data; i++) data[i] = (u8)(next(&seed) >> 24);
    for (u32 i = 0; i < n; i++) data[i % sizeof data]++, sum = mix(sum, crc32(data, sizeof data));
    return sum;
}
