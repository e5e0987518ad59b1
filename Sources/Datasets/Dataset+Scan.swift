import Foundation
import Images

/// The outcome of reading one image.
enum Scan: Sendable {
  case read(SampleFacts)
  case unreadable(reason: String)
}

/// How images are read, once each.
struct Reading: Sendable {
  let decoding: DecodingOptions
  let facts: FactsCache?
  let use: PictureUse
}

extension Dataset {
  /// Images read by one task.
  private static let chunkSize = 8

  /// Reads every image once, on all cores, and returns the outcomes in the samples' order.
  static func scan(
    _ samples: [Sample], _ reading: Reading, _ progress: @Sendable (Int, Int) -> Void
  ) async throws -> [Scan] {
    let chunks = stride(from: 0, to: samples.count, by: chunkSize).map {
      $0..<min($0 + chunkSize, samples.count)
    }
    let concurrency = ProcessInfo.processInfo.activeProcessorCount
    var scans: [Int: [Scan]] = [:]
    var done = 0
    func take(_ finished: (first: Int, scans: [Scan])) {
      scans[finished.first] = finished.scans
      done += finished.scans.count
      progress(done, samples.count)
    }
    progress(0, samples.count)
    try await withThrowingTaskGroup(of: (Int, [Scan]).self) { group in
      for (position, chunk) in chunks.enumerated() {
        if position >= concurrency, let finished = try await group.next() { take(finished) }
        group.addTask { (chunk.lowerBound, try await reading.scan(samples[chunk])) }
      }
      for try await finished in group { take(finished) }
    }
    return chunks.flatMap { scans[$0.lowerBound] ?? [] }
  }
}

extension Reading {
  fileprivate func scan(_ samples: ArraySlice<Sample>) async throws -> [Scan] {
    var scans: [Scan] = []
    var file: FileContent?
    for sample in samples {
      try Task.checkCancellation()
      scans.append(try await scan(sample, &file))
    }
    return scans
  }

  /// - Parameter file: what the sample before was read from; afterwards what this one was.
  /// - Throws: what the use of the picture throws; a picture that cannot be read is an outcome.
  private func scan(_ sample: Sample, _ file: inout FileContent?) async throws -> Scan {
    do {
      file = try FileContent(sample, after: file)
    } catch {
      file = nil
      return .unreadable(reason: error.finding)
    }
    let source = file.map {
      PictureSource(file: $0.digest, frame: sample.frame, decoding: decoding)
    }
    if let source, let known = await facts?.facts(of: source),
      try await !use.isWanted(known.pixelDigest)
    {
      return .read(known)
    }
    return try await decode(sample, file, source)
  }

  private func decode(
    _ sample: Sample, _ file: FileContent?, _ source: PictureSource?
  ) async throws -> Scan {
    let decoded: DecodedImage
    do {
      decoded =
        try file.map { file throws(ImageError) in
          try decodeImage(file.bytes, frame: sample.frame, options: decoding)
        } ?? sample.loadImage(decoding)
    } catch {
      return .unreadable(reason: (error as? DatasetError)?.finding ?? "\(error)")
    }
    // Further frames are no file of their own, and no copy of the first.
    let found = SampleFacts(decoded, fileDigest: sample.frame == 0 ? file?.digest : nil)
    if let source { await facts?.keep(found, of: source) }
    if try await use.isWanted(found.pixelDigest) {
      try await use.use(decoded.image, found.pixelDigest)
    }
    return .read(found)
  }
}

/// The bytes of a file or of an archive's entry.
private struct FileContent {
  /// Nil for an entry.
  let file: URL?
  let bytes: [UInt8]
  let digest: ContentDigest

  /// Nil for a picture that is no file of its own. Frames of one file follow each other, and it is
  /// read once for them.
  init?(_ sample: Sample, after previous: FileContent?) throws(DatasetError) {
    let file: URL? = if case .file(let url, _) = sample.image { url } else { nil }
    if let previous, let file, previous.file == file {
      self = previous
      return
    }
    guard let bytes = try sample.fileContent() else { return nil }
    self.file = file
    self.bytes = bytes
    digest = ContentDigest(of: bytes)
  }
}

extension DatasetError {
  /// Without the path, where the place is told beside it.
  var finding: String {
    if case .unreadable(_, let reason) = self { reason } else { "\(self)" }
  }
}

extension SampleFacts {
  fileprivate init(_ decoded: DecodedImage, fileDigest: ContentDigest?) {
    self.init(
      fileDigest: fileDigest, pixelDigest: decoded.image.digest, width: decoded.image.width,
      height: decoded.image.height, channels: decoded.image.channels,
      isUniform: decoded.image.isUniform, notes: decoded.notes, window: decoded.window)
  }
}
