import Embeddings
import Foundation

/// Writes rows behind those that a file of vectors has.
///
/// Nobody reads them before the database says that they are there; what a process left that ended
/// before is written over.
struct VectorAppender {
  let file: URL
  let layout: VectorLayout

  /// Makes the file of an encoder that has no vectors yet.
  func create(in folder: StoreFolder) throws(StoreError) {
    do {
      try layout.header.write(to: file)
      let handle = try FileHandle(forUpdating: file)
      defer { try? handle.close() }  // On the disk by then, or the error is reported.
      try handle.synchronize()
    } catch {
      throw .unwritable(file: file.path, reason: reason(of: error))
    }
    try DurableFile.syncNames(in: folder)
  }

  /// The rows are on the disk when this returns.
  ///
  /// - Parameters:
  ///   - first: how many rows the file has.
  ///   - lengths: Euclidean, one a row.
  func append(_ rows: [[Float]], lengths: [Float], at first: Int) throws(StoreError) {
    do {
      let handle = try FileHandle(forUpdating: file)
      defer { try? handle.close() }  // On the disk by then, or the error is reported.
      for block in VectorLayout.blocks(first..<(first + rows.count)) {
        let places = (block.lowerBound - first)..<(block.upperBound - first)
        try handle.seek(toOffset: UInt64(layout.lengthOffset(block.lowerBound)))
        try handle.write(contentsOf: Data(littleEndian: lengths[places]))
        try handle.seek(toOffset: UInt64(layout.rowOffset(block.lowerBound)))
        try handle.write(
          contentsOf: rows[places].reduce(into: Data()) { $0 += Data(littleEndian: $1[...]) })
      }
      try handle.synchronize()
    } catch {
      throw .unwritable(file: file.path, reason: reason(of: error))
    }
  }
}

extension Data {
  /// Floats as the file has them, which is as memory has them on every machine that this runs on.
  init(littleEndian numbers: ArraySlice<Float>) {
    self = unsafe numbers.withUnsafeBytes { unsafe Data($0) }
  }
}
