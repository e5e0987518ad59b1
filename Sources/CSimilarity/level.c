#include "CSimilarity.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The kernel saves matrix registers only for programs that ask for them.
static bool may_use_matrix_registers(void) {
  enum { request_permission = 0x1023, tile_data = 18 };
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}

static bool has_matrix_bytes(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  const unsigned tile = 1u << 24, bytes = 1u << 25;
  return (d & tile) && (d & bytes) && may_use_matrix_registers();
}
#else
static bool has_matrix_bytes(void) { return false; }
#endif

similarity_level similarity_best_level(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return similarity_scalar;
  if (
    !__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")
    || !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl"))
    return similarity_avx2;
  if (!__builtin_cpu_supports("avx512vnni")) return similarity_avx512;
  return has_matrix_bytes() ? similarity_amx : similarity_vnni;
#else
  return similarity_scalar;
#endif
}
