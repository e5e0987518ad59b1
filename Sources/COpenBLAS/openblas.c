#include "COpenBLAS.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
  ROW_MAJOR = 101, COLUMN_MAJOR = 102, NO_TRANSPOSE = 111, TRANSPOSE = 112, UPPER = 121,
  NOT_UNIT = 131, RIGHT = 142
};

static struct {
  char *(*corename)(void);
  char *(*config)(void);
  int (*get_threads)(void);
  void (*set_threads)(int);
  void (*sgemm)(
    int, int, int, int32_t, int32_t, int32_t, float, const float *, int32_t, const float *,
    int32_t, float, float *, int32_t);
  void (*dgemm)(
    int, int, int, int32_t, int32_t, int32_t, double, const double *, int32_t, const double *,
    int32_t, double, double *, int32_t);
  void (*ssyrk)(
    int, int, int, int32_t, int32_t, float, const float *, int32_t, float, float *, int32_t);
  void (*dsyrk)(
    int, int, int, int32_t, int32_t, double, const double *, int32_t, double, double *, int32_t);
  double (*ddot)(int32_t, const double *, int32_t, const double *, int32_t);
  void (*dtrsm)(
    int, int, int, int, int, int32_t, int32_t, double, const double *, int32_t, double *,
    int32_t);
  int32_t (*dsyevd)(int, char, char, int32_t, double *, int32_t, double *);
  int32_t (*dsyevr)(
    int, char, char, char, int32_t, double *, int32_t, double, double, int32_t, int32_t, double,
    int32_t *, double *, double *, int32_t, int32_t *);
  int32_t (*dpotrf)(int, char, int32_t, double *, int32_t);
  int32_t (*dgesdd)(
    int, char, int32_t, int32_t, double *, int32_t, double *, double *, int32_t, double *, int32_t);
} blas;

