#define _GNU_SOURCE
#include "CMPI.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

typedef struct communicator *Communicator;
typedef struct datatype *Datatype;
typedef struct request *Request;

/// Open MPI's.
typedef struct {
  int source;
  int tag;
  int error;
  int cancelled;
  size_t length;
} Status;

enum { ANY = -1, FUNNELED = 1, TEXT_LENGTH = 8192 };

struct mpi_transfer {
  Request request;
};

static struct {
  int (*init)(int *, char ***, int, int *);
  int (*finalize)(void);
  int (*rank)(Communicator, int *);
  int (*size)(Communicator, int *);
  int (*version)(char *, int *);
  int (*host)(char *, int *);
  int (*send)(const void *, int, Datatype, int, int, Communicator, Request *);
  int (*receive)(void *, int, Datatype, int, int, Communicator, Request *);
  int (*broadcast)(void *, int, Datatype, int, Communicator, Request *);
  int (*probe)(int, int, Communicator, int *, Status *);
  int (*count)(const Status *, Datatype, int *);
  int (*test)(Request *, int *, Status *);
  Communicator world;
  Datatype byte;
} mpi;

static bool resolve(void *library) {
  mpi.init = dlsym(library, "MPI_Init_thread");
  mpi.finalize = dlsym(library, "MPI_Finalize");
  mpi.rank = dlsym(library, "MPI_Comm_rank");
  mpi.size = dlsym(library, "MPI_Comm_size");
  mpi.version = dlsym(library, "MPI_Get_library_version");
  mpi.host = dlsym(library, "MPI_Get_processor_name");
  mpi.send = dlsym(library, "MPI_Isend");
  mpi.receive = dlsym(library, "MPI_Irecv");
  mpi.broadcast = dlsym(library, "MPI_Ibcast");
  mpi.probe = dlsym(library, "MPI_Iprobe");
  mpi.count = dlsym(library, "MPI_Get_count");
  mpi.test = dlsym(library, "MPI_Test");
  mpi.world = dlsym(library, "ompi_mpi_comm_world");
  mpi.byte = dlsym(library, "ompi_mpi_byte");
  return mpi.init && mpi.finalize && mpi.rank && mpi.size && mpi.version && mpi.host
         && mpi.send && mpi.receive && mpi.broadcast && mpi.probe && mpi.count && mpi.test
         && mpi.world && mpi.byte;
}

bool mpi_start(char *problem, size_t size) {
  // Open MPI's own plug-ins look for its symbols among those of the program.
  void *library = dlopen("libmpi.so.40", RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    snprintf(problem, size, "%s", dlerror());
    return false;
  }
  if (!resolve(library)) {
    snprintf(problem, size, "libmpi.so.40 lacks functions of Open MPI 3.0 or later");
    return false;
  }
  int provided = 0;
  if (mpi.init(NULL, NULL, FUNNELED, &provided) != 0) {
    snprintf(problem, size, "MPI_Init_thread failed");
    return false;
  }
  return true;
}

int mpi_rank(void) {
  int rank = 0;
  mpi.rank(mpi.world, &rank);
  return rank;
}

int mpi_size(void) {
  int size = 1;
  mpi.size(mpi.world, &size);
  return size;
}

/// A text of MPI's, up to a line's end.
static void take(int (*text_of)(char *, int *), char *text, size_t size) {
  char all[TEXT_LENGTH] = "";
  int length = 0;
  text_of(all, &length);
  all[strcspn(all, "\n")] = 0;
  snprintf(text, size, "%s", all);
}

void mpi_version(char *text, size_t size) { take(mpi.version, text, size); }

void mpi_host(char *text, size_t size) { take(mpi.host, text, size); }

mpi_transfer *mpi_send(int rank, int tag, const void *bytes, size_t count) {
  mpi_transfer *transfer = calloc(1, sizeof *transfer);
  if (transfer != NULL)
    mpi.send(bytes, (int)count, mpi.byte, rank, tag, mpi.world, &transfer->request);
  return transfer;
}

mpi_transfer *mpi_receive(int rank, int tag, void *bytes, size_t count) {
  mpi_transfer *transfer = calloc(1, sizeof *transfer);
  if (transfer != NULL)
    mpi.receive(bytes, (int)count, mpi.byte, rank, tag, mpi.world, &transfer->request);
  return transfer;
}

mpi_transfer *mpi_broadcast(void *bytes, size_t count) {
  mpi_transfer *transfer = calloc(1, sizeof *transfer);
  if (transfer != NULL)
    mpi.broadcast(bytes, (int)count, mpi.byte, 0, mpi.world, &transfer->request);
  return transfer;
}

bool mpi_is_done(mpi_transfer *transfer) {
  int done = 0;
  Status status = {0};
  mpi.test(&transfer->request, &done, &status);
  if (done) free(transfer);
  return done;
}

bool mpi_next(int *rank, int *tag, size_t *count) {
  int found = 0;
  Status status = {0};
  mpi.probe(ANY, ANY, mpi.world, &found, &status);
  if (!found) return false;
  int bytes = 0;
  mpi.count(&status, mpi.byte, &bytes);
  (*rank) = status.source;
  (*tag) = status.tag;
  (*count) = (size_t)bytes;
  return true;
}

void mpi_end(void) { mpi.finalize(); }

int mpi_cores(void) {
#if defined(__linux__)
  cpu_set_t bound;
  if (sched_getaffinity(0, sizeof bound, &bound) == 0) return CPU_COUNT(&bound);
#endif
  return 0;
}

/// Whether a process is one of Open MPI's; its name is read without anything that a forked process must not do.
static bool is_launcher(const char *file) {
  static const char *const names[] = {
    "mpirun\n", "mpiexec\n", "orterun\n", "prterun\n", "orted\n", "prted\n"};
  char name[32] = "";
  int descriptor = open(file, O_RDONLY);
  if (descriptor < 0) return false;
  ssize_t length = read(descriptor, name, sizeof name - 1);
  close(descriptor);
  for (size_t i = 0; length > 0 && i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i]) == 0) return true;
  return false;
}

void mpi_dismiss(void) {
  enum { PATIENCE = 3 };
  pid_t launcher = getppid();
  char file[64];
  snprintf(file, sizeof file, "/proc/%d/comm", (int)launcher);
  if (!is_launcher(file) || fork() != 0) return;
  // Nobody is to wait for what this process might still write.
  setsid();
  for (int descriptor = 0; descriptor < 3; descriptor++) close(descriptor);
  sleep(PATIENCE);
  // Asked to end, mpirun 4.1 goes on waiting for hosts that it cannot reach, or breaks down.
  if (is_launcher(file)) kill(launcher, SIGKILL);
  _exit(0);
}
