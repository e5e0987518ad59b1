#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libpng reports errors by longjmp, after which only what lives outside the function that called
// setjmp is defined. So everything that must be freed stands in a struct of the calling function.

typedef struct {
  png_structp png;
  png_infop info;
  png_bytepp rows;
  const uint8_t *bytes;
  size_t size;
  size_t position;
} reader;

typedef struct {
  png_structp png;
  png_infop info;
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} writer;

static void on_error(png_structp png, png_const_charp text) {
  snprintf(png_get_error_ptr(png), CPNG_MESSAGE, "%s", text);
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

// Reading.

static void read_bytes(png_structp png, png_bytep to, size_t count) {
  reader *from = png_get_io_ptr(png);
  if (count > from->size - from->position) png_error(png, "the file is truncated");
  memcpy(to, from->bytes + from->position, count);
  from->position += count;
}

static bool open_reader(reader *it, const uint8_t *bytes, size_t size, char *message) {
  *it = (reader){.bytes = bytes, .size = size};
  it->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  if (it->png != NULL) it->info = png_create_info_struct(it->png);
  if (it->info != NULL) return true;
  png_destroy_read_struct(&it->png, NULL, NULL);
  snprintf(message, CPNG_MESSAGE, "out of memory");
  return false;
}

static void close_reader(reader *it) {
  free(it->rows);
  png_destroy_read_struct(&it->png, &it->info, NULL);
}

static void read_info(reader *it) {
  png_set_read_fn(it->png, it, read_bytes);
  // Only IHDR, PLTE, tRNS, IDAT and IEND: texts and profiles may unpack to gigabytes.
  png_set_keep_unknown_chunks(it->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(it->png, it->info);
}

static bool read_header(reader *it, cpng_header *header) {
  if (setjmp(png_jmpbuf(it->png)) != 0) return false;
  read_info(it);
  int colour = png_get_color_type(it->png, it->info);
  header->width = png_get_image_width(it->png, it->info);
  header->height = png_get_image_height(it->png, it->info);
  header->bit_depth = png_get_bit_depth(it->png, it->info);
  header->is_colour = (colour & PNG_COLOR_MASK_COLOR) != 0;
  header->has_palette = colour == PNG_COLOR_TYPE_PALETTE;
  header->has_alpha = (colour & PNG_COLOR_MASK_ALPHA) != 0
    || png_get_valid(it->png, it->info, PNG_INFO_tRNS) != 0;
  return true;
}

static bool decode(reader *it, bool keeps_indices, void *pixels, size_t length) {
  if (setjmp(png_jmpbuf(it->png)) != 0) return false;
  read_info(it);
  if (keeps_indices) png_set_packing(it->png);
  else png_set_expand(it->png);
  const uint16_t one = 1;
  if (*(const uint8_t *)&one == 1) png_set_swap(it->png);
  png_set_interlace_handling(it->png);
  png_read_update_info(it->png, it->info);
  size_t row_bytes = png_get_rowbytes(it->png, it->info);
  uint32_t height = png_get_image_height(it->png, it->info);
  if (row_bytes == 0 || length / row_bytes != height || length % row_bytes != 0)
    png_error(it->png, "the decoded size is not the declared size");
  it->rows = malloc(height * sizeof(png_bytep));
  if (it->rows == NULL) png_error(it->png, "out of memory");
  for (uint32_t y = 0; y < height; y++) it->rows[y] = (png_bytep)pixels + y * row_bytes;
  png_read_image(it->png, it->rows);
  png_read_end(it->png, NULL);
  return true;
}

bool cpng_read_header(const uint8_t *bytes, size_t size, cpng_header *header, char *message) {
  reader it;
  if (!open_reader(&it, bytes, size, message)) return false;
  bool is_done = read_header(&it, header);
  close_reader(&it);
  return is_done;
}

int cpng_channels(const cpng_header *header) {
  return (header->is_colour ? 3 : 1) + (header->has_alpha ? 1 : 0);
}

bool cpng_decode(const uint8_t *bytes, size_t size, void *pixels, size_t length, char *message) {
  reader it;
  if (!open_reader(&it, bytes, size, message)) return false;
  bool is_done = decode(&it, false, pixels, length);
  close_reader(&it);
  return is_done;
}

bool cpng_decode_indices(
  const uint8_t *bytes, size_t size, void *pixels, size_t length, char *message) {
  reader it;
  if (!open_reader(&it, bytes, size, message)) return false;
  bool is_done = decode(&it, true, pixels, length);
  close_reader(&it);
  return is_done;
}

// Writing.

static void write_bytes(png_structp png, png_bytep from, size_t count) {
  writer *to = png_get_io_ptr(png);
  if (to->size + count > to->capacity) {
    size_t capacity = 2 * to->capacity + count;
    uint8_t *grown = realloc(to->bytes, capacity);
    if (grown == NULL) png_error(png, "out of memory");
    to->bytes = grown;
    to->capacity = capacity;
  }
  memcpy(to->bytes + to->size, from, count);
  to->size += count;
}

static void flush_bytes(png_structp png) { (void)png; }

static int color_type(int channels, cpng_pixels kind) {
  if (kind == CPNG_BITS_OF_PALETTE) return PNG_COLOR_TYPE_PALETTE;
  return channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB;
}

static bool encode(
  writer *it, const uint8_t *pixels, uint32_t width, uint32_t height, int channels,
  cpng_pixels kind) {
  static const png_color values[2] = {{0, 0, 0}, {255, 255, 255}};
  if (setjmp(png_jmpbuf(it->png)) != 0) return false;
  png_set_write_fn(it->png, it, write_bytes, flush_bytes);
  png_set_IHDR(
    it->png, it->info, width, height, kind == CPNG_BYTES ? 8 : 1, color_type(channels, kind),
    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (kind == CPNG_BITS_OF_PALETTE) png_set_PLTE(it->png, it->info, values, 2);
  png_write_info(it->png, it->info);
  if (kind != CPNG_BYTES) png_set_packing(it->png);
  for (uint32_t y = 0; y < height; y++)
    png_write_row(it->png, (png_const_bytep)(pixels + (size_t)y * width * (size_t)channels));
  png_write_end(it->png, NULL);
  return true;
}

bool cpng_encode(
  const uint8_t *pixels, uint32_t width, uint32_t height, int channels, cpng_pixels kind,
  uint8_t **bytes, size_t *size, char *message) {
  writer it = {0};
  it.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  if (it.png != NULL) it.info = png_create_info_struct(it.png);
  bool is_done = it.info != NULL && encode(&it, pixels, width, height, channels, kind);
  if (it.info == NULL) snprintf(message, CPNG_MESSAGE, "out of memory");
  png_destroy_write_struct(&it.png, &it.info);
  if (!is_done) free(it.bytes);
  *bytes = is_done ? it.bytes : NULL;
  *size = is_done ? it.size : 0;
  return is_done;
}

void cpng_free(uint8_t *bytes) { free(bytes); }

const char *cpng_version(void) { return png_get_libpng_ver(NULL); }
