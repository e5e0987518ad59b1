#ifndef CDICOM_H
#define CDICOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// DICOM data sets in memory: attributes as plain numbers and text, and one frame's stored samples.
///
/// Why a shim: DCMTK is C++ and reports by status, null and exception. Nothing here reads a path,
/// and no exception leaves. What the numbers mean (rescaling, windows, colours) is decided in Swift.
/// JPEG and JPEG-LS are DCMTK's, JPEG 2000 is OpenJPEG's.
enum { CDICOM_MESSAGE = 300 };

typedef struct cdicom_dataset cdicom_dataset;

/// An attribute: group · 65536 + element; 0 is none.
typedef uint32_t cdicom_tag;

/// Where an attribute is looked for: the data set itself, or, with `macro`, the first item of that
/// sequence in the functional groups of a frame, in those of all frames, then in the data set.
typedef struct {
  cdicom_tag macro;
  cdicom_tag tag;
  /// Whether the macro is itself looked for in the functional groups.
  bool is_per_frame;
  /// From 0.
  uint32_t frame;
} cdicom_place;

typedef enum {
  CDICOM_DONE,
  /// Not DICOM, truncated or against the standard.
  CDICOM_DAMAGED,
  /// DICOM that is not read.
  CDICOM_UNSUPPORTED
} cdicom_status;

/// Reads a data set, which the caller closes. Text in `message` says why not.
///
/// A file without preamble or meta header is read as well. With `is_header_only`, reading ends at the
/// pixel data. A deflated data set may unpack to `largest` bytes at most.
cdicom_status cdicom_open(
  const uint8_t *bytes, size_t size, bool is_header_only, size_t largest, cdicom_dataset **dataset,
  char *message);

void cdicom_close(cdicom_dataset *dataset);

/// UID of the transfer syntax, or "" when the file does not say. Lives as long as the data set.
const char *cdicom_transfer_syntax(const cdicom_dataset *dataset);

/// Whether the data set itself has the attribute, with or without a value.
bool cdicom_has(const cdicom_dataset *dataset, cdicom_tag tag);

/// The tag of an attribute's keyword, as "BodyPartExamined"; 0 when there is none.
cdicom_tag cdicom_tag_named(const char *keyword);

/// The two letters of its value representation, 256 times the first and the second; 0 when there is
/// no such attribute.
uint16_t cdicom_representation_named(const char *keyword);

/// All values of a text attribute in UTF-8, cut at capacity - 1 bytes. False without a value.
bool cdicom_text(
  const cdicom_dataset *dataset, cdicom_place place, char *text, size_t capacity);

/// The first values of a numeric attribute. Returns how many were written, 0 without a value.
size_t cdicom_numbers(
  const cdicom_dataset *dataset, cdicom_place place, double *values, size_t capacity);

/// The values of an attribute as bytes in the order of this machine; lives as long as the data set.
/// Null without a value.
const uint8_t *cdicom_bytes(const cdicom_dataset *dataset, cdicom_place place, size_t *size);

/// What the caller expects of a frame, having checked it.
typedef struct {
  uint32_t columns;
  uint32_t rows;
  uint32_t samples;
  /// 8, 16, 32 or 64; 1 for native pixel data.
  uint32_t bits;
  uint32_t frames;
} cdicom_shape;

/// How many frames the pixel data can hold at most: by their length where they are native, by their
/// fragments where they are compressed. 0 without pixel data.
uint64_t cdicom_frames_held(cdicom_dataset *dataset, cdicom_shape shape);

/// Copies the stored samples of one frame, little-endian, in `size` bytes: columns · rows · samples ·
/// bits / 8, rounded up. Samples of a colour picture stand as the planar configuration says, and side
/// by side after any decompression (`*is_interleaved`). No colours are converted, but for
/// the colour transform that is part of JPEG 2000.
cdicom_status cdicom_frame(
  cdicom_dataset *dataset, uint32_t frame, cdicom_shape shape, uint8_t *pixels, size_t size,
  bool *is_interleaved, char *message);

#ifdef __cplusplus
}
#endif

#endif
