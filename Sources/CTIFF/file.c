#include "file.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// More than any strip or table of a picture within the limits; libtiff refuses to allocate beyond.
enum { LARGEST_ALLOCATION = 1 << 29 };

static tmsize_t read_bytes(thandle_t handle, void *to, tmsize_t count) {
  tiff_file *it = handle;
  if (count < 0 || it->position >= it->size) return 0;
  uint64_t left = it->size - it->position;
  uint64_t taken = (uint64_t)count < left ? (uint64_t)count : left;
  memcpy(to, it->bytes + it->position, taken);
  it->position += taken;
  return (tmsize_t)taken;
}

static tmsize_t write_bytes(thandle_t handle, void *from, tmsize_t count) {
  (void)handle;
  (void)from;
  (void)count;
  return 0;
}

static toff_t seek(thandle_t handle, toff_t offset, int from) {
  tiff_file *it = handle;
  if (from == SEEK_SET) it->position = offset;
  if (from == SEEK_CUR) it->position += offset;
  if (from == SEEK_END) it->position = it->size + offset;
  return it->position;
}

static int close_handle(thandle_t handle) {
  (void)handle;
  return 0;
}

static toff_t size_of(thandle_t handle) { return ((tiff_file *)handle)->size; }

void report(tiff_file *it, const char *text) {
  if (!it->has_error) snprintf(it->message, CTIFF_MESSAGE, "%s", text);
  it->has_error = true;
}

static int on_error(TIFF *tiff, void *user, const char *module, const char *format, va_list list) {
  (void)tiff;
  (void)module;
  char text[CTIFF_MESSAGE];
  vsnprintf(text, sizeof text, format, list);
  report(user, text);
  return 1;
}

// Unknown tags and the like are no damage; but where data end early, JPEG and fax only warn.
static int on_warning(
  TIFF *tiff, void *user, const char *module, const char *format, va_list list) {
  bool is_damage = module != NULL && (strcmp(module, "JPEGLib") == 0 || strncmp(module, "Fax", 3) == 0);
  return is_damage ? on_error(tiff, user, module, format, list) : 1;
}

static TIFF *open_tiff(tiff_file *it) {
  TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
  if (options == NULL) return NULL;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options, LARGEST_ALLOCATION);
  TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, it);
  TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, it);
  TIFF *tiff = TIFFClientOpenExt(
    "memory", "rm", it, read_bytes, write_bytes, seek, close_handle, size_of, NULL, NULL, options);
  TIFFOpenOptionsFree(options);
  return tiff;
}

bool open_file(tiff_file *it, const uint8_t *bytes, size_t size, uint32_t page, char *message) {
  *it = (tiff_file){.bytes = bytes, .size = size, .message = message};
  it->tiff = open_tiff(it);
  bool is_open = it->tiff != NULL && (page == 0 || TIFFSetDirectory(it->tiff, page) == 1);
  if (!is_open) {
    report(it, "its directory cannot be read");
    close_file(it);
  }
  return is_open;
}

void close_file(tiff_file *it) {
  if (it->tiff != NULL) TIFFClose(it->tiff);
  it->tiff = NULL;
}
