public import Foundation
import Images

/// Pictures and labels in one `.npz` file of NumPy arrays.
///
/// MedMNIST's layout, `train_images` with `train_labels` for each split; also Keras' `x_train` with
/// `y_train`, and plain `images` with `labels`. Pictures are unsigned bytes of shape (n, h, w),
/// (n, h, w, 1) or (n, h, w, 3) in C order, labels integers of shape (n,), (n, 1) or, where a picture
/// has several, (n, k) of zeros and ones: their positions become the attribute `labels`. Ids are the
/// split and the position: "train/00042". An array that was not compressed is read where it lies.
public struct NPZSource: DatasetSource {
  public let file: URL
  /// What label 0, 1, … is called; labels beyond these keep their number.
  public let labelNames: [String]

  public init(file: URL, labelNames: [String] = []) {
    self.file = file
    self.labelNames = labelNames
  }

  /// Whether an `.npz` file holds pictures in one of the layouts.
  ///
  /// - Throws: `DatasetError` for a file that is no zip.
  public static func holdsPictures(_ file: URL) throws -> Bool {
    try ZipArchive(file).members.contains { ArrayName($0.name)?.isPictures == true }
  }

  public func listing() throws -> SampleListing {
    let archive = try ZipArchive(file)
    var members: [ArrayName: ZipMember] = [:]
    for member in archive.members {
      if let name = ArrayName(member.name) { members[name] = member }
    }
    let splits = members.keys.filter(\.isPictures).map(\.split).sorted()
    guard !splits.isEmpty else {
      throw DatasetError.malformed(
        path: file.path, line: nil,
        finding:
          "no array of pictures among \(archive.members.map(\.name).joined(separator: ", "))",
        remedy: "call it train_images, with train_labels, as MedMNIST does")
    }
    return SampleListing(samples: try splits.flatMap { try samples($0, members, archive) })
  }

  private func samples(
    _ split: String, _ members: [ArrayName: ZipMember], _ archive: ZipArchive
  ) throws -> [Sample] {
    guard let member = members[ArrayName(split: split, isPictures: true)] else { return [] }
    let pictures = try ArchivedArray(member, of: archive).pictures()
    let labels = try members[ArrayName(split: split, isPictures: false)]
      .map { try ArchivedArray($0, of: archive).labels(of: pictures.count) }
    let digits = max(5, String(pictures.count).count)
    return (0..<pictures.count).map { index in
      let number = String(index)
      let padded = String(repeating: "0", count: digits - number.count) + number
      let label = labels?[index]
      return Sample(
        id: split.isEmpty ? padded : "\(split)/\(padded)", image: .element(pictures, index),
        label: label.flatMap { $0.count == 1 ? name(of: $0[0]) : nil },
        split: split.isEmpty ? nil : split,
        attributes: label.map { $0.count == 1 ? [:] : ["labels": names(ofSeveral: $0)] } ?? [:])
    }
  }

  private func name(of label: Int) -> String {
    labelNames.indices.contains(label) ? labelNames[label] : String(label)
  }

  private func names(ofSeveral flags: [Int]) -> String {
    flags.indices.filter { flags[$0] != 0 }.map(name).joined(separator: "|")
  }
}

/// What the name of an array says.
private struct ArrayName: Hashable {
  let split: String
  let isPictures: Bool

  init(split: String, isPictures: Bool) {
    self.split = split
    self.isPictures = isPictures
  }

  init?(_ member: String) {
    guard member.hasSuffix(".npy") else { return nil }
    let name = String(member.dropLast(4))
    for (word, isPictures) in [("images", true), ("labels", false)] {
      if name == word {
        self.init(split: "", isPictures: isPictures)
        return
      }
      guard name.hasSuffix("_" + word) else { continue }
      self.init(split: String(name.dropLast(word.count + 1)), isPictures: isPictures)
      return
    }
    for (word, isPictures) in [("x_", true), ("y_", false)] where name.hasPrefix(word) {
      self.init(split: String(name.dropFirst(word.count)), isPictures: isPictures)
      return
    }
    return nil
  }
}
