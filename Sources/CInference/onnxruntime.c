// ONNX Runtime's C interface, as far as it is used here: one exported function gives a table of
// function pointers that only grows at its end, so that a function is known by its place. Handles
// are opaque pointers; a status is NULL for success.
#include <stdlib.h>
#include <string.h>

#include "session.h"

enum { TABLE_VERSION = 11, SILENT_BUT_FATAL = 4, DEVICE_ALLOCATOR = 0, DEFAULT_MEMORY = 0 };

typedef struct {
  void *const *(*table)(uint32_t version);
  const char *(*version)(void);
} entry;

/// place in the table, result, name, parameters
#define FUNCTIONS(X)                                                                            \
  X(2, const char *, GetErrorMessage, (const void *))                                           \
  X(3, void *, CreateEnv, (int, const char *, void **))                                         \
  X(7, void *, CreateSession, (void *, const char *, void *, void **))                          \
  X(8, void *, CreateSessionFromArray, (void *, const void *, size_t, void *, void **))         \
  X(9, void *, Run,                                                                             \
    (void *, void *, const char *const *, void *const *, size_t, const char *const *, size_t,   \
     void **))                                                                                  \
  X(10, void *, CreateSessionOptions, (void **))                                                \
  X(24, void *, SetIntraOpNumThreads, (void *, int))                                            \
  X(25, void *, SetInterOpNumThreads, (void *, int))                                            \
  X(30, void *, SessionGetInputCount, (void *, size_t *))                                       \
  X(31, void *, SessionGetOutputCount, (void *, size_t *))                                      \
  X(33, void *, SessionGetInputTypeInfo, (void *, size_t, void **))                             \
  X(34, void *, SessionGetOutputTypeInfo, (void *, size_t, void **))                            \
  X(36, void *, SessionGetInputName, (void *, size_t, void *, char **))                         \
  X(37, void *, SessionGetOutputName, (void *, size_t, void *, char **))                        \
  X(49, void *, CreateTensorWithDataAsOrtValue,                                                 \
    (void *, void *, size_t, const int64_t *, size_t, int, void **))                            \
  X(51, void *, GetTensorMutableData, (void *, void **))                                        \
  X(55, void *, CastTypeInfoToTensorInfo, (void *, void **))                                    \
  X(60, void *, GetTensorElementType, (void *, int *))                                          \
  X(61, void *, GetDimensionsCount, (void *, size_t *))                                         \
  X(62, void *, GetDimensions, (void *, int64_t *, size_t))                                     \
  X(64, void *, GetTensorShapeElementCount, (void *, size_t *))                                 \
  X(65, void *, GetTensorTypeAndShape, (void *, void **))                                       \
  X(69, void *, CreateCpuMemoryInfo, (int, int, void **))                                       \
  X(76, void *, AllocatorFree, (void *, void *))                                                \
  X(78, void *, GetAllocatorWithDefaultOptions, (void **))                                      \
  X(93, void, ReleaseStatus, (void *))                                                          \
  X(94, void, ReleaseMemoryInfo, (void *))                                                      \
  X(95, void, ReleaseSession, (void *))                                                         \
  X(96, void, ReleaseValue, (void *))                                                           \
  X(98, void, ReleaseTypeInfo, (void *))                                                        \
  X(99, void, ReleaseTensorTypeAndShapeInfo, (void *))                                          \
  X(100, void, ReleaseSessionOptions, (void *))

typedef struct {
#define MEMBER(place, result, name, parameters) result(*name) parameters;
  FUNCTIONS(MEMBER)
#undef MEMBER
} functions;

typedef struct {
  functions call;
  void *environment, *options, *session, *memory;
  /// The tensors whose values the last run handed out, in the order asked for, then NULL.
  void **outputs;
} state;

static char *find_entry(void *library, const entry **found) {
  const char *missing = NULL;
  const entry *(*get_entry)(void) = symbol(library, "OrtGetApiBase", &missing);
  if (missing != NULL) return reason("it has no function %s", missing);
  *found = get_entry();
  return NULL;
}

static char *resolve(void *library, functions *call) {
  const entry *found = NULL;
  char *problem = find_entry(library, &found);
  if (problem != NULL) return problem;
  void *const *table = found->table(TABLE_VERSION);
  if (table == NULL) return reason("its release %s is older than 1.11", found->version());
#define LOOK_UP(place, result, name, parameters) call->name = table[place];
  FUNCTIONS(LOOK_UP)
#undef LOOK_UP
  return NULL;
}

