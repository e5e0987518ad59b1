import Datasets
import Figures
import Images

/// Longest side of a small picture.
private let pictureSide = 128

extension Sample {
  /// A small picture, as reports show it.
  func picture(_ decoding: DecodingOptions) throws -> Image {
    try loadImage(decoding).image.fitting(pictureSide)
  }
}

extension Image {
  var bitmap: Bitmap {
    Bitmap(width: width, height: height, channels: channels, samples: samples)
  }
}
