import Foundation
import HTTPTypes
import Hummingbird
import Images
import VectorStore

/// What became of a picture that was to be added.
struct AdditionAnswer: Encodable, Sendable {
  let outcome: Outcome
  let item: StoredItem
  /// Whose vectors of it are in the store now.
  let encoders: [String]

  enum Outcome: String, Encodable, Sendable {
    case added
    /// It was there, and something is another now.
    case changed
    case unchanged
  }
}

extension SearchService {
  private static let ownFields = ["id", "label", "split", "site", "group", "replace"]
  private static let longestID = 1_024
  private static let thumbnailSide = 192

  /// Embeds a picture by all encoders of the service and puts it into the store; answered when it is on the
  /// disk.
  func addition(of picture: ReceivedPicture) async throws -> Response {
    let fields = picture.fields
    let named = try fields.text("id")
    try fields.requireOnly(
      Self.ownFields + fields.attributes.keys.map { RequestFields.attribute + $0 })
    try requireUsable(named)
    let replacement = try fields.choice("replace", default: Replacement.no)
    let encoded = try await encoded(picture, encoders.all, thumbnailSide: Self.thumbnailSide)
    let id = named ?? encoded.pixels.hex
    let addition = StoreAddition(
      new: NewItem(try StoredItem(id, encoded, fields), vectors: encoded.vectors),
      pixels: encoded.pixels, thumbnail: encoded.thumbnail,
      mask: encoded.mask.map { ItemMask(item: id, $0) },
      replaces: replacement == .yes)
    guard case .addition(let answer) = try await changes.answer(to: .addition(addition)) else {
      throw CancellationError()
    }
    var response = Response.json(answer, status: answer.outcome == .added ? .created : .ok)
    response.headers[.location] = "/v1/images/\(id.inURL)"
    return response
  }

  private func requireUsable(_ id: String?) throws(RequestProblem) {
    guard let id else { return }
    let isUsable =
      !id.isEmpty && id.utf8.count <= Self.longestID
      && !id.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard !isUsable else { return }
    throw RequestProblem(
      .badRequest, "the id is empty, too long or has control characters",
      remedy: "give up to \(Self.longestID) bytes of text, or no id for that of the pixels")
  }

  private enum Replacement: String, CaseIterable {
    case yes = "true"
    case no = "false"
  }
}

extension StoredItem {
  fileprivate init(
    _ id: String, _ picture: EncodedPicture, _ fields: RequestFields
  ) throws(RequestProblem) {
    // Web pages send empty fields where nothing was typed.
    func known(_ name: String) throws(RequestProblem) -> String? {
      try fields.text(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    self.init(
      id: id,
      picture: PictureFacts(
        pixels: picture.pixels, width: picture.facts.width, height: picture.facts.height),
      split: try known("split"), label: try known("label"), site: try known("site"),
      group: try known("group"), attributes: fields.attributes)
  }
}

extension RequestFields {
  static let attribute = "attributes."

  /// Further columns by name.
  fileprivate var attributes: [String: String] {
    var attributes: [String: String] = [:]
    for name in names where name.hasPrefix(Self.attribute) && name != Self.attribute {
      guard let value = texts(name).last, !value.isEmpty else { continue }
      attributes[String(name.dropFirst(Self.attribute.count))] = value
    }
    return attributes
  }
}
