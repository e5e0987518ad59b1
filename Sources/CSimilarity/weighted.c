#include "CSimilarity.h"

#include <string.h>

enum { panel = 16, pair_of_panels = 32 };

void similarity_pack_column_weights(
  const uint8_t *weightings, int64_t weighting_count, int64_t unit_count, const int64_t *units,
  int64_t count, int64_t width, int64_t padded_count, int8_t *column_weights) {
  memset(column_weights, 0, (size_t)(width * padded_count));
  for (int64_t v = 0; v < weighting_count; v++) {
    const uint8_t *weights = weightings + v * unit_count;
    int8_t *target = column_weights + v / panel * panel * width + v % panel * 4;
    for (int64_t j = 0; j < count; j++)
      target[j / 4 * 4 * panel + j % 4] = (int8_t)weights[units[j]];
  }
}

void similarity_pack_row_weights(
  const uint8_t *weightings, int64_t weighting_count, int64_t unit_count, const int64_t *units,
  int64_t count, int64_t padded_count, int8_t *row_weights) {
  memset(row_weights, 0, (size_t)(count * padded_count));
  for (int64_t v = 0; v < weighting_count; v++)
    for (int64_t i = 0; i < count; i++)
      row_weights[i * padded_count + v] = (int8_t)weightings[v * unit_count + units[i]];
}

#if defined(__x86_64__)
#include <immintrin.h>

#define VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))

enum { planes = 4, step = 2 };

VNNI void similarity_split_parts(
  const double *values, int64_t row_count, int64_t count, int64_t width, uint8_t *parts) {
  for (int64_t row = 0; row < row_count; row++) {
    uint8_t *part = parts + row * planes * width;
    const double *value = values + row * count;
    memset(part, 0, (size_t)(planes * width));
    for (int64_t k = 0; k < count; k++) {
      const uint32_t fixed = (uint32_t)(int64_t)(value[k] * 0x1p31 + 0.5);
      part[k] = (uint8_t)fixed;
      part[width + k] = (uint8_t)(fixed >> 8);
      part[2 * width + k] = (uint8_t)(fixed >> 16);
      part[3 * width + k] = (uint8_t)(fixed >> 24);
    }
  }
}

/// Eight sums of one plane as doubles, times the plane's place value.
VNNI static inline __m512d placed(__m512i sums, int half, double value) {
  const __m256i eight =
    half ? _mm512_extracti64x4_epi64(sums, 1) : _mm512_castsi512_si256(sums);
  return _mm512_mul_pd(_mm512_cvtepi32_pd(eight), _mm512_set1_pd(value));
}

/// Adds row weights times the sums of a row's planes to the totals of a panel.
VNNI static inline void add_row(
  const __m512i sums[planes], const int8_t *row_weights, double *totals) {
  for (int half = 0; half < 2; half++) {
    // Exact: below 2^53 in all.
    const __m512d row = _mm512_add_pd(
      _mm512_add_pd(placed(sums[0], half, 1), placed(sums[1], half, 0x1p8)),
      _mm512_add_pd(placed(sums[2], half, 0x1p16), placed(sums[3], half, 0x1p24)));
    const __m128i eight = _mm_loadl_epi64((const __m128i *)(row_weights + 8 * half));
    const __m512d weights = _mm512_cvtepi32_pd(_mm256_cvtepi8_epi32(eight));
    const __m512d before = _mm512_loadu_pd(totals + 8 * half);
    _mm512_storeu_pd(totals + 8 * half, _mm512_fmadd_pd(row, weights, before));
  }
}

VNNI void similarity_weighted_sums(const similarity_weighting *tile, double *totals) {
  const int64_t width = tile->width;
  for (int32_t first = 0; first < tile->weighting_count; first += pair_of_panels) {
    const int8_t *panel0 = tile->column_weights + first * width;
    const int8_t *panel1 = panel0 + panel * width;
    for (int32_t row = 0; row < tile->row_count; row += step) {
      const uint8_t *parts = tile->parts + row * planes * width;
      __m512i sums[2][step * planes];
#pragma clang loop unroll(full)
      for (int r = 0; r < step * planes; r++)
        sums[0][r] = sums[1][r] = _mm512_setzero_si512();
      for (int64_t k = 0; k < width; k += 4) {
        const __m512i w0 = _mm512_loadu_si512(panel0 + k * panel);
        const __m512i w1 = _mm512_loadu_si512(panel1 + k * panel);
#pragma clang loop unroll(full)
        for (int r = 0; r < step * planes; r++) {
          int32_t four;
          memcpy(&four, parts + r * width + k, 4);
          const __m512i x = _mm512_set1_epi32(four);
          sums[0][r] = _mm512_dpbusd_epi32(sums[0][r], x, w0);
          sums[1][r] = _mm512_dpbusd_epi32(sums[1][r], x, w1);
        }
      }
#pragma clang loop unroll(full)
      for (int r = 0; r < step; r++) {
        const int8_t *weights = tile->row_weights + (int64_t)(row + r) * tile->weighting_count;
        add_row(sums[0] + r * planes, weights + first, totals + first);
        add_row(sums[1] + r * planes, weights + first + panel, totals + first + panel);
      }
    }
  }
}

bool similarity_has_weighted_sums(similarity_level level) { return level >= similarity_vnni; }
#else
void similarity_split_parts(
  const double *values, int64_t row_count, int64_t count, int64_t width, uint8_t *parts) {
  (void)values, (void)row_count, (void)count, (void)width, (void)parts;
}

void similarity_weighted_sums(const similarity_weighting *tile, double *totals) {
  (void)tile, (void)totals;
}

bool similarity_has_weighted_sums(similarity_level level) {
  (void)level;
  return false;
}
#endif
