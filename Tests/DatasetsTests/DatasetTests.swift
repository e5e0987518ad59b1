import Datasets
import Foundation
import Images
import Synchronization
import TestSupport
import Testing

/// Samples made in memory.
private struct MemorySource: DatasetSource {
  let samples: [Sample]

  func listing() -> SampleListing { SampleListing(samples: samples) }
}

@Suite struct DatasetTests {
  private func samples(_ count: Int) -> [Sample] {
    (0..<count).map { index in
      let image = Image(width: 2, height: 1, channels: 1, samples: [UInt8(index % 256), 7])
      return Sample(
        id: "s\(index)", image: .pixels(image), label: "l\(index % 3)",
        split: index % 2 == 0 ? "train" : "test")
    }
  }

  @Test func fingerprintsDoNotDependOnOrderAndDoOnContent() async throws {
    let original = samples(20)
    let first = try await load(MemorySource(samples: original))
    let shuffled = try await load(MemorySource(samples: original.reversed()))
    #expect(first.fingerprint == shuffled.fingerprint)
    #expect(first.samples.map(\.id) == shuffled.samples.map(\.id))
    let fewer = try await load(MemorySource(samples: Array(original.dropLast())))
    #expect(first.fingerprint != fewer.fingerprint)
    let relabelled = original.map {
      Sample(id: $0.id, image: $0.image, label: "other", split: $0.split)
    }
    #expect(try await load(MemorySource(samples: relabelled)).fingerprint != first.fingerprint)
  }

  @Test func limitsTakeSoManyOfEachSplitWhateverTheOrder() async throws {
    let original = samples(40)
    let limit = DatasetLimit.splits(["train": 5])
    let chosen = try await load(MemorySource(samples: original), limit: limit)
    #expect(chosen.samples.count { $0.split == "train" } == 5)
    #expect(chosen.samples.count { $0.split == "test" } == 20)
    let reversed = try await load(MemorySource(samples: original.reversed()), limit: limit)
    #expect(chosen.samples.map(\.id) == reversed.samples.map(\.id))
    let each = try await load(MemorySource(samples: original), limit: .each(3))
    #expect(each.samples.count == 6)
  }

  @Test func limitsOnUnknownSplitsAreRefused() async throws {
    let source = MemorySource(samples: samples(4))
    await #expect(throws: DatasetError.unknownSplit(name: "tets", known: ["test", "train"])) {
      try await load(source, limit: .splits(["tets": 3]))
    }
  }

  @Test func factsTellFileFromPixels() async throws {
    let folder = try TemporaryFolder()
    let image = Image(width: 2, height: 2, channels: 1, samples: [5, 5, 5, 5])
    try folder.write(try image.encodedPNG(), to: "a.png")
    try folder.write(try image.encodedPNG() + [0], to: "b.png")
    let dataset = try await load(FolderSource(root: folder.url))
    #expect(dataset.facts[0].pixelDigest == dataset.facts[1].pixelDigest)
    #expect(dataset.facts[0].fileDigest != dataset.facts[1].fileDigest)
    #expect(dataset.facts[0].isUniform)
  }

  @Test(arguments: [1, 32, 33, 300])
  func progressRunsFromNoneToAll(_ count: Int) async throws {
    let reports = Mutex<[Int]>([])
    let dataset = try await Dataset.load(
      name: "test", from: MemorySource(samples: samples(count)), seed: 1
    ) { done, total in
      reports.withLock { $0.append(total == count ? done : -1) }
    }
    #expect(dataset.samples.count == count)
    let done = reports.withLock { $0 }
    #expect(done.first == 0 && done.last == count && done == done.sorted())
  }

  @Test func equalIdsNameBothPlaces() async throws {
    let pair = [samples(1)[0], samples(1)[0]]
    await #expect(
      throws: DatasetError.duplicateID(
        id: "s0", first: "an array in memory", second: "an array in memory")
    ) { try await load(MemorySource(samples: pair)) }
  }

  @Test func cancellingEndsTheLoad() async throws {
    let source = MemorySource(samples: samples(5_000))
    let task = Task { try await load(source) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func theSeedDecidesTheChoiceAndNothingElse() async throws {
    let source = MemorySource(samples: samples(200))
    func chosen(_ seed: UInt64) async throws -> [String] {
      try await Dataset.load(name: "test", from: source, limit: .each(10), seed: seed) { _, _ in }
        .samples.map(\.id)
    }
    let (one, again, other) = (try await chosen(1), try await chosen(1), try await chosen(2))
    #expect(one == again && one != other && one.count == 20)
    #expect(one == one.sorted())
  }

  @Test func limitsBeyondAllTakeAll() async throws {
    let all = try await load(MemorySource(samples: samples(9)))
    let limited = try await load(MemorySource(samples: samples(9)), limit: .each(1_000))
    #expect(all.samples.map(\.id) == limited.samples.map(\.id))
    #expect(all.fingerprint == limited.fingerprint)
  }

  @Test func reasonsDoNotRepeatThePath() async throws {
    let folder = try TemporaryFolder()
    let gone = Sample(id: "gone.png", image: .file(folder.url.appending(path: "gone.png")))
    let dataset = try await load(MemorySource(samples: [gone]))
    #expect(dataset.samples.isEmpty)
    #expect(dataset.unreadable.map(\.path) == ["gone.png"])
    #expect(dataset.unreadable.map(\.reason) == ["no such file or folder"])
  }
}
