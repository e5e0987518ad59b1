#include "codestream.hpp"

#include "dataset.hpp"

#include <algorithm>
#include <string>

namespace {

struct declared_size {
  uint32_t columns = 0;
  uint32_t rows = 0;
};

uint32_t number(const uint8_t *bytes, int count) {
  uint32_t value = 0;
  for (int i = 0; i < count; i++) value = value << 8 | bytes[i];
  return value;
}

bool has(codestream stream, size_t position, size_t count) {
  return position <= stream.size && count <= stream.size - position;
}

// Start-of-frame markers of JPEG (ITU-T T.81, table B.1), and that of JPEG-LS (T.87).
bool is_frame_marker(uint8_t marker) {
  const bool is_other = marker == 0xC4 || marker == 0xC8 || marker == 0xCC;
  return marker == 0xF7 || (marker >= 0xC0 && marker <= 0xCF && !is_other);
}

declared_size jpeg_size(codestream stream) {
  size_t position = 2;
  while (has(stream, position, 4)) {
    const uint8_t *here = stream.bytes + position;
    if (here[0] != 0xFF) return {};
    if (here[1] == 0xFF) {
      position++;
    } else if (is_frame_marker(here[1])) {
      if (!has(stream, position, 9)) return {};
      return {number(here + 7, 2), number(here + 5, 2)};
    } else {
      position += 2 + number(here + 2, 2);
    }
  }
  return {};
}

// SIZ follows the start of a code stream (ITU-T T.800, A.5.1), which may lie in a JP2 box.
const uint8_t *find_siz(codestream stream) {
  static const uint8_t start[] = {0xFF, 0x4F, 0xFF, 0x51};
  const uint8_t *end = stream.bytes + stream.size;
  const uint8_t *found = std::search(stream.bytes, end, start, start + sizeof start);
  return end - found >= 24 ? found + sizeof start : nullptr;
}

declared_size jpeg2000_size(codestream stream) {
  const uint8_t *siz = find_siz(stream);
  if (siz == nullptr) return {};
  return {number(siz + 4, 4) - number(siz + 12, 4), number(siz + 8, 4) - number(siz + 16, 4)};
}

bool is_jpeg(codestream stream) {
  return stream.size >= 2 && stream.bytes[0] == 0xFF && stream.bytes[1] == 0xD8;
}

}  // namespace

bool is_start_of_picture(const uint8_t *bytes, size_t size) {
  if (size < 4) return false;
  const uint32_t first = number(bytes, 4);
  return first >> 8 == 0xFFD8FF || first == 0xFF4FFF51 || first == 0x0000000C;
}

void check_declared_size(codestream stream, cdicom_shape shape) {
  const declared_size found = is_jpeg(stream) ? jpeg_size(stream) : jpeg2000_size(stream);
  const bool is_unknown = found.columns == 0 && found.rows == 0;
  if (is_unknown || (found.columns == shape.columns && found.rows == shape.rows)) return;
  damaged(
    "the compressed picture has " + std::to_string(found.columns) + " × "
    + std::to_string(found.rows) + " pixels and the data set declares "
    + std::to_string(shape.columns) + " × " + std::to_string(shape.rows));
}
