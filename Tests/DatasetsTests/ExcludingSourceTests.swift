import Datasets
import Foundation
import Images
import TestSupport
import Testing

@Suite struct ExcludingSourceTests {
  private struct Three: DatasetSource {
    func listing() -> SampleListing {
      let image = Image(width: 1, height: 1, channels: 1, samples: [0])
      return SampleListing(samples: ["a", "b", "c"].map { Sample(id: $0, image: .pixels(image)) })
    }
  }

  @Test func namedSamplesAreLeftOutAndUnknownOnesWarnedOf() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("b\r\n\nz\n", to: "list.txt")
    let listing = try await ExcludingSource(Three(), excluding: file).listing()
    #expect(listing.samples.map(\.id) == ["a", "c"])
    #expect(listing.warnings == ["1 of 2 ids of list.txt are not in the data set"])
  }

  @Test func listsThatAreNoTextAreRefused() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([0xFF, 0xFE, 0x00], to: "list.txt")
    #expect(throws: DatasetError.self) { try ExcludingSource(Three(), excluding: file) }
    #expect(throws: DatasetError.self) {
      try ExcludingSource(Three(), excluding: folder.url.appending(path: "gone"))
    }
  }
}
