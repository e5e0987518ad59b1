#include "CResample.h"

#include <string.h>

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512bw", "avx2", "sse4.1", "default")))
#else
#define FOR_EACH_CPU
#endif

enum { precision = 22, half = 1 << (precision - 1) };

typedef uint8_t bytes4 __attribute__((vector_size(4)));
typedef int32_t ints4 __attribute__((vector_size(16)));

static inline __attribute__((always_inline)) uint8_t level(int32_t sum) {
  int32_t value = sum >> precision;
  return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

FOR_EACH_CPU
void resample_row(const uint8_t *pixels, int32_t step, resample_taps taps, uint8_t *result) {
  for (int32_t i = 0; i < taps.outputs; i++) {
    const uint8_t *pixel = pixels + step * (int64_t)taps.starts[i];
    const int32_t *weights = taps.weights + (int64_t)i * taps.stride;
    ints4 sum = {half, half, half, half};
    for (int32_t k = 0; k < taps.counts[i]; k++) {
      bytes4 samples;
      memcpy(&samples, pixel + step * (int64_t)k, 4);
      sum += __builtin_convertvector(samples, ints4) * weights[k];
    }
    for (int c = 0; c < 4; c++) result[4 * (int64_t)i + c] = level(sum[c]);
  }
}

FOR_EACH_CPU
void resample_column(
    const uint8_t *rows, int64_t step, const int32_t *weights, int32_t count, int64_t length,
    int32_t *sums, uint8_t *result) {
  for (int64_t x = 0; x < length; x++) sums[x] = half;
  for (int32_t k = 0; k < count; k++) {
    const uint8_t *row = rows + k * step;
    const int32_t weight = weights[k];
    for (int64_t x = 0; x < length; x++) sums[x] += weight * row[x];
  }
  for (int64_t x = 0; x < length; x++) result[x] = level(sums[x]);
}
