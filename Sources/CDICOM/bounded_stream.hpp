#ifndef CDICOM_BOUNDED_STREAM_HPP
#define CDICOM_BOUNDED_STREAM_HPP

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcistrmb.h"

#include <cstddef>
#include <cstdint>

// Bytes that come to an end, and that are read with a bounded stack and no more memory than they fill.
//
// DCMTK reads sequences in sequences by recursion without a limit, so that a small file could end the
// program. It asks its source before each read, and the source looks how deep the stack has become.
// It also allocates whatever length an attribute declares, unless the value can be loaded later: so it
// can, and passing over the value shows whether it is there.
class bounded_producer : public DcmProducer {
 public:
  bounded_producer(const uint8_t *bytes, size_t size);

  OFBool good() const override;
  OFCondition status() const override;
  OFBool eos() override;
  offile_off_t avail() override;
  offile_off_t read(void *buffer, offile_off_t count) override;
  offile_off_t skip(offile_off_t count) override;
  void putback(offile_off_t count) override;

 private:
  bool is_deep() const;

  DcmBufferProducer source;
  uintptr_t start;
  // Once too deep, or beyond the end, the data set is refused, whatever has been left of it.
  mutable bool was_deep = false;
  bool was_short = false;
};

class bounded_stream : public DcmInputStream {
 public:
  bounded_stream(const uint8_t *bytes, size_t size);
  // What it makes reads the same bytes from the present position on, as long as these live.
  DcmInputStreamFactory *newFactory() const override;

 private:
  bounded_producer producer;
  const uint8_t *bytes;
  size_t size;
};

#endif
