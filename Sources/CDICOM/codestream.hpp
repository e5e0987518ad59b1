#ifndef CDICOM_CODESTREAM_HPP
#define CDICOM_CODESTREAM_HPP

#include <cstddef>
#include <cstdint>

#include "CDICOM.h"

// The compressed bytes of one frame.
struct codestream {
  const uint8_t *bytes;
  size_t size;
};

// Refuses a picture whose own header declares another size than the data set, before a decoder
// allocates anything by it. A frame without a recognised header passes: decoders refuse it.
void check_declared_size(codestream stream, cdicom_shape shape);

// Whether bytes begin like a JPEG, JPEG-LS or JPEG 2000 picture.
bool is_start_of_picture(const uint8_t *bytes, size_t size);

// Both write samples of `shape.bits` bits, little-endian, those of a pixel side by side.
void decode_rle(codestream stream, cdicom_shape shape, uint8_t *pixels);
void decode_jpeg2000(codestream stream, cdicom_shape shape, uint8_t *pixels);

#endif
