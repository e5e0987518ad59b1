public import Foundation
public import Images

/// NIfTI volumes in a folder and its sub-folders, or a single one, each a group of slices.
///
/// A file counts when it begins like NIfTI, gzipped or not. Ids are paths relative to the root with
/// `#slice`, from 0: slices of the first volume, then those of the next.
public struct VolumeSource: DatasetSource {
  public let root: URL
  /// Across which slices are cut; images are to be decoded with the same.
  public let axis: VolumeAxis
  public let slices: FrameChoice
  public let levels: [FolderLevel]

  public init(
    root: URL, axis: VolumeAxis = .k, slices: FrameChoice = .all, levels: [FolderLevel] = []
  ) {
    self.root = root
    self.axis = axis
    self.slices = slices
    self.levels = levels
  }

  public func listing() throws -> SampleListing {
    let walk = try FolderWalk(root: root)
    var samples: [Sample] = []
    var unreadable = walk.unreadable
    for file in walk.files {
      do {
        samples += try slices(of: file.path, file.url)
      } catch DatasetError.unreadable(_, let reason) {
        unreadable.append(UnreadableFile(path: file.path, reason: reason))
      } catch let error as ImageError {
        unreadable.append(UnreadableFile(path: file.path, reason: "\(error)"))
      }
    }
    guard !samples.isEmpty || !unreadable.isEmpty else {
      throw DatasetError.empty(path: root.path, expected: "NIfTI file")
    }
    return SampleListing(samples: samples, unreadable: unreadable)
  }

  /// None for a file of another format, unless its name promises a volume.
  private func slices(of path: String, _ url: URL) throws -> [Sample] {
    let start = try fileStart(url, count: ImageFormat.signatureLength)
    let name = url.lastPathComponent.lowercased()
    let isNamedSo = [".nii", ".nii.gz"].contains { name.hasSuffix($0) }
    guard isNamedSo || ImageFormat(startingWith: start) == .nifti else { return [] }
    let header = try NIfTIHeader(startingWith: start)
    try header.check(fileSize: Int(try requireRegularFile(url)))
    let count = header.frames(across: axis)
    return slices.chosen(of: count).map { slice in
      let id = count == 1 ? path : FrameChoice.id(path, slice, of: count)
      return Sample(
        id: id, image: .file(url, frame: slice), folders: path, levels: levels, group: path)
    }
  }
}
