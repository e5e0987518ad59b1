#include <string.h>

#include "CSimilarity.h"

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_CPU
#endif

typedef float floats16 __attribute__((vector_size(64)));

#define LOAD16(p) \
  ({ \
    floats16 v; \
    memcpy(&v, p, sizeof v); \
    v; \
  })

// Rows come from memory as fast as it gives them; the next one is asked for while this one is summed.
#define PRODUCT(row, next) \
  ({ \
    const float *x = (row), *following = (next); \
    floats16 sums[4] = {{0}}; \
    int64_t i = 0; \
    for (; i + 64 <= width; i += 64) \
      for (int lane = 0; lane < 4; lane++) { \
        __builtin_prefetch(following + i + 16 * lane); \
        sums[lane] += LOAD16(x + i + 16 * lane) * LOAD16(query + i + 16 * lane); \
      } \
    float rest = 0; \
    for (; i < width; i++) rest += x[i] * query[i]; \
    const floats16 sum = (sums[0] + sums[1]) + (sums[2] + sums[3]); \
    for (int lane = 0; lane < 16; lane++) rest += sum[lane]; \
    rest; \
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
