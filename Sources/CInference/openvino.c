// OpenVINO's C interface, as far as it is used here: handles are opaque pointers, every call gives
// a status that is 0 for success.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

typedef struct {
  int64_t rank;
  int64_t *sizes;
} fixed_shape;

/// A size between two limits; the upper one is -1 where there is none.
typedef struct {
  int64_t low, high;
} size_range;

typedef struct {
  size_range rank;
  size_range *sizes;
} open_shape;

typedef struct {
  const char *build, *description;
} version_text;

/// result, name, parameters
#define FUNCTIONS(X)                                                                          \
  X(int, ov_get_openvino_version, (version_text *))                                           \
  X(void, ov_version_free, (version_text *))                                                  \
  X(const char *, ov_get_error_info, (int))                                                   \
  X(const char *, ov_get_last_err_msg, (void))                                                \
  X(void, ov_free, (const char *))                                                            \
  X(int, ov_core_create, (void **))                                                           \
  X(void, ov_core_free, (void *))                                                             \
  X(int, ov_core_read_model, (void *, const char *, const char *, void **))                   \
  X(int, ov_core_read_model_from_memory_buffer,                                               \
    (void *, const char *, size_t, void *, void **))                                          \
  X(int, ov_model_reshape_single_input, (void *, open_shape))                                 \
  X(void, ov_model_free, (void *))                                                            \
  X(int, ov_model_inputs_size, (void *, size_t *))                                            \
  X(int, ov_model_outputs_size, (void *, size_t *))                                           \
  X(int, ov_model_const_input_by_index, (void *, size_t, void **))                            \
  X(int, ov_model_const_output_by_index, (void *, size_t, void **))                           \
  X(int, ov_port_get_any_name, (void *, char **))                                             \
  X(int, ov_port_get_partial_shape, (void *, open_shape *))                                   \
  X(int, ov_port_get_element_type, (void *, unsigned *))                                      \
  X(void, ov_output_const_port_free, (void *))                                                \
  X(void, ov_partial_shape_free, (open_shape *))                                              \
  X(int, ov_core_compile_model, (void *, void *, const char *, size_t, void **, ...))         \
  X(void, ov_compiled_model_free, (void *))                                                   \
  X(int, ov_compiled_model_create_infer_request, (void *, void **))                           \
  X(void, ov_infer_request_free, (void *))                                                    \
  X(int, ov_infer_request_get_input_tensor_by_index, (void *, size_t, void **))               \
  X(int, ov_infer_request_get_output_tensor_by_index, (void *, size_t, void **))              \
  X(int, ov_infer_request_infer, (void *))                                                    \
  X(int, ov_tensor_create, (unsigned, fixed_shape, void **))                                  \
  X(int, ov_tensor_set_shape, (void *, fixed_shape))                                          \
  X(int, ov_tensor_get_shape, (void *, fixed_shape *))                                        \
  X(int, ov_tensor_get_size, (void *, size_t *))                                              \
  X(int, ov_tensor_get_byte_size, (void *, size_t *))                                         \
  X(int, ov_tensor_data, (void *, void **))                                                   \
  X(void, ov_tensor_free, (void *))                                                           \
  X(int, ov_shape_free, (fixed_shape *))

typedef struct {
#define MEMBER(result, name, parameters) result(*name) parameters;
  FUNCTIONS(MEMBER)
#undef MEMBER
} functions;

typedef struct {
  functions call;
  void *core, *model, *compiled, *request;
  /// The tensors whose values the last run handed out, by output; NULL for others.
  void **outputs;
} state;

static char *resolve(void *library, functions *call) {
  const char *missing = NULL;
#define LOOK_UP(result, name, parameters) call->name = symbol(library, #name, &missing);
  FUNCTIONS(LOOK_UP)
#undef LOOK_UP
  return missing == NULL ? NULL : reason("it has no function %s", missing);
}

/// The library keeps its last message for the whole process: beside a failure on another thread it
/// may be that one's. The status is always this call's own.
static char *check(const functions *call, int status) {
  if (status == 0) return NULL;
  const char *kind = call->ov_get_error_info(status);
  const char *message = call->ov_get_last_err_msg();
  char *problem = message == NULL
    ? reason("%s (status %d)", kind, status)
    : reason("%s (status %d)", message, status);
  if (message != NULL) call->ov_free(message);
  return problem;
}

static char *version(void *library, char **version) {
  functions call;
  char *problem = resolve(library, &call);
  if (problem != NULL) return problem;
  version_text text = {0};
  problem = check(&call, call.ov_get_openvino_version(&text));
  if (problem != NULL) return problem;
  *version = reason("%s", text.build);
  call.ov_version_free(&text);
  return NULL;
}

