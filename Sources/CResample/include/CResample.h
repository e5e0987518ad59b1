#pragma once

#include <stdint.h>

// The two inner loops of resampling, in C because each is compiled for several instruction sets, of
// which the machine's best is taken at run time: Swift compiles for the oldest one only.
//
// Arithmetic is Pillow's: weights in fixed point of 22 bits, sums in 32 bits, rounded and clamped.

/// What makes the outputs along one direction: output i is the sum of counts[i] inputs from
/// starts[i] on, times the weights from i * stride on.
typedef struct {
  const int32_t *starts;
  const int32_t *counts;
  const int32_t *weights;
  int32_t stride;
  int32_t outputs;
} resample_taps;

/// Along a row of pixels that lie `step` bytes apart. Of each, four bytes are read and four written.
void resample_row(const uint8_t *pixels, int32_t step, resample_taps taps, uint8_t *result);

/// One row of samples from `count` rows that lie `step` apart. `sums` has room for `length` numbers.
void resample_column(
    const uint8_t *rows, int64_t step, const int32_t *weights, int32_t count, int64_t length,
    int32_t *sums, uint8_t *result);
