public import Foundation
public import Images

/// Pictures in NumPy arrays (`.npy`), one file or all of a folder.
///
/// Ids are paths relative to the root with `#index`, from 0; the file is read where it lies.
public struct ArraySource: DatasetSource {
  public let root: URL
  /// Nil: told by each array's shape.
  public let layout: ArrayLayout?
  public let levels: [FolderLevel]

  public init(root: URL, layout: ArrayLayout? = nil, levels: [FolderLevel] = []) {
    self.root = root
    self.layout = layout
    self.levels = levels
  }

  /// Whether a file holds an array of bytes with three axes or four; with others, pictures and
  /// vectors cannot be told apart.
  public static func holdsPictures(_ file: URL) -> Bool {
    // A file that cannot be read is no pictures; whoever reads it next says why.
    guard let start = try? fileStart(file, count: 1 << 16),
      let header = try? NumPyHeader(Data(start))
    else { return false }
    return header.scalar.hasSuffix("u1") && (3...4).contains(header.shape.count)
  }

  public func listing() throws -> SampleListing {
    let folder = try FolderWalk(root: root)
    var samples: [Sample] = []
    var unreadable = folder.unreadable
    for file in folder.files where file.url.pathExtension.lowercased() == "npy" {
      do {
        samples += try pictures(of: file.path, file.url)
      } catch DatasetError.unreadable(_, let reason) {
        unreadable.append(UnreadableFile(path: file.path, reason: reason))
      } catch let error as ImageError {
        unreadable.append(UnreadableFile(path: file.path, reason: "\(error)"))
      } catch let error as NumPyHeaderError {
        unreadable.append(
          UnreadableFile(path: file.path, reason: "\(error.finding); \(error.remedy)"))
      }
    }
    guard !samples.isEmpty || !unreadable.isEmpty else {
      throw DatasetError.empty(path: root.path, expected: ".npy file")
    }
    return SampleListing(samples: samples, unreadable: unreadable)
  }

  private func pictures(of path: String, _ url: URL) throws -> [Sample] {
    try requireRegularFile(url)
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw DatasetError.unreadable(path: url.path, reason: reason(of: error))
    }
    let array = try ImageArray(data, layout: layout)
    return (0..<array.count).map { index in
      Sample(
        id: array.count == 1 ? path : FrameChoice.id(path, index, of: array.count),
        image: .array(array, index), folders: path, levels: levels)
    }
  }
}
