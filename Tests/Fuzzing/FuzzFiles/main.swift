import CFuzzer
import Datasets
import Embeddings
import Foundation
import Images

/// Reads what libFuzzer makes of a corpus as the file that its first bytes call for: archives, arrays,
/// tables, volumes, vectors and stores; a crash, a hang or what AddressSanitizer finds ends it.
///
/// The environment's `FUZZ_STORE` may name a folder of a Chroma store, whose list of ids then stands
/// beside its other files.
@_cdecl("LLVMFuzzerTestOneInput")
func readFile(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let content = Array(UnsafeBufferPointer(start: bytes, count: size))
  for reading in readings(of: content) {
    // A refusal is as good as a result.
    try? reading(content)
  }
  return 0
}

private typealias Reading = ([UInt8]) throws -> Void

private func readings(of bytes: [UInt8]) -> [Reading] {
  func begins(_ text: String, at place: Int = 0) -> Bool {
    bytes.dropFirst(place).starts(with: text.utf8)
  }
  if begins("PK") { return [archive("a.zip"), npz, vectors("a.npz")] }
  if begins("ustar", at: 257) { return [archive("a.tar")] }
  if bytes.starts(with: [0x1F, 0x8B]) {
    return [archive("a.tar.gz"), idx(".gz"), volume("a.nii.gz")]
  }
  if bytes.starts(with: [0x93]) { return [array, vectors("a.npy")] }
  if bytes.starts(with: [0, 0]) { return [idx("")] }
  if begins("SQLite format 3") { return [vectors("a.sqlite3")] }
  if bytes.starts(with: [0x80]) { return [pickle] }
  if begins("{", at: 8) { return [vectors("a.safetensors")] }
  if begins("{") || begins("[") { return [coco, vectors("a.json")] }
  if ImageFormat(startingWith: bytes) != nil { return [header, volume("a.nii")] }
  return [table("a.csv"), table("a.tsv"), vectors("a.csv")]
}

private func archive(_ name: String) -> Reading {
  { bytes in
    let file = try Workspace.write(bytes, name)
    for layout in [ArchiveLayout.files, .shards] {
      try load(ArchiveSource(files: [file], layout: layout).listing())
    }
  }
}

private func npz(_ bytes: [UInt8]) throws {
  try load(NPZSource(file: try Workspace.write(bytes, "a.npz")).listing())
}

private func idx(_ suffix: String) -> Reading {
  { bytes in
    let file = try Workspace.write(bytes, "train-images-idx3-ubyte" + suffix)
    try load(IDXSource(images: file).listing())
  }
}

private func volume(_ name: String) -> Reading {
  { bytes in try load(VolumeSource(root: try Workspace.write(bytes, name)).listing()) }
}

private func array(_ bytes: [UInt8]) throws {
  try load(ArraySource(root: try Workspace.write(bytes, "a.npy")).listing())
}

private func coco(_ bytes: [UInt8]) throws {
  try load(COCOSource(files: [try Workspace.write(bytes, "a.json")]).listing())
}

private func table(_ name: String) -> Reading {
  { bytes in
    let file = try Workspace.write(bytes, name)
    _ = try DelimitedText(beginningOf: file)
    try load(ManifestSource(table: file).listing())
  }
}

private func vectors(_ name: String) -> Reading {
  { bytes in
    let file = try Workspace.write(bytes, name)
    guard ImportedVectors.isThere(at: file) else { return }
    let found = try ImportedVectors.read(file)
    precondition(found.vectors.count == found.ids?.count ?? found.vectors.count)
  }
}

private func pickle(_ bytes: [UInt8]) throws {
  guard let store = Workspace.store else { return }
  try Data(bytes).write(to: store.index.appending(path: "index_metadata.pickle"))
  _ = try ImportedVectors.read(store.folder)
}

private func header(_ bytes: [UInt8]) throws {
  let keywords = ["PatientID", "Manufacturer", "BodyPartExamined", "Rows", "PixelData"]
  _ = try DICOMHeader(bytes, keywords: keywords)
}

/// The first pictures of a listing.
private func load(_ listing: SampleListing) throws {
  let options = DecodingOptions(limits: DecodingLimits(side: 2_048, pixels: 1 << 20))
  for sample in listing.samples.prefix(4) { _ = try? sample.loadImage(options) }
}

var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&count, &arguments, readFile))
