#include "bounded_stream.hpp"
#include "dataset.hpp"

#include "dcmtk/dcmjpeg/djdecode.h"
#include "dcmtk/dcmjpls/djdecode.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>

namespace {

void start_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    // Attributes that a copying program did not know are of the kind that the dictionary says; as
    // unknown ones their text would be taken for bytes.
    dcmEnableUnknownVRConversion.set(OFTrue);
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    // Colours are converted in Swift, for all transfer syntaxes alike.
    DJDecoderRegistration::registerCodecs(EDC_never, EUC_never, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_never, EJLSPC_colorByPixel);
  });
  // Data sets of implicit value representation are unreadable without it.
  if (!dcmDataDict.isDictionaryLoaded())
    unsupported("attributes, because DCMTK's dictionary (dicom.dic) is missing");
}

void check(const OFCondition &condition) {
  if (condition == EC_InvalidStream) damaged("an attribute goes on beyond the end of the file");
  if (condition.bad()) damaged(condition.text());
}

// The meta header, if there is one, and how many bytes it takes.
size_t read_meta(const uint8_t *bytes, size_t size, cdicom_dataset &dataset) {
  bounded_stream stream(bytes, size);
  DcmMetaInfo meta;
  meta.transferInit();
  const OFCondition status = meta.read(stream, EXS_Unknown, EGL_noChange);
  check(stream.status());
  check(status);
  check(meta.loadAllDataIntoMemory());
  meta.transferEnd();
  OFString uid;
  if (meta.findAndGetOFString(DCM_TransferSyntaxUID, uid).good()) dataset.transfer_syntax = uid;
  return static_cast<size_t>(stream.tell());
}

struct inflater {
  z_stream state = {};
  inflater() {
    if (inflateInit2(&state, -MAX_WBITS) != Z_OK) damaged("out of memory");
  }
  ~inflater() { inflateEnd(&state); }
};

std::vector<uint8_t> inflated(const uint8_t *bytes, size_t size, size_t largest) {
  inflater it;
  it.state.next_in = const_cast<Bytef *>(bytes);
  it.state.avail_in = static_cast<uInt>(std::min<size_t>(size, UINT32_MAX));
  std::vector<uint8_t> content;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    const size_t done = content.size();
    if (done > largest)
      unsupported("a data set that unpacks to more than " + std::to_string(largest) + " bytes");
    content.resize(done + (1 << 16) + done / 2);
    it.state.next_out = content.data() + done;
    it.state.avail_out = static_cast<uInt>(content.size() - done);
    status = inflate(&it.state, Z_NO_FLUSH);
    content.resize(content.size() - it.state.avail_out);
    if (status != Z_OK && status != Z_STREAM_END) damaged("the deflated data set is truncated");
  }
  return content;
}

E_TransferSyntax syntax_of(cdicom_dataset &dataset) {
  if (dataset.transfer_syntax.empty()) return EXS_Unknown;
  return DcmXfer(dataset.transfer_syntax.c_str()).getXfer();
}

void read_content(
  const uint8_t *bytes, size_t size, E_TransferSyntax syntax, bool is_header_only,
  DcmDataset &content) {
  bounded_stream stream(bytes, size);
  content.transferInit();
  const OFCondition status = is_header_only
    ? content.readUntilTag(stream, syntax, EGL_noChange, DCM_MaxReadLength, DCM_PixelData)
    : content.read(stream, syntax, EGL_noChange);
  content.transferEnd();
  check(stream.status());
  // What stands before a break is whole; whether the pixel data are is seen later.
  if (status != EC_StreamNotifyClient && status != EC_EndOfStream) check(status);
  if (content.isEmpty()) damaged("it holds no attribute");
  // The bytes do not live on.
  check(content.loadAllDataIntoMemory());
}

void open(
  const uint8_t *bytes, size_t size, bool is_header_only, size_t largest, cdicom_dataset &dataset) {
  const size_t start = read_meta(bytes, size, dataset);
  bytes += start;
  size -= start;
  E_TransferSyntax syntax = syntax_of(dataset);
  if (syntax == EXS_DeflatedLittleEndianExplicit) {
    dataset.unpacked = inflated(bytes, size, largest);
    bytes = dataset.unpacked.data();
    size = dataset.unpacked.size();
    syntax = EXS_LittleEndianExplicit;
  }
  read_content(bytes, size, syntax, is_header_only, dataset.content);
  // Values are copies; nothing of this is needed any more.
  dataset.unpacked = {};
}

}  // namespace

cdicom_status cdicom_open(
  const uint8_t *bytes, size_t size, bool is_header_only, size_t largest, cdicom_dataset **dataset,
  char *message) {
  *dataset = nullptr;
  return guarded(message, [&] {
    start_library();
    auto opened = std::make_unique<cdicom_dataset>();
    open(bytes, size, is_header_only, largest, *opened);
    *dataset = opened.release();
  });
}

void cdicom_close(cdicom_dataset *dataset) {
  char message[CDICOM_MESSAGE];
  guarded(message, [&] { delete dataset; });
}

const char *cdicom_transfer_syntax(const cdicom_dataset *dataset) {
  return dataset->transfer_syntax.c_str();
}
