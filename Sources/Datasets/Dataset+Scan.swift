import Foundation
import Images

/// The outcome of reading one image.
enum Scan: Sendable {
  case read(SampleFacts)
  case unreadable(reason: String)
}

extension Dataset {
  /// Images read by one task.
  private static let chunkSize = 32

  /// Reads every image once, on all cores, and returns the outcomes in the samples' order.
  static func scan(
    _ samples: [Sample], _ decoding: DecodingOptions, _ progress: @Sendable (Int, Int) -> Void
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
        group.addTask {
          try Task.checkCancellation()
          return (chunk.lowerBound, samples[chunk].map { Scan($0, decoding) })
        }
      }
      for try await finished in group { take(finished) }
    }
    return chunks.flatMap { scans[$0.lowerBound] ?? [] }
  }
}

extension Scan {
  fileprivate init(_ sample: Sample, _ decoding: DecodingOptions) {
    do {
      switch sample.image {
      case .file(let url, let frame):
        let file = try fileBytes(url)
        let decoded = try decodeImage(file, frame: frame, options: decoding)
        // Further frames are no file of their own, and no copy of the first.
        let digest = frame == 0 ? ContentDigest(of: file) : nil
        self = .read(SampleFacts(decoded, fileDigest: digest))
      case .entry(let entry):
        let file = try entry.content()
        let decoded = try decodeImage(file, options: decoding)
        self = .read(SampleFacts(decoded, fileDigest: ContentDigest(of: file)))
      case .pixels, .array, .element:
        self = .read(SampleFacts(try sample.loadImage(decoding), fileDigest: nil))
      }
    } catch DatasetError.unreadable(_, let reason) {
      self = .unreadable(reason: reason)
    } catch {
      self = .unreadable(reason: "\(error)")
    }
  }
}

extension SampleFacts {
  fileprivate init(_ decoded: DecodedImage, fileDigest: ContentDigest?) {
    self.fileDigest = fileDigest
    pixelDigest = decoded.image.digest
    width = decoded.image.width
    height = decoded.image.height
    channels = decoded.image.channels
    isUniform = decoded.image.isUniform
    notes = decoded.notes
    window = decoded.window
  }
}
