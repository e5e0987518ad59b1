#include <stdlib.h>
#include <string.h>

#include "file.h"

// A strip or a tile is a block: some rows of some columns, of all samples or of one plane of them.
typedef struct {
  uint32_t x;
  uint32_t y;
  uint32_t columns;
  uint32_t rows;
  // Of the rows in the block's buffer, in bytes.
  size_t row_bytes;
  uint16_t plane;
} block;

typedef struct {
  tiff_file file;
  uint32_t width;
  uint32_t height;
  uint16_t bits;
  uint16_t samples;
  // Samples that stand together in a block: all of them, or 1 where planes are apart.
  uint16_t together;
  size_t sample_size;
  uint8_t *pixels;
  uint8_t *buffer;
} picture;

static size_t bytes_of_row(const picture *it, uint32_t columns) {
  return ((uint64_t)columns * it->together * it->bits + 7) / 8;
}

// One sample of less than 16 bits that begins anywhere, most significant bit first.
static uint16_t bits_at(const uint8_t *row, uint64_t position, uint16_t bits) {
  uint32_t value = 0;
  for (uint16_t i = 0; i < bits; i++) {
    uint64_t place = position + i;
    value = value << 1 | (row[place / 8] >> (7 - place % 8) & 1);
  }
  return (uint16_t)value;
}

static void store_sample(const picture *it, const uint8_t *row, uint64_t index, uint8_t *to) {
  if (it->bits == 8 * it->sample_size) {
    memcpy(to, row + index * it->sample_size, it->sample_size);
    return;
  }
  uint16_t value = bits_at(row, index * it->bits, it->bits);
  uint8_t low = (uint8_t)value;
  memcpy(to, it->sample_size == 1 ? (void *)&low : (void *)&value, it->sample_size);
}

static void store_row(const picture *it, const block *part, uint32_t row) {
  const uint8_t *from = it->buffer + row * part->row_bytes;
  size_t first = ((size_t)(part->y + row) * it->width + part->x) * it->samples + part->plane;
  uint8_t *to = it->pixels + first * it->sample_size;
  uint64_t count = (uint64_t)part->columns * it->together;
  if (it->together == it->samples && it->bits == 8 * it->sample_size) {
    memcpy(to, from, count * it->sample_size);
    return;
  }
  size_t step = it->sample_size * (it->together == it->samples ? 1 : it->samples);
  for (uint64_t i = 0; i < count; i++) store_sample(it, from, i, to + i * step);
}

static void store(const picture *it, const block *part) {
  for (uint32_t row = 0; row < part->rows; row++) store_row(it, part, row);
}

static uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

static bool allocate(picture *it, size_t size, tmsize_t expected, size_t length) {
  // What libtiff writes must be what is counted here, and no block need be larger than the picture
  // by more than the padding of its tiles.
  if (expected <= 0 || size != (size_t)expected || size / 4 > length + (1 << 22)) {
    report(&it->file, "its strips or tiles have an unexpected size");
    return false;
  }
  it->buffer = malloc(size);
  if (it->buffer == NULL) report(&it->file, "out of memory");
  return it->buffer != NULL;
}

static bool decode_strips(picture *it, size_t length) {
  TIFF *tiff = it->file.tiff;
  uint32_t rows = it->height;
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  rows = least(rows, it->height);
  size_t row_bytes = bytes_of_row(it, it->width);
  if (rows == 0 || TIFFScanlineSize(tiff) != (tmsize_t)row_bytes) {
    report(&it->file, "its rows have an unexpected size");
    return false;
  }
  if (!allocate(it, rows * row_bytes, (tmsize_t)(rows * row_bytes), length)) return false;
  for (uint16_t plane = 0; plane < it->samples / it->together; plane++) {
    for (uint32_t y = 0; y < it->height; y += rows) {
      block part = {
        .y = y, .columns = it->width, .rows = least(rows, it->height - y), .row_bytes = row_bytes,
        .plane = plane};
      tmsize_t wanted = (tmsize_t)(part.rows * row_bytes);
      uint32_t strip = TIFFComputeStrip(tiff, y, plane);
      if (TIFFReadEncodedStrip(tiff, strip, it->buffer, wanted) != wanted) return false;
      store(it, &part);
    }
  }
  return true;
}

static bool decode_tiles(picture *it, size_t length) {
  TIFF *tiff = it->file.tiff;
  uint32_t width = 0, height = 0;
  TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
  // Within 31 bits, so that no step overflows, and the size of a tile fits a size_t.
  if (width == 0 || height == 0 || width > INT32_MAX / 2 || height > INT32_MAX / 2) {
    report(&it->file, "its tiles have an unexpected size");
    return false;
  }
  size_t row_bytes = bytes_of_row(it, width);
  if (row_bytes > SIZE_MAX / height) return false;
  tmsize_t size = TIFFTileSize(tiff);
  if (!allocate(it, row_bytes * height, size, length)) return false;
  for (uint16_t plane = 0; plane < it->samples / it->together; plane++) {
    for (uint32_t y = 0; y < it->height; y += height) {
      for (uint32_t x = 0; x < it->width; x += width) {
        block part = {
          .x = x, .y = y, .columns = least(width, it->width - x),
          .rows = least(height, it->height - y), .row_bytes = row_bytes, .plane = plane};
        uint32_t tile = TIFFComputeTile(tiff, x, y, 0, plane);
        if (TIFFReadEncodedTile(tiff, tile, it->buffer, size) != size) return false;
        store(it, &part);
      }
    }
  }
  return true;
}

static bool prepare(picture *it, const ctiff_header *header, size_t length) {
  uint16_t planes = PLANARCONFIG_CONTIG;
  TIFFGetFieldDefaulted(it->file.tiff, TIFFTAG_PLANARCONFIG, &planes);
  it->width = header->width;
  it->height = header->height;
  it->bits = header->bits;
  it->samples = header->samples;
  it->sample_size = ctiff_sample_size(header);
  it->together = planes == PLANARCONFIG_SEPARATE ? 1 : it->samples;
  size_t row = (size_t)it->width * it->samples * it->sample_size;
  if (row > 0 && length / row == it->height && length % row == 0) return true;
  report(&it->file, "the decoded size is not the declared size");
  return false;
}

static bool decode(picture *it, const ctiff_header *header, size_t length) {
  if (!prepare(it, header, length)) return false;
  if (header->compression == COMPRESSION_JPEG && header->photometric == PHOTOMETRIC_YCBCR)
    TIFFSetField(it->file.tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  bool is_done = TIFFIsTiled(it->file.tiff) ? decode_tiles(it, length) : decode_strips(it, length);
  if (!is_done) report(&it->file, "its pixels cannot be read to their end");
  return is_done && !it->file.has_error;
}

bool ctiff_decode(
  const uint8_t *bytes, size_t size, uint32_t page, void *pixels, size_t length, char *message) {
  ctiff_header header;
  if (!ctiff_read_header(bytes, size, page, &header, message)) return false;
  picture it = {.pixels = pixels};
  if (!open_file(&it.file, bytes, size, page, message)) return false;
  // Errors of opening that libtiff could live with are none of the pixels'.
  it.file.has_error = false;
  bool is_done = decode(&it, &header, length);
  free(it.buffer);
  close_file(&it.file);
  return is_done;
}
