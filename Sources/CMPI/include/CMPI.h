#ifndef SEMBLANCE_CMPI_H
#define SEMBLANCE_CMPI_H

#include <stdbool.h>
#include <stddef.h>

/// Open MPI, opened at run time: nobody needs it to build, nor to run on one machine.
///
/// Open MPI's binary interface is declared here by hand: its handles are addresses of objects that the
/// library exports (ompi_mpi_comm_world …), the same in 3.0 to 5.0 (libmpi.so.40). MPICH's and its kin's
/// differ; they have other file names, and are refused.
///
/// All calls are of one thread, and none but mpi_start and mpi_end waits for another process. Errors end the
/// process: that is how Open MPI handles them unless it is told otherwise, so that no status says more.

/// Loads the library and starts. False with the reason in `problem`.
bool mpi_start(char *problem, size_t size);
int mpi_rank(void);
int mpi_size(void);
/// "Open MPI v4.1.4, …", up to a line's end.
void mpi_version(char *text, size_t size);
void mpi_host(char *text, size_t size);

/// Bytes on their way. Released by mpi_is_done.
typedef struct mpi_transfer mpi_transfer;

/// The bytes stay where they are until the transfer is done.
mpi_transfer *mpi_send(int rank, int tag, const void *bytes, size_t count);
mpi_transfer *mpi_receive(int rank, int tag, void *bytes, size_t count);
/// The same bytes for all, from rank 0; called by all in the same order.
mpi_transfer *mpi_broadcast(void *bytes, size_t count);
/// Once true, the transfer is no more.
bool mpi_is_done(mpi_transfer *transfer);

/// Whether a message has come in that nobody receives yet.
bool mpi_next(int *rank, int *tag, size_t *count);

/// Returns when all processes have come here.
void mpi_end(void);

/// Cores that this process is bound to; 0 where that is not known. Needs no library.
int mpi_cores(void);
/// Ends mpirun or the daemon that started this process, if it is still there some seconds after. Needs no
/// library.
void mpi_dismiss(void);

#endif
