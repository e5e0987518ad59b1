/* Semblance reads JPEG and never writes it; the benchmarks make the pictures that they decode. */
#include <turbojpeg.h>
