#include <string.h>

#include "CSimilarity.h"

enum { panel = 16, pair_of_panels = 32 };

static int64_t close_scalar(const similarity_bytes *tile, similarity_place *found) {
  similarity_place *next = found;
  for (int32_t j = 0; j < tile->column_count; j++) {
    const uint8_t *column =
      tile->columns + (int64_t)(j / panel) * panel * tile->width + 4 * (j % panel);
    for (int32_t i = 0; i < tile->row_count; i++) {
      const int8_t *row = tile->rows + (int64_t)i * tile->width;
      int32_t sum = 0;
      for (int32_t k = 0; k < tile->width; k++)
        sum += row[k] * column[(k / 4) * 4 * panel + k % 4];
      if (sum >= tile->row_floors[i] + tile->column_floors[j])
        *next++ = (similarity_place){i, j};
    }
  }
  return next - found;
}

#if defined(__x86_64__)
#include "matrix.h"


enum { step = 8 };

/// The places of the numbers that are not negative, of `step` rows by a pair of panels.
VNNI static __attribute__((noinline)) similarity_place *write_places(
  const __m512i sums[step][2], int32_t row, int32_t column, similarity_place *next) {
  for (int32_t r = 0; r < step; r++) {
    for (int32_t half = 0; half < 2; half++) {
      uint32_t mask = 0xffffu & ~(uint32_t)_mm512_movepi32_mask(sums[r][half]);
      for (; mask != 0; mask &= mask - 1)
        *next++ =
          (similarity_place){row + r, column + panel * half + __builtin_ctz(mask)};
    }
  }
  return next;
}

VNNI static int64_t close_vnni(const similarity_bytes *tile, similarity_place *found) {
  similarity_place *next = found;
  const int64_t width = tile->width;
  for (int32_t column = 0; column < tile->column_count; column += pair_of_panels) {
    const uint8_t *first = tile->columns + column * width;
    const uint8_t *second = first + panel * width;
    const __m512i zero = _mm512_setzero_si512();
    const __m512i start0 = _mm512_sub_epi32(zero, _mm512_loadu_si512(tile->column_floors + column));
    const __m512i start1 =
      _mm512_sub_epi32(zero, _mm512_loadu_si512(tile->column_floors + column + panel));
    for (int32_t row = 0; row < tile->row_count; row += step) {
      const int8_t *rows = tile->rows + row * width;
      __m512i sums[step][2];
#pragma clang loop unroll(full)
      for (int32_t r = 0; r < step; r++) {
        const __m512i floor = _mm512_set1_epi32(tile->row_floors[row + r]);
        sums[r][0] = _mm512_sub_epi32(start0, floor);
        sums[r][1] = _mm512_sub_epi32(start1, floor);
      }
      for (int64_t k = 0; k < width; k += 4) {
        const __m512i y0 = _mm512_loadu_si512(first + k * panel);
        const __m512i y1 = _mm512_loadu_si512(second + k * panel);
#pragma clang loop unroll(full)
        for (int32_t r = 0; r < step; r++) {
          int32_t four;
          memcpy(&four, rows + r * width + k, 4);
          const __m512i x = _mm512_set1_epi32(four);
          sums[r][0] = _mm512_dpbusd_epi32(sums[r][0], y0, x);
          sums[r][1] = _mm512_dpbusd_epi32(sums[r][1], y1, x);
        }
      }
      // The sign of all is set only where each is negative.
      __m512i all = sums[0][0] & sums[0][1];
#pragma clang loop unroll(full)
      for (int32_t r = 1; r < step; r++) all &= sums[r][0] & sums[r][1];
      if (_mm512_movepi32_mask(all) != 0xffff) next = write_places(sums, row, column, next);
    }
  }
  return next - found;
}

/// Products of 32 rows and a pair of panels, row-major.
AMX static inline void multiply_amx(
  const int8_t *rows, const uint8_t *columns, int64_t width, int32_t *products) {
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int64_t k = 0; k < width; k += 64) {
    _tile_loadd(4, rows + k, width);
    _tile_loadd(6, columns + k * panel, 64);
    _tile_loadd(7, columns + (width + k) * panel, 64);
    _tile_dpbsud(0, 4, 6);
    _tile_dpbsud(1, 4, 7);
    _tile_loadd(5, rows + 16 * width + k, width);
    _tile_dpbsud(2, 5, 6);
    _tile_dpbsud(3, 5, 7);
  }
  _tile_stored(0, products, 128);
  _tile_stored(1, products + 16, 128);
  _tile_stored(2, products + 16 * 32, 128);
  _tile_stored(3, products + 16 * 32 + 16, 128);
}

AMX static __attribute__((noinline)) similarity_place *write_products(
  const int32_t *products, const similarity_bytes *tile, int32_t row, int32_t column,
  similarity_place *next) {
  for (int32_t r = 0; r < 32; r++) {
    for (int32_t half = 0; half < 2; half++) {
      const int32_t first = column + panel * half;
      const __m512i floor = _mm512_add_epi32(
        _mm512_loadu_si512(tile->column_floors + first),
        _mm512_set1_epi32(tile->row_floors[row + r]));
      const __m512i sums = _mm512_loadu_si512(products + 32 * r + panel * half);
      for (uint32_t mask = _mm512_cmpge_epi32_mask(sums, floor); mask != 0; mask &= mask - 1)
        *next++ = (similarity_place){row + r, first + __builtin_ctz(mask)};
    }
  }
  return next;
}

AMX static int64_t close_amx(const similarity_bytes *tile, similarity_place *found) {
  similarity_place *next = found;
  int32_t products[32 * 32] __attribute__((aligned(64)));
  const int64_t width = tile->width;
  set_up_matrix_registers();
  for (int32_t column = 0; column < tile->column_count; column += pair_of_panels) {
    const __m512i floor0 = _mm512_loadu_si512(tile->column_floors + column);
    const __m512i floor1 = _mm512_loadu_si512(tile->column_floors + column + panel);
    for (int32_t row = 0; row < tile->row_count; row += 32) {
      multiply_amx(tile->rows + row * width, tile->columns + column * width, width, products);
      __m512i any0 = _mm512_set1_epi32(INT32_MIN), any1 = any0;
#pragma clang loop unroll_count(8)
      for (int32_t r = 0; r < 32; r++) {
        const __m512i floor = _mm512_set1_epi32(tile->row_floors[row + r]);
        any0 = _mm512_max_epi32(
          any0, _mm512_sub_epi32(_mm512_load_si512(products + 32 * r), floor));
        any1 = _mm512_max_epi32(
          any1, _mm512_sub_epi32(_mm512_load_si512(products + 32 * r + panel), floor));
      }
      if (_mm512_cmpge_epi32_mask(any0, floor0) | _mm512_cmpge_epi32_mask(any1, floor1))
        next = write_products(products, tile, row, column, next);
    }
  }
  _tile_release();
  return next - found;
}
#endif

int64_t similarity_close_bytes(
  const similarity_bytes *tile, similarity_level level, similarity_place *found) {
#if defined(__x86_64__)
  if (level >= similarity_amx) return close_amx(tile, found);
  if (level >= similarity_vnni) return close_vnni(tile, found);
#else
  (void)level;
#endif
  return close_scalar(tile, found);
}
