import Embeddings
import Images
import LinearAlgebra
import Testing

@Suite struct PixelEncoderTests {
  @Test func vectorsAreGreyLevels() {
    let image = Image(width: 2, height: 2, channels: 1, samples: [0, 51, 102, 255])
    #expect(PixelEncoder(side: 2).encode([image]).elements == [0, 0.2, 0.4, 1])
  }
}