/// The library counted its element types anew: what was one number is the one below. Neighbours in the
/// list have other sizes, so that the size decides.
static inference_element element_of(unsigned type, size_t bytes) {
  switch (type) {
  case 4: return bytes == 4 ? INFERENCE_FLOAT32 : INFERENCE_OTHER_ELEMENT;
  case 5: return bytes == 4 ? INFERENCE_FLOAT32 : INFERENCE_OTHER_ELEMENT;
  case 9: return bytes == 4 ? INFERENCE_INT32 : INFERENCE_OTHER_ELEMENT;
  case 10: return bytes == 4 ? INFERENCE_INT32 : bytes == 8 ? INFERENCE_INT64 : INFERENCE_OTHER_ELEMENT;
  case 11: return bytes == 8 ? INFERENCE_INT64 : INFERENCE_OTHER_ELEMENT;
  default: return INFERENCE_OTHER_ELEMENT;
  }
}

static char *describe_element(const functions *call, unsigned type, inference_element *element) {
  *element = INFERENCE_OTHER_ELEMENT;
  if (element_of(type, 4) == INFERENCE_OTHER_ELEMENT && element_of(type, 8) == INFERENCE_OTHER_ELEMENT)
    return NULL;
  int64_t one = 1;
  void *tensor = NULL;
  char *problem = check(call, call->ov_tensor_create(type, (fixed_shape){1, &one}, &tensor));
  if (problem != NULL) return problem;
  size_t bytes = 0;
  problem = check(call, call->ov_tensor_get_byte_size(tensor, &bytes));
  *element = element_of(type, bytes);
  call->ov_tensor_free(tensor);
  return problem;
}

static char *copy_shape(const open_shape *shape, inference_port *port) {
  bool has_rank = shape->rank.low == shape->rank.high;
  if (has_rank && shape->rank.low > INFERENCE_RANK_LIMIT)
    return reason("\"%s\" has more than %d axes", port->name, INFERENCE_RANK_LIMIT);
  port->rank = has_rank ? (int32_t)shape->rank.low : -1;
  for (int32_t axis = 0; axis < port->rank; axis++) {
    size_range size = shape->sizes[axis];
    port->shape[axis] = size.low == size.high ? size.low : -1;
  }
  return NULL;
}

static char *describe(const functions *call, void *handle, inference_port *port) {
  char *name = NULL;
  char *problem = check(call, call->ov_port_get_any_name(handle, &name));
  if (problem != NULL) return problem;
  port->name = strdup(name);
  call->ov_free(name);
  unsigned type = 0;
  problem = check(call, call->ov_port_get_element_type(handle, &type));
  if (problem == NULL) problem = describe_element(call, type, &port->element);
  if (problem != NULL) return problem;
  open_shape shape = {0};
  problem = check(call, call->ov_port_get_partial_shape(handle, &shape));
  if (problem != NULL) return problem;
  problem = copy_shape(&shape, port);
  call->ov_partial_shape_free(&shape);
  return problem;
}

/// Ports are read before the model is compiled, as each then has the one name it has in its file.
static char *describe_all(session *session, state *own, inference_direction direction) {
  const functions *call = &own->call;
  bool inputs = direction == INFERENCE_INPUT;
  size_t count = 0;
  char *problem = check(
    call,
    inputs
      ? call->ov_model_inputs_size(own->model, &count)
      : call->ov_model_outputs_size(own->model, &count));
  session->ports[direction] = zeroed(count, sizeof(inference_port));
  session->port_counts[direction] = count;
  for (size_t i = 0; problem == NULL && i < count; i++) {
    void *handle = NULL;
    problem = check(
      call,
      inputs
        ? call->ov_model_const_input_by_index(own->model, i, &handle)
        : call->ov_model_const_output_by_index(own->model, i, &handle));
    if (problem != NULL) break;
    problem = describe(call, handle, &session->ports[direction][i]);
    call->ov_output_const_port_free(handle);
  }
  return problem;
}

/// Gives the sizes that the model leaves open. A shape that does not fit changes nothing: it will be
/// refused when it is run.
static char *close_shape(session *session, state *own, inference_shape shape) {
  inference_port *port = session->ports[INFERENCE_INPUT];
  if (session->port_counts[INFERENCE_INPUT] != 1 || port->rank != shape.rank) return NULL;
  size_range sizes[INFERENCE_RANK_LIMIT];
  for (int32_t axis = 0; axis < shape.rank; axis++) {
    if (port->shape[axis] != -1 && port->shape[axis] != shape.sizes[axis]) return NULL;
    sizes[axis] = (size_range){shape.sizes[axis], shape.sizes[axis]};
  }
  memcpy(port->shape, shape.sizes, sizeof port->shape);
  open_shape closed = {{shape.rank, shape.rank}, sizes};
  return check(&own->call, own->call.ov_model_reshape_single_input(own->model, closed));
}

/// 32-bit precision is asked for because the library picks 16 bits where the CPU has them. Pinning
/// is off because it puts two sessions of one thread on the same core: together they were as fast
/// as one, and twice as fast without.
static char *compile(state *own, int32_t threads) {
  char count[16];
  snprintf(count, sizeof count, "%d", threads);
  const functions *call = &own->call;
  return check(
    call, call->ov_core_compile_model(
      own->core, own->model, "CPU", 8, &own->compiled,
      "INFERENCE_PRECISION_HINT", "f32", "NUM_STREAMS", "1",
      "INFERENCE_NUM_THREADS", count, "ENABLE_CPU_PINNING", "NO"));
}

