#include "CJPEG.h"

// Before jpeglib.h, which takes FILE and size_t for granted.
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>
#include <setjmp.h>

// Hundreds of progressive scans of one picture are an attack on the reader's time.
enum { MOST_SCANS = 500 };

// After a longjmp only what lives outside the function that called setjmp is defined: so all of it
// stands in a struct of the calling function.
typedef struct {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf place;
  cjpeg_status status;
  char *message;
} reader;

static void stop(reader *it, cjpeg_status status, const char *text) {
  snprintf(it->message, CJPEG_MESSAGE, "%s", text);
  it->status = status;
  longjmp(it->place, 1);
}

static cjpeg_status status_of(int code) {
  switch (code) {
    case JERR_BAD_PRECISION: return CJPEG_DEEP;
    case JERR_SOF_UNSUPPORTED: return CJPEG_OTHER_CODING;
    default: return CJPEG_DAMAGED;
  }
}

static void on_error(j_common_ptr jpeg) {
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  stop(jpeg->client_data, status_of(jpeg->err->msg_code), text);
}

// Bytes between segments, and numbers in headers that decide nothing: every sample is there.
static bool is_harmless(int warning) {
  switch (warning) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL: return true;
    default: return false;
  }
}

// Warnings have a negative level, traces another.
static void on_message(j_common_ptr jpeg, int level) {
  if (level < 0 && !is_harmless(jpeg->err->msg_code)) on_error(jpeg);
}

static void on_progress(j_common_ptr jpeg) {
  const j_decompress_ptr it = (j_decompress_ptr)jpeg;
  if (it->input_scan_number > MOST_SCANS) stop(jpeg->client_data, CJPEG_DAMAGED, "too many scans");
}

static int channels(const reader *it) {
  switch (it->jpeg.jpeg_color_space) {
    case JCS_GRAYSCALE: return 1;
    case JCS_RGB:
    case JCS_YCbCr: return 3;
    case JCS_CMYK:
    case JCS_YCCK: return 4;
    default: return 0;
  }
}

static void open_file(reader *it, const uint8_t *bytes, size_t size) {
  jpeg_create_decompress(&it->jpeg);
  it->progress.progress_monitor = on_progress;
  it->jpeg.progress = &it->progress;
  jpeg_mem_src(&it->jpeg, bytes, size);
  jpeg_read_header(&it->jpeg, TRUE);
  if (channels(it) == 0) stop(it, CJPEG_DAMAGED, "colours of an unknown kind");
}

static void read_header(reader *it, const uint8_t *bytes, size_t size, cjpeg_header *header) {
  if (setjmp(it->place) != 0) return;
  open_file(it, bytes, size);
  *header = (cjpeg_header){
    .width = it->jpeg.image_width, .height = it->jpeg.image_height, .channels = channels(it)};
}

static J_COLOR_SPACE space(int channels) {
  return channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
}

static void decode(
  reader *it, const uint8_t *bytes, size_t size, int divisor, uint8_t *pixels, size_t length) {
  if (setjmp(it->place) != 0) return;
  struct jpeg_decompress_struct *jpeg = &it->jpeg;
  open_file(it, bytes, size);
  jpeg->out_color_space = space(channels(it));
  jpeg->dct_method = JDCT_ISLOW;
  jpeg->scale_num = 1;
  jpeg->scale_denom = (unsigned int)divisor;
  jpeg_start_decompress(jpeg);
  const size_t stride = (size_t)jpeg->output_width * (size_t)jpeg->output_components;
  if (stride * jpeg->output_height != length)
    stop(it, CJPEG_DAMAGED, "the decoded size is not the declared size");
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = pixels + jpeg->output_scanline * stride;
    jpeg_read_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_decompress(jpeg);
}

static void prepare(reader *it, char *message) {
  *it = (reader){.status = CJPEG_DONE, .message = message};
  it->jpeg.err = jpeg_std_error(&it->errors);
  it->errors.error_exit = on_error;
  it->errors.emit_message = on_message;
  it->jpeg.client_data = it;
}

cjpeg_status cjpeg_read_header(
  const uint8_t *bytes, size_t size, cjpeg_header *header, char *message) {
  reader it;
  prepare(&it, message);
  read_header(&it, bytes, size, header);
  jpeg_destroy_decompress(&it.jpeg);
  return it.status;
}

cjpeg_status cjpeg_decode(
  const uint8_t *bytes, size_t size, int divisor, uint8_t *pixels, size_t length, char *message) {
  reader it;
  prepare(&it, message);
  decode(&it, bytes, size, divisor, pixels, length);
  jpeg_destroy_decompress(&it.jpeg);
  return it.status;
}
