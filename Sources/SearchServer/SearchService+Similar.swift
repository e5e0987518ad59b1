import Embeddings
import LinearAlgebra
import VectorStore

/// An answer to what looks like a picture, with what the picture was.
struct SimilarAnswer: Encodable {
  let answer: SearchAnswer
  let image: PictureFacts

  private enum Key: CodingKey {
    case image
  }

  func encode(to encoder: any Swift.Encoder) throws {
    try answer.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(image, forKey: .image)
  }
}

extension SearchService {
  private static let searchFields = [
    "k", "encoder", "metric", "method", "width", "where", "filter",
  ]
  static let largestCount = 1_000

  func similar(to picture: ReceivedPicture) async throws -> SimilarAnswer {
    let (encoder, settings) = try search(picture.fields)
    let encoded = try await encoded(picture, [encoder])
    return SimilarAnswer(
      answer: try await nearest(to: encoded.vector(by: encoder), settings), image: encoded.facts)
  }

  /// The item itself is the first of its neighbours.
  func similar(toItem id: String, _ fields: RequestFields) async throws -> SearchAnswer {
    let (encoder, settings) = try search(fields)
    guard let vector = try await store.vector(of: id, encoder: encoder.id.name) else {
      throw RequestProblem.noItem
    }
    return try await nearest(to: vector, settings)
  }

  /// What is searched for, and how, by the fields of a request.
  private func search(
    _ fields: RequestFields
  ) throws -> (encoder: any Embeddings.Encoder, settings: SearchSettings) {
    try fields.requireOnly(Self.searchFields)
    let encoder = try encoders.named(try fields.text("encoder"))
    var settings = SearchSettings(
      count: try fields.number("k", within: 1...Self.largestCount, default: 10),
      encoder: encoder.id.name, metric: try fields.choice("metric", default: .cosine),
      filter: try fields.filter)
    settings.method = try fields.method
    return (encoder, settings)
  }

  func encoded(
    _ picture: ReceivedPicture, _ encoders: [any Embeddings.Encoder], thumbnailSide: Int? = nil
  ) async throws -> EncodedPicture {
    try await pictures.answer(
      to: PictureOrder(
        bytes: picture.bytes, mask: picture.mask, encoders: encoders, thumbnailSide: thumbnailSide))
  }

  func nearest(to vector: [Float], _ settings: SearchSettings) async throws -> SearchAnswer {
    guard settings.metric != .cosine || vector.contains(where: { $0 != 0 }) else {
      throw RequestProblem(
        .badRequest, "the vector of the picture is zero and has no cosine: it is blank",
        remedy: "send another picture, or give metric=euclidean")
    }
    return try await searches.answer(to: StoreQuery(vector: vector, settings: settings))
  }
}

/// How it is searched, in requests.
enum MethodName: String, CaseIterable {
  case exact, hnsw
}

extension RequestFields {
  private static let largestWidth = 10_000

  var method: SearchMethod {
    get throws {
      let width = try number(
        "width", within: 1...Self.largestWidth, default: SearchMethod.standardWidth)
      switch try choice("method", default: MethodName.exact) {
      case .hnsw: return .graph(width: width)
      case .exact where try text("width") == nil: return .exact
      case .exact:
        throw RequestProblem(
          .badRequest, "width is of no use to an exact search",
          remedy: "leave it out, or give method=hnsw")
      }
    }
  }

  /// All conditions, which have either name.
  var filter: ItemFilter {
    get throws { try ItemFilter(texts("where") + texts("filter")) }
  }
}
