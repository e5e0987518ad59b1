#include <string.h>

#include "CSimilarity.h"

#if defined(__x86_64__)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_CPU
#endif

typedef float floats8 __attribute__((vector_size(32)));
typedef double doubles8 __attribute__((vector_size(64)));

#define LOAD8(p) \
  ({ \
    floats8 v; \
    memcpy(&v, p, sizeof v); \
    __builtin_convertvector(v, doubles8); \
  })

FOR_EACH_CPU
double similarity_inner_product(const float *x, const float *y, int64_t count) {
  doubles8 sums[4] = {{0}};
  int64_t i = 0;
  for (; i + 32 <= count; i += 32)
    for (int lane = 0; lane < 4; lane++) sums[lane] += LOAD8(x + i + 8 * lane) * LOAD8(y + i + 8 * lane);
  double rest = 0;
  for (; i < count; i++) rest += (double)x[i] * y[i];
  const doubles8 sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (int lane = 0; lane < 8; lane++) rest += sum[lane];
  return rest;
}

#define LOAD8_DOUBLES(p) \
  ({ \
    doubles8 v; \
    memcpy(&v, p, sizeof v); \
    v; \
  })

#define SQUARED_DISTANCES(number, load) \
  for (int64_t pair = 0; pair < pairs; pair++) { \
    const number *x = rows + chosen_rows[pair] * count; \
    const double *point = points + chosen_points[pair] * count; \
    doubles8 sums[4] = {{0}}; \
    int64_t i = 0; \
    for (; i + 32 <= count; i += 32) \
      for (int lane = 0; lane < 4; lane++) { \
        const int64_t k = i + 8 * lane; \
        const doubles8 d = load(x + k) - LOAD8_DOUBLES(offset + k) - LOAD8_DOUBLES(point + k); \
        sums[lane] += d * d; \
      } \
    double rest = 0; \
    for (; i < count; i++) { \
      const double d = x[i] - offset[i] - point[i]; \
      rest += d * d; \
    } \
    const doubles8 sum = (sums[0] + sums[1]) + (sums[2] + sums[3]); \
    for (int lane = 0; lane < 8; lane++) rest += sum[lane]; \
    distances[pair] = rest; \
  }

FOR_EACH_CPU
void similarity_squared_distances_floats(
  const float *rows, const double *offset, const double *points, int64_t count,
  const int64_t *chosen_rows, const int64_t *chosen_points, int64_t pairs, double *distances) {
  SQUARED_DISTANCES(float, LOAD8);
}

FOR_EACH_CPU
void similarity_squared_distances_doubles(
  const double *rows, const double *offset, const double *points, int64_t count,
  const int64_t *chosen_rows, const int64_t *chosen_points, int64_t pairs, double *distances) {
  SQUARED_DISTANCES(double, LOAD8_DOUBLES);
}

FOR_EACH_CPU
void similarity_add_offset_floats(
  const float *x, const double *offset, double weight, int64_t count, double *sums) {
  for (int64_t i = 0; i < count; i++) sums[i] += weight * (x[i] - offset[i]);
}

FOR_EACH_CPU
void similarity_add_offset_doubles(
  const double *x, const double *offset, double weight, int64_t count, double *sums) {
  for (int64_t i = 0; i < count; i++) sums[i] += weight * (x[i] - offset[i]);
}

FOR_EACH_CPU
void similarity_round_offset_floats(
  const float *x, const double *offset, double factor, int64_t count, float *result) {
  for (int64_t i = 0; i < count; i++) result[i] = (float)(factor * (x[i] - offset[i]));
}

FOR_EACH_CPU
void similarity_round_offset_doubles(
  const double *x, const double *offset, double factor, int64_t count, float *result) {
  for (int64_t i = 0; i < count; i++) result[i] = (float)(factor * (x[i] - offset[i]));
}

FOR_EACH_CPU
void similarity_scale_floats(const float *x, int64_t count, double factor, float *result) {
  for (int64_t i = 0; i < count; i++) result[i] = (float)(x[i] * factor);
}

FOR_EACH_CPU
void similarity_scale_doubles(const double *x, int64_t count, double factor, float *result) {
  for (int64_t i = 0; i < count; i++) result[i] = (float)(x[i] * factor);
}

// Groups of numbers that are all below the floor are passed over.
#define AT_LEAST(group) \
  for (; i + group <= count; i += group) { \
    int32_t any = 0; \
    for (int k = 0; k < group; k++) any |= numbers[i + k] >= floor; \
    if (!any) continue; \
    for (int k = 0; k < group; k++) \
      if (numbers[i + k] >= floor) found[next++] = (int32_t)(i + k); \
  }

FOR_EACH_CPU
int64_t similarity_at_least(const float *numbers, int64_t count, float floor, int32_t *found) {
  int64_t next = 0, i = 0;
  AT_LEAST(64)
  AT_LEAST(16)
  for (; i < count; i++)
    if (numbers[i] >= floor) found[next++] = (int32_t)i;
  return next;
}
