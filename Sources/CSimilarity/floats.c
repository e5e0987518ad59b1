#include "CSimilarity.h"

enum { panel = 16 };

static int64_t close_scalar(const similarity_floats *tile, similarity_place *found) {
  similarity_place *next = found;
  for (int32_t first = 0; first < tile->column_count; first += panel) {
    const float *columns = tile->columns + (int64_t)first * tile->width;
    for (int32_t i = 0; i < tile->row_count; i++) {
      const float *row = tile->rows + (int64_t)i * tile->width;
      float sums[panel];
      for (int32_t j = 0; j < panel; j++)
        sums[j] = -(tile->row_floors[i] + tile->column_floors[first + j]);
      for (int32_t k = 0; k < tile->width; k++)
        for (int32_t j = 0; j < panel; j++) sums[j] += row[k] * columns[k * panel + j];
      for (int32_t j = 0; j < panel; j++)
        if (sums[j] >= 0) *next++ = (similarity_place){i, first + j};
    }
  }
  return next - found;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))

AVX2 static int64_t close_avx2(const similarity_floats *tile, similarity_place *found) {
  enum { step = 4 };
  similarity_place *next = found;
  for (int32_t column = 0; column < tile->column_count; column += panel) {
    const float *columns = tile->columns + (int64_t)column * tile->width;
    const __m256 floor0 = _mm256_loadu_ps(tile->column_floors + column);
    const __m256 floor1 = _mm256_loadu_ps(tile->column_floors + column + 8);
    for (int32_t row = 0; row < tile->row_count; row += step) {
      const float *rows = tile->rows + (int64_t)row * tile->width;
      __m256 sums[step][2];
#pragma clang loop unroll(full)
      for (int32_t r = 0; r < step; r++) {
        const __m256 floor = _mm256_set1_ps(-tile->row_floors[row + r]);
        sums[r][0] = _mm256_sub_ps(floor, floor0);
        sums[r][1] = _mm256_sub_ps(floor, floor1);
      }
      for (int64_t k = 0; k < tile->width; k++) {
        const __m256 y0 = _mm256_loadu_ps(columns + k * panel);
        const __m256 y1 = _mm256_loadu_ps(columns + k * panel + 8);
#pragma clang loop unroll(full)
        for (int32_t r = 0; r < step; r++) {
          const __m256 x = _mm256_broadcast_ss(rows + r * (int64_t)tile->width + k);
          sums[r][0] = _mm256_fmadd_ps(x, y0, sums[r][0]);
          sums[r][1] = _mm256_fmadd_ps(x, y1, sums[r][1]);
        }
      }
      for (int32_t r = 0; r < step; r++) {
        uint32_t mask = (uint32_t)_mm256_movemask_ps(sums[r][0])
          | (uint32_t)_mm256_movemask_ps(sums[r][1]) << 8;
        for (mask ^= 0xffff; mask != 0; mask &= mask - 1)
          *next++ = (similarity_place){row + r, column + __builtin_ctz(mask)};
      }
    }
  }
  return next - found;
}

enum { step = 8 };

AVX512 static __attribute__((noinline)) similarity_place *write_places(
  const __m512 sums[step][2], int32_t row, int32_t column, similarity_place *next) {
  for (int32_t r = 0; r < step; r++) {
    for (int32_t half = 0; half < 2; half++) {
      uint32_t mask = 0xffffu & ~(uint32_t)_mm512_movepi32_mask(_mm512_castps_si512(sums[r][half]));
      for (; mask != 0; mask &= mask - 1)
        *next++ =
          (similarity_place){row + r, column + panel * half + __builtin_ctz(mask)};
    }
  }
  return next;
}

AVX512 static inline __m512i both(__m512 x, __m512 y) {
  return _mm512_castps_si512(x) & _mm512_castps_si512(y);
}

AVX512 static int64_t close_avx512(const similarity_floats *tile, similarity_place *found) {
  similarity_place *next = found;
  for (int32_t column = 0; column < tile->column_count; column += 2 * panel) {
    const float *first = tile->columns + (int64_t)column * tile->width;
    const float *second = first + (int64_t)panel * tile->width;
    const __m512 floor0 = _mm512_loadu_ps(tile->column_floors + column);
    const __m512 floor1 = _mm512_loadu_ps(tile->column_floors + column + panel);
    for (int32_t row = 0; row < tile->row_count; row += step) {
      const float *rows = tile->rows + (int64_t)row * tile->width;
      __m512 sums[step][2];
#pragma clang loop unroll(full)
      for (int32_t r = 0; r < step; r++) {
        const __m512 floor = _mm512_set1_ps(-tile->row_floors[row + r]);
        sums[r][0] = _mm512_sub_ps(floor, floor0);
        sums[r][1] = _mm512_sub_ps(floor, floor1);
      }
      for (int64_t k = 0; k < tile->width; k++) {
        const __m512 y0 = _mm512_loadu_ps(first + k * panel);
        const __m512 y1 = _mm512_loadu_ps(second + k * panel);
#pragma clang loop unroll(full)
        for (int32_t r = 0; r < step; r++) {
          const __m512 x = _mm512_set1_ps(rows[r * (int64_t)tile->width + k]);
          sums[r][0] = _mm512_fmadd_ps(x, y0, sums[r][0]);
          sums[r][1] = _mm512_fmadd_ps(x, y1, sums[r][1]);
        }
      }
      // The sign of all is set only where each is negative.
      __m512i all = both(sums[0][0], sums[0][1]);
#pragma clang loop unroll(full)
      for (int32_t r = 1; r < step; r++) all &= both(sums[r][0], sums[r][1]);
      if (_mm512_movepi32_mask(all) != 0xffff) next = write_places(sums, row, column, next);
    }
  }
  return next - found;
}
#endif

int64_t similarity_close_floats(
  const similarity_floats *tile, similarity_level level, similarity_place *found) {
#if defined(__x86_64__)
  if (level >= similarity_avx512) return close_avx512(tile, found);
  if (level >= similarity_avx2) return close_avx2(tile, found);
#else
  (void)level;
#endif
  return close_scalar(tile, found);
}
