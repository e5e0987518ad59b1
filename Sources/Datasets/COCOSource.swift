public import Foundation

/// Pictures with annotations in COCO's JSON format, of objects, of captions or both.
///
/// The label is the category of the largest object by area (of its box where no area is given), the
/// first of equal ones; the attributes `objects` and `categories` count the objects and name their
/// categories. The caption is the first of the picture's captions. Ids are the pictures' names.
/// Source: cocodataset.org, Data format.
public struct COCOSource: DatasetSource {
  /// Read together: a picture that several of them list is one sample.
  public let files: [URL]
  /// What the names of pictures are relative to.
  public let root: URL

  /// - Parameter root: the folder of the first file where it is nil.
  public init(files: [URL], root: URL? = nil) {
    self.files = files
    self.root = root ?? files.first?.deletingLastPathComponent() ?? URL(filePath: ".")
  }

  public func listing() throws -> SampleListing {
    var pictures: [COCOKey: String] = [:]
    var objects: [COCOKey: [COCOObject]] = [:]
    var captions: [COCOKey: String] = [:]
    for url in files {
      let file = try COCOFile(url)
      pictures.merge(file.images.map { ($0.id, $0.fileName) }) { first, _ in first }
      let names = Dictionary(
        (file.categories ?? []).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
      for annotation in file.annotations ?? [] {
        if let caption = annotation.caption, captions[annotation.imageID] == nil {
          captions[annotation.imageID] = caption.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        guard let category = annotation.categoryID else { continue }
        objects[annotation.imageID, default: []].append(
          COCOObject(name: names[category] ?? category.description, area: annotation.size))
      }
    }
    guard !pictures.isEmpty else {
      throw DatasetError.empty(path: files.first?.path ?? "no file", expected: "picture")
    }
    return SampleListing(
      samples: pictures.map { key, name in
        sample(name, objects[key] ?? [], captions[key])
      })
  }

  private func sample(_ name: String, _ objects: [COCOObject], _ caption: String?) -> Sample {
    var largest: COCOObject?
    for object in objects where object.area > largest?.area ?? -1 { largest = object }
    let categories = Set(objects.map(\.name)).sorted().joined(separator: "|")
    return Sample(
      id: name, image: .file(Datasets.file(name, relativeTo: root)), label: largest?.name,
      caption: caption,
      attributes: objects.isEmpty
        ? [:] : ["objects": String(objects.count), "categories": categories])
  }
}

private struct COCOObject {
  let name: String
  let area: Double
}

/// What of the format is used.
private struct COCOFile: Decodable {
  let images: [COCOImage]
  let annotations: [COCOAnnotation]?
  let categories: [COCOCategory]?

  init(_ url: URL) throws(DatasetError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(fileBytes(url)))
    } catch let error as DatasetError {
      throw error
    } catch {
      throw .malformed(
        path: url.path, line: nil, finding: "not a COCO file (\(Self.finding(error)))",
        remedy: "it needs images with id and file_name, annotations with image_id")
    }
  }

  private static func finding(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "no key \(key.stringValue) in \(place(context))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "another type than expected in \(place(context))"
    default: "no valid JSON"
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    context.codingPath.isEmpty
      ? "the file" : context.codingPath.map(\.stringValue).joined(separator: ".")
  }
}

private struct COCOImage: Decodable {
  let id: COCOKey
  let fileName: String

  enum CodingKeys: String, CodingKey {
    case id
    case fileName = "file_name"
  }
}

private struct COCOCategory: Decodable {
  let id: COCOKey
  let name: String
}

private struct COCOAnnotation: Decodable {
  let imageID: COCOKey
  let categoryID: COCOKey?
  let area: Double?
  let bbox: [Double]?
  let caption: String?

  enum CodingKeys: String, CodingKey {
    case imageID = "image_id"
    case categoryID = "category_id"
    case area, bbox, caption
  }

  /// 0 where nothing is known.
  var size: Double { area ?? bbox.flatMap { $0.count == 4 ? $0[2] * $0[3] : nil } ?? 0 }
}

/// A number or a text.
private struct COCOKey: Decodable, Hashable, CustomStringConvertible {
  let description: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // A number first: most have one.
    if let number = try? container.decode(Int.self) {
      description = String(number)
    } else {
      description = try container.decode(String.self)
    }
  }
}
