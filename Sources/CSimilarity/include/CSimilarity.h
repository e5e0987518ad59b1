#pragma once

#include <stdbool.h>
#include <stdint.h>

// The inner loops of the similarity join, in C because each needs instructions of its own CPU, of
// which the machine's best is taken at run time: Swift compiles for the oldest one only and has no
// attribute for a single function. README.md says how the pieces fit.

/// Instruction sets, each with those before it.
typedef enum {
  similarity_scalar,
  /// And FMA.
  similarity_avx2,
  /// F, BW, DQ and VL.
  similarity_avx512,
  similarity_vnni,
  /// Matrix registers for bytes.
  similarity_amx,
} similarity_level;

/// The best that this CPU and its operating system offer.
similarity_level similarity_best_level(void);

/// Places in the two blocks of a tile.
typedef struct {
  int32_t row;
  int32_t column;
} similarity_place;

/// Blocks have a multiple of this many rows; the kernels read all of them.
enum { similarity_block = 32 };

/// Rows and columns of a tile of small integers.
///
/// Rows lie one behind the other. Columns come in panels of 16: of each, numbers 0 to 3 of the first
/// column, of the second, …, then numbers 4 to 7 of all. No sum of products exceeds 2^28.
typedef struct {
  const int8_t *rows;
  const uint8_t *columns;
  const int32_t *row_floors;
  const int32_t *column_floors;
  /// Multiples of `similarity_block`.
  int32_t row_count;
  int32_t column_count;
  /// Numbers in a row, a multiple of 64.
  int32_t width;
} similarity_bytes;

/// The same of floats; a panel holds number 0 of its 16 columns, then number 1, …. The width is a
/// multiple of 4.
typedef struct {
  const float *rows;
  const float *columns;
  const float *row_floors;
  const float *column_floors;
  int32_t row_count;
  int32_t column_count;
  int32_t width;
} similarity_floats;

/// The places where a product is at least the sum of its row's and its column's floor, which must
/// not overflow. `found` has room for all places of the tile; returns how many were written.
///
/// A level without a kernel of its own takes the next lower one.
int64_t similarity_close_bytes(
  const similarity_bytes *tile, similarity_level level, similarity_place *found);

/// The same with products and sums in float, rounded, in any order.
int64_t similarity_close_floats(
  const similarity_floats *tile, similarity_level level, similarity_place *found);

/// Positions of the numbers that are at least the floor; `found` has room for all.
int64_t similarity_at_least(const float *numbers, int64_t count, float floor, int32_t *found);

/// Σ xᵢyᵢ in double precision. Products of floats are exact there and the order of the additions is
/// fixed, so the result is the same on every CPU.
double similarity_inner_product(const float *x, const float *y, int64_t count);

/// Inner products of a query with rows that lie one behind the other; in float, in any order.
void similarity_query_rows(
  const float *query, const float *rows, int64_t row_count, int64_t width, float *products);

/// Rows in blocks that have something else between them.
typedef struct {
  const float *first;
  /// Numbers in a row.
  int64_t width;
  int32_t block_rows;
  /// Numbers from a block to the next.
  int64_t block_stride;
} similarity_blocks;

/// The same with some rows, by their places.
void similarity_query_some_rows(
  const float *query, const similarity_blocks *blocks, const int32_t *places, int64_t count,
  float *products);

/// Inner products of a query with some rows of bytes that lie one behind the other, by their places; exact
/// where they are within 32 bits.
void similarity_query_some_bytes(
  const int8_t *query, const int8_t *rows, int64_t width, const int32_t *places, int64_t count,
  int32_t *products);

/// Σ ((xᵢ − offsetᵢ) − pointᵢ)² in double precision, added in a fixed order.
/// Of several rows, each `count` long, and the point that each is held against.
void similarity_squared_distances_floats(
  const float *rows, const double *offset, const double *points, int64_t count,
  const int64_t *chosen_rows, const int64_t *chosen_points, int64_t pairs, double *distances);
void similarity_squared_distances_doubles(
  const double *rows, const double *offset, const double *points, int64_t count,
  const int64_t *chosen_rows, const int64_t *chosen_points, int64_t pairs, double *distances);

