#include "CSimilarity.h"

#include <string.h>

/// eˣ for x ≤ 0 to about one unit in the last place, without a branch: x = n·ln 2 + r, a polynomial of
/// r, and n in the exponent's bits. Below −708, where doubles lose digits, 0.
static inline __attribute__((always_inline)) double exponential(double x) {
  const double shift = 0x1.8p52;
  const double shifted = x * 0x1.71547652b82fep0 + shift;
  const double n = shifted - shift;
  // The first part of ln 2 has so few bits that its product with n is exact.
  const double r = (x - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33;
  double p = 1.0 / 6227020800;
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  uint64_t bits, power;
  memcpy(&bits, &p, 8);
  memcpy(&power, &shifted, 8);
  bits += power << 52;
  memcpy(&p, &bits, 8);
  return x < -708 ? 0 : p;
}

static inline __attribute__((always_inline)) void exponentiate(
  double *values, int64_t count, double factor) {
  for (int64_t k = 0; k < count; k++) values[k] = exponential(factor * values[k]);
}

static inline __attribute__((always_inline)) void take_roots(double *values, int64_t count) {
  typedef double doubles8 __attribute__((vector_size(64)));
  int64_t k = 0;
  for (; k + 8 <= count; k += 8) {
    doubles8 eight;
    memcpy(&eight, values + k, sizeof eight);
    eight = __builtin_elementwise_sqrt(eight);
    memcpy(values + k, &eight, sizeof eight);
  }
  for (; k < count; k++) values[k] = __builtin_sqrt(values[k]);
}

static inline __attribute__((always_inline)) int64_t square_distances(
  double *values, int64_t count, double norm, const double *norms, double part) {
  int64_t lost = 0;
  for (int64_t k = 0; k < count; k++) {
    const double both = norm + norms[k];
    const double distance = both - 2 * values[k];
    const int64_t is_lost = !(distance > part * both);
    lost += is_lost;
    values[k] = is_lost ? -1 : distance;
  }
  return lost;
}

static inline __attribute__((always_inline)) double add_to_columns(
  const double *values, int64_t count, double *columns) {
  enum { lanes = 16 };
  double parts[lanes] = {0};
  int64_t k = 0;
  for (; k + lanes <= count; k += lanes)
    for (int lane = 0; lane < lanes; lane++) {
      parts[lane] += values[k + lane];
      columns[k + lane] += values[k + lane];
    }
  double sum = 0;
  for (; k < count; k++) {
    sum += values[k];
    columns[k] += values[k];
  }
  for (int lane = 0; lane < lanes; lane++) sum += parts[lane];
  return sum;
}

static int64_t take_between(
  const double *values, int64_t count, double low, double high, int64_t *below, double *taken) {
  int64_t less = 0, next = 0;
  for (int64_t k = 0; k < count; k++) {
    less += values[k] < low;
    taken[next] = values[k];
    next += values[k] >= low & values[k] <= high;
  }
  *below += less;
  return next;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))

AVX2 static void exponentiate_avx2(double *values, int64_t count, double factor) {
  exponentiate(values, count, factor);
}

AVX512 static void exponentiate_avx512(double *values, int64_t count, double factor) {
  exponentiate(values, count, factor);
}

AVX2 static void take_roots_avx2(double *values, int64_t count) { take_roots(values, count); }

AVX512 static void take_roots_avx512(double *values, int64_t count) { take_roots(values, count); }

AVX2 static int64_t square_distances_avx2(
  double *values, int64_t count, double norm, const double *norms, double part) {
  return square_distances(values, count, norm, norms, part);
}

AVX512 static int64_t square_distances_avx512(
  double *values, int64_t count, double norm, const double *norms, double part) {
  return square_distances(values, count, norm, norms, part);
}

AVX2 static double add_avx2(const double *values, int64_t count, double *columns) {
  return add_to_columns(values, count, columns);
}

AVX512 static double add_avx512(const double *values, int64_t count, double *columns) {
  return add_to_columns(values, count, columns);
}

AVX512 static int64_t take_between_avx512(
  const double *values, int64_t count, double low, double high, int64_t *below, double *taken) {
  const __m512d lows = _mm512_set1_pd(low), highs = _mm512_set1_pd(high);
  int64_t less = 0, next = 0;
  for (int64_t k = 0; k + 8 <= count; k += 8) {
    const __m512d eight = _mm512_loadu_pd(values + k);
    const __mmask8 are_less = _mm512_cmp_pd_mask(eight, lows, _CMP_LT_OQ);
    const __mmask8 are_in =
      _mm512_mask_cmp_pd_mask((__mmask8)~are_less, eight, highs, _CMP_LE_OQ);
    less += __builtin_popcount(are_less);
    if (are_in) _mm512_mask_compressstoreu_pd(taken + next, are_in, eight);
    next += __builtin_popcount(are_in);
  }
  *below += less;
  const int64_t rest = count - count % 8;
  return next + take_between(values + rest, count % 8, low, high, below, taken + next);
}
#endif

void similarity_exponentiate(
  similarity_level level, double *values, int64_t count, double factor) {
#if defined(__x86_64__)
  if (level >= similarity_avx512) return exponentiate_avx512(values, count, factor);
  if (level >= similarity_avx2) return exponentiate_avx2(values, count, factor);
#else
  (void)level;
#endif
  exponentiate(values, count, factor);
}

void similarity_take_roots(similarity_level level, double *values, int64_t count) {
#if defined(__x86_64__)
  if (level >= similarity_avx512) return take_roots_avx512(values, count);
  if (level >= similarity_avx2) return take_roots_avx2(values, count);
#else
  (void)level;
#endif
  take_roots(values, count);
}

int64_t similarity_square_distances(
  similarity_level level, double *values, int64_t count, double norm, const double *norms,
  double part) {
#if defined(__x86_64__)
  if (level >= similarity_avx512)
    return square_distances_avx512(values, count, norm, norms, part);
  if (level >= similarity_avx2) return square_distances_avx2(values, count, norm, norms, part);
#else
  (void)level;
#endif
  return square_distances(values, count, norm, norms, part);
}

double similarity_add_to_columns(
  similarity_level level, const double *values, int64_t count, double *columns) {
#if defined(__x86_64__)
  if (level >= similarity_avx512) return add_avx512(values, count, columns);
  if (level >= similarity_avx2) return add_avx2(values, count, columns);
#else
  (void)level;
#endif
  return add_to_columns(values, count, columns);
}

int64_t similarity_take_between(
  similarity_level level, const double *values, int64_t count, double low, double high,
  int64_t *below, double *taken) {
#if defined(__x86_64__)
  if (level >= similarity_avx512)
    return take_between_avx512(values, count, low, high, below, taken);
#else
  (void)level;
#endif
  return take_between(values, count, low, high, below, taken);
}
