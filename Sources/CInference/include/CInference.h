#ifndef CINFERENCE_H
#define CINFERENCE_H

#include <stddef.h>
#include <stdint.h>

/// Neural network inference by whichever library is found at run time.
///
/// Why a shim: the libraries are opened with dlopen, so that building needs neither of them; one of
/// OpenVINO's calls is variadic; ONNX Runtime hands out a table of function pointers.
///
/// Every function that can fail returns NULL for success or the reason as text, which the caller
/// releases with inference_release_text.
typedef enum { INFERENCE_OPENVINO, INFERENCE_ONNXRUNTIME } inference_library;

typedef enum { INFERENCE_INPUT, INFERENCE_OUTPUT } inference_direction;

enum { INFERENCE_RANK_LIMIT = 8 };

/// What a tensor's elements are; others are neither given nor taken.
typedef enum {
  INFERENCE_OTHER_ELEMENT,
  INFERENCE_FLOAT32,
  INFERENCE_INT32,
  INFERENCE_INT64
} inference_element;

/// One model opened by one library. A number rather than a pointer, as file descriptors are: it has
/// one owner, may move between threads, and is used by one thread at a time.
typedef struct {
  uintptr_t address;
} inference_session;

/// What a model takes or gives. The name lives as long as the session.
typedef struct {
  const char *name;
  /// -1 for a rank that only a run tells.
  int32_t rank;
  /// -1 for a size that only a run tells.
  int64_t shape[INFERENCE_RANK_LIMIT];
  inference_element element;
} inference_port;

/// What one input is given: elements of the kind that its port names.
typedef struct {
  const void *values;
  size_t count;
  int32_t rank;
  int64_t shape[INFERENCE_RANK_LIMIT];
} inference_input;

/// Numbers with their shape; they live until the session's next run or its end.
typedef struct {
  const float *values;
  size_t count;
  int32_t rank;
  int64_t shape[INFERENCE_RANK_LIMIT];
} inference_tensor;

typedef struct {
  int32_t rank;
  int64_t sizes[INFERENCE_RANK_LIMIT];
} inference_shape;

/// A model's file, and its content where that is not to be read from the file.
typedef struct {
  const char *path;
  const void *content;
  size_t size;
} inference_model;

/// The version of a library file.
char *inference_version(inference_library library, const char *path, char **version);

/// Opens a model for the given number of threads in one stream, in 32-bit precision.
///
/// `shape` is the only one that its input will be given, of rank 0 where that is not known: OpenVINO
/// is some percent faster, with the same bits, when nothing is left open.
char *inference_open(
  inference_library library, const char *path, inference_model model, int32_t threads,
  inference_shape shape, inference_session *session);
void inference_close(inference_session session);

size_t inference_port_count(inference_session session, inference_direction direction);
inference_port inference_port_at(
  inference_session session, inference_direction direction, size_t index);

/// Runs the model once on all of its inputs, in the order of the ports, and hands back outputs by index, each
/// once, in the order asked for.
char *inference_run(
  inference_session session, const inference_input *inputs, const size_t *outputs, size_t count,
  inference_tensor *results);

void inference_release_text(char *text);

#endif
