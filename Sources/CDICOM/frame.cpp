#include "codestream.hpp"
#include "dataset.hpp"

#include "dcmtk/dcmdata/dccodec.h"
#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"

#include <algorithm>
#include <cstring>
#include <set>

namespace {

size_t frame_bits(cdicom_shape shape) {
  return static_cast<size_t>(shape.columns) * shape.rows * shape.samples * shape.bits;
}

// --- Native pixel data ---------------------------------------------------------------------------

// 16-bit words of pixels wider than a word, in big-endian files, stand in the wrong order.
void swap_words(uint8_t *pixels, size_t size, size_t width) {
  for (size_t start = 0; start + width <= size; start += width)
    for (size_t i = 0, j = width - 2; i < j; i += 2, j -= 2)
      for (size_t b = 0; b < 2; b++) std::swap(pixels[start + i + b], pixels[start + j + b]);
}

codestream native_values(DcmPixelData &data) {
  Uint8 *octets = nullptr;
  Uint16 *words = nullptr;
  if (data.getUint16Array(words).good() && words != nullptr)
    return {reinterpret_cast<uint8_t *>(words), data.getLength()};
  if (data.getUint8Array(octets).good() && octets != nullptr) return {octets, data.getLength()};
  damaged("the pixel data are missing");
}

// Frames of single bits follow each other without a gap (PS3.5, 8.1.1).
void copy_bits(codestream values, uint32_t frame, size_t bits, uint8_t *pixels, size_t size) {
  const size_t first = frame * bits;
  if (values.size < (first + bits + 7) / 8) damaged("the pixel data are truncated");
  memset(pixels, 0, size);
  for (size_t i = 0; i < bits; i++) {
    const size_t from = first + i;
    pixels[i / 8] |= static_cast<uint8_t>((values.bytes[from / 8] >> from % 8 & 1) << i % 8);
  }
}

void copy_native(
  cdicom_dataset &dataset, DcmPixelData &data, uint32_t frame, cdicom_shape shape, uint8_t *pixels,
  size_t size) {
  const codestream values = native_values(data);
  if (shape.bits == 1) return copy_bits(values, frame, frame_bits(shape), pixels, size);
  if (values.size / size <= frame) damaged("the pixel data are truncated");
  memcpy(pixels, values.bytes + frame * size, size);
  const bool is_big = dataset.content.getOriginalXfer() == EXS_BigEndianExplicit;
  if (is_big && shape.bits > 16 && data.getVR() == EVR_OW) swap_words(pixels, size, shape.bits / 8);
}

// --- Compressed pixel data -----------------------------------------------------------------------

// The fragments of one frame, from 1: fragment 0 is the offset table.
struct fragment_range {
  uint32_t first;
  uint32_t end;
};

codestream fragment(DcmPixelSequence &sequence, uint32_t index) {
  DcmPixelItem *item = nullptr;
  Uint8 *bytes = nullptr;
  if (sequence.getItem(item, index).bad() || item == nullptr)
    damaged("a fragment of the pixel data is missing");
  if (item->getLength() == 0) return {nullptr, 0};
  if (item->getUint8Array(bytes).bad() || bytes == nullptr)
    damaged("a fragment of the pixel data is truncated");
  return {bytes, item->getLength()};
}

// Where each frame begins according to the basic offset table; empty when that makes no sense.
std::vector<uint32_t> starts_by_table(DcmPixelSequence &sequence, uint32_t frames) {
  const codestream table = fragment(sequence, 0);
  if (table.size != static_cast<size_t>(frames) * 4) return {};
  std::set<uint32_t> offsets;
  for (uint32_t i = 0; i < frames; i++) {
    uint32_t offset;
    memcpy(&offset, table.bytes + 4 * static_cast<size_t>(i), 4);
    offsets.insert(offset);
  }
  std::vector<uint32_t> starts;
  uint64_t position = 0;
  for (uint32_t i = 1; i < sequence.card(); i++) {
    if (offsets.count(static_cast<uint32_t>(position)) != 0) starts.push_back(i);
    position += 8 + static_cast<uint64_t>(fragment(sequence, i).size);
  }
  return starts.size() == frames ? starts : std::vector<uint32_t>{};
}

std::vector<uint32_t> starts_by_signature(DcmPixelSequence &sequence) {
  std::vector<uint32_t> starts;
  for (uint32_t i = 1; i < sequence.card(); i++) {
    const codestream it = fragment(sequence, i);
    if (is_start_of_picture(it.bytes, it.size)) starts.push_back(i);
  }
  return starts;
}

fragment_range fragments(DcmPixelSequence &sequence, uint32_t frame, uint32_t frames) {
  const auto count = static_cast<uint32_t>(sequence.card());
  if (count < 2) damaged("the compressed pixel data are empty");
  if (frames == 1) return {1, count};
  if (count - 1 == frames) return {frame + 1, frame + 2};
  std::vector<uint32_t> starts = starts_by_table(sequence, frames);
  if (starts.empty()) starts = starts_by_signature(sequence);
  if (starts.size() != frames)
    damaged(
      std::to_string(starts.size()) + " compressed frames were found where "
      + std::to_string(frames) + " are declared");
  return {starts[frame], frame + 1 < frames ? starts[frame + 1] : count};
}

std::vector<uint8_t> joined(DcmPixelSequence &sequence, fragment_range range) {
  std::vector<uint8_t> bytes;
  for (uint32_t i = range.first; i < range.end; i++) {
    const codestream part = fragment(sequence, i);
    bytes.insert(bytes.end(), part.bytes, part.bytes + part.size);
  }
  return bytes;
}

bool is_jpeg2000(E_TransferSyntax syntax) {
  return syntax == EXS_JPEG2000LosslessOnly || syntax == EXS_JPEG2000;
}

void decode_by_dcmtk(
  cdicom_dataset &dataset, DcmPixelData &data, uint32_t frame, uint32_t first_fragment,
  uint8_t *pixels, size_t size) {
  OFString color_model;
  Uint32 fragment_index = first_fragment;
  // DCMTK wants an even number of bytes.
  std::vector<uint8_t> room(size + size % 2);
  const OFCondition status = data.getUncompressedFrame(
    &dataset.content, frame, fragment_index, room.data(), static_cast<Uint32>(room.size()),
    color_model);
  if (status.bad()) damaged(status.text());
  memcpy(pixels, room.data(), size);
}

void check_syntax(const cdicom_dataset &dataset) {
  const std::string &uid = dataset.transfer_syntax;
  if (uid.empty() || DcmXfer(uid.c_str()).getXfer() != EXS_Unknown) return;
  unsupported("transfer syntax " + uid);
}

DcmPixelData &pixel_data(cdicom_dataset &dataset) {
  DcmElement *element = nullptr;
  if (dataset.content.findAndGetElement(DCM_PixelData, element).bad()
      || element->ident() != EVR_PixelData)
    damaged("the pixel data are missing");
  return *static_cast<DcmPixelData *>(element);
}

DcmPixelSequence &compressed(cdicom_dataset &dataset, DcmPixelData &data) {
  const E_TransferSyntax syntax = dataset.content.getOriginalXfer();
  DcmPixelSequence *sequence = nullptr;
  if (data.getEncapsulatedRepresentation(syntax, nullptr, sequence).bad() || sequence == nullptr)
    damaged("the compressed pixel data are missing");
  return *sequence;
}

uint64_t frames_held(cdicom_dataset &dataset, cdicom_shape shape) {
  DcmPixelData &data = pixel_data(dataset);
  if (DcmXfer(dataset.content.getOriginalXfer()).isEncapsulated())
    return std::max<uint64_t>(1, compressed(dataset, data).card()) - 1;
  const uint64_t bits = frame_bits(shape);
  return bits == 0 ? 0 : static_cast<uint64_t>(data.getLength()) * 8 / bits;
}

bool is_decoded(E_TransferSyntax syntax) {
  return syntax == EXS_RLELossless || is_jpeg2000(syntax)
    || DcmCodecList::canChangeCoding(syntax, EXS_LittleEndianExplicit);
}

void decode(
  cdicom_dataset &dataset, DcmPixelData &data, uint32_t frame, cdicom_shape shape, uint8_t *pixels,
  size_t size) {
  DcmPixelSequence &sequence = compressed(dataset, data);
  const fragment_range range = fragments(sequence, frame, shape.frames);
  const std::vector<uint8_t> bytes = joined(sequence, range);
  const E_TransferSyntax syntax = dataset.content.getOriginalXfer();
  if (syntax != EXS_RLELossless) check_declared_size({bytes.data(), bytes.size()}, shape);
  if (is_jpeg2000(syntax)) {
    decode_jpeg2000({bytes.data(), bytes.size()}, shape, pixels);
  } else if (syntax == EXS_RLELossless) {
    decode_rle({bytes.data(), bytes.size()}, shape, pixels);
  } else {
    decode_by_dcmtk(dataset, data, frame, range.first, pixels, size);
  }
}

}  // namespace

uint64_t cdicom_frames_held(cdicom_dataset *dataset, cdicom_shape shape) {
  char message[CDICOM_MESSAGE];
  uint64_t frames = 0;
  guarded(message, [&] { frames = frames_held(*dataset, shape); });
  return frames;
}

cdicom_status cdicom_frame(
  cdicom_dataset *dataset, uint32_t frame, cdicom_shape shape, uint8_t *pixels, size_t size,
  bool *is_interleaved, char *message) {
  return guarded(message, [&] {
    check_syntax(*dataset);
    if (size == 0 || size != (frame_bits(shape) + 7) / 8) damaged("the frame has no pixels");
    DcmPixelData &data = pixel_data(*dataset);
    const DcmXfer syntax(dataset->content.getOriginalXfer());
    *is_interleaved = false;
    if (!syntax.isEncapsulated()) return copy_native(*dataset, data, frame, shape, pixels, size);
    if (!is_decoded(syntax.getXfer()))
      unsupported(std::string("transfer syntax ") + syntax.getXferName());
    if (shape.bits == 1) unsupported("compressed samples of 1 bit");
    *is_interleaved = true;
    decode(*dataset, data, frame, shape, pixels, size);
  });
}
