import Analyses
import Experiments
import Foundation
import Images
import TestSupport
import Testing

/// The benchmark on pictures of files, with hashes and pixels as encoders.
@Suite struct DuplicateBenchmarkTests {
  private let folder: TemporaryFolder

  /// Eight different pictures, and one that is there twice.
  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<9 {
      let number = min(index, 7)
      let samples = (0..<(24 * 20)).map { place -> UInt8 in
        let (x, y) = (place % 24, place / 24)
        return UInt8(truncatingIfNeeded: (x * (number + 2) * 5) ^ (y * (9 - number) * 3))
      }
      let image = Image(width: 24, height: 20, channels: 1, samples: samples)
      try folder.write(image.encodedPNG(), to: "pictures/\(index).png")
    }
  }

  private func run(
    _ alterations: [Perturbation], sources: Int = 5, seed: UInt64 = 1
  ) async throws -> DuplicateBenchmarkResult {
    var benchmark = DuplicateBenchmark(encoders: ["pixels-8"])
    benchmark.alterations = alterations
    benchmark.sources = sources
    benchmark.seed = seed
    let home = Installation(root: folder.url.appending(path: "home"))
    return try await benchmark.run(
      on: folder.url.appending(path: "pictures").path, catalog: Catalog(installation: home)
    ) { _ in }.result
  }

  @Test func copiesOfEveryAlterationArePlantedAndGraded() async throws {
    let result = try await run([.jpeg(quality: 90), .flip(.horizontal)])
    #expect(result.originals == 8 && result.repeatedOriginals == 1 && result.sources == 5)
    #expect(
      result.alterations.map(\.alteration) == ["copy", "jpeg-90", "flip-horizontal", "mixed"])
    #expect(result.alterations.allSatisfy { $0.copies == 5 && $0.pairs == 13 * 12 / 2 })
    let names = try #require(result.alterations.first).evidence.map(\.name)
    #expect(names == ["file", "pixels", "phash", "dhash", "cosine (pixels-8)"])
    let copies = try #require(result.alterations.first)
    #expect(copies.evidence.prefix(2).allSatisfy { $0.averagePrecision == 1 })
    let jpeg = result.alterations[1]
    #expect(jpeg.evidence[0].averagePrecision == 0 && jpeg.evidence[1].averagePrecision == 0)
    #expect(jpeg.evidence[4].averagePrecision > 0.9)
  }

  @Test func theSeedDecidesEverything() async throws {
    let alterations: [Perturbation] = [.noise(deviation: 5), .crop(percent: 2...5)]
    let first = try RunJSON.pretty(try await run(alterations))
    #expect(try RunJSON.pretty(try await run(alterations)) == first)
    #expect(try RunJSON.pretty(try await run(alterations, seed: 2)) != first)
  }

  @Test func moreSourcesThanPicturesAreAllPictures() async throws {
    #expect(try await run([.blur(radius: 1)], sources: 100).sources == 8)
  }

  @Test func onePictureIsTooFew() async throws {
    let picture = folder.url.appending(path: "pictures/1.png").path
    let home = Installation(root: folder.url.appending(path: "home"))
    let catalog = try Catalog(installation: home)
    await #expect(throws: AnalysisError.self) {
      try await DuplicateBenchmark(encoders: ["pixels-8"]).run(on: picture, catalog: catalog) { _ in
      }
    }
  }
}
