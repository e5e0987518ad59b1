// Only CDICOM uses it, from C++; the module is how SwiftPM learns pkg-config's flags.
#include <openjpeg.h>