static char *version(void *library, char **version) {
  const entry *found = NULL;
  char *problem = find_entry(library, &found);
  if (problem != NULL) return problem;
  *version = reason("%s", found->version());
  return NULL;
}

static char *check(const functions *call, void *status) {
  if (status == NULL) return NULL;
  char *problem = reason("%s", call->GetErrorMessage(status));
  call->ReleaseStatus(status);
  return problem;
}

/// Numbers of element types in the library.
static const int element_types[] = {
  [INFERENCE_FLOAT32] = 1, [INFERENCE_INT32] = 6, [INFERENCE_INT64] = 7};

static inference_element element_of(int type) {
  for (inference_element element = INFERENCE_FLOAT32; element <= INFERENCE_INT64; element++)
    if (element_types[element] == type) return element;
  return INFERENCE_OTHER_ELEMENT;
}

/// Element type and axes of a tensor's description.
static char *describe_tensor(const functions *call, void *info, inference_port *port) {
  int type = 0;
  size_t rank = 0;
  char *problem = check(call, call->GetTensorElementType(info, &type));
  if (problem == NULL) problem = check(call, call->GetDimensionsCount(info, &rank));
  if (problem == NULL && rank > INFERENCE_RANK_LIMIT)
    problem = reason("\"%s\" has more than %d axes", port->name, INFERENCE_RANK_LIMIT);
  if (problem == NULL) problem = check(call, call->GetDimensions(info, port->shape, rank));
  port->element = element_of(type);
  port->rank = (int32_t)rank;
  return problem;
}

static char *describe_type(
  state *own, inference_direction direction, size_t index, inference_port *port) {
  const functions *call = &own->call;
  void *type = NULL;
  char *problem = check(
    call,
    direction == INFERENCE_INPUT
      ? call->SessionGetInputTypeInfo(own->session, index, &type)
      : call->SessionGetOutputTypeInfo(own->session, index, &type));
  if (problem != NULL) return problem;
  void *tensor = NULL;
  problem = check(call, call->CastTypeInfoToTensorInfo(type, &tensor));
  // Sequences and maps are no tensors: they have no shape and hold no numbers to take.
  port->rank = -1;
  if (problem == NULL && tensor != NULL) problem = describe_tensor(call, tensor, port);
  call->ReleaseTypeInfo(type);
  return problem;
}

static char *describe_name(
  state *own, inference_direction direction, size_t index, inference_port *port) {
  const functions *call = &own->call;
  void *allocator = NULL;
  char *problem = check(call, call->GetAllocatorWithDefaultOptions(&allocator));
  if (problem != NULL) return problem;
  char *name = NULL;
  problem = check(
    call,
    direction == INFERENCE_INPUT
      ? call->SessionGetInputName(own->session, index, allocator, &name)
      : call->SessionGetOutputName(own->session, index, allocator, &name));
  if (problem != NULL) return problem;
  port->name = reason("%s", name);
  return check(call, call->AllocatorFree(allocator, name));
}

static char *describe_all(session *session, state *own, inference_direction direction) {
  const functions *call = &own->call;
  size_t count = 0;
  char *problem = check(
    call,
    direction == INFERENCE_INPUT
      ? call->SessionGetInputCount(own->session, &count)
      : call->SessionGetOutputCount(own->session, &count));
  inference_port *ports = zeroed(count, sizeof *ports);
  session->ports[direction] = ports;
  session->port_counts[direction] = count;
  for (size_t i = 0; problem == NULL && i < count; i++) {
    problem = describe_name(own, direction, i, &ports[i]);
    if (problem == NULL) problem = describe_type(own, direction, i, &ports[i]);
  }
  return problem;
}

static char *create_session(state *own, inference_model model, int32_t threads) {
  const functions *call = &own->call;
  // Failures come back as text, so nothing is logged.
  char *problem = check(
    call, call->CreateEnv(SILENT_BUT_FATAL, "semblance", &own->environment));
  if (problem == NULL) problem = check(call, call->CreateSessionOptions(&own->options));
  if (problem == NULL) problem = check(call, call->SetIntraOpNumThreads(own->options, threads));
  if (problem == NULL) problem = check(call, call->SetInterOpNumThreads(own->options, 1));
  if (problem == NULL)
    problem = check(
      call, call->CreateCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, &own->memory));
  if (problem == NULL)
    problem = check(
      call,
      model.content == NULL
        ? call->CreateSession(own->environment, model.path, own->options, &own->session)
        : call->CreateSessionFromArray(
          own->environment, model.content, model.size, own->options, &own->session));
  return problem;
}

