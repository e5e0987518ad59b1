import Analyses
import Embeddings
import LinearAlgebra
import Statistics
import VectorStore

/// What labelled neighbours, and a filter, say of a picture.
struct LabelAnswer: Encodable {
  /// Nil where the votes are too divided, or nobody votes.
  let label: String?
  /// The share of the votes that the first label has, in (0, 1]; nil where nobody votes. As often right
  /// as `semblance label suggest` finds for it, not by itself.
  let confidence: Double?
  /// What the confidence has to reach.
  let requiredConfidence: Double
  let abstained: Bool
  /// Greatest first.
  let shares: [Share]
  /// Those that vote, nearest first.
  let neighbors: [FoundItem]
  let encoder: String
  let metric: SearchMetric
  /// Nil where the service has none.
  let filter: FilterAnswer?
  let image: PictureFacts

  struct Share: Encodable {
    let label: String
    let share: Double
  }
}

/// What a filter says of a picture.
struct FilterAnswer: Encodable {
  let wanted: [String]
  /// The probability of being wanted, within [0, 1].
  let score: Double
  let threshold: Double
  let accepted: Bool
}

extension SearchService {
  private static let labelFields = ["k", "encoder", "where", "filter", "confidence"]

  func label(of picture: ReceivedPicture) async throws -> LabelAnswer {
    let fields = picture.fields
    let (encoder, settings) = try voters(fields)
    let required = try fields.number("confidence", within: 0...1, default: 0.9)
    let further = filterEncoders.filter { $0.id.name != encoder.id.name }
    let encoded = try await encoded(picture, [encoder] + further)
    let neighbors = try await nearest(to: encoded.vector(by: encoder), settings).results
    let shares = Self.shares(of: neighbors)
    let first = shares.first { $0.share >= required }
    return LabelAnswer(
      label: first?.label, confidence: shares.first?.share, requiredConfidence: required,
      abstained: first == nil, shares: shares, neighbors: neighbors, encoder: encoder.id.name,
      metric: .cosine, filter: judgement(of: encoded), image: encoded.facts)
  }

  /// The nearest items that have a label.
  private func voters(
    _ fields: RequestFields
  ) throws -> (encoder: any Embeddings.Encoder, settings: SearchSettings) {
    try fields.requireOnly(Self.labelFields)
    let encoder = try encoders.named(try fields.text("encoder"))
    let labelled = try ItemFilter(["label !="]).conditions
    let count = try fields.number(
      "k", within: 1...Self.largestCount, default: LabelsPlan().neighbors)
    let settings = SearchSettings(
      count: count, encoder: encoder.id.name,
      filter: ItemFilter(conditions: try fields.filter.conditions + labelled))
    return (encoder, settings)
  }

  /// Votes weigh the more the nearer their items are.
  private static func shares(of neighbors: [FoundItem]) -> [LabelAnswer.Share] {
    let names = Array(Set(neighbors.compactMap(\.label))).sorted()
    let codes = neighbors.map { names.firstIndex(of: $0.label ?? "") ?? 0 }
    let rows = neighbors.enumerated().map { NearestRow(row: $0, cosine: $1.score) }
    guard !names.isEmpty, let vote = WeightedVote(rows, labels: codes) else { return [] }
    return vote.shares.map { LabelAnswer.Share(label: names[$0.label], share: $0.share) }
  }

  /// The one whose vectors the filter judges; none without a filter.
  private var filterEncoders: [any Embeddings.Encoder] {
    guard let filter else { return [] }
    return encoders.all.filter { encoders.judges(filter, $0) }.prefix(1).map { $0 }
  }

  private func judgement(of picture: EncodedPicture) -> FilterAnswer? {
    guard let filter, let encoder = filterEncoders.first else { return nil }
    let score = filter.scores(of: Matrix([picture.vector(by: encoder)]))[0]
    return FilterAnswer(
      wanted: filter.wanted, score: score, threshold: filter.threshold,
      accepted: filter.accepts(score))
  }
}
