#include "CSimilarity.h"

#include <string.h>

enum { panel = 16, pair_of_panels = 32 };

static bool are_consecutive(const int64_t *units, int64_t count) {
  for (int64_t j = 1; j < count; j++)
    if (units[j] != units[j - 1] + 1) return false;
  return true;
}

void similarity_pack_weights(
  const uint8_t *weightings, int64_t weighting_count, int64_t unit_count, const int64_t *units,
  int64_t count, int64_t width, int8_t *panels) {
  const int64_t padded = (weighting_count + pair_of_panels - 1) / pair_of_panels * pair_of_panels;
  memset(panels, 0, (size_t)(width * padded));
  const int64_t fours = are_consecutive(units, count) ? count / 4 : 0;
  for (int64_t v = 0; v < weighting_count; v++) {
    const uint8_t *weights = weightings + v * unit_count;
    int8_t *target = panels + v / panel * panel * width + v % panel * 4;
    for (int64_t j = 0; j < fours; j++)
      memcpy(target + j * 4 * panel, weights + units[0] + 4 * j, 4);
    for (int64_t j = 4 * fours; j < count; j++)
      target[j / 4 * 4 * panel + j % 4] = (int8_t)weights[units[j]];
  }
}

#if defined(__x86_64__)
#include "matrix.h"

enum { planes = 4, step = 2, matrix_step = 8 };

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

/// Adds the weights of a row times the sums of its planes to the totals of a panel.
VNNI static inline void add_row(
  __m512i plane0, __m512i plane1, __m512i plane2, __m512i plane3, const int8_t *row_panel,
  int32_t row, double *totals) {
  const __m512i four_rows = _mm512_loadu_si512(row_panel + row / 4 * 4 * panel);
  const __m512i weights =
    _mm512_and_si512(_mm512_srli_epi32(four_rows, 8 * (row % 4)), _mm512_set1_epi32(127));
  for (int half = 0; half < 2; half++) {
    // Exact: below 2^53 in all.
    const __m512d sum = _mm512_add_pd(
      _mm512_add_pd(placed(plane0, half, 1), placed(plane1, half, 0x1p8)),
      _mm512_add_pd(placed(plane2, half, 0x1p16), placed(plane3, half, 0x1p24)));
    const __m512d before = _mm512_loadu_pd(totals + 8 * half);
    _mm512_storeu_pd(
      totals + 8 * half, _mm512_fmadd_pd(sum, placed(weights, half, 1), before));
  }
}

VNNI static void weighted_sums_vnni(const similarity_weighting *tile, double *totals) {
  const int64_t width = tile->width;
  for (int32_t first = 0; first < tile->weighting_count; first += pair_of_panels) {
    const int8_t *panel0 = tile->column_weights + first * width;
    const int8_t *panel1 = panel0 + panel * width;
    const int8_t *rows0 = tile->row_weights + (int64_t)first * tile->row_count;
    const int8_t *rows1 = rows0 + (int64_t)panel * tile->row_count;
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
        const __m512i *s0 = sums[0] + r * planes, *s1 = sums[1] + r * planes;
        add_row(s0[0], s0[1], s0[2], s0[3], rows0, row + r, totals + first);
        add_row(s1[0], s1[1], s1[2], s1[3], rows1, row + r, totals + first + panel);
      }
    }
  }
}

/// Products of the planes of eight rows and a pair of panels, row-major.
AMX static inline void multiply_planes(
  const uint8_t *parts, const int8_t *panels, int64_t width, int32_t *products) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int64_t k = 0; k < width; k += 64) {
    _tile_loadd(4, parts + k, width);
    _tile_loadd(6, panels + k * panel, 64);
    _tile_loadd(7, panels + (width + k) * panel, 64);
    _tile_dpbusd(0, 4, 6);
    _tile_dpbusd(1, 4, 7);
    _tile_loadd(5, parts + 16 * width + k, width);
    _tile_dpbusd(2, 5, 6);
    _tile_dpbusd(3, 5, 7);
  }
  _tile_stored(0, products, 128);
  _tile_stored(1, products + panel, 128);
  _tile_stored(2, products + 16 * pair_of_panels, 128);
  _tile_stored(3, products + 16 * pair_of_panels + panel, 128);
}

/// A function of its own, as matrix registers and vectors share no target.
VNNI static __attribute__((noinline)) void add_rows(
  const int32_t *products, const similarity_weighting *tile, int32_t first, int32_t row,
  double *totals) {
  for (int side = 0; side < 2; side++) {
    const int32_t place = first + side * panel;
    const int8_t *rows = tile->row_weights + (int64_t)place * tile->row_count;
    for (int r = 0; r < matrix_step; r++) {
      const int32_t *sums = products + r * planes * pair_of_panels + side * panel;
      add_row(
        _mm512_loadu_si512(sums), _mm512_loadu_si512(sums + pair_of_panels),
        _mm512_loadu_si512(sums + 2 * pair_of_panels),
        _mm512_loadu_si512(sums + 3 * pair_of_panels), rows, row + r, totals + place);
    }
  }
}

AMX static void weighted_sums_amx(const similarity_weighting *tile, double *totals) {
  __attribute__((aligned(64))) int32_t products[matrix_step * planes * pair_of_panels];
  set_up_matrix_registers();
  for (int32_t first = 0; first < tile->weighting_count; first += pair_of_panels)
    for (int32_t row = 0; row < tile->row_count; row += matrix_step) {
      multiply_planes(
        tile->parts + row * planes * tile->width,
        tile->column_weights + first * (int64_t)tile->width, tile->width, products);
      add_rows(products, tile, first, row, totals);
    }
  _tile_release();
}

void similarity_weighted_sums(
  similarity_level level, const similarity_weighting *tile, double *totals) {
  if (level >= similarity_amx) return weighted_sums_amx(tile, totals);
  weighted_sums_vnni(tile, totals);
}

bool similarity_has_weighted_sums(similarity_level level) { return level >= similarity_vnni; }
#else
void similarity_split_parts(
  const double *values, int64_t row_count, int64_t count, int64_t width, uint8_t *parts) {
  (void)values, (void)row_count, (void)count, (void)width, (void)parts;
}

void similarity_weighted_sums(
  similarity_level level, const similarity_weighting *tile, double *totals) {
  (void)level, (void)tile, (void)totals;
}

bool similarity_has_weighted_sums(similarity_level level) {
  (void)level;
  return false;
}
#endif