static char *open_model(
  session *session, inference_model model, int32_t threads, inference_shape shape) {
  (void)shape;
  state *own = zeroed(1, sizeof *own);
  char *problem = resolve(session->library, &own->call);
  if (problem != NULL) {
    free(own);
    return problem;
  }
  session->state = own;
  problem = create_session(own, model, threads);
  if (problem == NULL) problem = describe_all(session, own, INFERENCE_INPUT);
  if (problem == NULL) problem = describe_all(session, own, INFERENCE_OUTPUT);
  own->outputs = zeroed(session->port_counts[INFERENCE_OUTPUT], sizeof *own->outputs);
  return problem;
}

static char *take(const functions *call, void *output, inference_tensor *result) {
  void *info = NULL;
  char *problem = check(call, call->GetTensorTypeAndShape(output, &info));
  if (problem != NULL) return problem;
  inference_port shape = {.name = "the output"};
  problem = describe_tensor(call, info, &shape);
  if (problem == NULL)
    problem = check(call, call->GetTensorShapeElementCount(info, &result->count));
  call->ReleaseTensorTypeAndShapeInfo(info);
  result->rank = shape.rank;
  memcpy(result->shape, shape.shape, sizeof shape.shape);
  void *data = NULL;
  if (problem == NULL) problem = check(call, call->GetTensorMutableData(output, &data));
  result->values = data;
  return problem;
}

/// The library asks for memory it may write to, though it only reads inputs.
static char *give(state *own, const inference_port *port, inference_input input, void **given) {
  const functions *call = &own->call;
  return check(
    call, call->CreateTensorWithDataAsOrtValue(
      own->memory, (void *)input.values, input.count * element_size(port->element), input.shape,
      (size_t)input.rank, element_types[port->element], given));
}

static void release_outputs(session *session, state *own) {
  for (size_t i = 0; own->outputs != NULL && i < session->port_counts[INFERENCE_OUTPUT]; i++) {
    if (own->outputs[i] != NULL) own->call.ReleaseValue(own->outputs[i]);
    own->outputs[i] = NULL;
  }
}

static char *run(
  session *session, const inference_input *inputs, const size_t *outputs, size_t count,
  inference_tensor *results) {
  state *own = session->state;
  const functions *call = &own->call;
  release_outputs(session, own);
  const inference_port *ports = session->ports[INFERENCE_INPUT];
  size_t given_count = session->port_counts[INFERENCE_INPUT];
  void **given = zeroed(given_count, sizeof *given);
  const char **names = zeroed(given_count, sizeof *names);
  const char **output_names = zeroed(count, sizeof *output_names);
  char *problem = NULL;
  for (size_t i = 0; problem == NULL && i < given_count; i++) {
    names[i] = ports[i].name;
    problem = give(own, &ports[i], inputs[i], &given[i]);
  }
  for (size_t i = 0; i < count; i++)
    output_names[i] = session->ports[INFERENCE_OUTPUT][outputs[i]].name;
  if (problem == NULL)
    problem = check(
      call, call->Run(
        own->session, NULL, names, given, given_count, output_names, count, own->outputs));
  for (size_t i = 0; problem == NULL && i < count; i++)
    problem = take(call, own->outputs[i], &results[i]);
  for (size_t i = 0; i < given_count; i++)
    if (given[i] != NULL) call->ReleaseValue(given[i]);
  free(given);
  free(names);
  free(output_names);
  return problem;
}

static void close_model(session *session) {
  state *own = session->state;
  const functions *call = &own->call;
  release_outputs(session, own);
  free(own->outputs);
  if (own->memory != NULL) call->ReleaseMemoryInfo(own->memory);
  if (own->session != NULL) call->ReleaseSession(own->session);
  if (own->options != NULL) call->ReleaseSessionOptions(own->options);
  // The environment is one for the whole process, and stays: where the last is given back while another
  // thread asks for one, the new one meets the loggers of the old.
  free(own);
}

const backend onnxruntime_backend = {version, open_model, run, close_model};
