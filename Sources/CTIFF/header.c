#include "file.h"

static void read_extra(TIFF *tiff, ctiff_header *header) {
  uint16_t count = 0;
  const uint16_t *kinds = NULL;
  header->extra = ctiff_no_extra;
  if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) != 1) return;
  if (count > 0 && kinds != NULL) header->extra = kinds[0];
}

static void read_palette(TIFF *tiff, ctiff_header *header) {
  uint16_t *red = NULL, *green = NULL, *blue = NULL;
  if (header->bits > 8 || TIFFGetField(tiff, TIFFTAG_COLORMAP, &red, &green, &blue) != 1) return;
  if (red == NULL || green == NULL || blue == NULL) return;
  header->has_palette = true;
  for (int i = 0; i < 1 << header->bits; i++) {
    header->red[i] = red[i];
    header->green[i] = green[i];
    header->blue[i] = blue[i];
  }
}

static bool read_header(tiff_file *it, ctiff_header *header) {
  TIFF *tiff = it->tiff;
  if (
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &header->width) != 1
    || TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &header->height) != 1) {
    report(it, "it does not say its size");
    return false;
  }
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &header->bits);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &header->samples);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &header->format);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &header->compression);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &header->orientation);
  if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &header->photometric) != 1) {
    report(it, "it does not say what its samples mean");
    return false;
  }
  uint32_t length = 0;
  const void *profile = NULL;
  header->has_profile = TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &length, &profile) == 1;
  read_extra(tiff, header);
  read_palette(tiff, header);
  return true;
}

bool ctiff_count_pages(const uint8_t *bytes, size_t size, uint32_t *count, char *message) {
  tiff_file it;
  if (!open_file(&it, bytes, size, 0, message)) return false;
  // A page that is there and cannot be found is an error, not the end of the pages.
  it.has_error = false;
  *count = TIFFNumberOfDirectories(it.tiff);
  close_file(&it);
  return !it.has_error;
}

bool ctiff_read_header(
  const uint8_t *bytes, size_t size, uint32_t page, ctiff_header *header, char *message) {
  tiff_file it;
  *header = (ctiff_header){0};
  if (!open_file(&it, bytes, size, page, message)) return false;
  bool is_done = read_header(&it, header);
  close_file(&it);
  return is_done;
}

size_t ctiff_sample_size(const ctiff_header *header) {
  uint16_t bits = header->bits;
  if (bits == 32 || bits == 64) return bits / 8;
  if (bits == 0 || bits > 16) return 0;
  return bits <= 8 ? 1 : 2;
}

const char *ctiff_version(void) { return TIFFGetVersion(); }
