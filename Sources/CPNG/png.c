#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const uint8_t *bytes;
  size_t size;
  size_t position;
} source;

typedef struct {
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} sink;

static void on_error(png_structp png, png_const_charp text) {
  snprintf(png_get_error_ptr(png), CPNG_MESSAGE, "%s", text);
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
  source *from = png_get_io_ptr(png);
  if (count > from->size - from->position) png_error(png, "the file is truncated");
  memcpy(to, from->bytes + from->position, count);
  from->position += count;
}

static png_structp open_reader(source *from, char *message) {
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  if (png == NULL) {
    snprintf(message, CPNG_MESSAGE, "out of memory");
    return NULL;
  }
  png_set_read_fn(png, from, read_bytes);
  return png;
}

bool cpng_read_header(const uint8_t *bytes, size_t size, cpng_header *header, char *message) {
  source from = {bytes, size, 0};
  png_structp png = open_reader(&from, message);
  if (png == NULL) return false;
  png_infop volatile info = NULL;
  if (setjmp(png_jmpbuf(png)) != 0) {
    png_infop made = info;
    png_destroy_read_struct(&png, &made, NULL);
    return false;
  }
  info = png_create_info_struct(png);
  png_read_info(png, info);
  int colour = png_get_color_type(png, info);
  header->width = png_get_image_width(png, info);
  header->height = png_get_image_height(png, info);
  header->bit_depth = png_get_bit_depth(png, info);
  header->is_colour = (colour & PNG_COLOR_MASK_COLOR) != 0;
  header->has_alpha
    = (colour & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  png_infop made = info;
  png_destroy_read_struct(&png, &made, NULL);
  return true;
}

int cpng_channels(const cpng_header *header) {
  return (header->is_colour ? 3 : 1) + (header->has_alpha ? 1 : 0);
}

bool cpng_decode(const uint8_t *bytes, size_t size, uint8_t *pixels, size_t length, char *message) {
  source from = {bytes, size, 0};
  png_structp png = open_reader(&from, message);
  if (png == NULL) return false;
  png_infop volatile info = NULL;
  png_bytepp volatile rows = NULL;
  if (setjmp(png_jmpbuf(png)) != 0) {
    png_infop made = info;
    free(rows);
    png_destroy_read_struct(&png, &made, NULL);
    return false;
  }
  info = png_create_info_struct(png);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t row_bytes = png_get_rowbytes(png, info);
  uint32_t height = png_get_image_height(png, info);
  if (row_bytes == 0 || length / row_bytes != height || length % row_bytes != 0)
    png_error(png, "the decoded size is not the declared size");
  rows = malloc(height * sizeof(png_bytep));
  if (rows == NULL) png_error(png, "out of memory");
  for (uint32_t y = 0; y < height; y++) rows[y] = pixels + y * row_bytes;
  png_read_image(png, rows);
  png_read_end(png, NULL);
  free(rows);
  rows = NULL;
  png_infop made = info;
  png_destroy_read_struct(&png, &made, NULL);
  return true;
}

static void write_bytes(png_structp png, png_bytep from, size_t count) {
  sink *to = png_get_io_ptr(png);
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

bool cpng_encode(
  const uint8_t *pixels, uint32_t width, uint32_t height, int channels, uint8_t **bytes,
  size_t *size, char *message) {
  sink to = {NULL, 0, 0};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, on_error, on_warning);
  if (png == NULL) {
    snprintf(message, CPNG_MESSAGE, "out of memory");
    return false;
  }
  png_infop volatile info = NULL;
  if (setjmp(png_jmpbuf(png)) != 0) {
    png_infop made = info;
    png_destroy_write_struct(&png, &made);
    free(to.bytes);
    return false;
  }
  info = png_create_info_struct(png);
  png_set_write_fn(png, &to, write_bytes, flush_bytes);
  png_set_IHDR(
    png, info, width, height, 8, channels == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
    PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (uint32_t y = 0; y < height; y++)
    png_write_row(png, (png_const_bytep)(pixels + (size_t)y * width * (size_t)channels));
  png_write_end(png, NULL);
  png_infop made = info;
  png_destroy_write_struct(&png, &made);
  *bytes = to.bytes;
  *size = to.size;
  return true;
}

void cpng_free(uint8_t *bytes) { free(bytes); }
