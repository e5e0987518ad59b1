import Foundation
import Images

/// Pictures of one size, one after the other, of bytes: shape (count, height, width, channels).
///
/// Read where they lie in a file as they are; held in memory once where they were compressed.
public final class PixelArray: Sendable {
  public let count: Int
  public let width: Int
  public let height: Int
  /// 1 or 3.
  public let channels: Int
  private let storage: Storage

  enum Storage {
    case memory([UInt8], start: Int)
    case file(RandomAccessFile, start: UInt64)
  }

  /// Pictures that a byte of a compressed file may make: Deflate makes more only of equal pixels, less
  /// than 8 × 8 a picture. Each takes time and memory.
  static let largestCountOfByte = 16

  /// - Precondition: sizes ≥ 1; 1 or 3 channels; memory holds as many bytes as they make.
  init(count: Int, width: Int, height: Int, channels: Int, _ storage: Storage) {
    precondition(width >= 1 && height >= 1 && (channels == 1 || channels == 3))
    if case .memory(let bytes, let start) = storage {
      precondition(bytes.count - start >= count * width * height * channels)
    }
    self.count = count
    self.width = width
    self.height = height
    self.channels = channels
    self.storage = storage
  }

  /// - Precondition: 0 ≤ index < count.
  func image(_ index: Int) throws(DatasetError) -> Image {
    precondition((0..<count).contains(index))
    let size = width * height * channels
    let samples: [UInt8]
    switch storage {
    case .memory(let bytes, let start):
      samples = Array(bytes[(start + index * size)..<(start + (index + 1) * size)])
    case .file(let file, let start):
      samples = try file.read(at: start + UInt64(index * size), count: size)
    }
    return Image(width: width, height: height, channels: channels, samples: samples)
  }
}
