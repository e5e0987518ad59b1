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
  /// No side longer than `side`; smaller images stay as they are.
  func fitting(_ side: Int) -> Image {
    let longest = max(width, height)
    guard longest > side else { return self }
    return resized(
      width: max(1, width * side / longest), height: max(1, height * side / longest),
      filter: .bilinear)
  }

  var bitmap: Bitmap {
    Bitmap(width: width, height: height, channels: channels, samples: samples)
  }
}
