#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// libpng behind a few plain functions.
///
/// Why a shim: libpng's full interface reports errors by longjmp, which Swift code must not be
/// crossed by, and its simplified interface applies a file's gamma, which Pillow and all encoders
/// trained on its output do not.
enum { CPNG_MESSAGE = 200 };

typedef struct {
  uint32_t width;
  uint32_t height;
  /// As stored: 1, 2, 4, 8 or 16.
  int bit_depth;
  bool is_colour;
  bool has_alpha;
  bool has_palette;
} cpng_header;

/// Of libpng at hand.
const char *cpng_version(void);

/// Reads the header only. Returns false with a message when the data are no PNG.
bool cpng_read_header(const uint8_t *bytes, size_t size, cpng_header *header, char *message);

/// Samples for each pixel after decoding: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
int cpng_channels(const cpng_header *header);

/// Decodes to 8 bits a sample, or 16 in the machine's byte order where the file has 16, rows from the
/// top; palettes are expanded, gamma is ignored. `pixels` holds width · height · cpng_channels
/// samples, `length` bytes.
bool cpng_decode(const uint8_t *bytes, size_t size, void *pixels, size_t length, char *message);

/// Decodes a file with a palette to the numbers of its colours, 8 bits each; `pixels` holds width · height.
bool cpng_decode_indices(
  const uint8_t *bytes, size_t size, void *pixels, size_t length, char *message);

/// How samples are kept: as they are, or one bit each, 0 and 1, of grey or of a palette of black and
/// white, which shows like grey and whose numbers are these values; both of 1 channel.
typedef enum { CPNG_BYTES, CPNG_BITS_OF_GREY, CPNG_BITS_OF_PALETTE } cpng_pixels;

/// Encodes grey (1 channel) or RGB (3). The caller frees `*bytes` with cpng_free.
bool cpng_encode(
  const uint8_t *pixels, uint32_t width, uint32_t height, int channels, cpng_pixels kind,
  uint8_t **bytes, size_t *size, char *message);

void cpng_free(uint8_t *bytes);

#endif
