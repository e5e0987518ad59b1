import Foundation
import Images
import Testing

@Suite struct ContentDigestTests {
  @Test func emptyDataHaveTheKnownDigest() {
    #expect(
      ContentDigest(of: []).hex
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func digestsTellShapesApart() {
    let samples: [UInt8] = [1, 2, 3, 4, 5, 6]
    let wide = Image(width: 6, height: 1, channels: 1, samples: samples)
    let tall = Image(width: 1, height: 6, channels: 1, samples: samples)
    let color = Image(width: 2, height: 1, channels: 3, samples: samples)
    #expect(Set([wide.digest, tall.digest, color.digest]).count == 3)
    #expect(wide.digest == Image(width: 6, height: 1, channels: 1, samples: samples).digest)
  }

  @Test func uniformPicturesAreKnown() {
    #expect(Image(width: 2, height: 1, channels: 3, samples: [9, 8, 7, 9, 8, 7]).isUniform)
    #expect(!Image(width: 2, height: 1, channels: 3, samples: [9, 9, 9, 9, 9, 8]).isUniform)
  }
}
