import Datasets
import Images

extension Dataset {
  /// Positions of pictures of which no two have the same pixels: of several the first, by id.
  var distinctPictures: [Int] { distinctPictures(among: Array(samples.indices)) }

  /// The same of some positions, in their order.
  func distinctPictures(among positions: [Int]) -> [Int] {
    var seen: Set<ContentDigest> = []
    return positions.filter { seen.insert(facts[$0].pixelDigest).inserted }
  }

  /// The first picture with each of these pixels.
  func positions(of pictures: Set<ContentDigest>) -> [Int] {
    distinctPictures.filter { pictures.contains(facts[$0].pixelDigest) }
  }
}
