// gzip with one block of fixed Huffman codes (RFC 1951, 1952): a quarter to a
// third of the size of text, in one pass.
#pragma once
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct { uint8_t *data; size_t length; uint64_t bits; int count; } bit_writer;

static inline void put_bits(bit_writer *w, uint32_t value, int count) {
  w->bits |= (uint64_t)value << w->count;
  for (w->count += count; w->count >= 8; w->count -= 8, w->bits >>= 8) w->data[w->length++] = (uint8_t)w->bits;
}

// Huffman codes begin with their highest bit.
static inline void put_code(bit_writer *w, uint32_t code, int count) {
  uint32_t reversed = 0;
  for (int i = 0; i < count; i++) reversed |= (code >> i & 1) << (count - 1 - i);
  put_bits(w, reversed, count);
}

static inline void put_symbol(bit_writer *w, int symbol) {
  if (symbol < 144) put_code(w, 0x30 + symbol, 8);
  else if (symbol < 256) put_code(w, 0x190 + symbol - 144, 9);
  else if (symbol < 280) put_code(w, symbol - 256, 7);
  else put_code(w, 0xC0 + symbol - 280, 8);
}

static inline void put_match(bit_writer *w, int length, int distance) {
  static const uint16_t lengths[] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
  static const uint8_t length_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
  int i = 28, d = 29;
  while (lengths[i] > length) i--;
  put_symbol(w, 257 + i);
  put_bits(w, length - lengths[i], length_bits[i]);
  // Distances come in pairs, each pair with one bit more than the one before.
  int base, extra;
  for (;; d--) {
    extra = d < 2 ? 0 : d / 2 - 1;
    base = d < 2 ? d + 1 : ((2 + (d & 1)) << extra) + 1;
    if (base <= distance) break;
  }
  put_code(w, d, 5);
  put_bits(w, distance - base, extra);
}

static inline uint32_t crc32(const uint8_t *data, size_t length) {
  uint32_t table[256], crc = ~0u;
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xEDB88320u : c >> 1;
    table[i] = c;
  }
  for (size_t i = 0; i < length; i++) crc = table[(crc ^ data[i]) & 255] ^ crc >> 8;
  return ~crc;
}

// Returns data compressed, in memory of its own, and its length.
static inline uint8_t *gzip(const uint8_t *data, size_t length, size_t *compressed) {
  enum { WINDOW = 32768, HASHES = 1 << 15 };
  bit_writer w = {malloc(length + length / 8 + 64)};
  int32_t *last = malloc(HASHES * sizeof *last); // where a hash of three bytes was last seen
  if (!w.data || !last) return NULL;
  memset(last, -1, HASHES * sizeof *last);
  memcpy(w.data, "\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);
  w.length = 10;
  put_bits(&w, 1, 1); // the last block
  put_bits(&w, 1, 2); // with fixed codes
  for (size_t i = 0; i < length;) {
    size_t match = 0, from = 0;
    if (i + 3 <= length) {
      uint32_t three = data[i] | data[i + 1] << 8 | data[i + 2] << 16;
      int32_t *slot = &last[three * 2654435761u >> 17];
      if (*slot >= 0 && i - *slot <= WINDOW) {
        from = *slot;
        while (match < 258 && i + match < length && data[from + match] == data[i + match]) match++;
      }
      *slot = (int32_t)i;
    }
    if (match >= 3) {
      put_match(&w, match, i - from);
      i += match;
    } else {
      put_symbol(&w, data[i++]);
    }
  }
  put_symbol(&w, 256);
  put_bits(&w, 0, 7); // to a whole byte
  uint32_t tail[] = {crc32(data, length), (uint32_t)length};
  memcpy(w.data + w.length, tail, 8);
  free(last);
  *compressed = w.length + 8;
  return w.data;
}