static char *open_model(
  session *session, inference_model model, int32_t threads, inference_shape shape) {
  state *own = zeroed(1, sizeof *own);
  char *problem = resolve(session->library, &own->call);
  if (problem != NULL) {
    free(own);
    return problem;
  }
  session->state = own;
  const functions *call = &own->call;
  problem = check(call, call->ov_core_create(&own->core));
  if (problem == NULL)
    problem = check(
      call,
      model.content == NULL
        ? call->ov_core_read_model(own->core, model.path, NULL, &own->model)
        : call->ov_core_read_model_from_memory_buffer(
          own->core, model.content, model.size, NULL, &own->model));
  if (problem == NULL) problem = describe_all(session, own, INFERENCE_INPUT);
  if (problem == NULL) problem = describe_all(session, own, INFERENCE_OUTPUT);
  own->outputs = zeroed(session->port_counts[INFERENCE_OUTPUT], sizeof *own->outputs);
  if (problem == NULL && shape.rank > 0) problem = close_shape(session, own, shape);
  if (problem == NULL) problem = compile(own, threads);
  if (problem == NULL)
    problem = check(
      call, call->ov_compiled_model_create_infer_request(own->compiled, &own->request));
  return problem;
}

/// Copies the numbers into the request's own tensor, whose element type is the model's.
static char *fill(
  state *own, size_t index, const inference_port *port, const inference_input *input) {
  const functions *call = &own->call;
  void *tensor = NULL;
  char *problem = check(
    call, call->ov_infer_request_get_input_tensor_by_index(own->request, index, &tensor));
  if (problem != NULL) return problem;
  fixed_shape shape = {input->rank, (int64_t *)input->shape};
  size_t bytes = 0, given = input->count * element_size(port->element);
  void *data = NULL;
  problem = check(call, call->ov_tensor_set_shape(tensor, shape));
  if (problem == NULL) problem = check(call, call->ov_tensor_get_byte_size(tensor, &bytes));
  if (problem == NULL && bytes != given)
    problem = reason("%zu bytes were given and %zu are expected", given, bytes);
  if (problem == NULL) problem = check(call, call->ov_tensor_data(tensor, &data));
  if (problem == NULL) memcpy(data, input->values, bytes);
  call->ov_tensor_free(tensor);
  return problem;
}

static char *take_shape(const functions *call, void *output, inference_tensor *result) {
  fixed_shape shape = {0};
  char *problem = check(call, call->ov_tensor_get_shape(output, &shape));
  if (problem != NULL) return problem;
  if (shape.rank > INFERENCE_RANK_LIMIT) {
    problem = reason("the output has more than %d axes", INFERENCE_RANK_LIMIT);
  } else {
    result->rank = (int32_t)shape.rank;
    for (int64_t axis = 0; axis < shape.rank; axis++) result->shape[axis] = shape.sizes[axis];
  }
  call->ov_shape_free(&shape);
  return problem;
}

static char *take(state *own, size_t output, inference_tensor *result) {
  const functions *call = &own->call;
  void **taken = &own->outputs[output];
  char *problem = check(
    call, call->ov_infer_request_get_output_tensor_by_index(own->request, output, taken));
  if (problem == NULL) problem = take_shape(call, *taken, result);
  if (problem == NULL) problem = check(call, call->ov_tensor_get_size(*taken, &result->count));
  void *data = NULL;
  if (problem == NULL) problem = check(call, call->ov_tensor_data(*taken, &data));
  result->values = data;
  return problem;
}

static void release_outputs(session *session, state *own) {
  for (size_t i = 0; own->outputs != NULL && i < session->port_counts[INFERENCE_OUTPUT]; i++) {
    if (own->outputs[i] != NULL) own->call.ov_tensor_free(own->outputs[i]);
    own->outputs[i] = NULL;
  }
}

static char *run(
  session *session, const inference_input *inputs, const size_t *outputs, size_t count,
  inference_tensor *results) {
  state *own = session->state;
  release_outputs(session, own);
  char *problem = NULL;
  for (size_t i = 0; problem == NULL && i < session->port_counts[INFERENCE_INPUT]; i++)
    problem = fill(own, i, &session->ports[INFERENCE_INPUT][i], &inputs[i]);
  if (problem == NULL) problem = check(&own->call, own->call.ov_infer_request_infer(own->request));
  for (size_t i = 0; problem == NULL && i < count; i++)
    problem = take(own, outputs[i], &results[i]);
  return problem;
}

static void close_model(session *session) {
  state *own = session->state;
  const functions *call = &own->call;
  release_outputs(session, own);
  free(own->outputs);
  if (own->request != NULL) call->ov_infer_request_free(own->request);
  if (own->compiled != NULL) call->ov_compiled_model_free(own->compiled);
  if (own->model != NULL) call->ov_model_free(own->model);
  if (own->core != NULL) call->ov_core_free(own->core);
  free(own);
}

const backend openvino_backend = {version, open_model, run, close_model};