/// The kernel that this CPU's instructions allow, or NULL where OpenBLAS's own choice stands.
static const char *kernel_for_cpu(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (
    __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
    && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return NULL;
}

/// Kernels that OpenBLAS takes for a CPU which it does not know.
static bool is_fallback(const char *core) {
  static const char *const names[] = {"Prescott", "Core2", "Generic", "Nehalem"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcasecmp(core, names[i]) == 0) return true;
  return false;
}

static void *open_openblas(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
  return library;
}

static void copy(char *to, size_t size, const char *from) {
  snprintf(to, size, "%s", from == NULL ? "" : from);
}

static bool resolve(void *library) {
  blas.corename = dlsym(library, "openblas_get_corename");
  blas.config = dlsym(library, "openblas_get_config");
  blas.get_threads = dlsym(library, "openblas_get_num_threads");
  blas.set_threads = dlsym(library, "openblas_set_num_threads");
  blas.sgemm = dlsym(library, "cblas_sgemm");
  blas.dgemm = dlsym(library, "cblas_dgemm");
  blas.ssyrk = dlsym(library, "cblas_ssyrk");
  blas.dsyrk = dlsym(library, "cblas_dsyrk");
  blas.ddot = dlsym(library, "cblas_ddot");
  blas.dtrsm = dlsym(library, "cblas_dtrsm");
  return blas.corename && blas.config && blas.get_threads && blas.set_threads && blas.sgemm
    && blas.dgemm && blas.ssyrk && blas.dsyrk && blas.ddot && blas.dtrsm;
}

/// Loads OpenBLAS a second time with a better kernel when the first choice was a fallback.
static void *correct_kernel(void *library) {
  const char *better = kernel_for_cpu();
  if (getenv("OPENBLAS_CORETYPE") != NULL || better == NULL || !is_fallback(blas.corename()))
    return library;
  setenv("OPENBLAS_CORETYPE", better, 1);
  dlclose(library);
  return open_openblas();
}

openblas_facts openblas_load(void) {
  openblas_facts facts = {0};
  // Its threads wait 2^20 clock ticks, not 2^26, for more to do before they sleep: they would take the
  // cores from ours.
  setenv("OPENBLAS_THREAD_TIMEOUT", "20", 0);
  void *library = open_openblas();
  if (library == NULL || !resolve(library)) {
    copy(facts.problem, sizeof facts.problem, dlerror());
    return facts;
  }
  copy(facts.detected, sizeof facts.detected, blas.corename());
  library = correct_kernel(library);
  if (library == NULL || !resolve(library)) {
    copy(facts.problem, sizeof facts.problem, "OpenBLAS could not be loaded a second time");
    return facts;
  }
  facts.loaded = true;
  copy(facts.core, sizeof facts.core, blas.corename());
  copy(facts.configuration, sizeof facts.configuration, blas.config());
  void *lapacke = dlopen("liblapacke.so.3", RTLD_NOW | RTLD_LOCAL);
  if (lapacke == NULL) {
    copy(facts.problem, sizeof facts.problem, dlerror());
    return facts;
  }
  blas.dsyevd = dlsym(lapacke, "LAPACKE_dsyevd");
  blas.dpotrf = dlsym(lapacke, "LAPACKE_dpotrf");
  blas.dsyevr = dlsym(lapacke, "LAPACKE_dsyevr");
  blas.dgesdd = dlsym(lapacke, "LAPACKE_dgesdd");
  facts.has_lapacke = blas.dsyevd && blas.dsyevr && blas.dpotrf && blas.dgesdd;
  return facts;
}

int openblas_threads(void) { return blas.get_threads(); }
void openblas_use_threads(int count) { blas.set_threads(count); }

static int operation(bool transpose) { return transpose ? TRANSPOSE : NO_TRANSPOSE; }

void openblas_sgemm(
  bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, float alpha, const float *a,
  int32_t lda, const float *b, int32_t ldb, float beta, float *c, int32_t ldc) {
  blas.sgemm(
    ROW_MAJOR, operation(transpose_a), operation(transpose_b), m, n, k, alpha, a, lda, b, ldb,
    beta, c, ldc);
}

void openblas_dgemm(
  bool transpose_a, bool transpose_b, int32_t m, int32_t n, int32_t k, double alpha,
  const double *a, int32_t lda, const double *b, int32_t ldb, double beta, double *c,
  int32_t ldc) {
  blas.dgemm(
    ROW_MAJOR, operation(transpose_a), operation(transpose_b), m, n, k, alpha, a, lda, b, ldb,
    beta, c, ldc);
}

void openblas_ssyrk_upper(int32_t n, int32_t k, const float *a, float *c) {
  blas.ssyrk(ROW_MAJOR, UPPER, TRANSPOSE, n, k, 1, a, n, 0, c, n);
}

void openblas_dsyrk_upper(
  int32_t n, int32_t k, double alpha, const double *a, int32_t lda, double beta, double *c,
  int32_t ldc) {
  blas.dsyrk(ROW_MAJOR, UPPER, TRANSPOSE, n, k, alpha, a, lda, beta, c, ldc);
}

double openblas_ddot(int32_t n, const double *x, const double *y) {
  return blas.ddot(n, x, 1, y, 1);
}

int32_t lapacke_dsyevd(int32_t n, double *a, int32_t lda, double *w) {
  return blas.dsyevd(ROW_MAJOR, 'V', 'U', n, a, lda, w);
}

// The left vectors of the transposed matrix are the right ones of the matrix, and the other way round.
int32_t lapacke_dgesdd(
  int32_t rows, int32_t columns, double *a, double *values, double *left, double *right) {
  const int32_t rank = rows < columns ? rows : columns;
  return blas.dgesdd(
    COLUMN_MAJOR, 'S', columns, rows, a, columns, values, right, columns, left, rank);
}

// Column by column, the lower triangle is the upper one row by row.
int32_t lapacke_dsyevr_largest(
  int32_t n, int32_t count, double *a, double *w, double *vectors, int32_t *support) {
  int32_t found = 0;
  const int32_t info = blas.dsyevr(
    COLUMN_MAJOR, 'V', 'I', 'L', n, a, n, 0, 0, n - count + 1, n, 0, &found, w, vectors, n, support);
  return info != 0 || found == count ? info : n + 1;
}

int32_t lapacke_dsyevd_values(int32_t n, double *a, int32_t lda, double *w) {
  return blas.dsyevd(COLUMN_MAJOR, 'N', 'L', n, a, lda, w);
}

// Column by column the matrix is the transposed one, whose singular values are the same.
int32_t lapacke_dgesdd_values(int32_t rows, int32_t columns, double *a, double *values) {
  double none;
  return blas.dgesdd(
    COLUMN_MAJOR, 'N', columns, rows, a, columns, values, &none, 1, &none, 1);
}

// Column by column, the lower triangle is the upper one row by row, and needs no transposed copy.
int32_t lapacke_dpotrf(int32_t n, double *a, int32_t lda) {
  return blas.dpotrf(COLUMN_MAJOR, 'L', n, a, lda);
}

void openblas_solve_rows(
  int32_t count, int32_t n, const double *upper, bool transposed, double *rows) {
  const int transposes = transposed ? TRANSPOSE : NO_TRANSPOSE;
  blas.dtrsm(
    ROW_MAJOR, RIGHT, UPPER, transposes, NOT_UNIT, count, n, 1, upper, n, rows, n);
}
