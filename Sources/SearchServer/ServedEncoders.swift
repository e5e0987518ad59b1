import Analyses
import Embeddings
import Images
import VectorStore

/// Encoders that are loaded, of which the store has vectors.
struct ServedEncoders: Sendable {
  let all: [any Embeddings.Encoder]
  private let decoding: DecodingOptions

  /// - Throws: `ServiceError.noEncoder` for none, and for one whose vectors the store's cannot be compared with.
  init(
    _ encoders: [any Embeddings.Encoder], decoding: DecodingOptions, of store: any ReadableStore
  ) async throws {
    let stored = try await store.encoders()
    guard !encoders.isEmpty else {
      throw ServiceError.noEncoder(
        store: "\(store.address)", finding: "no encoder was loaded",
        remedy: "name one of the store's")
    }
    for encoder in encoders {
      guard let known = stored.first(where: { $0.name == encoder.id.name }) else {
        throw ServiceError.noEncoder(
          store: "\(store.address)", finding: "it has no vectors of \(encoder.id.name)",
          remedy: "choose from \(stored.map(\.name).joined(separator: ", "))")
      }
      let served = encoder.id.decoded(by: decoding)
      guard known.id.givesVectors(like: served), known.dimension == encoder.dimension else {
        throw ServiceError.noEncoder(
          store: "\(store.address)",
          finding:
            "its vectors of \(known.name) are of other weights or another preprocessing "
            + "(\(known.id.preprocessing); here \(served.preprocessing))",
          remedy:
            "give --window, --alpha or --jpeg-scale as the store was built, use those weights, or build "
            + "the store anew")
      }
    }
    (all, self.decoding) = (encoders, decoding)
  }

  /// Whether a filter can tell of an encoder's vectors what is wanted.
  func judges(_ filter: LabelFilter, _ encoder: any Embeddings.Encoder) -> Bool {
    filter.fits(encoder.id.decoded(by: decoding)) && filter.dimension == encoder.dimension
  }

  /// - Throws: `ServiceError.noEncoder` where a filter judges the vectors of none of them.
  func require(for filter: LabelFilter?) throws(ServiceError) {
    guard let filter, !all.contains(where: { judges(filter, $0) }) else { return }
    throw .noEncoder(
      store: "the filter",
      finding:
        "it is for vectors of \(filter.encoder?.name ?? "another encoder"), which is not served",
      remedy:
        "add that encoder to the store, or train the filter on \(names.joined(separator: ", "))")
  }

  var names: [String] { all.map(\.id.name) }

  /// - Parameter name: nil where there is but one.
  func named(_ name: String?) throws(RequestProblem) -> any Embeddings.Encoder {
    let remedy = "give encoder: \(names.joined(separator: ", "))"
    guard let name else {
      if let only = all.first, all.count == 1 { return only }
      throw RequestProblem(
        .badRequest, "the service has several encoders, and none was named", remedy: remedy)
    }
    guard let encoder = all.first(where: { $0.id.name == name }) else {
      throw RequestProblem(
        .badRequest, "the service has no encoder \"\(name)\"", remedy: remedy)
    }
    return encoder
  }
}
