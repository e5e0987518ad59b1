#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// libjpeg behind two plain functions.
///
/// Why a shim: libjpeg reports errors by longjmp and tells its warnings apart by number. Those that
/// concern no data are passed over here, as in Pillow; all others, such as that of a file that ends too
/// early, are errors.
enum { CJPEG_MESSAGE = 200 };

typedef enum {
  CJPEG_DONE,
  CJPEG_DAMAGED,
  /// Samples of other than 8 bits.
  CJPEG_DEEP,
  /// Lossless, hierarchical and other coding that is not read.
  CJPEG_OTHER_CODING
} cjpeg_status;

typedef struct {
  uint32_t width;
  uint32_t height;
  /// What a pixel is decoded to: 1 grey, 3 RGB, 4 inks, which are inverted as Adobe's programs write
  /// them.
  int channels;
} cjpeg_header;

/// Reads what is said of the picture. Text in `message` says why not.
cjpeg_status cjpeg_read_header(
  const uint8_t *bytes, size_t size, cjpeg_header *header, char *message);

/// Decodes with both sides divided by 1, 2, 4 or 8 and rounded up: rows from the top, in `length`
/// bytes.
cjpeg_status cjpeg_decode(
  const uint8_t *bytes, size_t size, int divisor, uint8_t *pixels, size_t length, char *message);

#endif
