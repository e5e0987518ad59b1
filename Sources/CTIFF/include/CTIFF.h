#ifndef CTIFF_H
#define CTIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// libtiff behind a few plain functions: samples are carried, and interpreted in Swift.
///
/// Why a shim: libtiff reads its tags and reports its errors through variadic functions, and a file
/// in memory through callbacks.
enum { CTIFF_MESSAGE = 200 };

/// What the first sample beyond the colours is; `ctiff_no_extra` where there is none.
enum {
  ctiff_extra_unspecified = 0,
  ctiff_extra_premultiplied = 1,
  ctiff_extra_alpha = 2,
  ctiff_no_extra = 0xFFFF
};

typedef struct {
  uint32_t width;
  uint32_t height;
  /// A sample: 1 to 16, 32 or 64 where it can be decoded.
  uint16_t bits;
  /// A pixel.
  uint16_t samples;
  /// 1 unsigned, 2 signed, 3 floating point, as the TIFF tag 339.
  uint16_t format;
  /// As the TIFF tag 262.
  uint16_t photometric;
  /// As the TIFF tag 259.
  uint16_t compression;
  /// As the TIFF tag 274.
  uint16_t orientation;
  uint16_t extra;
  bool has_profile;
  bool has_palette;
  /// 16 bits a colour, as many as 2 to the power of `bits`, at most 256.
  uint16_t red[256];
  uint16_t green[256];
  uint16_t blue[256];
} ctiff_header;

/// A few lines, of which the first ends in the version of libtiff at hand.
const char *ctiff_version(void);

/// Counts the pages. Returns false with a message when the data are no TIFF.
bool ctiff_count_pages(const uint8_t *bytes, size_t size, uint32_t *count, char *message);

/// Reads what is said of a page, from 0. Returns false with a message when it cannot be read.
bool ctiff_read_header(
  const uint8_t *bytes, size_t size, uint32_t page, ctiff_header *header, char *message);

/// Bytes that a sample takes after decoding: 1 up to 8 bits, 2 up to 16, else 4 or 8; 0 for a number
/// of bits that cannot be decoded.
size_t ctiff_sample_size(const ctiff_header *header);

/// Decodes a page: rows from the top, samples of a pixel side by side, each a number of its own in the
/// machine's byte order that is not scaled; JPEG's YCbCr becomes RGB. `pixels` holds
/// width · height · samples samples, `length` bytes.
bool ctiff_decode(
  const uint8_t *bytes, size_t size, uint32_t page, void *pixels, size_t length, char *message);

#endif