/// Adds weight · (xᵢ − offsetᵢ) to each sum.
void similarity_add_offset_floats(
  const float *x, const double *offset, double weight, int64_t count, double *sums);
void similarity_add_offset_doubles(
  const double *x, const double *offset, double weight, int64_t count, double *sums);

/// factor · (xᵢ − offsetᵢ), rounded to float.
void similarity_round_offset_floats(
  const float *x, const double *offset, double factor, int64_t count, float *result);
void similarity_round_offset_doubles(
  const double *x, const double *offset, double factor, int64_t count, float *result);

/// Numbers times a factor in double precision, rounded to float.
void similarity_scale_floats(const float *x, int64_t count, double factor, float *result);
void similarity_scale_doubles(const double *x, int64_t count, double factor, float *result);

/// What rounding a point to bytes made of it.
typedef struct {
  /// Squared distance between the point and the bytes times the step.
  double squared_error;
  int32_t sum;
  int32_t squares;
} similarity_rounding;

/// Points, row-major, as multiples of a step, from -127 to 127 steps. Rows of the result are `width`
/// long; what a point has no number for is not touched.
void similarity_round_to_bytes(
  const float *points, int64_t row_count, int64_t count, double step, int64_t width, int8_t *rows,
  similarity_rounding *roundings);

/// Rows, a multiple of 16, in panels; numbers are moved up by 128.
void similarity_pack_bytes(const int8_t *rows, int64_t row_count, int64_t width, uint8_t *columns);
void similarity_pack_floats(const float *rows, int64_t row_count, int64_t width, float *columns);

/// Each value becomes e to the power of factor times value, which is at most 0: to about one unit in the
/// last place, and 0 below e^-708.
void similarity_exponentiate(
  similarity_level level, double *values, int64_t count, double factor);

/// Each value becomes its square root.
void similarity_take_roots(similarity_level level, double *values, int64_t count);

/// Products of a row with others become squared distances, norm + norms[k] − 2·values[k]; where less than
/// `part` of the norms is left, digits are lost, and the value becomes −1. Returns how many did.
int64_t similarity_square_distances(
  similarity_level level, double *values, int64_t count, double norm, const double *norms,
  double part);

/// Adds each value to its column; returns the sum of all.
double similarity_add_to_columns(
  similarity_level level, const double *values, int64_t count, double *columns);

/// Writes the values within a range, which may be all; returns how many, and adds those below it.
int64_t similarity_take_between(
  similarity_level level, const double *values, int64_t count, double low, double high,
  int64_t *below, double *taken);

/// Sums over pairs of rows and columns that many weightings ask for at once.
///
/// A value in [0, 1] comes in four bytes, of a multiple of 2^-31; sums of bytes are exact.
typedef struct {
  /// Four rows of `width` bytes for each row of values.
  const uint8_t *parts;
  /// In panels of 16 weightings: of each, weights of columns 0 to 3, ….
  const int8_t *column_weights;
  /// The same of rows.
  const int8_t *row_weights;
  /// A multiple of 8.
  int32_t row_count;
  /// A multiple of 32.
  int32_t weighting_count;
  /// A multiple of 64, at most 2^15.
  int32_t width;
} similarity_weighting;

/// Whether the functions that follow may be called.
bool similarity_has_weighted_sums(similarity_level level);

/// Values in [0, 1], row-major, `count` in a row, as parts; what is missing to `width` becomes 0.
void similarity_split_parts(
  const double *values, int64_t row_count, int64_t count, int64_t width, uint8_t *parts);

/// Weights of some rows or columns in panels of 16 weightings, from weightings of units that lie one
/// behind the other; what is missing to `width` and to a pair of panels becomes 0. None is above 127.
void similarity_pack_weights(
  const uint8_t *weightings, int64_t weighting_count, int64_t unit_count, const int64_t *units,
  int64_t count, int64_t width, int8_t *panels);

/// Adds Σᵢⱼ wᵢ·valueᵢⱼ·wⱼ, in multiples of 2^-31, to the total of each weighting.
void similarity_weighted_sums(
  similarity_level level, const similarity_weighting *tile, double *totals);
