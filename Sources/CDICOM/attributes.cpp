#include "dataset.hpp"

#include "dcmtk/dcmdata/dcspchrs.h"

#include <algorithm>
#include <cstring>

namespace {

DcmTagKey key(cdicom_tag tag) {
  return DcmTagKey(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag & 0xFFFF));
}

DcmItem *item(DcmItem *parent, const DcmTagKey &sequence, uint32_t index) {
  DcmItem *found = nullptr;
  if (parent == nullptr) return nullptr;
  parent->findAndGetSequenceItem(sequence, found, static_cast<signed long>(index));
  return found;
}

DcmElement *element(DcmItem *parent, const DcmTagKey &tag) {
  DcmElement *found = nullptr;
  if (parent == nullptr || parent->findAndGetElement(tag, found).bad()) return nullptr;
  return found->getLength() > 0 ? found : nullptr;
}

DcmElement *element(const cdicom_dataset *dataset, cdicom_place place) {
  // DCMTK's searches are not const.
  DcmItem *root = const_cast<DcmDataset *>(&dataset->content);
  if (place.macro == 0) return element(root, key(place.tag));
  if (place.is_per_frame) {
    DcmItem *groups[] = {
      item(root, DCM_PerFrameFunctionalGroupsSequence, place.frame),
      item(root, DCM_SharedFunctionalGroupsSequence, 0)};
    for (DcmItem *group : groups)
      if (DcmElement *found = element(item(group, key(place.macro), 0), key(place.tag)))
        return found;
    return element(root, key(place.tag));
  }
  return element(item(root, key(place.macro), 0), key(place.tag));
}

OFString in_utf8(const cdicom_dataset *dataset, const OFString &text) {
  DcmDataset &content = const_cast<DcmDataset &>(dataset->content);
  OFString name, converted;
  DcmSpecificCharacterSet characters;
  if (content.findAndGetOFStringArray(DCM_SpecificCharacterSet, name).bad() || name.empty())
    return text;
  // An unknown set, or text that is not in it, stays as it is: the caller mends what is not UTF-8.
  if (characters.selectCharacterSet(name).bad()) return text;
  return characters.convertString(text, converted).good() ? converted : text;
}

}  // namespace

bool cdicom_has(const cdicom_dataset *dataset, cdicom_tag tag) {
  char message[CDICOM_MESSAGE];
  bool is_there = false;
  guarded(message, [&] {
    is_there = const_cast<DcmDataset &>(dataset->content).tagExists(key(tag));
  });
  return is_there;
}

cdicom_tag cdicom_tag_named(const char *keyword) {
  char message[CDICOM_MESSAGE];
  cdicom_tag tag = 0;
  guarded(message, [&] {
    const DcmDataDictionary &dictionary = dcmDataDict.rdlock();
    if (const DcmDictEntry *entry = dictionary.findEntry(keyword))
      tag = static_cast<cdicom_tag>(entry->getGroup()) << 16 | entry->getElement();
    dcmDataDict.rdunlock();
  });
  return tag;
}

uint16_t cdicom_representation_named(const char *keyword) {
  char message[CDICOM_MESSAGE];
  uint16_t representation = 0;
  guarded(message, [&] {
    const DcmDataDictionary &dictionary = dcmDataDict.rdlock();
    if (const DcmDictEntry *entry = dictionary.findEntry(keyword)) {
      const char *name = DcmVR(entry->getEVR()).getVRName();
      representation = static_cast<uint16_t>(name[0] << 8 | name[1]);
    }
    dcmDataDict.rdunlock();
  });
  return representation;
}

bool cdicom_text(
  const cdicom_dataset *dataset, cdicom_place place, char *text, size_t capacity) {
  char message[CDICOM_MESSAGE];
  bool is_there = false;
  guarded(message, [&] {
    DcmElement *found = element(dataset, place);
    OFString value;
    if (found == nullptr || found->getOFStringArray(value).bad() || value.empty()) return;
    value = in_utf8(dataset, value);
    const size_t length = std::min(value.size(), capacity - 1);
    memcpy(text, value.data(), length);
    text[length] = 0;
    is_there = true;
  });
  return is_there;
}

size_t cdicom_numbers(
  const cdicom_dataset *dataset, cdicom_place place, double *values, size_t capacity) {
  char message[CDICOM_MESSAGE];
  size_t count = 0;
  guarded(message, [&] {
    DcmElement *found = element(dataset, place);
    if (found == nullptr) return;
    const size_t held = std::min<size_t>(capacity, found->getVM());
    for (size_t i = 0; i < held; i++) {
      // As text, because DCMTK converts no binary number to another kind.
      OFString text;
      if (found->getOFString(text, static_cast<unsigned long>(i)).bad()) return;
      OFBool is_number = OFFalse;
      const double value = OFStandard::atof(text.c_str(), &is_number);
      if (!is_number) return;
      values[count++] = value;
    }
  });
  return count;
}

const uint8_t *cdicom_bytes(const cdicom_dataset *dataset, cdicom_place place, size_t *size) {
  char message[CDICOM_MESSAGE];
  const uint8_t *bytes = nullptr;
  *size = 0;
  guarded(message, [&] {
    DcmElement *found = element(dataset, place);
    if (found == nullptr) return;
    Uint8 *octets = nullptr;
    Uint16 *words = nullptr;
    Sint16 *numbers = nullptr;
    if (found->getUint8Array(octets).good()) bytes = octets;
    else if (found->getUint16Array(words).good()) bytes = reinterpret_cast<uint8_t *>(words);
    else if (found->getSint16Array(numbers).good()) bytes = reinterpret_cast<uint8_t *>(numbers);
    if (bytes != nullptr) *size = found->getLength();
  });
  return bytes;
}
