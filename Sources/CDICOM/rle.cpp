// Why not DCMTK's decoder: that of 3.6.7 believes the offsets in a frame's header, and reads where
// they point.

#include "codestream.hpp"
#include "dataset.hpp"

#include <algorithm>
#include <cstring>

namespace {

const size_t header_size = 64;

uint32_t little_endian(const uint8_t *bytes) {
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<uint32_t>(bytes[3]) << 24;
}

codestream segment(codestream stream, uint32_t index, uint32_t count) {
  auto offset = [&](uint32_t i) -> size_t {
    return i < count ? little_endian(stream.bytes + 4 + 4 * i) : stream.size;
  };
  const size_t start = offset(index);
  // The last one ends with the frame, and so does one that is followed by nonsense.
  const size_t end = std::min(offset(index + 1), stream.size);
  if (start < header_size || start > end) damaged("the header of an RLE frame makes no sense");
  return {stream.bytes + start, end - start};
}

// Writes every `step`-th byte, from runs and literals (PS3.5, annex G.3).
void expand(codestream from, uint8_t *to, size_t step, size_t count) {
  size_t position = 0;
  while (count > 0) {
    if (position >= from.size) damaged("the RLE data are truncated");
    const uint8_t control = from.bytes[position++];
    if (control == 128) continue;
    const bool is_run = control > 128;
    const size_t length = is_run ? 257u - control : control + 1u;
    const size_t used = is_run ? 1 : std::min(length, count);
    if (used > from.size - position) damaged("the RLE data are truncated");
    for (size_t i = 0; i < std::min(length, count); i++, to += step)
      *to = from.bytes[position + (is_run ? 0 : i)];
    position += is_run ? 1 : length;
    count -= std::min(length, count);
  }
}

}  // namespace

void decode_rle(codestream stream, cdicom_shape shape, uint8_t *pixels) {
  const uint32_t width = shape.bits / 8;
  const uint32_t count = shape.samples * width;
  if (stream.size < header_size || count > 15 || little_endian(stream.bytes) != count)
    damaged("an RLE frame has another number of segments than the data set declares");
  const size_t pixel_count = static_cast<size_t>(shape.columns) * shape.rows;
  for (uint32_t i = 0; i < count; i++) {
    // A sample's bytes come with the highest first, each in a segment of its own.
    const uint32_t place = i / width * width + (width - 1 - i % width);
    expand(segment(stream, i, count), pixels + place, count, pixel_count);
  }
}
