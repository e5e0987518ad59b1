#ifndef CINFERENCE_SESSION_H
#define CINFERENCE_SESSION_H

#include "CInference.h"

struct session;

/// A library that can run models.
typedef struct {
  char *(*version)(void *library, char **version);
  /// Fills the session's state and ports; `close` frees what it made, also after a failure.
  char *(*open)(
    struct session *session, inference_model model, int32_t threads, inference_shape shape);
  char *(*run)(
    struct session *session, const inference_input *inputs, const size_t *outputs, size_t count,
    inference_tensor *results);
  void (*close)(struct session *session);
} backend;

typedef struct session {
  const backend *backend;
  void *library;
  /// The backend's own handles.
  void *state;
  /// By inference_direction.
  inference_port *ports[2];
  size_t port_counts[2];
} session;

extern const backend openvino_backend;
extern const backend onnxruntime_backend;

/// A reason for a failure; never NULL.
char *reason(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// Zeroed memory; never NULL.
void *zeroed(size_t count, size_t size);

/// Bytes of one element; 0 for others than those that can be given.
size_t element_size(inference_element element);

/// Looks up one function; the first one that is missing is kept in `missing`.
void *symbol(void *library, const char *name, const char **missing);

#endif
