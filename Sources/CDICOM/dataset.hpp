#ifndef CDICOM_DATASET_HPP
#define CDICOM_DATASET_HPP

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dctk.h"

#include <cstdint>
#include <string>
#include <vector>

#include "CDICOM.h"

struct cdicom_dataset {
  DcmDataset content;
  std::string transfer_syntax;
  // A deflated data set after unpacking.
  std::vector<uint8_t> unpacked;
};

// Why something was not done; caught at the door.
struct problem {
  cdicom_status status;
  std::string text;
};

[[noreturn]] inline void damaged(const std::string &text) { throw problem{CDICOM_DAMAGED, text}; }

[[noreturn]] inline void unsupported(const std::string &text) {
  throw problem{CDICOM_UNSUPPORTED, text};
}

// Runs what may throw, and says how it went.
template <typename Work> cdicom_status guarded(char *message, Work work) noexcept {
  auto say = [message](const char *text) { snprintf(message, CDICOM_MESSAGE, "%s", text); };
  try {
    work();
    return CDICOM_DONE;
  } catch (const problem &found) {
    say(found.text.c_str());
    return found.status;
  } catch (const std::bad_alloc &) {
    say("out of memory");
  } catch (const std::exception &error) {
    say(error.what());
  } catch (...) {
    say("no reason given");
  }
  return CDICOM_DAMAGED;
}

#endif
