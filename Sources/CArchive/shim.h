#include <archive.h>
#include <archive_entry.h>

// zlib beside libarchive, because libarchive does not compare a gzip file's checksum with its
// content: a file with flipped bits would become other pictures and nobody would know.
#include <zlib.h>
