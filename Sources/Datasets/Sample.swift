public import Foundation
public import Images

/// One image of a data set with what is known of it.
public struct Sample: Sendable, Identifiable {
  /// Unique in its data set; stable when files move together.
  public let id: String
  public let image: ImageReference
  public let label: String?
  public let split: String?
  /// The exchangeable unit, e.g. the patient.
  public let group: String?
  public let site: String?
  public let caption: String?
  /// What belongs to the object in the picture: not zero there, zero elsewhere.
  public let mask: ImageReference?
  /// How much each pixel belongs to the object, a picture of values (`decodeSoftMap`).
  public let map: ImageReference?
  /// Whatever else the source says, by its name there, e.g. "modality"; empty values are left out.
  public let attributes: [String: String]

  public init(
    id: String, image: ImageReference, label: String? = nil, split: String? = nil,
    group: String? = nil, site: String? = nil, caption: String? = nil,
    mask: ImageReference? = nil, map: ImageReference? = nil, attributes: [String: String] = [:]
  ) {
    self.id = id
    self.image = image
    self.label = label
    self.split = split
    self.group = group
    self.site = site
    self.caption = caption
    self.mask = mask
    self.map = map
    self.attributes = attributes
  }

  /// The same with a caption.
  public func with(caption: String?) -> Sample {
    Sample(
      id: id, image: image, label: label, split: split, group: group, site: site,
      caption: caption, mask: mask, map: map, attributes: attributes)
  }

  /// The bytes of the file or the archive's entry; nil for pictures that are no file of their own.
  func fileContent() throws(DatasetError) -> [UInt8]? {
    switch image {
    case .file(let url, _): try fileBytes(url)
    case .entry(let entry): try entry.content()
    case .pixels, .array, .element: nil
    }
  }

  /// Which of its file's pictures it is.
  var frame: Int {
    if case .file(_, let frame) = image { frame } else { 0 }
  }

  /// Reads and decodes the image.
  ///
  /// - Parameter options: those of the data set, `Dataset.decoding`.
  /// - Throws: `DatasetError.unreadable` when the file cannot be read; `ImageError` when it is no
  ///   image.
  public func loadImage(_ options: DecodingOptions) throws -> DecodedImage {
    switch image {
    case .pixels(let image): return DecodedImage(image: image)
    case .array(let array, let index): return try array.picture(index, options: options)
    case .element(let array, let index): return DecodedImage(image: try array.image(index))
    case .file(let url, let frame):
      return try decodeImage(try fileBytes(url), frame: frame, options: options)
    case .entry(let entry): return try decodeImage(try entry.content(), options: options)
    }
  }
}

/// Where an image is.
public enum ImageReference: Sendable {
  /// A frame of a file, from 0; most files have one.
  case file(URL, frame: Int = 0)
  case pixels(Image)
  /// A picture of an array of any numbers, from 0.
  case array(ImageArray, Int)
  /// One of many pictures of bytes.
  case element(PixelArray, Int)
  case entry(ArchiveEntry)
}

extension ImageReference {
  /// Which picture of its file it is, from 0.
  var frame: Int {
    if case .file(_, let frame) = self { frame } else { 0 }
  }
}

/// A file that was left out, and why.
public struct UnreadableFile: Sendable, Codable, Hashable {
  /// Relative to the data set where it has one root.
  public let path: String
  public let reason: String

  public init(path: String, reason: String) {
    (self.path, self.reason) = (path, reason)
  }
}
