#define _GNU_SOURCE
#include "session.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

char *reason(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *text = NULL;
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  // As everywhere in Swift, a program without memory for a sentence ends.
  if (length < 0) abort();
  return text;
}

void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count == 0 ? 1 : count, size);
  if (memory == NULL) abort();
  return memory;
}

void *symbol(void *library, const char *name, const char **missing) {
  void *found = dlsym(library, name);
  if (found == NULL && *missing == NULL) *missing = name;
  return found;
}

static const backend *backend_of(inference_library library) {
  return library == INFERENCE_OPENVINO ? &openvino_backend : &onnxruntime_backend;
}

/// The libraries keep threads of their own, so their code stays in memory once it is loaded.
static char *open_library(const char *path, void **library) {
  // dlopen takes an empty path for the running program.
  if (path[0] == '\0') return reason("the path is empty");
  *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (*library != NULL) return NULL;
  const char *why = dlerror();
  return reason("%s", why == NULL ? "it cannot be loaded" : why);
}

char *inference_version(inference_library library, const char *path, char **version) {
  void *opened = NULL;
  char *problem = open_library(path, &opened);
  if (problem != NULL) return problem;
  problem = backend_of(library)->version(opened, version);
  dlclose(opened);
  return problem;
}

static void release(session *session) {
  if (session->state != NULL) session->backend->close(session);
  for (int direction = 0; direction < 2; direction++) {
    for (size_t i = 0; i < session->port_counts[direction]; i++)
      free((char *)session->ports[direction][i].name);
    free(session->ports[direction]);
  }
  if (session->library != NULL) dlclose(session->library);
  free(session);
}

char *inference_open(
  inference_library library, const char *path, inference_model model, int32_t threads,
  inference_shape shape, inference_session *handle) {
  session *opened = zeroed(1, sizeof *opened);
  opened->backend = backend_of(library);
  char *problem = open_library(path, &opened->library);
  if (problem == NULL) problem = opened->backend->open(opened, model, threads, shape);
  if (problem != NULL) {
    release(opened);
    return problem;
  }
  handle->address = (uintptr_t)opened;
  return NULL;
}

static session *session_of(inference_session handle) { return (session *)handle.address; }

void inference_close(inference_session handle) { release(session_of(handle)); }

size_t inference_port_count(inference_session handle, inference_direction direction) {
  return session_of(handle)->port_counts[direction];
}

inference_port inference_port_at(
  inference_session handle, inference_direction direction, size_t index) {
  return session_of(handle)->ports[direction][index];
}

size_t element_size(inference_element element) {
  switch (element) {
  case INFERENCE_FLOAT32:
  case INFERENCE_INT32: return 4;
  case INFERENCE_INT64: return 8;
  default: return 0;
  }
}

char *inference_run(
  inference_session handle, const inference_input *inputs, const size_t *outputs, size_t count,
  inference_tensor *results) {
  session *opened = session_of(handle);
  for (size_t i = 0; i < opened->port_counts[INFERENCE_INPUT]; i++) {
    const inference_port *port = &opened->ports[INFERENCE_INPUT][i];
    if (element_size(port->element) == 0)
      return reason("\"%s\" holds neither 32-bit floating point numbers nor integers", port->name);
  }
  for (size_t i = 0; i < count; i++) {
    const inference_port *port = &opened->ports[INFERENCE_OUTPUT][outputs[i]];
    if (port->element != INFERENCE_FLOAT32)
      return reason("\"%s\" does not hold 32-bit floating point numbers", port->name);
  }
  return opened->backend->run(opened, inputs, outputs, count, results);
}

void inference_release_text(char *text) { free(text); }
