#include <string.h>

#include "CSimilarity.h"

enum { panel = 16 };

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_CPU
#endif

static inline __attribute__((always_inline)) similarity_rounding round_row(
  const float *point, int64_t count, double step, int8_t *row) {
  const float inverse = (float)(1 / step);
  similarity_rounding rounding = {0, 0, 0};
  for (int64_t k = 0; k < count; k++) {
    float steps = point[k] * inverse;
    steps = steps < -127 ? -127 : steps > 127 ? 127 : steps;
    const int32_t whole = (int32_t)(steps + (steps < 0 ? -0.5f : 0.5f));
    row[k] = (int8_t)whole;
    rounding.sum += whole;
    rounding.squares += whole * whole;
  }
  for (int64_t k = 0; k < count; k++) {
    const double error = point[k] - row[k] * step;
    rounding.squared_error += error * error;
  }
  return rounding;
}

FOR_EACH_CPU
void similarity_round_to_bytes(
  const float *points, int64_t row_count, int64_t count, double step, int64_t width, int8_t *rows,
  similarity_rounding *roundings) {
  for (int64_t i = 0; i < row_count; i++)
    roundings[i] = round_row(points + i * count, count, step, rows + i * width);
}

void similarity_pack_bytes(const int8_t *rows, int64_t row_count, int64_t width, uint8_t *columns) {
  for (int64_t i = 0; i < row_count; i++) {
    const int8_t *row = rows + i * width;
    uint8_t *column = columns + i / panel * panel * width + 4 * (i % panel);
    for (int64_t k = 0; k < width; k += 4) {
      uint32_t four;
      memcpy(&four, row + k, 4);
      four ^= 0x80808080u;
      memcpy(column + k * panel, &four, 4);
    }
  }
}

void similarity_pack_floats(const float *rows, int64_t row_count, int64_t width, float *columns) {
  for (int64_t i = 0; i < row_count; i++) {
    const float *row = rows + i * width;
    float *column = columns + i / panel * panel * width + i % panel;
    for (int64_t k = 0; k < width; k++) column[k * panel] = row[k];
  }
}
