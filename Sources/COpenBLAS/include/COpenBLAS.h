#ifndef COPENBLAS_H
#define COPENBLAS_H

#include <stdbool.h>
#include <stdint.h>

/// OpenBLAS and LAPACKE, opened at run time.
///
/// Why not linked: OpenBLAS picks its CPU kernel while it is being loaded, from the environment
/// variable OPENBLAS_CORETYPE or from a table of CPU models. A release older than the CPU falls
/// back to SSE3 kernels, five times slower. Only a program that loads the library itself can
/// look at the choice and correct it.
typedef struct {
  bool loaded;
  /// The kernel that OpenBLAS chose by itself, e.g. "Prescott"; empty when nothing was loaded.
  char detected[64];
  /// The kernel in use.
  char core[64];
  /// The library's own description of its version and build.
  char configuration[256];
  bool has_lapacke;
  /// Why loading failed; empty when it did not.
  char problem[256];
} openblas_facts;

/// Loads the libraries and chooses the kernel. Call once, before any other function, from one
/// thread. A value of OPENBLAS_CORETYPE set by the user is kept.
openblas_facts openblas_load(void);

int openblas_threads(void);
void openblas_use_threads(int count);

/// C ← α·op(A)·op(B) + β·C, row-major; op(A) has shape (m, k), op(B) has shape (k, n).
void openblas_sgemm(
  bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, float alpha, const float *a,
  int32_t lda, const float *b, int32_t ldb, float beta, float *c, int32_t ldc);
void openblas_dgemm(
  bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, double alpha,
  const double *a, int32_t lda, const double *b, int32_t ldb, double beta, double *c,
  int32_t ldc);

/// Upper triangle of C ← Aᵀ·A, row-major; A has shape (k, n).
void openblas_ssyrk_upper(int32_t n, int32_t k, const float *a, float *c);
/// Upper triangle of C ← α·Aᵀ·A + β·C, row-major; A has shape (k, n).
void openblas_dsyrk_upper(
  int32_t n, int32_t k, double alpha, const double *a, int32_t lda, double beta, double *c,
  int32_t ldc);

double openblas_ddot(int32_t n, const double *x, const double *y);

/// Eigenvalues (ascending) and eigenvectors (columns) of a symmetric matrix given by its upper
/// triangle, row-major; `a` is overwritten by the eigenvectors. Returns LAPACK's info.
int32_t lapacke_dsyevd(int32_t n, double *a, int32_t lda, double *w);

/// The largest eigenvalues alone (ascending) and their eigenvectors, one behind the other, of a matrix
/// given by its upper triangle, row-major; `a` is destroyed. `w` has room for n numbers. Returns
/// LAPACK's info.
int32_t lapacke_dsyevr_largest(
  int32_t n, int32_t count, double *a, double *w, double *vectors, int32_t *support);

/// The eigenvalues alone, which takes a fraction of the time; `a` is destroyed.
int32_t lapacke_dsyevd_values(int32_t n, double *a, int32_t lda, double *w);

/// The min(rows, columns) singular values (descending) of a row-major matrix of at least one row and
/// column; `a` is destroyed. Returns LAPACK's info.
int32_t lapacke_dgesdd_values(int32_t rows, int32_t columns, double *a, double *values);

/// A = U·diag(values)·Vᵀ of a row-major matrix of at least one row and column, with its min(rows, columns)
/// singular values (descending); `left` is U, row-major of shape (rows, rank), `right` is Vᵀ, row-major of
/// shape (rank, columns); `a` is destroyed. Returns LAPACK's info.
int32_t lapacke_dgesdd(
  int32_t rows, int32_t columns, double *a, double *values, double *left, double *right);

/// U of A = Uᵀ·U, upper triangular, in place of the upper triangle of A, row-major. Returns LAPACK's
/// info, above 0 where A is not positive definite.
int32_t lapacke_dpotrf(int32_t n, double *a, int32_t lda);

/// Each row b becomes b·U⁻¹, or b·U⁻ᵀ; row-major, rows has shape (count, n).
void openblas_solve_rows(
  int32_t count, int32_t n, const double *upper, bool transposed, double *rows);

#endif
