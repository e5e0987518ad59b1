#include "bounded_stream.hpp"

#include "dcmtk/dcmdata/dcerror.h"

namespace {

// Room for hundreds of levels, where real files have a dozen.
const uintptr_t largest_depth = 128 << 10;

uintptr_t here() { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)); }

makeOFConditionConst(too_deep, OFM_dcmdata, 0x7001, OF_error, "sequences are nested too deeply");

}  // namespace

bounded_producer::bounded_producer(const uint8_t *bytes, size_t size) : source(), start(here()) {
  source.setBuffer(bytes, static_cast<offile_off_t>(size));
  source.setEos();
}

bool bounded_producer::is_deep() const {
  const uintptr_t now = here();
  was_deep = was_deep || (now < start ? start - now : now - start) > largest_depth;
  return was_deep;
}

OFBool bounded_producer::good() const { return !is_deep() && source.good(); }

OFCondition bounded_producer::status() const { return is_deep() ? too_deep : source.status(); }

OFBool bounded_producer::eos() { return is_deep() || source.eos(); }

offile_off_t bounded_producer::avail() { return is_deep() ? 0 : source.avail(); }

offile_off_t bounded_producer::read(void *buffer, offile_off_t count) {
  return is_deep() ? 0 : source.read(buffer, count);
}

offile_off_t bounded_producer::skip(offile_off_t count) {
  return is_deep() ? 0 : source.skip(count);
}

void bounded_producer::putback(offile_off_t count) {
  if (!is_deep()) source.putback(count);
}

bounded_stream::bounded_stream(const uint8_t *bytes, size_t size)
  : DcmInputStream(&producer), producer(bytes, size) {}
