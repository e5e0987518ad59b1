import Embeddings
import Images
import LinearAlgebra
import Statistics
import Testing

@Suite struct AlignedEncoderTests {
  private let images = [10, 90, 200].map { level in
    Image(width: 4, height: 4, channels: 1, samples: (0..<16).map { UInt8(level + $0 * 3 % 11) })
  }

  @Test func vectorsGoThroughTheMap() async throws {
    let encoder = PixelEncoder(side: 2)
    let map = Matrix<Double>([[1, 0], [0, 2], [0, 0], [1, 1]])
    let side = AlignedSide(mean: [0.1, 0, 0.2, 0], map: map)
    let aligned = AlignedEncoder(encoder, side)
    #expect(aligned.dimension == 2)
    let found = try await aligned.encode(images)
    let own = encoder.encode(images)
    for row in 0..<3 {
      let vector = own.row(row).map(Double.init)
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let unit = zip(vector, side.mean).map { $0 / length - $1 }
      #expect(abs(Double(found[row, 0]) - (unit[0] + unit[3])) < 1e-6)
      #expect(abs(Double(found[row, 1]) - (2 * unit[1] + unit[3])) < 1e-6)
    }
    // Vectors of both cannot be compared.
    #expect(aligned.id.key != encoder.id.key && !aligned.id.givesVectors(like: encoder.id))
  }
}
