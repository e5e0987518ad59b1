public import Embeddings
import Statistics

/// An item to leave out, and the look-alike that stays.
public struct Removal: Sendable, Codable, Hashable {
  public let item: SampleID
  public let reason: RemovalReason
  public let kept: SampleID
  /// Of the two; nil when their vectors are zero.
  public let cosine: Double?
}

public enum RemovalReason: String, Sendable, Codable, Hashable, CaseIterable {
  /// A training item with a look-alike in the evaluation set, which stays.
  case leak
  /// An item of a group of look-alikes, of which one stays.
  case duplicate
}

/// Which of several look-alikes stays: an evaluation item before a training item, then the larger
/// picture, then the smaller id.
struct KeepRule {
  let items: EmbeddedItems
  /// Rows of evaluation items.
  let evaluation: Set<Int>

  /// All members but the one that stays; ascending.
  func removals(from members: [Int]) -> [Removal] {
    guard let kept = members.min(by: isBetter) else { return [] }
    return members.filter { $0 != kept }.map { member in
      Removal(
        item: items.ids[member], reason: .duplicate, kept: items.ids[kept],
        cosine: items.unitRows.cosine(member, items.unitRows, kept))
    }
  }

  private func isBetter(_ a: Int, _ b: Int) -> Bool {
    let isEvaluation = (evaluation.contains(a), evaluation.contains(b))
    guard isEvaluation.0 == isEvaluation.1 else { return isEvaluation.0 }
    let areas = (items.digests?[a].area ?? 0, items.digests?[b].area ?? 0)
    return areas.0 == areas.1 ? items.ids[a] < items.ids[b] : areas.0 > areas.1
  }
}
