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
    for sample in samples {
      try Task.checkCancellation()
      scans.append(try await scan(sample))
    }
    return scans
  }

  /// - Throws: what the use of the picture throws; a picture that cannot be read is an outcome.
  private func scan(_ sample: Sample) async throws -> Scan {
    let content: (bytes: [UInt8], source: PictureSource)?
    do {
      content = try sample.fileContent().map {
        ($0, PictureSource(file: ContentDigest(of: $0), frame: sample.frame, decoding: decoding))
      }
    } catch {
      return .unreadable(reason: error.finding)
    }
    if let content, let known = await facts?.facts(of: content.source),
      try await !use.isWanted(known.pixelDigest)
    {
      return .read(known)
    }
    let decoded: DecodedImage
    do {
      decoded =
        try content.map { content throws(ImageError) in
          try decodeImage(content.bytes, frame: sample.frame, options: decoding)
        } ?? sample.loadImage(decoding)
    } catch {
      return .unreadable(reason: (error as? DatasetError)?.finding ?? "\(error)")
    }
    // Further frames are no file of their own, and no copy of the first.
    let found = SampleFacts(decoded, fileDigest: sample.frame == 0 ? content?.source.file : nil)
    if let content { await facts?.keep(found, of: content.source) }
    if try await use.isWanted(found.pixelDigest) {
      try await use.use(decoded.image, found.pixelDigest)
    }
    return .read(found)
  }
}

extension DatasetError {
  /// Without the path, where the place is told beside it.
  fileprivate var finding: String {
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
