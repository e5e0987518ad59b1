#include "codestream.hpp"
#include "dataset.hpp"

#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace {

template <auto destroy> struct destroyer {
  template <typename T> void operator()(T *handle) const { destroy(handle); }
};

using decoder = std::unique_ptr<opj_codec_t, destroyer<opj_destroy_codec>>;
using stream_handle = std::unique_ptr<opj_stream_t, destroyer<opj_stream_destroy>>;
using picture = std::unique_ptr<opj_image_t, destroyer<opj_image_destroy>>;

struct reader {
  codestream source;
  size_t position = 0;
};

size_t left(const reader &it) { return it.source.size - it.position; }

OPJ_SIZE_T read(void *buffer, OPJ_SIZE_T count, void *data) {
  auto &it = *static_cast<reader *>(data);
  const size_t given = std::min<size_t>(count, left(it));
  if (given == 0) return static_cast<OPJ_SIZE_T>(-1);
  memcpy(buffer, it.source.bytes + it.position, given);
  it.position += given;
  return given;
}

OPJ_OFF_T skip(OPJ_OFF_T count, void *data) {
  auto &it = *static_cast<reader *>(data);
  if (count < 0) return -1;
  const size_t given = std::min<size_t>(static_cast<size_t>(count), left(it));
  it.position += given;
  return given == 0 && count > 0 ? -1 : static_cast<OPJ_OFF_T>(given);
}

OPJ_BOOL seek(OPJ_OFF_T position, void *data) {
  auto &it = *static_cast<reader *>(data);
  if (position < 0 || static_cast<size_t>(position) > it.source.size) return OPJ_FALSE;
  it.position = static_cast<size_t>(position);
  return OPJ_TRUE;
}

stream_handle open_stream(reader &it) {
  stream_handle stream(opj_stream_default_create(OPJ_TRUE));
  if (!stream) throw std::bad_alloc();
  opj_stream_set_read_function(stream.get(), read);
  opj_stream_set_skip_function(stream.get(), skip);
  opj_stream_set_seek_function(stream.get(), seek);
  opj_stream_set_user_data(stream.get(), &it, nullptr);
  opj_stream_set_user_data_length(stream.get(), it.source.size);
  return stream;
}

decoder open_decoder(codestream stream) {
  const bool is_boxed = stream.size >= 4 && stream.bytes[0] == 0;
  decoder codec(opj_create_decompress(is_boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  if (!codec) throw std::bad_alloc();
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (!opj_setup_decoder(codec.get(), &parameters)) throw std::bad_alloc();
  // A truncated picture is damaged, whatever could be shown of it.
  if (!opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE)) throw std::bad_alloc();
  return codec;
}

void check_components(const opj_image_t &image, cdicom_shape shape) {
  if (image.numcomps != shape.samples)
    damaged(
      "the JPEG 2000 picture has " + std::to_string(image.numcomps) + " channels and the data set "
      + "declares " + std::to_string(shape.samples));
  for (uint32_t c = 0; c < image.numcomps; c++) {
    const opj_image_comp_t &component = image.comps[c];
    if (component.w != shape.columns || component.h != shape.rows)
      unsupported("subsampled JPEG 2000 channels");
    if (component.prec > shape.bits || component.prec > 32)
      damaged("the JPEG 2000 picture has deeper samples than the data set declares");
  }
}

void copy(const opj_image_t &image, cdicom_shape shape, uint8_t *pixels) {
  const size_t count = static_cast<size_t>(shape.columns) * shape.rows;
  const size_t width = shape.bits / 8;
  for (size_t i = 0; i < count; i++)
    for (uint32_t c = 0; c < image.numcomps; c++) {
      const auto value = static_cast<int64_t>(image.comps[c].data[i]);
      for (size_t b = 0; b < width; b++)
        *pixels++ = static_cast<uint8_t>(static_cast<uint64_t>(value) >> 8 * b);
    }
}

}  // namespace

void decode_jpeg2000(codestream source, cdicom_shape shape, uint8_t *pixels) {
  reader it{source};
  stream_handle stream = open_stream(it);
  decoder codec = open_decoder(source);
  opj_image_t *decoded = nullptr;
  const bool has_header = opj_read_header(stream.get(), codec.get(), &decoded);
  picture image(decoded);
  if (!has_header || !image) damaged("the JPEG 2000 header is damaged");
  // Components of a palette box come after decoding, so the check does too; sizes stand already.
  if (image->x1 - image->x0 != shape.columns || image->y1 - image->y0 != shape.rows)
    damaged("the JPEG 2000 picture has another size than the data set declares");
  if (!opj_decode(codec.get(), stream.get(), image.get()))
    damaged("the JPEG 2000 data are truncated or damaged");
  check_components(*image, shape);
  for (uint32_t c = 0; c < image->numcomps; c++)
    if (image->comps[c].data == nullptr) damaged("a JPEG 2000 channel is missing");
  copy(*image, shape, pixels);
}
