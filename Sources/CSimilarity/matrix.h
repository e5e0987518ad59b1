// Products of bytes on x86: instructions and matrix registers. Included where __x86_64__ is defined.
#include <immintrin.h>
#include <stdint.h>

#define VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define AMX __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,amx-tile,amx-int8")))

/// What the matrix registers are set up to: eight of 16 rows of 64 bytes.
typedef struct __attribute__((aligned(64))) {
  uint8_t palette, start, reserved[14];
  uint16_t row_bytes[16];
  uint8_t rows[16];
} register_shapes;

AMX static inline void set_up_matrix_registers(void) {
  register_shapes shapes = {.palette = 1};
  for (int i = 0; i < 8; i++) {
    shapes.row_bytes[i] = 64;
    shapes.rows[i] = 16;
  }
  _tile_loadconfig(&shapes);
}
