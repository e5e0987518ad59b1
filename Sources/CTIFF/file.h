#ifndef CTIFF_FILE_H
#define CTIFF_FILE_H

#include <tiffio.h>

#include "CTIFF.h"

/// A file in memory and what libtiff said of it.
typedef struct {
  TIFF *tiff;
  const uint8_t *bytes;
  uint64_t size;
  uint64_t position;
  char *message;
  bool has_error;
} tiff_file;

/// Opens at a page. Returns false with a message.
bool open_file(tiff_file *it, const uint8_t *bytes, size_t size, uint32_t page, char *message);
void close_file(tiff_file *it);

/// Keeps the first message.
void report(tiff_file *it, const char *text);

#endif
