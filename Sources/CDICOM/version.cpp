#include "CDICOM.h"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmdata/dcuid.h"

#include <openjpeg.h>

const char *cdicom_dcmtk_version(void) { return OFFIS_DCMTK_VERSION_STRING; }

const char *cdicom_openjpeg_version(void) { return opj_version(); }
