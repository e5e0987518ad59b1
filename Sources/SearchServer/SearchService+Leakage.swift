import Analyses
import Embeddings
import Images
import VectorStore

/// Whether the store has a picture already, and what says so.
struct LeakageAnswer: Encodable {
  /// Whether there is evidence.
  let found: Bool
  let evidence: [LeakageEvidence]
  /// By each encoder that is no hash, the nearest item.
  let nearest: [LeakageEvidence]
  /// Cosine from which on likeness counts as evidence; nil: it does not.
  let threshold: Double?
  let image: PictureFacts
}

/// An item that is, or may be, the picture that was sent.
struct LeakageEvidence: Encodable {
  let id: String
  let kind: Kind
  var encoder: String?
  var cosine: Double?
  /// Of 64 bits, those that differ.
  var distance: Int?

  enum Kind: String, Encodable {
    /// The same pixels.
    case pixels
    /// Perceptual hashes that hardly differ.
    case hash
    case cosine
  }
}

extension SearchService {
  private static let leakageFields = ["encoder", "threshold", "where", "filter"]
  /// Items of each kind that are named at most.
  private static let evidenceCount = 100

  /// Likeness is evidence from a threshold on that the sender knows, e.g. one that was calibrated; without
  /// one it is only told.
  func leakage(of picture: ReceivedPicture) async throws -> LeakageAnswer {
    let fields = picture.fields
    try fields.requireOnly(Self.leakageFields)
    let asked = try fields.text("encoder").map { [try encoders.named($0)] } ?? encoders.all
    let threshold = try fields.threshold
    let filter = try fields.filter
    let encoded = try await encoded(picture, asked)
    var evidence = try await items(of: encoded.pixels, filter)
    var nearest: [LeakageEvidence] = []
    for encoder in asked where encoded.vector(by: encoder).contains(where: { $0 != 0 }) {
      let found = try await items(near: encoded.vector(by: encoder), encoder, filter)
      nearest += found.prefix(1).filter { $0.kind == .cosine }
      evidence += found.filter { $0.isEvidence(threshold) }
    }
    return LeakageAnswer(
      found: !evidence.isEmpty, evidence: evidence, nearest: nearest, threshold: threshold,
      image: encoded.facts)
  }

  private func items(
    of pixels: ContentDigest, _ filter: ItemFilter
  ) async throws -> [LeakageEvidence] {
    var found: [LeakageEvidence] = []
    for id in try await store.ids(of: pixels, where: filter).prefix(Self.evidenceCount) {
      found.append(LeakageEvidence(id: id, kind: .pixels))
    }
    return found
  }

  private func items(
    near vector: [Float], _ encoder: any Embeddings.Encoder, _ filter: ItemFilter
  ) async throws -> [LeakageEvidence] {
    let answer = try await nearest(
      to: vector,
      SearchSettings(count: Self.evidenceCount, encoder: encoder.id.name, filter: filter))
    return answer.results.map { LeakageEvidence($0, encoder) }
  }
}

extension LeakageEvidence {
  private static let hashBits = 64

  /// Hashes are vectors of 64 signs, whose cosine is 1 − distance / 32.
  fileprivate init(_ item: FoundItem, _ encoder: any Embeddings.Encoder) {
    let isHash = encoder is PerceptualHashEncoder || encoder is DifferenceHashEncoder
    self.init(
      id: item.id, kind: isHash ? .hash : .cosine, encoder: encoder.id.name,
      cosine: isHash ? nil : item.score,
      distance: isHash
        ? Int(((1 - item.score) * Double(Self.hashBits / 2)).rounded()) : nil)
  }

  fileprivate func isEvidence(_ threshold: Double?) -> Bool {
    if let distance { return distance <= PerceptualHash.evidenceDistance }
    guard let threshold, let cosine else { return false }
    return cosine >= threshold
  }
}

extension RequestFields {
  fileprivate var threshold: Double? {
    get throws {
      guard try text("threshold") != nil else { return nil }
      return try number("threshold", within: -1...1, default: 1)
    }
  }
}
