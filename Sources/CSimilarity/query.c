#include <string.h>

#include "CSimilarity.h"

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#define FOR_EACH_CPU_BYTES __attribute__((target_clones("avx512bw", "avx2", "default")))
#else
#define FOR_EACH_CPU
#define FOR_EACH_CPU_BYTES
#endif

typedef float floats16 __attribute__((vector_size(64)));
typedef float floats8 __attribute__((vector_size(32)));
typedef float floats4 __attribute__((vector_size(16)));

#define LOAD16(p) \
  ({ \
    floats16 v; \
    memcpy(&v, p, sizeof v); \
    v; \
  })

// By halves: one after the other, sixteen additions would take as long as a row of 512 products.
#define SUM(numbers) \
  ({ \
    const floats16 all = (numbers); \
    const floats8 eight = __builtin_shufflevector(all, all, 0, 1, 2, 3, 4, 5, 6, 7) \
      + __builtin_shufflevector(all, all, 8, 9, 10, 11, 12, 13, 14, 15); \
    const floats4 four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) \
      + __builtin_shufflevector(eight, eight, 4, 5, 6, 7); \
    (four[0] + four[2]) + (four[1] + four[3]); \
  })

// Rows come from memory as fast as it gives them; the next one is asked for while this one is summed.
#define PRODUCT(row, next) \
  ({ \
    const float *x = (row), *following = (next); \
    floats16 sums[4] = {{0}}; \
    int64_t i = 0; \
    for (; i + 64 <= width; i += 64) \
      for (int lane = 0; lane < 4; lane++) { \
        __builtin_prefetch(following + i + 16 * lane, 0, 2); \
        sums[lane] += LOAD16(x + i + 16 * lane) * LOAD16(query + i + 16 * lane); \
      } \
    float rest = 0; \
    for (; i < width; i++) rest += x[i] * query[i]; \
    rest + SUM((sums[0] + sums[1]) + (sums[2] + sums[3])); \
  })

FOR_EACH_CPU
void similarity_query_rows(
  const float *query, const float *rows, int64_t row_count, int64_t width, float *products) {
  for (int64_t row = 0; row < row_count; row++)
    products[row] = PRODUCT(rows + row * width, rows + (row + 1) * width);
}

static inline const float *row_of(const similarity_blocks *blocks, int32_t place) {
  const int64_t block = place / blocks->block_rows, row = place % blocks->block_rows;
  return blocks->first + block * blocks->block_stride + row * blocks->width;
}

FOR_EACH_CPU
void similarity_query_some_rows(
  const float *query, const similarity_blocks *blocks, const int32_t *places, int64_t count,
  float *products) {
  const int64_t width = blocks->width;
  for (int64_t k = 0; k < count; k++) {
    const float *next = row_of(blocks, places[k + 1 < count ? k + 1 : k]);
    products[k] = PRODUCT(row_of(blocks, places[k]), next);
  }
}

// Rows lie anywhere in memory, and one is multiplied before the next has come from there.
FOR_EACH_CPU_BYTES
void similarity_query_some_bytes(
  const int8_t *query, const int8_t *rows, int64_t width, const int32_t *places, int64_t count,
  int32_t *products) {
  enum { ahead = 3, line = 64 };
  for (int64_t k = 0; k < count; k++) {
    const int8_t *row = rows + places[k] * width;
    const int8_t *next = rows + places[k + ahead < count ? k + ahead : count - 1] * width;
    for (int64_t i = 0; i < width; i += line) __builtin_prefetch(next + i, 0, 2);
    int32_t sum = 0;
    for (int64_t i = 0; i < width; i++) sum += row[i] * query[i];
    products[k] = sum;
  }
}
