import CJPEGEncoder
import Foundation
import Images
import Statistics

/// Pictures for benchmarks, the same in every run.
enum Pictures {
  /// Smooth shades with a little noise, which compress about as a photograph does; RGB.
  static func photograph(side: Int) -> Image {
    var generator = SeededGenerator(seed: 1, stream: "photograph")
    let samples = (0..<(side * side * 3)).map { place -> UInt8 in
      let (x, y, channel) = (place / 3 % side, place / 3 / side, place % 3)
      let shade = sin(Double(x + 40 * channel) / 23) + cos(Double(y) / 31)
      return UInt8(clamping: Int(128 + 50 * shade) + generator.uniform(below: 9))
    }
    return Image(width: side, height: side, channels: 3, samples: samples)
  }

  /// An RGB picture as JPEG of quality 90, colours at half resolution as cameras do.
  static func jpeg(_ image: Image) throws(PictureError) -> [UInt8] {
    guard let encoder = unsafe tjInitCompress() else { throw .encoder(reason: "no memory") }
    defer { _ = unsafe tjDestroy(encoder) }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count: UInt = 0
    defer { unsafe tjFree(bytes) }
    let status = unsafe tjCompress2(
      encoder, image.samples, Int32(image.width), 0, Int32(image.height), Int32(TJPF_RGB.rawValue),
      &bytes, &count, Int32(TJSAMP_420.rawValue), 90, 0)
    guard status == 0, let bytes = unsafe bytes else {
      throw .encoder(reason: unsafe String(cString: tjGetErrorStr2(encoder)))
    }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
  }
}

/// Why a picture for a benchmark could not be made.
enum PictureError: Error, CustomStringConvertible {
  case encoder(reason: String)

  var description: String {
    switch self {
    case .encoder(let reason): "the JPEG encoder failed: \(reason); check libturbojpeg"
    }
  }
}
