#include "bounded_stream.hpp"

#include "dcmtk/dcmdata/dcerror.h"

#include <algorithm>

namespace {

// Room for hundreds of levels, where real files have a dozen.
const uintptr_t largest_depth = 128 << 10;

uintptr_t here() { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)); }

makeOFConditionConst(too_deep, OFM_dcmdata, 0x7001, OF_error, "sequences are nested too deeply");
makeOFConditionConst(
  too_short, OFM_dcmdata, 0x7002, OF_error, "an attribute goes on beyond the end of the file");

class rest_of_stream : public DcmInputStreamFactory {
 public:
  rest_of_stream(const uint8_t *bytes, size_t size) : bytes(bytes), size(size) {}
  DcmInputStream *create() const override { return new bounded_stream(bytes, size); }
  DcmInputStreamFactory *clone() const override { return new rest_of_stream(*this); }
  // There is none for bytes in memory; nothing depends on it.
  DcmInputStreamFactoryType ident() const override { return DFT_DcmInputFileStreamFactory; }

 private:
  const uint8_t *bytes;
  size_t size;
};

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

OFBool bounded_producer::good() const { return status().good(); }

OFCondition bounded_producer::status() const {
  if (is_deep()) return too_deep;
  return was_short ? too_short : source.status();
}

OFBool bounded_producer::eos() { return is_deep() || source.eos(); }

offile_off_t bounded_producer::avail() { return is_deep() ? 0 : source.avail(); }

offile_off_t bounded_producer::read(void *buffer, offile_off_t count) {
  return is_deep() ? 0 : source.read(buffer, count);
}

offile_off_t bounded_producer::skip(offile_off_t count) {
  const offile_off_t passed = is_deep() ? 0 : source.skip(count);
  was_short = was_short || passed < count;
  return passed;
}

void bounded_producer::putback(offile_off_t count) {
  if (!is_deep()) source.putback(count);
}

bounded_stream::bounded_stream(const uint8_t *bytes, size_t size)
  : DcmInputStream(&producer), producer(bytes, size), bytes(bytes), size(size) {}

DcmInputStreamFactory *bounded_stream::newFactory() const {
  const size_t position = std::min(size, static_cast<size_t>(tell()));
  return new rest_of_stream(bytes + position, size - position);
}
